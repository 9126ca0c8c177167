#!/usr/bin/python3
"""The reference as an implementation under test: one JSON object a line in, one answer a line out (spec/13-conformance.md)."""

import json
import sys
import traceback
from typing import Any

sys.dont_write_bytecode = True

from phantomref import area, cases  # noqa: E402

PROTOCOL = 1


def respond(ops: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    if request["op"] == "hello":
        known = {"protocol": PROTOCOL, "implementation": "phantomnet-reference-python", "ops": sorted(ops)}
        return {"id": request["id"], "result": "valid", "output": known}
    if request["op"] not in ops:
        return {"id": request["id"], "result": "unsupported"}
    try:
        return {"id": request["id"], **cases.answer(ops, request["op"], request["input"])}
    except Exception:
        traceback.print_exc()
        return {"id": request["id"], "result": "failed"}


def main() -> int:
    ops: dict[str, Any] = {}
    for name in area.names():
        ops.update(area.load(name).ops)
    for line in sys.stdin:
        print(json.dumps(respond(ops, json.loads(line))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
