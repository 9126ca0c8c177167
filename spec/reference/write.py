#!/usr/bin/python3
"""Writes spec/vectors, all areas or those named; with --check only compares, and ends with 1 if a file differs (VEC-1)."""

import argparse
import sys

sys.dont_write_bytecode = True

from phantomref import area  # noqa: E402


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    arguments.add_argument("areas", nargs="*", metavar="area", help=f"of: {', '.join(area.names())}")
    chosen = arguments.parse_args()
    wanted: dict[str, str] = {}
    for name in chosen.areas or area.names():
        wanted.update(area.load(name).files())
    area.VECTORS.mkdir(exist_ok=True)
    there = {path.name: path for path in area.VECTORS.iterdir()}
    unknown = [] if chosen.areas else sorted(set(there) - set(wanted))
    differ = [name for name in wanted if name not in there or there[name].read_bytes() != wanted[name].encode()]
    for name in unknown:
        print(f"spec/vectors/{name}: no area writes this file", file=sys.stderr)
    for name in differ:
        if chosen.check:
            print(f"spec/vectors/{name}: differs from what the reference writes", file=sys.stderr)
        else:
            (area.VECTORS / name).write_bytes(wanted[name].encode())
            print(f"wrote spec/vectors/{name}")
    return 1 if unknown or chosen.check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
