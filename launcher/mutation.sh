# shellcheck shell=sh
# ./phantom soak mutation: PIT changes the code a little, again and again; a change that no test
# notices is a survivor. launcher/mutation.py judges what came of it.

soak_mutation_help() {
  cat <<'TEXT'
usage: ./phantom soak mutation [options for Maven]

Mutates engine.privacy, engine.state and protocol.handshake with PIT and runs their modules' tests
against each change. Prints how many were noticed, package by package, and fails below 90 percent,
or if a change that no test noticed is not explained in docs/mutation.md. Takes some minutes; the
pages to read are MODULE/target/pit-reports/index.html.
TEXT
}

soak_mutation() {
  mkdir -p "$state"
  rm -rf "$root"/*/target/pit-reports
  code=0
  maven mutation mutation_progress -Dquick -Pmutation -pl protocol,call-engine -am \
    test-compile org.pitest:pitest-maven:mutationCoverage "$@" || code=$?
  if [ "$code" -ne 0 ]; then
    first_errors "$state/mutation.log" >&2
    fail "$FAILED" "the mutation run did not end well; the whole of it is in $state/mutation.log"
  fi
  /usr/bin/python3 "$root/launcher/mutation.py" "$root"
}

mutation_progress() {
  awk '
    /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ { module = $0; sub(/^\[INFO\] Building Phantom Net /, "", module); sub(/ [0-9]+\..*/, "", module) }
    / PIT >> INFO : Created +[0-9]+ mutation/ { match($0, /Created +[0-9]+/); made = substr($0, RSTART + 7, RLENGTH - 7) + 0 }
    / PIT >> INFO : Completed in / { made = 0 }
    END { printf "mutating: %s%s", (module == "" ? "reading the project" : module), (made ? ", " made " classes with changes to try" : "") }' "$log"
}
