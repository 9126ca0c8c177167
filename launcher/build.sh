# shellcheck shell=sh
# From sources to something that starts at once: jars, class paths, native libraries, a stamp.

# The stamp is as old as the start of the build it tells of: a file changed since, or a directory
# in which one came or went, makes it stale.
is_current() {
  [ -f "$state/stamp" ] || return 1
  stamp=
  read -r stamp <"$state/stamp" || return 1
  [ "$stamp" = "$java_home $java_version" ] || return 1
  [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main "$root/spec/proto" "$root/launcher/build.sh" \
    -cnewer "$state/stamp" -print -quit)" ] || return 1
  for what in desktop relay; do
    class_path=
    read -r class_path <"$state/$what.classpath" || return 1
    rest=$class_path:
    while [ -n "$rest" ]; do
      [ -e "${rest%%:*}" ] || return 1
      rest=${rest#*:}
    done
  done
}

ready() {
  is_current || build
}

build() {
  if ! mkdir -p "$state/lib" "$state/native" 2>/dev/null || [ ! -w "$state" ] || [ ! -w "$root" ]; then
    fail "$MISSING" "$root cannot be written to; make a clone of your own, or take its ownership."
  fi
  exec 9>"$state/lock"
  if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
    say "another ./phantom is building; waiting for it" >&2
    flock 9
  fi
  if ! is_current; then
    say "$java_home $java_version" >"$state/stamp.new"
    compile
    pack
    mv "$state/stamp.new" "$state/stamp"
  fi
  exec 9>&-
}

# Runs Maven on the whole reactor or a part of it, $1 being the log's name, $2 what to print meanwhile.
maven() {
  log=$state/$1.log
  summary=$2
  shift 2
  export JAVA_HOME="$java_home"
  # Maven remembers for a day what it could not fetch; -U makes it ask again.
  again=
  [ ! -e "$state/not-fetched" ] || again=-U
  # shellcheck disable=SC2086 # the flags are words
  watch "$log" "$summary" \
    "${PHANTOM_MAVEN:-mvn}" -B -Dstyle.color=never -f "$root/pom.xml" $again ${PHANTOM_MAVEN_FLAGS-} "$@"
}

compile() {
  if ! maven build build_progress -Dquick -Dlaunch -pl desktop-app,relay-node -am compile jar:jar; then
    build_failed "$state/build.log"
  fi
  rm -f "$state/not-fetched"
  say "built in $(($(date +%s) - began)) s, $(fetched)" >&2
}

build_progress() {
  printf 'building: %s [%s]%s' "$(awk '
    /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ { module = $0; sub(/^\[INFO\] Building Phantom Net /, "", module); sub(/ [0-9]+\..*/, "", module) }
    END { print (module == "" || module == "calling" ? "reading the project" : module) }' "$log")" \
    "$(fetched)" "$(awk '
    / Downloading from / { file = $NF; open++ }
    / Downloaded from / { open-- }
    END { sub(/.*\//, "", file); if (open > 0) printf " fetching %s", file }' "$log")"
}

fetched() {
  awk '
    / Downloaded from / {
      size = $0
      sub(/.*\(/, "", size)
      split(size, part, " ")
      bytes += part[1] * (part[2] == "MB" ? 1000000 : part[2] == "kB" ? 1000 : 1)
    }
    END { printf "%.0f MB fetched", bytes / 1000000 }' "$log"
}

# Says why Maven failed, for people, and exits.
build_failed() {
  not_fetched=$(unfetched "$1")
  if [ -n "$not_fetched" ]; then
    : >"$state/not-fetched"
    {
      say "phantom: these could not be fetched from Maven Central:"
      printf '%s\n' "$not_fetched" | sed 's/^/  /'
      why_unfetched "$1"
      say "Then start again; what was fetched is kept. The whole of it is in $1"
    } >&2
    exit "$NO_NETWORK"
  fi
  say "phantom: the build failed. The first errors:" >&2
  first_errors "$1" >&2
  fail "$FAILED" "the whole of it is in $1"
}

why_unfetched() {
  if grep -q 'PKIX path' "$1"; then
    say "Java does not trust the certificate that this network shows for Maven Central: let who runs the network add it."
  elif grep -qE '407|Proxy Authentication' "$1"; then
    say "The proxy wants a name and a password: put them into the settings.xml of Maven."
  elif grep -q 'in offline mode' "$1"; then
    say "Maven was told to work offline: take -o out of PHANTOM_MAVEN_FLAGS."
  else
    say "Connect this machine to the network (behind a proxy: name it in the settings.xml of Maven)."
  fi
}

unfetched() {
  grep -E '^\[ERROR\].*(Could not transfer|Could not find artifact|could not be resolved|Failed to read artifact descriptor|was not found in|Unknown host|Cannot access)' "$1" |
    grep -oE '[A-Za-z][A-Za-z0-9_.-]*(:[A-Za-z0-9_.-]+){2,4}' | grep -v '^org\.phantomnet:' |
    sed -E 's/:(jar|pom|exe|signature)(:linux[a-z0-9_-]*)?:/:/' | sort -u | head -n 12 || true
}

# What Maven calls errors, less the advice it repeats and what the test reports say better.
first_errors() {
  awk -v root="$root/" '
    !/^\[ERROR\]/ { next }
    { sub(/^\[ERROR\] */, ""); gsub(root, "") }
    /^$|^COMPILATION ERROR|^For more information|^Re-run|^To see the full|^\[Help|^-> \[Help|^After correcting|^ *mvn <args>/ { next }
    /^Tests run|<<< |^Failures:|^There are test failures|: Compilation failure$/ { next }
    !seen[$0]++ && ++shown <= 12 { print }' "$1"
}

pack() {
  class_path_of desktop-app >"$state/desktop.classpath.new"
  class_path_of relay-node >"$state/relay.classpath.new"
  for what in desktop relay; do
    mv "$state/$what.classpath.new" "$state/$what.classpath"
    write_arguments "$what"
  done
}

# The manifest of the module's jar (profile "launch" of the root pom) names what it needs at run time.
class_path_of() {
  module=$1
  scratch=$(mktemp -d "$state/scratch.XXXXXX")
  (cd "$scratch" && "$java_home/bin/jar" xf "$(module_jar "$module")" META-INF/MANIFEST.MF)
  manifest=$(tr -d '\r' <"$scratch/META-INF/MANIFEST.MF" | awk '/^ / { printf "%s", substr($0, 2); next } { printf "\n%s", $0 } END { print "" }')
  rm -rf "$scratch"
  repository=$(printf '%s\n' "$manifest" | sed -n 's/^Local-Repository: //p')
  path=$(keep_module "$module")
  for entry in $(printf '%s\n' "$manifest" | sed -n 's/^Class-Path: //p'); do
    case $entry in
      org/phantomnet/*)
        other=${entry#org/phantomnet/}
        jar=$(keep_module "${other%%/*}")
        ;;
      */libsignal-client-*) jar=$(keep_libsignal "$repository/$entry") ;;
      */sqlite-jdbc-*) jar=$(keep_sqlite "$repository/$entry") ;;
      */jna/jna/*) jar=$(keep_jna "$repository/$entry") ;;
      */webrtc-java-*-linux-*) jar=$(keep_unpacked "$repository/$entry") ;;
      *) jar=$repository/$entry ;;
    esac
    path=$path:$jar
  done
  say "$path"
}

module_jar() {
  for jar in "$root/$1/target/$1"-*.jar; do
    case $jar in
      *-sources.jar | *-tests.jar | *-javadoc.jar) ;;
      *)
        say "$jar"
        return
        ;;
    esac
  done
}

# A copy of its own, put in place by renaming: what runs now is not touched by the next build.
keep_module() {
  cp "$(module_jar "$1")" "$state/lib/$1.jar.new"
  mv "$state/lib/$1.jar.new" "$state/lib/$1.jar"
  say "$state/lib/$1.jar"
}

# libsignal's loader unpacks a 141 MB library of its own tests at every start. A jar without any
# library, and the right one on java.library.path, start 0.45 s sooner.
keep_libsignal() {
  kept=$(basename "$1" .jar)
  if [ ! -f "$state/native/$kept/libsignal_jni.so" ] || [ ! -f "$state/lib/$kept.jar" ]; then
    scratch=$(mktemp -d "$state/scratch.XXXXXX")
    (cd "$scratch" && "$java_home/bin/jar" xf "$1" META-INF org libsignal_jni_amd64.so)
    mkdir -p "$state/native/$kept"
    if command -v strip >/dev/null 2>&1; then
      strip --strip-unneeded "$scratch/libsignal_jni_amd64.so" 2>/dev/null || true
    fi
    mv "$scratch/libsignal_jni_amd64.so" "$state/native/$kept/libsignal_jni.so"
    (cd "$scratch" && "$java_home/bin/jar" cf "$state/lib/$kept.jar.new" META-INF org)
    mv "$state/lib/$kept.jar.new" "$state/lib/$kept.jar"
    rm -rf "$scratch"
  fi
  say "$state/lib/$kept.jar"
}

# SQLite's loader takes a library that lies ready (0.09 s sooner) and else unpacks its own.
keep_sqlite() {
  keep_native "$1" org/sqlite/native/Linux/x86_64/libsqlitejdbc.so
}

# JNA's, too. It would unpack into the home directory or /tmp, where containers let nothing be executed.
keep_jna() {
  keep_native "$1" com/sun/jna/linux-x86-64/libjnidispatch.so
}

# Puts library $2 of jar $1 beside it, for native_for.
keep_native() {
  kept=$(basename "$1" .jar)
  if [ ! -f "$state/native/$kept/${2##*/}" ]; then
    scratch=$(mktemp -d "$state/scratch.XXXXXX")
    (cd "$scratch" && "$java_home/bin/jar" xf "$1" "$2")
    mkdir -p "$state/native/$kept"
    mv "$scratch/$2" "$state/native/$kept/"
    rm -rf "$scratch"
  fi
  say "$1"
}

# libwebrtc's library is copied out of its jar for every call; stored instead of deflated that takes half the time.
keep_unpacked() {
  kept=$(basename "$1")
  if [ ! -f "$state/lib/$kept" ]; then
    scratch=$(mktemp -d "$state/scratch.XXXXXX")
    (cd "$scratch" && "$java_home/bin/jar" xf "$1" && "$java_home/bin/jar" --create --no-compress --file "$state/lib/$kept.new" .)
    mv "$state/lib/$kept.new" "$state/lib/$kept"
    rm -rf "$scratch"
  fi
  say "$state/lib/$kept"
}

# What Java reads by "java @file": options, then the class path.
write_arguments() {
  read -r class_path <"$state/$1.classpath"
  {
    if [ "$1" = relay ]; then
      # The selector boxes the descriptor of every event; with all of them cached, forwarding allocates nothing.
      say "-XX:AutoBoxCacheMax=65536"
      # All compilers are there from the start: what makes way for the loops then makes way for good.
      say "-XX:-UseDynamicNumberOfCompilerThreads"
      # No stop of all threads every few seconds for tidying that nothing waits for.
      say "-XX:+UnlockDiagnosticVMOptions"
      say "-XX:GuaranteedSafepointInterval=0"
      say "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
      # What a relay makes dies at once or stays for a call: a small young generation keeps 50 MB from being touched.
      say "-Xmn4m"
      say "-Djna.boot.library.path=$(quoted "$(native_for jna)")"
      # A node without memory is half a node: it ends, and whoever watches it starts it again.
      say "-XX:+ExitOnOutOfMemoryError"
    else
      # Without C2: while it compiles, the first call's sound waits (docs/blackout.md; who blacks people out has a process of its own).
      say "-XX:TieredStopAtLevel=1"
      # The library that finds people is unpacked here once, not into the home directory.
      say "-Dorg.bytedeco.javacpp.cachedir=$(quoted "$state/native/javacpp")"
    fi
    # A crash must leave neither memory nor a report of it behind: keys, names and addresses are in there.
    say "-XX:-CreateCoredumpOnCrash"
    say "-XX:ErrorFile=/dev/null"
    say "-XX:+UseSerialGC"
    say "-XX:-UsePerfData"
    say "-Djava.awt.headless=true"
    say "-Djava.library.path=$(quoted "$(native_for libsignal-client)")"
    say "-Dorg.sqlite.lib.path=$(quoted "$(native_for sqlite-jdbc)")"
    if [ "${java_version%%[!0-9]*}" -ge 24 ]; then
      say "--enable-native-access=ALL-UNNAMED"
      say "--sun-misc-unsafe-memory-access=allow"
    fi
    say "-cp"
    quoted "$class_path"
  } >"$state/$1.args.new"
  mv "$state/$1.args.new" "$state/$1.args"
}

# The directory of the library that belongs to the jar of that name in $class_path.
native_for() {
  jar=${class_path##*/"$1"-}
  say "$state/native/$1-${jar%%.jar*}"
}

quoted() {
  printf '"%s"\n' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}
