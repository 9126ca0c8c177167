"""Strict protobuf wire format, from spec/02-messages.md (SIG-2 to SIG-9). Encoding is canonical; decoding refuses.

A message is described by a Shape: field number -> Field. A decoded message is a dict from field name to value:
int, bool, str, bytes, dict, or a list of ints (packed) or of dicts (repeated message). Absent fields are absent.
"""

import re
from dataclasses import dataclass
from typing import Callable, Optional

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
CRITICAL_BELOW = 64


class Refused(Exception):
    """Input that a reader refuses; the text is the error's name of spec/02-messages.md, such as Malformed(TOO_SHORT)."""


def malformed(reason):
    return Refused("Malformed(%s)" % reason)


def unsupported(reason):
    return Refused("Unsupported(%s)" % reason)


def unauthentic(reason):
    return Refused("Unauthentic(%s)" % reason)


@dataclass(frozen=True)
class Field:
    """kind: uint, bool, text, bytes, message, packed, messages. check: raises Refused for a value outside the table."""

    name: str
    kind: str
    check: Callable = lambda value: None
    shape: Optional[dict] = None
    optional: bool = False
    at_most: int = 0
    at_most_error: str = "TOO_LONG"


def encode_varint(value):
    out = bytearray()
    while True:
        low = value & 0x7F
        value >>= 7
        if value:
            out.append(low | 0x80)
        else:
            out.append(low)
            return bytes(out)


def decode_varint(data, at):
    """Returns (value, next). SIG-3: shortest form, at most 64 bits."""
    value = 0
    for i in range(10):
        if at + i >= len(data):
            raise malformed("TOO_SHORT")
        byte = data[at + i]
        value |= (byte & 0x7F) << (7 * i)
        if not byte & 0x80:
            if i > 0 and byte == 0 or value >= 1 << 64:
                raise malformed("BAD_ENCODING")
            return value, at + i + 1
    raise malformed("BAD_ENCODING")


def _tagged(number, wire_type, payload):
    tag = encode_varint(number << 3 | wire_type)
    return tag + (encode_varint(len(payload)) + payload if wire_type == BYTES else payload)


def encode(shape, message):
    """SIG-2: ascending field numbers, sets packed and ascending where sorted by the caller, zero and empty left out."""
    out = b""
    for number in sorted(shape):
        field = shape[number]
        if field.name not in message:
            continue
        value = message[field.name]
        if field.kind in ("uint", "bool"):
            if value:
                out += _tagged(number, VARINT, encode_varint(int(value)))
        elif field.kind == "packed":
            if value:
                out += _tagged(number, BYTES, b"".join(encode_varint(v) for v in value))
        elif field.kind == "message":
            out += _tagged(number, BYTES, encode(field.shape, value))
        elif field.kind == "messages":
            for item in value:
                out += _tagged(number, BYTES, encode(field.shape, item))
        else:
            raw = value.encode("ascii") if field.kind == "text" else value
            if raw:
                out += _tagged(number, BYTES, raw)
    return out


def scan(shape, data):
    """Decodes the form alone (SIG-3 to SIG-5), at every nesting level; values are checked by complete()."""
    message = {}
    at = 0
    while at < len(data):
        tag, at = decode_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        if number == 0 or number > 536870911:
            raise malformed("BAD_ENCODING")
        field = shape.get(number)
        if field is None and number < CRITICAL_BELOW:
            raise unsupported("CRITICAL_FIELD")
        wanted = None if field is None else VARINT if field.kind in ("uint", "bool") else BYTES
        if wire_type not in (VARINT, FIXED64, BYTES, FIXED32) or wanted not in (None, wire_type):
            raise malformed("BAD_ENCODING")
        if wire_type == VARINT:
            value, at = decode_varint(data, at)
        else:
            if wire_type == BYTES:
                length, at = decode_varint(data, at)
            else:
                length = 8 if wire_type == FIXED64 else 4
            if length > len(data) - at:
                raise malformed("TOO_SHORT")
            value = data[at : at + length]
            at += length
        if field is not None:
            _store(field, value, message)
    return message


def _store(field, value, message):
    if field.kind == "messages":
        items = message.setdefault(field.name, [])
        items.append(scan(field.shape, value))
        return
    if field.name in message:
        raise malformed("DUPLICATE_FIELD")
    if field.kind == "message":
        value = scan(field.shape, value)
    elif field.kind == "packed":
        values, at = [], 0
        while at < len(value):
            one, at = decode_varint(value, at)
            values.append(one)
        value = values
    elif field.kind == "text":
        if not re.fullmatch(rb"[\x21-\x7e]*", value):
            raise malformed("BAD_ENCODING")
        value = value.decode("ascii")
    message[field.name] = value
