# shellcheck shell=sh
# ./phantom relay package: a Debian package of the relay node, from what the build left.

package() {
  case ${1-} in
    "") ;;
    --try)
      [ "$(id -u)" = 0 ] || fail "$NOT_ALLOWED" "relay package --try installs into an overlay of this system: run it as root."
      need_program unshare util-linux "gives it mounts of its own" 1.2
      need_program ip iproute2 "gives it a network of its own" 1.1
      need_program mount mount "lays the overlay" 0.1
      need_program /usr/bin/python3 python3 "is the client that tries the node" 5.7
      [ -z "$missing" ] || provide relay
      ;;
    --try-systemd)
      [ "$(id -u)" = 0 ] || fail "$NOT_ALLOWED" "relay package --try-systemd boots a Debian in a container: run it as root."
      need_program unshare util-linux "gives it mounts of its own" 1.2
      need_program mount mount "lays an overlay over it" 0.1
      need_program systemd-nspawn systemd-container "boots it" 1.0
      need_program mmdebstrap mmdebstrap "makes it, of Debian 12" 0.2
      [ -z "$missing" ] || provide relay
      ;;
    *)
      say "usage: ./phantom relay package [--try | --try-systemd]"
      say
      say "  writes .phantom/phantom-relay_VERSION_amd64.deb"
      say "  --try          as root: installs it into an overlay of this system that is thrown away, starts"
      say "                 the node there and tries it: init, check, an allocation, SIGHUP, SIGTERM,"
      say "                 upgrade, removal"
      say "  --try-systemd  as root: boots a Debian 12 with systemd in a container without a network,"
      say "                 and tries unit and package there: apt, sandbox, port 443, reload, certificate,"
      say "                 kill -9, drain, upgrade, removal, purge. The first time it fetches that Debian"
      say "                 (150 MB; 470 MB in .phantom/bookworm)"
      [ "$1" = --help ] || exit "$MISSING"
      return
      ;;
  esac
  command -v dpkg-deb >/dev/null 2>&1 || fail "$MISSING" "dpkg-deb builds the package: install dpkg."
  ready
  version=$(sed -n 's/.*<artifactId>phantomnet<\/artifactId> *<version>\(.*\)<\/version>.*/\1/p' "$root/relay-node/pom.xml")
  debian_version=$(say "$version" | sed 's/-SNAPSHOT/~snapshot/')
  deb=$state/phantom-relay_${debian_version}_amd64.deb
  tree=$(mktemp -d "$state/scratch.XXXXXX")
  package_tree
  dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb.new" >"$state/package.log" ||
    fail "$FAILED" "dpkg-deb could not build the package: $state/package.log"
  mv "$deb.new" "$deb"
  rm -rf "$tree"
  say "$deb"
  case ${1-} in
    --try) exec "$root/packaging/deb/try.sh" "$deb" ;;
    --try-systemd)
      bookworm
      exec "$root/packaging/deb/try_systemd.sh" "$deb" "$state/bookworm"
      ;;
  esac
}

# A Debian 12 to boot, with what the package depends on and what try_systemd.py uses. Made once.
bookworm() {
  [ ! -d "$state/bookworm" ] || return 0
  archive=$(apt-cache policy 2>/dev/null | sed -n 's|.* \(https*://[^ ]*\) bookworm/main amd64 Packages|\1|p' | head -n 1)
  say "making a Debian 12 in .phantom/bookworm" >&2
  rm -rf "$state/bookworm.new"
  mmdebstrap --variant=minbase --dpkgopt=force-unsafe-io \
    --include=systemd-sysv,adduser,openjdk-17-jre-headless,python3,openssl,curl,iproute2 \
    bookworm "$state/bookworm.new" ${archive:+"$archive"} >"$state/bookworm.log" 2>&1 ||
    fail "$NO_NETWORK" "mmdebstrap could not make a Debian 12: $state/bookworm.log"
  mv "$state/bookworm.new" "$state/bookworm"
}

package_tree() {
  share=usr/share/phantom-relay
  library=usr/lib/phantom-relay
  document=usr/share/doc/phantom-relay
  umask 022
  chmod 755 "$tree"
  for directory in DEBIAN etc/phantom-relay usr/bin usr/lib/systemd/system usr/share/man/man8 usr/share/lintian/overrides "$share/lib" "$share/grafana" "$share/prometheus" "$library" "$document"; do
    mkdir -p "$tree/$directory"
  done
  read -r class_path <"$state/relay.classpath"
  rest=$class_path:
  while [ -n "$rest" ]; do
    jar=${rest%%:*}
    rest=${rest#*:}
    case $jar in
      */sqlite-jdbc-*) without "org/sqlite/native" "$jar" ;;
      */jna/jna/*) without "com/sun/jna/*-*" "$jar" ;;
      # Their manifests are for the launcher, and name folders of this machine.
      */relay-node.jar | */protocol.jar) without "META-INF/MANIFEST.MF" "$jar" ;;
      *) cp "$jar" "$tree/$share/lib/" ;;
    esac
  done
  cp "$(native_for libsignal-client)/libsignal_jni.so" "$(native_for sqlite-jdbc)/libsqlitejdbc.so" \
    "$(native_for jna)/libjnidispatch.so" "$tree/$library/"
  if command -v strip >/dev/null 2>&1; then
    strip --strip-unneeded "$tree/$library/"*.so
  fi
  cp "$root/packaging/deb/phantom-relay" "$tree/usr/bin/"
  packaged_values relay.toml >"$tree/etc/phantom-relay/relay.toml"
  packaged_values phantom-relay.service >"$tree/usr/lib/systemd/system/phantom-relay.service"
  cp "$root/packaging/grafana/relay.json" "$tree/$share/grafana/"
  cp "$root/packaging/prometheus/phantom-relay.rules.yml" "$tree/$share/prometheus/"
  cp "$root/docs/operators.md" "$tree/$document/"
  cat "$root/packaging/deb/copyright" "$root/LICENSE" >"$tree/$document/copyright"
  gzip -9n <"$root/packaging/deb/phantom-relay.8" >"$tree/usr/share/man/man8/phantom-relay.8.gz"
  cp "$root/packaging/deb/lintian-overrides" "$tree/usr/share/lintian/overrides/phantom-relay"
  {
    say "phantom-relay ($debian_version) unstable; urgency=medium"
    say
    say "  * See CHANGELOG.md of the sources."
    say
    say " -- Phantom Net maintainers <maintainers@phantomnet.invalid>  $(date -R -r "$root/CHANGELOG.md")"
  } | gzip -9n >"$tree/$document/changelog.gz"
  find "$tree" -type f -exec chmod 644 {} +
  chmod 755 "$tree/usr/bin/phantom-relay"
  for script in postinst prerm postrm; do
    cp "$root/packaging/deb/control/$script" "$tree/DEBIAN/"
    chmod 755 "$tree/DEBIAN/$script"
  done
  say /etc/phantom-relay/relay.toml >"$tree/DEBIAN/conffiles"
  (cd "$tree" && find etc usr -type f -exec md5sum {} +) >"$tree/DEBIAN/md5sums"
  sed -e "s/@version@/$debian_version/" -e "s/@size@/$(du -sk "$tree" | cut -f1)/" \
    "$root/packaging/deb/control/control" >"$tree/DEBIAN/control"
  chmod 644 "$tree/DEBIAN/conffiles" "$tree/DEBIAN/md5sums" "$tree/DEBIAN/control"
}

# Some jars bring a library for each of twenty systems; the one that counts lies in $library.
without() {
  scratch=$(mktemp -d "$state/scratch.XXXXXX")
  # shellcheck disable=SC2086 # a pattern
  (cd "$scratch" && "$java_home/bin/jar" xf "$2" && rm -rf $1 &&
    "$java_home/bin/jar" cfM "$tree/$share/lib/$(basename "$2")" .)
  rm -rf "$scratch"
}

# The templates of "relay init", with the values of a package.
packaged_values() {
  sed \
    -e 's|@start@|/usr/bin/phantom-relay|' \
    -e 's|@config@|/etc/phantom-relay/relay.toml|' \
    -e 's|@data@|/var/lib/phantom-relay|' \
    -e 's|@stop@|3630|' \
    -e 's|@descriptors@|65536|' \
    -e 's|@user@|User=phantom-relay|' \
    -e 's|@home@|true|' \
    -e 's|@udp@|"192.0.2.1:3478", "192.0.2.1:443"|' \
    -e 's|@tcp@|"192.0.2.1:3478"|' \
    -e 's|@tls@|"192.0.2.1:5349"|' \
    -e 's|@web@|"192.0.2.1:443"|' \
    -e 's|@relayed@|"192.0.2.1"|' \
    -e 's|@advertised@|# advertised = ["198.51.100.7"]|' \
    -e 's|@realm@|relay|' \
    -e 's|@loops@|1|' \
    -e 's|@drain@|3600|' \
    "$root/relay-node/src/main/resources/org/phantomnet/relay/main/$1"
}
