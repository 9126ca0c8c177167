# shellcheck shell=sh
# ./phantom bench: what this machine makes of the project's targets.

bench() {
  case ${1-help} in
    help | --help | -h)
      bench_help
      ;;
    micro | calls | all)
      need test
      # The calls are placed by the same jars and native libraries as the demo's.
      ready
      bench_build
      export PHANTOM_DESKTOP_ARGS="$state/desktop.args" PHANTOM_RELAY_ARGS="$state/relay.args"
      # shellcheck disable=SC2086 # the flags are words
      exec "$java_home/bin/java" -Djava.awt.headless=true -cp "$class_path" ${PHANTOM_JAVA_FLAGS-} \
        org.phantomnet.benchmarks.Bench "$@"
      ;;
    relay)
      shift
      case " $* " in *" --help "* | *" -h "*) without_building=true ;; *) without_building=false ;; esac
      if [ "$without_building" = false ]; then
        without_service coturn need bench-relay
        ready
      fi
      exec /usr/bin/python3 -B "$root/benchmarks/relay-vs-coturn/bench.py" "$@"
      ;;
    blackout)
      shift
      for option in "$@"; do
        case $option in
          --tuned | --quick) ;;
          -h | --help) bench_help && exit 0 ;;
          *) fail "$MISSING" "bench blackout does not know \"$option\". It takes --tuned and --quick." ;;
        esac
      done
      need test
      bench_build
      mkdir -p "$state/pictures"
      sh "$root/benchmarks/blackout-quality/fetch.sh" "$state/pictures"
      exec "$java_home/bin/java" -Djava.awt.headless=true "-Dorg.bytedeco.javacpp.cachedir=$state/native/javacpp" \
        -cp "$class_path" org.phantomnet.benchmarks.blackout.BlackoutQuality "$state/pictures" \
        "$root/benchmarks/blackout-quality/outlines.txt" "$state/blackout.png" "$@"
      ;;
    *)
      fail "$MISSING" "there is nothing to measure called \"$1\". ./phantom bench help lists what there is."
      ;;
  esac
}

# Does what the other arguments say; should that install the package, its service $1 is neither started nor enabled.
without_service() {
  service=$1
  shift
  if [ ! -d /run/systemd/system ] || ! may_install || command -v turnserver >/dev/null 2>&1; then
    "$@"
    return
  fi
  systemctl --quiet mask --runtime "$service.service"
  "$@"
  systemctl --quiet unmask --runtime "$service.service"
  systemctl --quiet disable "$service.service"
}

bench_help() {
  cat <<'TEXT'
usage: ./phantom bench micro|calls|relay|blackout|all [options]

  micro        single operations, by JMH: a call message with its MAC, ratchet and padding, sealed
               or not; the store's commit; a call's keys; a packet through the tunnel's filter
  calls        real calls, as the demo places them: until a client is ready, a call rings, the first
               sound is heard, everything is released; processor time, mouth to ear, STOI, MOS
  relay        this relay, coturn and a bare forwarder by turns, under one load on loopback: packets
               a second of processor, latency, memory and time of an allocation, as ratios; installs
               coturn and gcc (as root); about 35 minutes, --quick under two
  blackout     how much is left of people after blackout, sitting and coming in, and how much of the
               room is black for nothing; writes a contact sheet; --tuned for the half of the people
               that thresholds were chosen on, --quick for one room only
  all          micro and calls

  --quick      fewer repetitions: to see that it works, not to believe the figures
  --path 60ms  (calls) Alice and Bob so far apart, one way, in namespaces of this machine
  --loss N     (calls) N percent of the packets lost on the whole way, likewise
  --mode M     (calls) private, or fast with a path
  --sound      (calls) one long call only: what it sounds like and costs
  --json FILE  the figures as JSON, too
  --verbose    what happens meanwhile
  --only PART, --loads N:MODE:BYTES, --rounds N, --nice N
               (relay) a part of it: ./phantom bench relay --help says more

Prints rows for the table of docs/performance.md and the machine's load before and after: a busy
machine measures itself. Ends with 1 if a target is missed, with 3 where there can be no namespaces.
TEXT
}

# Sets class_path: the benchmarks and all they measure.
bench_build() {
  mkdir -p "$state"
  if ! maven bench-build build_progress -Dquick -pl benchmarks -am compile \
    dependency:build-classpath -Dmdep.outputFile=target/bench.classpath; then
    build_failed "$state/bench-build.log"
  fi
  class_path=$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/bench.classpath")
}
