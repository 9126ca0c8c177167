# shellcheck shell=sh
# ./phantom audit: the tests of every module compiled, and a class path that has all of them.

# Stale if a source of any module, test or not, changed since; see is_current in build.sh.
is_audit_current() {
  [ -f "$state/audit.stamp" ] || return 1
  stamp=
  read -r stamp <"$state/audit.stamp" || return 1
  [ "$stamp" = "$java_home $java_version" ] || return 1
  for classes in "$root"/*/src/main "$root"/*/src/test; do
    [ -d "${classes%/src/*}/target" ] || return 1
  done
  [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src "$root/spec/proto" "$root/launcher/audit.sh" \
    -cnewer "$state/audit.stamp" -print -quit)" ] || return 1
  class_path=
  read -r class_path <"$state/audit.classpath" || return 1
  rest=$class_path:
  while [ -n "$rest" ]; do
    [ -e "${rest%%:*}" ] || return 1
    rest=${rest#*:}
  done
}

ready_to_audit() {
  is_audit_current && return
  if ! mkdir -p "$state" 2>/dev/null || [ ! -w "$state" ] || [ ! -w "$root" ]; then
    fail "$MISSING" "$root cannot be written to; make a clone of your own, or take its ownership."
  fi
  exec 9>"$state/lock"
  if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
    say "another ./phantom is building; waiting for it" >&2
    flock 9
  fi
  if ! is_audit_current; then
    say "$java_home $java_version" >"$state/audit.stamp.new"
    if ! maven audit build_progress -Dquick -pl conformance-tests -am test-compile dependency:build-classpath \
      -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test; then
      build_failed "$state/audit.log"
    fi
    rm -f "$state/not-fetched"
    {
      printf '%s:' "$root/conformance-tests/target/test-classes"
      [ ! -d "$root/conformance-tests/target/classes" ] || printf '%s:' "$root/conformance-tests/target/classes"
      cat "$root/conformance-tests/target/test.classpath"
      say ""
    } >"$state/audit.classpath"
    mv "$state/audit.stamp.new" "$state/audit.stamp"
    say "built in $(($(date +%s) - began)) s, $(fetched)" >&2
  fi
  exec 9>&-
}

audit() {
  read -r class_path <"$state/audit.classpath"
  cd "$root/conformance-tests" || exit "$FAILED"
  # shellcheck disable=SC2086 # the flags are words
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Djava.awt.headless=true \
    -cp "$class_path" ${PHANTOM_JAVA_FLAGS-} org.phantomnet.conformance.audit.AuditCommand "$@"
}
