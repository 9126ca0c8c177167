# shellcheck shell=sh
# ./phantom soak: searches that run as long as one lets them. Each has a function soak_NAME and a
# function soak_NAME_help.

soak() {
  what=${1-help}
  [ $# -eq 0 ] || shift
  case $what in
    help | --help | -h)
      soak_usage
      ;;
    crash | discovery | explore | fuzz | gaps | model | mutation | nat | relay | wycheproof)
      case ${1-} in
        help | --help | -h) "soak_${what}_help" ;;
        *)
          [ "$what" != nat ] || with_lab=true
          need test
          "soak_$what" "$@"
          ;;
      esac
      ;;
    *)
      fail "$MISSING" "there is nothing to soak called \"$what\". ./phantom soak help lists what there is."
      ;;
  esac
}

soak_usage() {
  cat <<'TEXT'
usage: ./phantom soak WHAT [options]

  crash       real clients and their mailbox, killed (kill -9) at random moments
  discovery   200 relays, some hostile: who sees both sides, who becomes a guard on purpose
  explore     two real call machines within wider bounds
  fuzz        hostile input for every decoder, guided by coverage
  gaps        calls whose networks change, in the lab, and how long nothing is heard
  mutation    small changes to the core, to see whether a test notices each
  nat         calls through every pairing of NATs, with every packet looked at
  relay       a relay under churn and faults, and what it keeps of it
  wycheproof  the Wycheproof project's cases for the primitives, from a copy of yours
  model       the model of the call machine within all its bounds at once

"./phantom soak WHAT --help" says more about one of them.
TEXT
}

soak_fuzz_help() {
  cat <<'TEXT'
usage: ./phantom soak fuzz [--minutes N] [--target NAME] [--keep] [--seeds] [--check] [--list]

  --minutes N     minutes for each target; 1 if left out
  --target NAME   only this one, as in Stun.packet, or all of a class, as in Stun
  --keep          add what reached new code to the committed corpus, smallest inputs first
  --seeds         only write the seeds anew: valid encodings, made by the code
  --check         only see whether the corpora hold these seeds
  --list          only name the targets and how many inputs their corpora hold

Targets run one after the other, each in a JVM of its own. What was found new stays in .phantom/fuzz
and is built upon the next time. An input that breaks a target is put into its corpus, where every
run of the tests tries it again; this command then ends with 1 and says how to replay it.
docs/fuzzing.md tells of the targets.
TEXT
}

# Sets class_path: every module with its tests.
soak_build() {
  mkdir -p "$state"
  if ! maven soak-build test_progress -Dquick -pl conformance-tests -am test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/test.classpath; then
    build_failed "$state/soak-build.log"
  fi
  class_path=$root/conformance-tests/target/test-classes:$root/conformance-tests/target/classes
  for tests in "$root"/*/target/test-classes; do
    class_path=$class_path:$tests
  done
  class_path=$class_path:$(cat "$root/conformance-tests/target/test.classpath")
}

soak_fuzz() {
  mkdir -p "$state/fuzz"
  soak_build
  cd "$root" || exit "$FAILED"
  exec nice -n 10 "$java_home/bin/java" -XX:TieredStopAtLevel=1 -cp "$class_path" \
    org.phantomnet.conformance.fuzz.FuzzCommand "$state/fuzz" "$@"
}

soak_wycheproof_help() {
  cat <<'TEXT'
usage: ./phantom soak wycheproof FOLDER

FOLDER holds the files of the Wycheproof project that spec/foreign/README.md lists. Both
implementations answer all their cases; an unknown field or flag, or a case more or less, fails.
TEXT
}

soak_wycheproof() {
  if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    soak_wycheproof_help >&2
    fail "$MISSING" "name the folder that holds the files."
  fi
  mkdir -p "$state"
  soak_build
  say "Python"
  /usr/bin/python3 "$root/spec/reference/wycheproof.py" "$1" || exit "$FAILED"
  say "Java"
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -cp "$class_path" org.phantomnet.protocol.crypto.WycheproofRun "$1"
}

soak_crash_help() {
  cat <<'TEXT'
usage: ./phantom soak crash [--cycles N] [--seed N] [--dir DIR]

  --cycles N   how often to kill; 500 if left out (3 to 5 s each on two cores)
  --seed N     what people do, who is killed and when; drawn if left out
  --dir DIR    an empty directory for stores and events, to look at afterwards

Clients chat, call, link and unlink a device over a mailbox and two relays on loopback. In each cycle
one of them, both or the mailbox is killed with SIGKILL and started again. A round of 25 has every
moment: writing, opening, dialling, ringing, answering, connected, hanging up, linking, unlinking.
Every 13 cycles all stores are compared with what was promised: a message whose sending was confirmed
arrives once and in order, on a linked device, too; what was shown stays; no session breaks; no call
is missing in a history; nothing rings that is over, a minute old, or rang before the restart; no
media process outlives its client. The first finding ends it with 1 and the seed.
TEXT
}

soak_crash() {
  soak_build
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$class_path" \
    org.phantomnet.conformance.crash.CrashCommand "$@"
}

soak_discovery_help() {
  cat <<'TEXT'
usage: ./phantom soak discovery [--pairs N] [--victims N] [--days N] [--seed N]

  --pairs N     pairs of people who call each other daily for a year; 400 if left out
  --victims N   people whose guards are forced away; 200 if left out
  --days N      for how long; 180 if left out
  --seed N      of the networks and of every choice; the same seed, the same tables

Networks of 200 relays of which one operator has 5 to 30 percent, on the real choice of guards and the
real rule of families. Prints the tables of docs/discovery.md; takes a minute or two.
TEXT
}

soak_discovery() {
  soak_build
  exec "$java_home/bin/java" -cp "$class_path" \
    org.phantomnet.conformance.discovery.DiscoveryCommand "$@"
}

soak_gaps_help() {
  cat <<'TEXT'
usage: ./phantom soak gaps [--runs N] [--mode private|fast] [--event NAME]... [--trace] [--dir DIR]

  --runs N      how often each; 3 if left out
  --mode M      private or fast; both if left out
  --event NAME  only this one, as in roam; a wrong name lists them all
  --trace       what the clients told meanwhile, step by step
  --dir DIR     an empty directory for sound, captures and stores, to look at afterwards

Two clients in a lab call each other and speak without a pause. A line is cut, a NAT forgets, relays are
killed or fall silent, one moves to another network, gets another address, or sleeps. What was played at
each side is held against what was said at the other: the longest stretch in which it was not heard, less
the time for which there was no network at all. The mode must be the same afterwards, the call connected,
and in Private no packet may have gone from home to home. A run takes 20 to 70 s; other load on the
machine makes gaps of its own, so "before" says what there was in the two seconds before the event.
Prints rows for docs/performance.md. Ends with 1 if a target is missed, with 3 where there can be no lab.
TEXT
}

soak_gaps() {
  soak_build
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$class_path" \
    org.phantomnet.conformance.gaps.GapCommand "$@"
}

soak_nat_help() {
  cat <<'TEXT'
usage: ./phantom soak nat [--runs N] [DIR]

  --runs N   how often; 1 if left out (three minutes each on two cores)
  DIR        an empty directory, where captures and logs stay; .phantom/nat if left out

The capture proof of the tests: a chat and calls between homes of the lab, in Fast and in Private,
with every pairing of NATs, with IPv6 too and with IPv6 only. Prints a line for each call: the path
that ICE found, how long it took from the accept to the connection and to the first sound at both, and
how many packets at the machines and at the homes' outsides are outside the mode's policy. It ends
with 1 if a call took another path than its mode and NATs allow, or if a packet was outside, which it
then shows.
TEXT
}

soak_nat() {
  runs=1
  if [ "${1-}" = --runs ]; then
    case ${2-} in
      '' | *[!0-9]*) fail "$MISSING" "--runs takes a number." ;;
    esac
    runs=$2
    shift 2
  fi
  soak_build
  [ $# -ne 0 ] || rm -rf "$state/nat"
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$class_path" \
    org.phantomnet.conformance.capture.NatCommand "${1-$state/nat}" "$runs"
}

soak_relay_help() {
  cat <<'TEXT'
usage: ./phantom soak relay [--minutes N] [--seed N] [--dir DIR]

  --minutes N  30 if left out
  --seed N     what clients do and when; drawn if left out
  --dir DIR    an empty directory for the relay's data and log, to look at afterwards

Clients come to a relay process on loopback over UDP, TCP and TLS, shake hands as calls do, speak, and
release, fall silent or are reset. Peers go, strangers and peers send nonsense, connections stop half way,
the record of traffic cannot be written, and the relay is killed (kill -9) in the middle of calls and
started again. At each rest: no allocation, relayed port, descriptor, thread or memory is kept, and packets
in = requests + forwarded + dropped by reason (TURN-46). The first finding ends it with 1 and the seed.
TEXT
}

soak_relay() {
  need relay
  ready
  soak_build
  export PHANTOM_RELAY_ARGS="$state/relay.args"
  exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$class_path" \
    org.phantomnet.relay.turn.SoakCommand "$@"
}
