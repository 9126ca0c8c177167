"""Vectors of what one device says to another inside the ratchet: read, written, taken or not, and a call carried in it."""

from typing import Any, Iterable

from phantomref import content, content_cases, ids, jsonform, messages, runs, schemas
from phantomref.binary_cases import each_once
from phantomref.cases import Case

RULES = ["CONT-1", "CONT-2", "CONT-3", "CONT-13"]
NOTES = content_cases.NOTES
DEFS = {
    **{shape.name: jsonform.schema(shape) for shape in (content.REQUEST, content.TOKENS, content.RECEIPT, content.RESEND)},
    "bytes": runs.SCHEMA,
    "message": schemas.obj(*jsonform.members(content.FRAME, content.HEAD)),
}
_BYTES = {"content": schemas.ref("bytes")}
_MESSAGE = schemas.obj({"message": schemas.ref("message")})
_TAKEN = {**_BYTES, "sender": schemas.text(), "recipient": schemas.text(), "recipient_device": schemas.number(*ids.DEVICES)}
SCHEMA = {
    "encode_content": (_MESSAGE, schemas.obj({"content": schemas.hexes(1)})),
    "decode_content": (schemas.obj(_BYTES), _MESSAGE),
    "take_content": (schemas.obj(_TAKEN), _MESSAGE),
    "carry_call": (schemas.obj({"sealed": schemas.hexes(1, messages.MAX_SEALED)}), schemas.obj({}, {"text": schemas.text()})),
}


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    return {"message": jsonform.to_json(message)}


def _take(given: dict[str, Any]) -> dict[str, Any]:
    data = runs.expand(given["content"])
    return _shown(content.take(data, given["sender"], given["recipient"], given["recipient_device"]))


def _carry(given: dict[str, Any]) -> dict[str, Any]:
    text = content.text_beside(bytes.fromhex(given["sealed"]))
    return {"text": text} if text else {}


OPS = {
    "encode_content": lambda given: {"content": content.encode(jsonform.from_json(content.FRAME, given["message"])).hex()},
    "decode_content": lambda given: _shown(content.decode(runs.expand(given["content"]))),
    "take_content": _take,
    "carry_call": _carry,
}


def tests() -> Iterable[Case]:
    return each_once(content_cases.all_cases())
