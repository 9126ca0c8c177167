# shellcheck shell=sh
# ./phantom vectors: in the class path of the audit, which has every module. The directory stays the
# caller's, for the command that --implementation names.

vectors() {
  read -r class_path <"$state/audit.classpath"
  export PHANTOM_HOME="$root"
  # shellcheck disable=SC2086 # the flags are words
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Djava.awt.headless=true \
    -cp "$class_path" ${PHANTOM_JAVA_FLAGS-} org.phantomnet.conformance.vectors.VectorsCommand "$@"
}
