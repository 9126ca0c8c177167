"""The strict protobuf form: numbers, fields and the one encoding of a message (SIG-2, SIG-3)."""

from typing import Any

from phantomref.errors import malformed
from phantomref.shape import BYTES, VARINT, Field, Message, Shape


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number and where it ends: shortest form, at most 64 bits (SIG-3)."""
    value = 0
    for i in range(10):
        if at + i >= len(data):
            raise malformed("TOO_SHORT")
        byte = data[at + i]
        value |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            if i > 0 and byte == 0 or value >= 1 << 64:
                raise malformed("BAD_ENCODING")
            return value, at + i + 1
    raise malformed("BAD_ENCODING")


def tagged(number: int, wire_type: int, payload: bytes) -> bytes:
    tag = varint(number << 3 | wire_type)
    return tag + varint(len(payload)) + payload if wire_type == BYTES else tag + payload


def encode(shape: Shape, message: Message) -> bytes:
    """SIG-2; the message is one that a reader accepts."""
    return b"".join(_encode_field(one, message[one.name]) for one in shape.fields if one.name in message)


def _encode_field(one: Field, value: Any) -> bytes:
    if one.kind == "messages":
        return b"".join(tagged(one.number, BYTES, encode(one.nested, item)) for item in value)
    if one.kind == "byte_strings":
        return b"".join(tagged(one.number, BYTES, item) for item in value)
    if one.wire_type == VARINT:
        number = one.values.index(value) + 1 if one.kind == "enum" else int(value)
        return tagged(one.number, VARINT, varint(number)) if number else b""
    if one.kind in ("enums", "set"):
        numbers = [one.values.index(name) + 1 for name in value]
        content = b"".join(varint(n) for n in (sorted(numbers) if one.kind == "set" else numbers))
    elif one.kind == "message":
        content = encode(one.nested, value)
    else:
        content = value if one.kind == "bytes" else value.encode("ascii" if one.kind == "text" else "utf-8")
    return tagged(one.number, BYTES, content) if content else b""
