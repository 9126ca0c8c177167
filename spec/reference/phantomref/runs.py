"""Long byte strings in vector files: hex, or a list of runs, each a hex text and how often it stands there (13-conformance.md)."""

import re
from typing import Any, Union

from phantomref import schemas

Written = Union[str, list[dict[str, Any]]]

_REPEATED = re.compile(rb"(?s)(.{3})\1{9,}|(.)\2{29,}")
_RUNS = schemas.list_of(schemas.obj({"hex": schemas.hexes(1), "times": schemas.number(0, 2**17)}))
SCHEMA: schemas.Schema = {"oneOf": [schemas.hexes(), _RUNS]}


def run(text: str, times: int = 1) -> dict[str, Any]:
    return {"hex": text, "times": times}


def expand(written: Written) -> bytes:
    if isinstance(written, str):
        return bytes.fromhex(written)
    return b"".join(bytes.fromhex(one["hex"]) * one["times"] for one in written)


def shorten(data: bytes) -> Written:
    """Runs where three bytes or one repeat often, hex otherwise."""
    parts, at = [], 0
    for found in _REPEATED.finditer(data):
        unit = found[1] or found[2]
        if found.start() > at:
            parts.append(run(data[at : found.start()].hex()))
        parts.append(run(unit.hex(), len(found[0]) // len(unit)))
        at = found.end()
    if not parts:
        return data.hex()
    return parts + ([run(data[at:].hex())] if at < len(data) else [])
