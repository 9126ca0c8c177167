"""Reading a message: from front to back, the first fault met is the one named (02-messages.md, SIG-3 to SIG-9)."""

import re
from typing import Any

from phantomref.errors import malformed, unsupported
from phantomref.shape import BYTES, CRITICAL_BELOW, FIXED32, FIXED64, LAST_NUMBER, VARINT, Field, Message, Shape, require
from phantomref.wire import read_varint

BAD_ENCODING, BAD_VALUE = "Malformed(BAD_ENCODING)", "Malformed(BAD_VALUE)"


def read(shape: Shape, data: bytes, longest: int) -> Message:
    """The fields by name, enumerated values as names, with what is 0, false or empty when absent (SIG-2)."""
    require(len(data) <= longest, "Malformed(TOO_LONG)")
    message = _message(shape, data)
    _rules(shape, message)
    return message


def _rules(shape: Shape, message: Message) -> None:
    """What one field's value says of another, when everything was read."""
    for one in shape.fields:
        if one.shape is not None and one.name in message:
            for nested in message[one.name] if one.kind == "messages" else [message[one.name]]:
                _rules(one.nested, nested)
    shape.rule(message)


def _message(shape: Shape, data: bytes) -> Message:
    found: Message = {}
    at, before = 0, 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        require(1 <= number <= LAST_NUMBER, BAD_ENCODING)
        one = shape.by_number(number)
        if one is None and number < CRITICAL_BELOW:
            raise unsupported("CRITICAL_FIELD")
        if one is not None and not one.repeated and one.name in found:
            raise malformed("DUPLICATE_FIELD")
        require(number >= before, BAD_ENCODING)
        before = number
        require(wire_type == one.wire_type if one else wire_type in (VARINT, FIXED64, BYTES, FIXED32), BAD_ENCODING)
        if wire_type == VARINT:
            value, at = read_varint(data, at)
            if one is not None:
                found[one.name] = _number(one, value)
        else:
            end = _end(wire_type, data, at)
            if one is not None:
                _content(one, data[end[0] : end[1]], found)
            at = end[1]
    return _whole(shape, found)


def _end(wire_type: int, data: bytes, at: int) -> tuple[int, int]:
    """Where the field's bytes begin and end."""
    length = 8 if wire_type == FIXED64 else 4
    if wire_type == BYTES:
        length, at = read_varint(data, at)
    require(length <= len(data) - at, "Malformed(TOO_SHORT)")
    return at, at + length


def _whole(shape: Shape, found: Message) -> Message:
    """SIG-6, and the fields in the order of the table."""
    out: Message = {}
    for one in shape.fields:
        if one.name in found:
            out[one.name] = found[one.name]
        elif one.required:
            raise malformed("MISSING_FIELD")
        elif not one.optional:
            out[one.name] = {"flag": False, "set": []}.get(one.kind, 0)
    return out


def _number(one: Field, value: int) -> Any:
    require(value != 0, BAD_ENCODING)
    if one.kind == "flag":
        require(value == 1, BAD_VALUE)
        return True
    if one.kind == "enum":
        return _name(one, value)
    require(value >= one.least, BAD_VALUE)
    require(value <= one.most, one.above)
    return value


def _name(one: Field, number: int) -> str:
    require(number >= 1, BAD_VALUE)
    require(number <= len(one.values), one.above)
    return one.values[number - 1]


def _content(one: Field, content: bytes, found: Message) -> None:
    if one.repeated:
        items = found.setdefault(one.name, [])
        require(len(items) < (one.count or one.most), "Malformed(TOO_LONG)")
        items.append(_message(one.nested, content) if one.kind == "messages" else _scalar(one, content))
        return
    if one.kind == "message":
        found[one.name] = _message(one.nested, content)
        return
    found[one.name] = _scalar(one, content)


def _scalar(one: Field, content: bytes) -> Any:
    require(len(content) > 0, BAD_ENCODING)
    if one.kind in ("enums", "set"):
        return _packed(one, content)
    allowed = len(content) in one.lengths if one.lengths else one.least <= len(content) <= one.most
    require(allowed, one.length_error)
    return {"text": _text, "utf8": _utf8}.get(one.kind, _as_it_is)(one, content)


def _as_it_is(one: Field, content: bytes) -> bytes:
    return content


def _utf8(one: Field, content: bytes) -> str:
    """RFC 3629: no surrogates, nothing above 10FFFF, the shortest form."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed("BAD_ENCODING") from None


def _packed(one: Field, content: bytes) -> list[str]:
    names: list[str] = []
    at = before = 0
    while at < len(content):
        number, at = read_varint(content, at)
        name = _name(one, number)
        require(one.kind == "enums" or number > before, BAD_ENCODING)
        require(name not in names, BAD_VALUE)
        names.append(name)
        before = number
    return names


def _text(one: Field, content: bytes) -> str:
    require(re.fullmatch(rb"[\x21-\x7e]*", content) is not None, BAD_ENCODING)
    text = content.decode("ascii")
    require(one.allowed(text), BAD_VALUE)
    return text
