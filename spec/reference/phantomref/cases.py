"""One case of a vector file, and how its expected result is made: by running the area's own op, never by hand (VEC-1)."""

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence, Union

from phantomref.errors import Refused

Json = Any
Ops = Mapping[str, Callable[[dict[str, Json]], dict[str, Json]]]

VALID = "valid"


@dataclass(frozen=True)
class Case:
    """What to ask. `expect` is optional and only a check on the reference: VALID, an error's name, or the whole output."""

    op: str
    input: dict[str, Json]
    comment: str
    flags: Sequence[str] = ()
    expect: Optional[Union[str, dict[str, Json]]] = None


def answer(ops: Ops, op: str, given: dict[str, Json]) -> dict[str, Json]:
    """The result, and the output or the error, as in a vector file and on the wire of an implementation under test."""
    try:
        return {"result": "valid", "output": ops[op](given)}
    except Refused as refusal:
        return {"result": "invalid", "error": refusal.name}


def as_test(ops: Ops, number: int, case: Case) -> dict[str, Json]:
    """The case as a test of a vector file."""
    got = answer(ops, case.op, case.input)
    if case.expect is not None and case.expect not in (got["result"], got.get("error"), got.get("output")):
        raise AssertionError(f"{case.op}: {case.comment}: expected {case.expect}, the reference says {got}")
    head = {"tcId": number, "comment": case.comment, "flags": list(case.flags), "op": case.op, "input": case.input}
    return {**head, **got}
