#!/bin/sh
# Checks spec/model/call.pml with spin: README.md beside this says what, why and how to read the result.
#   check.sh [--full] [--keep DIR]     --full: the whole bounds, which takes hours; --keep: leave everything in DIR
#   check.sh --only TEXT [...]         only the configurations and bugs whose row has this text in it
#   check.sh --names                   only compare the names of the model with those of the specification
# Exit: 0 everything holds and every planted bug was found, 1 not, 2 a tool is missing.
# shellcheck disable=SC2086,SC2013 # flags and names are words
set -u

here=$(cd "$(dirname "$0")" && pwd -P)
spec=$(dirname "$here")
full=
names_only=
only_text=
work=
while [ $# -gt 0 ]; do
  case $1 in
    --full) full=yes ;;
    --names) names_only=yes ;;
    --only) only_text=${2-} && shift ;;
    --keep) work=$2 && shift ;;
    *) echo "usage: check.sh [--full] [--only TEXT] [--names] [--keep DIR]" >&2 && exit 2 ;;
  esac
  shift
done
for tool in spin gcc awk; do
  command -v $tool >/dev/null 2>&1 || { echo "check.sh: $tool is missing" >&2 && exit 2; }
done
if [ -n "$work" ]; then
  mkdir -p "$work" || exit 2
else
  work=$(mktemp -d) || exit 2
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
fi

# name | flags of the model; the bounds that are not named are those of call.pml: 3 in flight each way, 2 losses, 1 repeat,
# one restart a side.
configurations() {
  cat <<'TEXT'
one call, each mode|-DWHO1=2 -DMODE0=0
one call, offers in doubt or late, replies limited|-DWHO1=2 -DAGES=3 -DPERMITS=2
one call, the callee says nothing unasked|-DWHO1=2 -DMODE0=0 -DAGES=3 -DTRUST1=Known
one call, to a stranger or a blocked contact|-DWHO1=2 -DMODE0=0 -DAGES=3 -DTRUST1=Stranger -DLATER=1
one call, from a stranger's device|-DWHO1=2 -DMODE0=0 -DTRUST0=Stranger
one call, under the callee's floor|-DWHO1=2 -DMODE0=0 -DAGES=3 -DPERMITS=2 -DFLOOR1=Paranoid
one call, only Private is supported|-DWHO1=2 -DMODE0=0 -DONLY_PRIVATE=1
one call, of a newer version|-DWHO1=2 -DNEWER=1 -DAGES=3 -DPERMITS=2
one call, a part fails|-DWHO1=2 -DFAILURES=1
one call, a message of a later version|-DWHO1=2 -DLATER=1 -DREPEATS=0 -DINTERRUPTIONS=0
glare, calm: each mode with each|-DCALM=1 -DIN_FLIGHT=6 -DMODE0=0 -DMODE1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
glare, Private and Private, 1 loss|-DLOSSES=1 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
glare, Private and Paranoid, equal ids, restarts|-DMODE1=Paranoid -DEQUAL_IDS=1 -DLOSSES=0 -DREPEATS=0 -DINTERRUPTIONS=0
glare, Fast and Fast|-DMODE0=Fast -DMODE1=Fast -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
glare, Fast and Private|-DMODE0=Fast -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
two calls one after the other|-DWHO1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
TEXT
}

# The whole bounds for two calls at once: too many states for every run of the tests.
full_configurations() {
  for zero in Fast Private Paranoid; do
    for one in Fast Private Paranoid; do
      echo "glare, $zero and $one, 2 losses|-DMODE0=$zero -DMODE1=$one -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0"
      echo "glare, $zero and $one, restarts|-DMODE0=$zero -DMODE1=$one -DLOSSES=0 -DREPEATS=0 -DINTERRUPTIONS=0"
      echo "glare, $zero and $one, 1 repeat|-DMODE0=$zero -DMODE1=$one -DLOSSES=0 -DRESTARTS=0 -DINTERRUPTIONS=0"
    done
  done
  echo "glare, one of a newer version|-DNEWER=1 -DLOSSES=1 -DREPEATS=0 -DINTERRUPTIONS=0"
  echo "two calls one after the other, all at once (hash)|-DHASH -DWHO1=0 -DINTERRUPTIONS=0"
  echo "glare, Private and Private, all at once (hash)|-DHASH -DINTERRUPTIONS=0"
  echo "glare, Private and Paranoid, equal ids, all at once (hash)|-DHASH -DMODE1=Paranoid -DEQUAL_IDS=1 -DINTERRUPTIONS=0"
}

# Without -DSAFETY: no cycle, so that every run comes to an end (each person acts a bounded number of times).
endings() {
  cat <<'TEXT'
one call: every run ends|-DWHO1=2 -DMODE0=0
glare, calm: every run ends|-DCALM=1 -DIN_FLIGHT=6 -DMODE0=0 -DMODE1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
TEXT
}

# bug | the invariant that must find it | flags
bugs() {
  cat <<'TEXT'
GATE_WITHOUT_CONSENT|media_needs_consent|-DWHO1=2
CONFIRM_ACCEPTS|media_needs_consent|-DWHO1=2
ANSWER_ACCEPTS|media_needs_consent|-DWHO1=2
GATE_WITHOUT_CONFIRMATION|media_needs_confirmation|-DWHO1=2
GATE_STAYS_OPEN|media_needs_a_live_call|-DWHO1=2
GATE_REOPENS|a_shut_gate_stays_shut|-DWHO1=2
MODE_OF_ITS_OWN|modes_do_not_differ|-DWHO1=2 -DMODE0=Fast
SWITCHES_UNASKED|mode_does_not_weaken|-DWHO1=2 -DLATER=1
GLARE_WEAKER|glare_takes_the_stricter|-DMODE1=Paranoid
BOTH_GIVE_WAY|glare_gives_one_call|-DCALM=1 -DIN_FLIGHT=6 -DRESTARTS=0 -DLOSSES=0 -DREPEATS=0
BOTH_STAY|glare_gives_one_call|-DCALM=1 -DIN_FLIGHT=6 -DRESTARTS=0 -DLOSSES=0 -DREPEATS=0
GLARE_KEEPS_BOTH|one_live_call|
TWO_CALLS|one_of_two_calls|-DWHO1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0
KEYS_KEPT|keys_are_destroyed|-DWHO1=2
ENDED_RETURNS|ended_is_final|-DWHO1=2
TWO_ENTRIES|one_history_entry|-DWHO1=2
NO_ENTRY|one_history_entry|-DWHO1=2 -DPERMITS=2
TELLS_STRANGERS|nothing_automatic_to_strangers|-DWHO1=2 -DTRUST1=Stranger -DLATER=1
RINGS_FOR_STRANGERS|nothing_automatic_to_strangers|-DWHO1=2 -DTRUST1=Stranger
EARLY_ADDRESSES|no_address_before_consent|-DWHO1=2 -DMODE0=Fast
NO_RECONNECT_LIMIT|both_sides_end|-DWHO1=2
ANSWERS_THE_RESTARTED|every run ends|-DWHO1=2
TEXT
}

# What each bug above is for, and how spin must complain about it.
number_of() {
  sed -n "s/^hidden byte $1 = (ONLY != 0 && ONLY != \([0-9]*\));.*/\1/p" "$here/call.pml"
}

# build DIRECTORY "flags of the model" "flags of pan" OPTIMISATION
build() {
  mkdir -p "$1" && cp "$here/call.pml" "$1" && cd "$1" &&
    spin -a $2 call.pml >spin.out 2>&1 &&
    gcc $4 -w -DNOREDUCE -DMEMLIM="$memory" $3 -o pan pan.c >gcc.out 2>&1
}

figure() { # figure PATTERN FILE: the last number before or after it
  awk -v pattern="$1" '$0 ~ pattern { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9.]+,?$/) { sub(",", "", $i); found = $i; break } } END { print found == "" ? "-" : found }' "$2"
}

# one DIRECTORY "name" "flags" KIND: runs a configuration, writes its row
one() {
  pan_flags=-DSAFETY
  [ "$4" = holds ] || pan_flags=-DNP
  case $3 in *-DHASH*) pan_flags="$pan_flags -DHC4" ;; esac
  case $2 in 'one call'*) effort=-O1 ;; *) effort=-O2 ;; esac # few states: not worth the compiler's time
  if ! build "$1" "-DCOVER $3" "$pan_flags" $effort; then
    echo "$2|-|-|-|-|NOT BUILT" >"$1/row"
    return
  fi
  loop=
  [ "$4" = holds ] || loop=-l
  ./pan -m100000 ${full:+-w26} $loop >pan.out 2>&1
  result=holds
  grep -q 'errors: 0' pan.out || result=BROKEN
  [ $result = holds ] && grep -qE 'max search depth too small|out of memory|reached -DMEMLIM|Search not completed' pan.out && result='NOT COMPLETED'
  case $result in holds) ;; *) result="$result: $(grep -m1 -E '^pan:' pan.out | sed 's/(at depth.*//')" ;; esac
  echo "$2|$(figure 'states, stored' pan.out)|$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out | tail -1)|$(figure 'total actual memory' pan.out)|$(sed -n 's/.*elapsed time \([0-9.]*\).*/\1/p' pan.out)|$result" >row
}

planted() { # DIRECTORY bug invariant "flags"
  case $3 in
    'every run ends') pan_flags=-DNP loop='-l -E -A' expect='non-progress cycle' only= ;;
    *) pan_flags=-DSAFETY loop=-E expect="assertion violated .*$3" only="-DONLY=$(number_of "$3")" ;;
  esac
  if ! build "$1" "-DBUG_$2 $only $4" "$pan_flags" -O0; then
    echo "$2|$3|-|-|NOT BUILT" >"$1/row"
    return
  fi
  ./pan -m100000 -w20 $loop >pan.out 2>&1
  result=MISSED
  grep -qE "$expect" pan.out && result=found
  echo "$2|$3|$(figure 'states, stored' pan.out)|$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out | tail -1)|$result" >row
}

# worker NUMBER: takes every second job
worker() {
  i=0
  while IFS='|' read -r kind a b c; do
    i=$((i + 1))
    [ $((i % jobs)) -eq "$1" ] || continue
    case $kind in
      bug) (planted "$work/$(printf %03d $i)" "$a" "$b" "$c") ;;
      *) (one "$work/$(printf %03d $i)" "$a" "$b" "$kind") ;;
    esac
    rm -f "$work/$(printf %03d $i)"/pan.[a-z] "$work/$(printf %03d $i)/pan.o"
  done <"$work/jobs"
}

bad=0
wrong() {
  echo "$*"
  bad=1
}

jobs=${MODEL_JOBS:-2}
memory=${MODEL_MEGABYTES:-${full:+8192}}
memory=${memory:-1024}
run() {
  {
    configurations | sed 's/^/holds|/'
    endings | sed 's/^/ends|/'
    if [ -n "$full" ]; then full_configurations | sed 's/^/holds|/'; fi
    bugs | sed 's/^/bug|/'
  } | grep -F "$only_text" >"$work/jobs"
  i=0
  while [ $i -lt "$jobs" ]; do
    worker $i &
    i=$((i + 1))
  done
  wait

  echo "configuration|states|depth|MB|seconds|result"
  i=0
  while IFS='|' read -r kind a b c; do
    i=$((i + 1))
    [ "$kind" != bug ] || continue
    row=$(cat "$work/$(printf %03d $i)/row")
    echo "$row"
    case $row in *'|holds') ;; *) bad=1 ;; esac
  done <"$work/jobs"
  echo
  echo "planted bug|found by|states|depth|result"
  i=0
  while IFS='|' read -r kind a b c; do
    i=$((i + 1))
    [ "$kind" = bug ] || continue
    row=$(cat "$work/$(printf %03d $i)/row")
    echo "$row"
    case $row in *'|found') ;; *) bad=1 ;; esac
  done <"$work/jobs"
  cat "$work"/*/pan.out | grep -E '^(reached|state|message) ' | sort -u >"$work/reached"
  echo
}

[ -n "$names_only" ] || run

# An invariant without a planted bug proves nothing.
for invariant in $(sed -n 's/^hidden byte \([a-z_]*\) = (ONLY .*/\1/p' "$here/call.pml"); do
  bugs | grep -q "|$invariant|" || wrong "NO PLANTED BUG for $invariant"
done

# The model names what the specification names, and reaches it.
names() { # names KEY: of spec/transitions/call.json
  awk -v key="\"$1\"" '
    index($0, key) && !done { on = 1 }
    on { text = text $0 " "; if (index($0, "]")) { on = 0; done = 1 } }
    END { sub(/^[^[]*\[/, "", text); sub(/\].*/, "", text); gsub(/[",]/, " ", text); print text }' "$spec/transitions/call.json"
}
types() { sed -n 's/^| \([0-9]*\) | \([A-Z_]*\) |.*/\1:\2/p' "$spec/02-messages.md"; }
unreached() { [ -z "$names_only$only_text" ] && ! grep -qx "$1" "$work/reached"; }

for event in $(names events); do
  inline=$(sed -n "s/^ \* @covers $event  *\([A-Za-z]*\).*/\1/p" "$here/call.pml")
  if [ -n "$inline" ]; then
    unreached "reached $inline" && wrong "NOT REACHED: $event"
  else
    grep -q "^ \* @leaves $event " "$here/call.pml" || wrong "NOT IN THE MODEL: the event $event"
  fi
done
for event in $(sed -n 's/^ \* @[a-z]* \([A-Z][A-Za-z]*\) .*/\1/p' "$here/call.pml"); do
  case " $(names events) " in *" $event "*) ;; *) wrong "NOT IN THE SPECIFICATION: the event $event" ;; esac
done
for state in $(names states); do
  number=$(sed -n "s/^#define $state \([0-9]*\)$/\1/p" "$here/call.pml")
  if [ -z "$number" ]; then
    wrong "NOT IN THE MODEL: the state $state"
  else
    unreached "state $number" && wrong "NOT REACHED: the state $state"
  fi
done
for type in $(types); do
  grep -qE "^#define ${type#*:} ${type%%:*}( |$)" "$here/call.pml" || wrong "NOT IN THE MODEL: the message ${type#*:}"
  unreached "message ${type%%:*}" && wrong "NOT REACHED: the message ${type#*:}"
done
[ "$(types | wc -l)" -eq "$(sed -n 's/^\*\*SIG-1\*\* A message has one of \([0-9]*\) types.*/\1/p' "$spec/02-messages.md")" ] ||
  wrong "the table of types was not read"
[ "$(names events | wc -w)" -ge 10 ] || wrong "the table of transitions was not read"

if [ -n "$names_only" ]; then
  [ $bad -ne 0 ] || echo "The model knows every name of the specification."
elif [ -n "$only_text" ]; then
  [ -s "$work/jobs" ] || wrong "nothing is called that"
else
  echo "reached: $(grep -c ^reached "$work/reached") kinds of event, $(grep -c ^state "$work/reached") states, $(grep -c ^message "$work/reached") kinds of message"
  [ $bad -ne 0 ] || echo "Everything holds, and every planted bug was found."
fi
[ $bad -eq 0 ] || echo "SOMETHING IS WRONG: see above."
exit $bad
