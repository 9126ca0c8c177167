# shellcheck shell=sh
# ./phantom explore: two real call machines through every state that they can reach.

explore() {
  heap=${heap-2g}
  read -r class_path <"$state/audit.classpath"
  # shellcheck disable=SC2086 # the flags are words
  exec "$java_home/bin/java" -Xmx"$heap" -XX:+UseParallelGC -XX:-UsePerfData ${PHANTOM_JAVA_FLAGS-} \
    -cp "$class_path" org.phantomnet.conformance.explore.Explore "$@"
}

soak_explore_help() {
  cat <<'TEXT'
usage: ./phantom soak explore [options of ./phantom explore]

What ./phantom explore does, and in every scenario also with losses, repeats and messages in flight
counted one by one, with events that wait while others overtake them, and with every reason of a
hangup told apart. Many minutes and up to 4 GB.
TEXT
}

soak_explore() {
  ready_to_audit
  heap=4g
  explore --soak "$@"
}
