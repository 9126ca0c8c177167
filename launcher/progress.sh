# shellcheck shell=sh
# One line that moves on a terminal; a plain line now and then elsewhere. All of it on stderr, so
# that what a command prints on stdout is its own.

TICK=0.3
PLAIN_EVERY=15 # seconds

# watch LOG SUMMARY COMMAND...: runs the command with its output in LOG; SUMMARY is a function that
# prints one line about LOG. Returns the command's exit code.
watch() {
  log=$1
  summary=$2
  shift 2
  : >"$log"
  began=$(date +%s)
  spoken=$began
  "$@" >"$log" 2>&1 </dev/null 9>&- &
  child=$!
  trap 'kill "$child" 2>/dev/null; clear_line; exit 130' INT
  trap 'kill "$child" 2>/dev/null; clear_line; exit 143' TERM HUP
  while kill -0 "$child" 2>/dev/null; do
    sleep "$TICK"
    now=$(date +%s)
    if [ -t 2 ]; then
      printf '\r\033[K%.78s' "$("$summary") [$((now - began)) s]" >&2
    elif [ $((now - spoken)) -ge "$PLAIN_EVERY" ]; then
      spoken=$now
      printf '%s [%d s]\n' "$("$summary")" "$((now - began))" >&2
    fi
  done
  ended=0
  wait "$child" || ended=$?
  trap - INT TERM HUP
  clear_line
  return "$ended"
}

clear_line() {
  [ ! -t 2 ] || printf '\r\033[K' >&2
}
