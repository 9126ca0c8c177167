#!/bin/sh
# Boots the Debian 12 of a directory with its systemd, in a container without a network, over an
# overlay in memory; try_systemd.py runs there as a unit. Nothing stays. As root:
#   packaging/deb/try_systemd.sh PACKAGE.deb DEBIAN        (or ./phantom relay package --try-systemd)
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)

if [ "${1-}" != --inside ]; then
  deb=$(cd "$(dirname "$1")" && pwd -P)/$(basename "$1")
  debian=$(cd "$2" && pwd -P)
  scratch=$(mktemp -d)
  unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
    "$here/try_systemd.sh" --inside "$deb" "$debian" "$scratch" && result=0 || result=$?
  rmdir "$scratch" # with the last process inside, its mounts have gone
  exit "$result"
fi
deb=$2
debian=$3
scratch=$4
mount -t tmpfs -o size=2g,mode=755 tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root" "$scratch/tried"
mount -t overlay -o "lowerdir=$debian,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
mount -t tmpfs -o mode=755 tmpfs /run # nspawn keeps books there
root=$scratch/root
tried=$scratch/tried
: >"$root/etc/machine-id"
cp "$deb" "$tried/phantom-relay.deb"
cp "$here/try_systemd.py" "$here/tried.py" "$tried/"
: >"$tried/said"
cat >"$root/etc/systemd/system/try.service" <<'UNIT'
[Unit]
Description=What an operator does with the package
After=multi-user.target
# Its exit code becomes that of the container.
SuccessAction=exit
FailureAction=exit
[Service]
Type=exec
ExecStart=/usr/bin/python3 -B -u /tried/try_systemd.py /tried/phantom-relay.deb
StandardOutput=append:/tried/said
StandardError=inherit
Environment=LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
[Install]
WantedBy=default.target
UNIT
ln -s /dev/null "$root/etc/systemd/system/apt-daily.timer"
ln -s /dev/null "$root/etc/systemd/system/apt-daily-upgrade.timer"
systemctl --root="$root" enable try.service 2>/dev/null ||
  ln -s ../try.service "$root/etc/systemd/system/multi-user.target.wants/try.service"

systemd-nspawn --quiet --register=no --keep-unit --private-network --machine=phantom-try \
  --directory="$root" --bind="$tried:/tried" --console=pipe --boot </dev/null >"$tried/console" 2>&1 &
booted=$!
tail -q -n +1 -f --pid="$booted" "$tried/said"
wait "$booted" && result=0 || result=$?
if [ "$result" != 0 ]; then
  [ -s "$tried/said" ] || cat "$tried/console"
  echo "the container ended with $result"
fi
exit "$result"
