#!/bin/sh
# Fetches the pictures of ./phantom bench blackout from two Debian packages into directory $1,
# without installing them. None of them is part of this repository.
set -eu

[ $# -eq 1 ] || { echo "usage: fetch.sh DIRECTORY" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
for file in astronaut.png camera.png coffee.png motorcycle_left.png brick.png; do
  skimage="${skimage-} ./usr/lib/python3/dist-packages/skimage/data/$file"
done
stamps="./usr/share/tuxpaint/stamps/people/fireman240a.png ./usr/share/tuxpaint/stamps/people/fireman200b.png"

unpack() {
  package=$1
  shift
  apt-get download -q "$package" >/dev/null
  # shellcheck disable=SC2086 # the names are words
  dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x --strip-components="$1" -f - $2
  rm "$package"_*.deb
}

[ -f astronaut.png ] || unpack python3-skimage 7 "$skimage"
[ -f fireman240a.png ] || unpack tuxpaint-stamps-default 6 "$stamps"
