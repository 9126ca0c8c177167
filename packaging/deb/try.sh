#!/bin/sh
# Installs a package for real, where nothing of it stays: an overlay of this system in memory, with
# a network and process numbers of its own. Then try.py starts the node there. As root:
#   packaging/deb/try.sh PACKAGE.deb        (or ./phantom relay package --try)
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)

if [ "${1-}" != --inside ]; then
  deb=$(cd "$(dirname "$1")" && pwd -P)/$(basename "$1")
  scratch=$(mktemp -d)
  unshare --mount --net --pid --ipc --uts --fork --kill-child --propagation private \
    "$here/try.sh" --inside "$deb" "$scratch" && result=0 || result=$?
  rmdir "$scratch" # with the last process inside, its mounts have gone
  exit "$result"
fi
deb=$2
scratch=$3
mount -t tmpfs -o size=1g,mode=755 tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay -o "lowerdir=/,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
root=$scratch/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
cp "$deb" "$root/tmp/phantom-relay.deb"
cp "$here/try.py" "$here/tried.py" "$root/tmp/"
ip link set lo up
ip address add 203.0.113.5/32 dev lo # of a documentation range, and here this machine's
chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
  python3 -B /tmp/try.py /tmp/phantom-relay.deb
