# shellcheck shell=sh
# What the machine must have, how to see that without asking a package manager, and how to get it.

without= # the exit code if something is missing and may not be installed; MISSING if empty
with_lab=false # whether the tests want what a lab needs
missing= # lines of "package|what it is|megabytes to download, should apt not know"

need() {
  # shellcheck disable=SC2153 # MISSING is an exit code
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) ;;
    *) fail "$MISSING" "this version runs on 64-bit x86 Linux only: libsignal ships no other Linux library." ;;
  esac
  need_java
  case $1 in
    demo | client | pictures | test | audit)
      need_library libpulse.so.0 libpulse0 0.3
      need_library libX11.so.6 libx11-6 0.8
      need_library libXfixes.so.3 libxfixes3 0.1
      need_library libXrandr.so.2 libxrandr2 0.1
      need_library libXcomposite.so.1 libxcomposite1 0.1
      need_library libudev.so.1 libudev1 0.2
      need_library libdbus-1.so.3 libdbus-1-3 0.3
      need_program unshare util-linux "gives the media engine a network without a way out" 1.2
      need_program ip iproute2 "switches on loopback in that network" 1.1
      ;;
  esac
  case $1-$with_lab in
    lab-* | test-true)
      [ "$1" = test ] || need_program unshare util-linux "makes namespaces and enters them" 1.2
      [ "$1" = test ] || need_program ip iproute2 "joins the machines of the lab" 1.1
      need_program mount mount "gives them a directory of their own" 0.1
      need_program nft nftables "is the NAT of their gateways" 0.1
      ;;
  esac
  case $1 in
    bench-relay)
      need_program turnserver coturn "the relay to compare with; never started as a service" 2.0
      need_program gcc gcc "compiles the load generator" 36.5
      [ -e /usr/include/stdio.h ] || add_missing libc6-dev "what that needs" 11.0
      [ -e /usr/include/openssl/hmac.h ] || add_missing libssl-dev "its hashes" 2.4
      need_program /usr/bin/python3 python3 "runs them by turns" 5.7
      ;;
  esac
  case $1 in
    lab) need_program /usr/bin/python3 python3 "is the switch between them" 5.7 ;;
  esac
  case $1 in
    test)
      need_program git git "the checks over tracked files" 7.3
      need_program /usr/bin/python3 python3 "runs the reference implementation in spec/reference" 5.7
      /usr/bin/python3 -c 'import cryptography.hazmat' 2>/dev/null ||
        add_missing python3-cryptography "AES and certificates for that reference" 2.2
      need_program Xvfb xvfb "is the screen of the tests that share one" 4.0
      need_program spin spin "checks the model in spec/model" 0.5
      need_program gcc gcc "compiles what spin writes" 36.5
      # Installing it under systemd would start a TURN server; without, that test says what it lacks.
      [ -d /run/systemd/system ] ||
        need_program turnutils_uclient coturn "its clients try the relay; its server is not started" 1.2
      [ -e /usr/include/stdio.h ] || add_missing libc6-dev "what that needs" 11.0
      ;;
  esac
  command -v "${PHANTOM_MAVEN:-mvn}" >/dev/null 2>&1 || add_missing maven "the build tool" 12.0
  [ -z "$missing" ] || provide "$1"
}

add_missing() {
  missing="$missing$1|$2|$3
"
}

need_program() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ] || add_missing "$2" "$3" "$4"
}

need_library() {
  for directory in /usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
    [ ! -e "$directory/$1" ] || return 0
  done
  add_missing "$2" "the call engine loads $1" "$3"
}

# Sets java_home and java_version; a JDK names its version in a file, so that no Java has to run.
need_java() {
  java_home=
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
  for home in "${PHANTOM_JAVA_HOME-}" "${JAVA_HOME-}" "$on_path" /usr/lib/jvm/*; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ -x "$home/bin/java" ] && is_new_enough "$home"; then
      java_home=$home
      return
    fi
  done
  add_missing "$(jdk_package)" "Java 17 or newer, with its compiler" 116.0
}

is_new_enough() {
  java_version=
  [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      java_version=${value#\"}
      java_version=${java_version%\"}
    fi
  done <"$1/release"
  major=${java_version%%[!0-9]*}
  [ "${major:-0}" -ge 17 ]
}

jdk_package() {
  for package in openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless; do
    if apt_knows "$package"; then
      say "$package"
      return
    fi
  done
  say default-jdk-headless
}

apt_knows() {
  command -v apt-cache >/dev/null 2>&1 && [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null)" ]
}

apt_has_lists() {
  for list in /var/lib/apt/lists/*_Packages*; do
    [ ! -e "$list" ] || return 0
  done
  return 1
}

may_install() {
  [ "$(id -u)" = 0 ] && [ -z "${PHANTOM_NO_INSTALL-}" ] && command -v apt-get >/dev/null 2>&1
}

provide() {
  if may_install; then
    mkdir -p "$state"
    if ! apt_has_lists; then
      say "fetching the package lists" >&2
      refresh_lists
      missing=
      need "$1" # the name of the JDK's package is known only now
      return
    fi
    list_missing "$1" >&2
    install_missing "$1"
    missing=
    need_java
    [ -z "$missing" ] || fail "$MISSING" "installed, and still no Java 17 or newer is found in /usr/lib/jvm"
  else
    list_missing "$1"
    if command -v apt-get >/dev/null 2>&1; then
      if apt_has_lists; then
        say "Install them, then start again:"
      else
        say "This machine has no package lists yet: apt-get update fetches them. Then install, and start again:"
      fi
      say "sudo apt-get install --no-install-recommends $(missing_packages)"
    else
      say "These are the names of Debian and Ubuntu; install what your system calls them, then start again."
    fi
    exit "${without:-$MISSING}"
  fi
}

missing_packages() {
  printf '%s' "$missing" | awk -F'|' '{ printf "%s%s", (NR > 1 ? " " : ""), $1 }'
}

list_missing() {
  say "Missing for ./phantom $1:"
  printf '%s' "$missing" | while IFS='|' read -r package what megabytes; do
    bytes=$(apt-cache show --no-all-versions "$package" 2>/dev/null | awk '$1 == "Size:" { print $2; exit }') || bytes=
    [ -z "$bytes" ] || megabytes=$(awk "BEGIN { mb = $bytes / 1000000; printf \"%.1f\", (mb < 0.1 ? 0.1 : mb) }")
    printf '  %-26s %6s MB  %s\n' "$package" "$megabytes" "$what"
  done
  total=$(apt_total)
  [ -z "$total" ] || say "  with all they depend on: $total"
  case $1 in
    test) say "  after that, once:        up to about 250 MB of libraries from Maven Central" ;;
    *) say "  after that, once:        up to about 190 MB of libraries from Maven Central" ;;
  esac
}

apt_total() {
  # shellcheck disable=SC2046 # a list of names
  apt-get install --no-install-recommends --print-uris -qq $(missing_packages) 2>/dev/null |
    awk '$3 ~ /^[0-9]+$/ { bytes += $3; n++ } END { if (n) printf "%.1f MB to download in %d packages", bytes / 1000000, n }'
}

refresh_lists() {
  watch "$state/install.log" install_progress apt-get update -q ||
    install_failed "apt-get update failed"
  apt_has_lists || install_failed "apt-get update found no package list"
}

install_missing() {
  packages=$(missing_packages)
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # a list of names
  set -- apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 $packages
  if ! watch "$state/install.log" install_progress "$@"; then
    # Old lists name files that are no longer there.
    refresh_lists
    watch "$state/install.log" install_progress "$@" || install_failed "the packages could not be installed"
  fi
  say "installed: $packages" >&2
}

install_progress() {
  printf 'installing: %s' "$(awk '/^(Get|Unpacking|Setting up|Preparing|Hit|Reading)/ { line = $0 } END { print line }' "$log")"
}

install_failed() {
  grep -E '^(E|Err|W):?' "$state/install.log" | tail -n 8 >&2 || tail -n 8 "$state/install.log" >&2
  say "phantom: $1; the whole of it is in $state/install.log" >&2
  if grep -qE 'Could not resolve|Temporary failure|Unable to connect|Could not connect|Network is unreachable|Cannot initiate' "$state/install.log"; then
    fail "$NO_NETWORK" "this machine does not reach its package archive. Missing: $(missing_packages). Connect it, then start again."
  fi
  fail "$MISSING" "mend that, or install by hand: apt-get install --no-install-recommends $(missing_packages)"
}
