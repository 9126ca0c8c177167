# shellcheck shell=sh
# ./phantom lab: machines, homes behind NATs and lines of chosen quality, as network namespaces.

lab() {
  read -r class_path <"$state/audit.classpath"
  # shellcheck disable=SC2086 # the flags are words
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Djava.awt.headless=true \
    -cp "$class_path" ${PHANTOM_JAVA_FLAGS-} org.phantomnet.conformance.lab.LabCommand "$@"
}
