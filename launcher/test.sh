# shellcheck shell=sh
# ./phantom test: everything built and checked, every test run, and what came of it for people.

run_tests() {
  mkdir -p "$state"
  rm -rf "$root"/*/target/surefire-reports "$root/target/sbom.json" "$root"/target/figures.*
  began_tests=$(date +%s)
  code=0
  # --no-lab is ours; the rest are options for Maven.
  for argument; do
    shift
    [ "$argument" = --no-lab ] || set -- "$@" "$argument"
  done
  $with_lab || set -- "$@" -Dlab.leave-out=true
  # Neither a failing test nor a line break may keep other modules from being tested: the reports
  # decide on the tests, and a second run looks at the format.
  maven test test_progress verify cyclonedx:makeAggregateBom \
    --fail-at-end -Dmaven.test.failure.ignore=true -Dspotless.check.skip=true "$@" || code=$?
  tests_fetched=$(fetched)
  formatted=0
  maven format format_progress spotless:check --fail-never || formatted=$?
  ! grep -q '^\[ERROR\]' "$state/format.log" || formatted=1

  results >"$state/results"
  failed=$(total 3)
  if [ "$failed" -gt 0 ]; then
    say "Failed:"
    failures
    say ""
  fi
  if [ "$code" -ne 0 ]; then
    not_fetched=$(unfetched "$state/test.log")
    [ -z "$not_fetched" ] || build_failed "$state/test.log"
    rm -f "$state/not-fetched"
    say "The build failed:"
    broken_modules
    first_errors "$state/test.log" | sed 's/^/  /'
    say ""
  fi
  if [ "$formatted" -ne 0 ]; then
    say "Not formatted (\"mvn spotless:apply\" does it):"
    unformatted
    say ""
  fi
  table
  figures
  say "$(($(date +%s) - began_tests)) s in all, $tests_fetched; the whole of it is in $state/test.log"
  closing_line
  skipped_lab
  [ "$code" -eq 0 ] && [ "$formatted" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$(total 2)" -gt 0 ]
}

test_progress() {
  awk '
    /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ { module = $0; sub(/^\[INFO\] Building Phantom Net /, "", module); sub(/ [0-9]+\..*/, "", module) }
    /Tests run: .* in / || /Tests run: .* -- in / { match($0, /Tests run: [0-9]+/); run += substr($0, RSTART + 11, RLENGTH - 11); if (/FAILURE|ERROR/) bad++ }
    END { printf "testing: %s, %d run%s", (module == "" ? "reading the project" : module), run, (bad ? ", failures in " bad " classes" : "") }' "$log"
}

unformatted() {
  awk '/^\[ERROR\] .* on project .*format violations/ { module = $0; sub(/.* on project /, "", module); sub(/:.*/, "", module); found = 1 }
    /^\[ERROR\]  +src\// { print "  " module "/" $2 }
    END { if (!found) exit 1 }' "$state/format.log" || first_errors "$state/format.log"
}

format_progress() {
  printf 'checking the format'
}

# One line for each module: name|passed|failed|skipped|seconds, from what Surefire reported.
results() {
  for directory in "$root"/*/target/surefire-reports; do
    [ -d "$directory" ] || continue
    module=${directory#"$root"/}
    module=${module%%/*}
    cat "$directory"/TEST-*.xml 2>/dev/null | awk -v module="$module" '
      function field(name) {
        if (!match($0, " " name "=\"[^\"]*\"")) return 0
        return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      }
      /<testsuite / {
        suites++
        tests += field("tests"); failed += field("failures") + field("errors"); skipped += field("skipped")
        seconds += field("time")
      }
      END { if (suites) printf "%s|%d|%d|%d|%.1f\n", module, tests - failed - skipped, failed, skipped, seconds }'
  done
}

# What the call of the tests measured, beside benchmarks/baseline.json; the numbers are in target/figures.json.
figures() {
  if [ -f "$root/target/figures.txt" ]; then
    cat "$root/target/figures.txt"
  else
    say "figures: none; the whole call was not among the tests, or failed before they were taken"
  fi
}

total() {
  awk -F'|' -v column="$1" '{ sum += $column } END { print sum + 0 }' "$state/results"
}

table() {
  awk -F'|' '
    BEGIN { printf "%-20s %7s %7s %9s\n", "module", "tests", "failed", "seconds" }
    { printf "%-20s %7d %7s %9.1f\n", $1, $2 + $3 + $4, ($3 ? $3 : "-"), $5 }' "$state/results"
}

closing_line() {
  if [ "$(total 4)" -gt 0 ]; then
    say "$(total 2) passed, $(total 3) failed, $(total 4) skipped"
  else
    say "$(total 2) passed, $(total 3) failed"
  fi
}

# What the lab's tests say where they are left out: else it would look as if they had run.
skipped_lab() {
  grep -h '^SKIPPED ' "$root"/*/target/surefire-reports/*-output.txt 2>/dev/null || return 0
}

# Class, test and the first lines of what it said.
failures() {
  cat "$root"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | awk '
    function field(name,   text) {
      if (!match($0, " " name "=\"[^\"]*\"")) return ""
      text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'\''", text)
      gsub(/&#10;/, "\n      ", text); gsub(/&#9;/, " ", text); gsub(/&amp;/, "\\&", text)
      return text
    }
    /<testcase / { name = field("name"); class = field("classname"); sub(/.*\./, "", class) }
    /<(failure|error)[ >]/ {
      message = field("message")
      if (message == "") message = field("type")
      printf "  %s.%s\n      %.600s\n", class, name, message
    }'
}

broken_modules() {
  sed -n 's/^\[INFO\] Phantom Net \([a-z ]*[a-z]\) \.* FAILURE.*/  in \1:/p' "$state/test.log"
}

# The index is written by the test that compares it.
# shellcheck disable=SC2153 # FAILED is an exit code
write_index() {
  mkdir -p "$state"
  maven index test_progress -Dquick -pl conformance-tests -am test -Dtest=RuleIndexTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dindex.write=true || {
    first_errors "$state/index.log" >&2
    fail "$FAILED" "docs/where.md was not written; the whole of it is in $state/index.log"
  }
  say "docs/where.md is up to date"
}
