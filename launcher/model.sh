# shellcheck shell=sh
# ./phantom soak model: the model of spec/model within all its bounds at once, which takes too long for ./phantom test.

soak_model_help() {
  cat <<'TEXT'
usage: ./phantom soak model [--keep DIR]

  --keep DIR   leave what spin wrote in DIR, to look at a broken invariant

Checks the models in spec/model with two losses, a repeat and restarts while two people call each other,
in every pair of modes, and each kind of trouble with every other. It takes hours and up to 8 GB for
each of two runs at a time; MODEL_JOBS=1 halves that. spec/model/README.md reads the result.
TEXT
}

soak_model() {
  exec nice -n 10 sh "$root/spec/model/check.sh" --full "$@"
}
