"""Vectors of call messages: every type encoded, decoded and mutated (SIG-1 to SIG-10), and who sends it (SIG-12)."""

from typing import Any, Iterable

from phantomref import jsonform, messages, mutations, runs, samples, schemas, sealed_cases, wire
from phantomref.cases import VALID, Case
from phantomref.core_cases import crossed, faulty_twice, of_other_types, sized, versions

RULES = [*(f"SIG-{n}" for n in range(1, 11)), "SIG-12"]
NOTES = {
    **mutations.NOTES,
    "EXTREME": "numbers and lengths at the ends of their ranges; catches limits that are one off and numbers that are cut",
    "EVERY_VALUE": "each enumerated value in its turn; catches a shifted or shortened enumeration",
    "CROSS_FIELD": "one field's value calls for or forbids another; catches readers that check fields one by one only",
    "MESSAGE_SIZE": "a core or a sealed message next to its largest size (SIG-9)",
    "OTHER_TYPE": "the core of one type read as another; catches readers that believe the bytes instead of the type",
    "VERSION": "a newer version with or without a higher min_version; catches readers that compare the wrong one",
    "SEVERAL_FAULTS": "two faults, of which the order of reading names one; catches a reader that names another",
    "ROLE": "who sends a type (SIG-12)",
}


def _with_type(name: str) -> schemas.Schema:
    always, perhaps = jsonform.members(messages.TYPES[name][0], ("version", "min_version"))
    return schemas.obj({"type": {"const": name}, **always}, perhaps)


DEFS = {
    **{shape.name: jsonform.schema(shape) for shape in (messages.DEVICE, messages.PARAMETERS)},
    **{shape.name: jsonform.schema(shape) for shape in (messages.CANDIDATE, messages.RELAY)},
    "Sealed": jsonform.schema(messages.SEALED),
    "bytes": runs.SCHEMA,
    "type": schemas.one_of(*messages.TYPES),
    "message": {"oneOf": [_with_type(name) for name in messages.TYPES]},
}


def _encode_core(given: dict[str, Any]) -> dict[str, Any]:
    message = dict(given["message"])
    name = message.pop("type")
    return {"core": messages.encode_core(name, jsonform.from_json(messages.TYPES[name][0], message)).hex()}


def _decode_core(given: dict[str, Any]) -> dict[str, Any]:
    decoded = messages.decode_core(given["type"], runs.expand(given["core"]))
    return {"message": {"type": given["type"], **jsonform.to_json(decoded)}}


OPS = {
    "encode_core": _encode_core,
    "decode_core": _decode_core,
    "encode_sealed": lambda given: {
        "sealed": messages.encode_sealed(jsonform.from_json(messages.SEALED, given["message"])).hex()
    },
    "decode_sealed": lambda given: {
        "message": jsonform.to_json(messages.decode_sealed(runs.expand(given["sealed"])))
    },
    "may_send": lambda given: {"sends": messages.sends(given["role"], given["type"])},
}
SCHEMA = {
    "encode_core": (schemas.obj({"message": schemas.ref("message")}), schemas.obj({"core": schemas.hexes(1)})),
    "decode_core": (
        schemas.obj({"type": schemas.ref("type"), "core": schemas.ref("bytes")}),
        schemas.obj({"message": schemas.ref("message")}),
    ),
    "encode_sealed": (schemas.obj({"message": schemas.ref("Sealed")}), schemas.obj({"sealed": schemas.hexes(1)})),
    "decode_sealed": (schemas.obj({"sealed": schemas.ref("bytes")}), schemas.obj({"message": schemas.ref("Sealed")})),
    "may_send": (
        schemas.obj({"role": schemas.one_of(*messages.BOTH), "type": schemas.ref("type")}),
        schemas.obj({"sends": schemas.flag()}),
    ),
}


def tests() -> Iterable[Case]:
    """Mutations that come out alike are asked once."""
    seen: set[tuple[str, str]] = set()
    for case in _all():
        key = (case.op, repr(case.input))
        if key not in seen:
            seen.add(key)
            yield case


def _all() -> Iterable[Case]:
    for name in messages.TYPES:
        yield from _valid(name)
    for turn, name in enumerate(messages.TYPES):
        yield from _mutated(name, turn)
        yield from crossed(name)
        yield from versions(name)
        yield from faulty_twice(name)
        yield from sized(name)
    yield from of_other_types()
    yield from sealed_cases.all_cases()
    for name in messages.TYPES:
        for role in messages.BOTH:
            yield Case("may_send", {"role": role, "type": name}, f"{name} by the {role.lower()}", ["ROLE"])


def _valid(name: str) -> Iterable[Case]:
    for comment, message in samples.valid(name):
        flag = "EVERY_VALUE" if "value" in comment or "requires" in comment else "EXTREME"
        core = messages.encode_core(name, message)
        given = {"message": {"type": name, **_whole(name, message)}}
        yield Case("encode_core", given, f"{name}, {comment}", [flag], VALID)
        yield Case("decode_core", {"type": name, "core": runs.shorten(core)}, f"{name}, {comment}", [flag], given)


def _whole(name: str, message: dict[str, Any]) -> dict[str, Any]:
    """With the zeros, flags and empty sets that are not written (SIG-2)."""
    return jsonform.to_json(messages.decode_core(name, messages.encode_core(name, message)))


def _mutated(name: str, turn: int) -> Iterable[Case]:
    shape = messages.TYPES[name][0]
    for which, message in samples.bases(name):
        core = wire.encode(shape, {"version": 1, "min_version": 1, **message})
        for one in mutations.of_message(shape, core, turn):
            given = {"type": name, "core": runs.shorten(one.encoded)}
            yield Case("decode_core", given, f"{name}, {one.comment}{which}", [one.flag], one.error)
