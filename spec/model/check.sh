#!/bin/sh
# Checks the models beside this with spin: README.md says what, why and how to read the result.
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

# The rows of a kind (holds, ends, full, bug) at the head of every model: kind|model|name|..., without the blanks.
rows() {
  for model in "$here"/*.pml; do
    name=$(basename "$model" .pml)
    sed -n "s/^ \* @$1  *//p" "$model" | sed -e 's/  *|  */|/g' -e 's/ *|$/|/' -e "s/^/$1|$name|/" |
      while IFS= read -r row; do
        case $row in
          *'$zero'*)
            for zero in Fast Private Paranoid; do
              for one in Fast Private Paranoid; do
                echo "$row" | sed -e "s/\$zero/$zero/g" -e "s/\$one/$one/g"
              done
            done
            ;;
          *) echo "$row" ;;
        esac
      done
  done
}

number_of() { # number_of MODEL INVARIANT
  sed -n "s/^hidden byte $2 = (ONLY != 0 && ONLY != \([0-9]*\));.*/\1/p" "$here/$1.pml"
}

# build DIRECTORY MODEL "flags of the model" "flags of pan" OPTIMISATION
build() {
  mkdir -p "$1" && cp "$here/$2.pml" "$1" && cd "$1" &&
    spin -a $3 "$2.pml" >spin.out 2>&1 &&
    gcc $5 -w -DNOREDUCE -DMEMLIM="$memory" $4 -o pan pan.c >gcc.out 2>&1
}

figure() { # figure PATTERN FILE: the last number before or after it
  awk -v pattern="$1" '$0 ~ pattern { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9.]+,?$/) { sub(",", "", $i); found = $i; break } } END { print found == "" ? "-" : found }' "$2"
}

# one DIRECTORY MODEL "name" "flags" KIND: runs a configuration, writes its row
one() {
  pan_flags=-DSAFETY
  [ "$5" != ends ] || pan_flags=-DNP
  case $4 in *-DHASH*) pan_flags="$pan_flags -DHC4" ;; esac
  case $3 in glare* | two*) effort=-O2 ;; *) effort=-O1 ;; esac # few states: not worth the compiler's time
  if ! build "$1" "$2" "-DCOVER $4" "$pan_flags" $effort; then
    echo "$3|-|-|-|-|NOT BUILT" >"$1/row"
    return
  fi
  loop=
  [ "$5" != ends ] || loop=-l
  ./pan -m100000 ${full:+-w26} $loop >pan.out 2>&1
  result=holds
  grep -q 'errors: 0' pan.out || result=BROKEN
  [ $result = holds ] && grep -qE 'max search depth too small|out of memory|reached -DMEMLIM|Search not completed' pan.out && result='NOT COMPLETED'
  case $result in holds) ;; *) result="$result: $(grep -m1 -E '^pan:' pan.out | sed 's/(at depth.*//')" ;; esac
  echo "$3|$(figure 'states, stored' pan.out)|$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out | tail -1)|$(figure 'total actual memory' pan.out)|$(sed -n 's/.*elapsed time \([0-9.]*\).*/\1/p' pan.out)|$result" >row
}

planted() { # DIRECTORY MODEL bug invariant "flags"
  case $4 in
    'every run ends') pan_flags=-DNP loop='-l -E -A' expect='non-progress cycle' only= ;;
    *) pan_flags=-DSAFETY loop=-E expect="assertion violated .*$4" only="-DONLY=$(number_of "$2" "$4")" ;;
  esac
  if ! build "$1" "$2" "-DBUG_$3 $only $5" "$pan_flags" -O0; then
    echo "$3|$4|-|-|NOT BUILT" >"$1/row"
    return
  fi
  ./pan -m100000 -w20 $loop >pan.out 2>&1
  result=MISSED
  grep -qE "$expect" pan.out && result=found
  echo "$3|$4|$(figure 'states, stored' pan.out)|$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out | tail -1)|$result" >row
}

# worker NUMBER: takes every second job
worker() {
  i=0
  while IFS='|' read -r kind model a b c; do
    i=$((i + 1))
    [ $((i % jobs)) -eq "$1" ] || continue
    case $kind in
      bug) (planted "$work/$(printf %03d $i)" "$model" "$a" "$b" "$c") ;;
      *) (one "$work/$(printf %03d $i)" "$model" "$a" "$b" "$kind") ;;
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
    rows holds
    rows ends
    if [ -n "$full" ]; then rows full; fi
    rows bug
  } | grep -F "$only_text" >"$work/jobs"
  i=0
  while [ $i -lt "$jobs" ]; do
    worker $i &
    i=$((i + 1))
  done
  wait

  echo "configuration|states|depth|MB|seconds|result"
  i=0
  while IFS='|' read -r kind model a b c; do
    i=$((i + 1))
    [ "$kind" != bug ] || continue
    row=$(cat "$work/$(printf %03d $i)/row")
    echo "$row"
    case $row in *'|holds') ;; *) bad=1 ;; esac
  done <"$work/jobs"
  echo
  echo "planted bug|found by|states|depth|result"
  i=0
  while IFS='|' read -r kind model a b c; do
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
for model in "$here"/*.pml; do
  for invariant in $(sed -n 's/^hidden byte \([a-z_]*\) = (ONLY .*/\1/p' "$model"); do
    rows bug | grep -q "^bug|$(basename "$model" .pml)|.*|$invariant|" || wrong "NO PLANTED BUG for $invariant"
  done
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

rekeying() { grep -o '"event": "[a-zA-Z]*"' "$spec/transitions/rekey.json" | sort -u | sed 's/.*: "\(.*\)"/\1/'; }

for event in $(names events) $(rekeying); do
  inlines=$(sed -n "s/^ \* @covers $event  *\([A-Za-z]*\).*/\1/p" "$here"/*.pml)
  for inline in $inlines; do
    unreached "reached $inline" && wrong "NOT REACHED: $event"
  done
  [ -n "$inlines" ] || grep -q "^ \* @leaves $event " "$here"/*.pml || wrong "NOT IN THE MODEL: the event $event"
done
for event in $(sed -n 's/^ \* @\(covers\|leaves\) \([A-Za-z]*\) .*/\2/p' "$here"/*.pml); do
  case " $(names events) $(rekeying | tr '\n' ' ')" in *" $event "*) ;; *) wrong "NOT IN THE SPECIFICATION: the event $event" ;; esac
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
[ "$(names events | wc -w)" -ge 10 ] && [ "$(rekeying | wc -l)" -ge 5 ] || wrong "the table of transitions was not read"

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
