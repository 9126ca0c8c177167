#!/usr/bin/python3
"""Writes spec/transitions from the reference's machine; with --check only compares, and ends with 1 if a file differs (VEC-1)."""

import argparse
import sys

sys.dont_write_bytecode = True

from phantomref.area import ROOT  # noqa: E402
from phantomref.machine import files  # noqa: E402

TRANSITIONS = ROOT.parent / "transitions"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    check = arguments.parse_args().check
    wanted = files.all_files()
    there = {path.name: path for path in TRANSITIONS.iterdir()}
    unknown = sorted(set(there) - set(wanted))
    differ = [name for name in wanted if name not in there or there[name].read_bytes() != wanted[name].encode()]
    for name in unknown:
        print(f"spec/transitions/{name}: the reference does not write this file", file=sys.stderr)
    for name in differ:
        if check:
            print(f"spec/transitions/{name}: differs from what the reference writes", file=sys.stderr)
        else:
            (TRANSITIONS / name).write_bytes(wanted[name].encode())
            print(f"wrote spec/transitions/{name}")
    return 1 if unknown or check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
