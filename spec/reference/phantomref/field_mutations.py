"""One field written in every way that SIG-3 and SIG-8 refuse; each change has exactly one fault."""

from dataclasses import dataclass
from typing import Iterable

from phantomref.ids import is_user
from phantomref.shape import BYTES, FIXED32, FIXED64, VARINT, Field
from phantomref.tree import Node
from phantomref.wire import read_varint, tagged, varint

BAD_ENCODING = "Malformed(BAD_ENCODING)"
BAD_VALUE = "Malformed(BAD_VALUE)"
TOO_SHORT = "Malformed(TOO_SHORT)"
ENUMERATED = ("enums", "set")


@dataclass(frozen=True)
class Change:
    comment: str
    flag: str
    error: str
    encoded: bytes


def of_field(node: Node, turn: int, whole: bool) -> Iterable[Change]:
    yield from _wire_types(node, turn, whole)
    if not whole:
        return
    yield from _varints(node)
    if node.field.wire_type == VARINT:
        yield from _numbers(node.field)
    elif node.field.kind in ENUMERATED:
        yield from _packed(node)
    elif node.field.kind in ("message", "messages"):
        yield from _nested(node)
    else:
        yield from _contents(node)


def _wire_types(node: Node, turn: int, whole: bool) -> Iterable[Change]:
    number = node.field.number
    bodies = {FIXED64: bytes(8), FIXED32: bytes(4), 3: b"", 4: b"", 6: b"", 7: b""}
    bodies[VARINT if node.field.wire_type == BYTES else BYTES] = b"\x01"
    wrong = sorted(bodies)
    chosen = {wrong[turn % len(wrong)], VARINT, BYTES, 3 if whole else VARINT}
    for wire_type in sorted(chosen & set(wrong)):
        encoded = tagged(number, wire_type, bodies[wire_type])
        yield Change(f"wire type {wire_type}", "WIRE_TYPE", BAD_ENCODING, encoded)


def _longer(number: bytes) -> bytes:
    """The same varint with one needless byte."""
    return number[:-1] + bytes([number[-1] | 0x80, 0])


def _varints(node: Node) -> Iterable[Change]:
    tag = varint(node.field.number << 3 | node.field.wire_type)
    rest = node.encoded[len(tag) :]
    flag = "SHORTEST_VARINT"
    yield Change("tag not the shortest", flag, BAD_ENCODING, _longer(tag) + rest)
    _, size = read_varint(rest, 0)
    what = "number" if node.field.wire_type == VARINT else "length"
    yield Change(f"{what} not the shortest", flag, BAD_ENCODING, tag + _longer(rest[:size]) + rest[size:])
    if what == "number":
        yield Change("number of ten bytes, padded", flag, BAD_ENCODING, tag + _padded(rest[:size], 10))
        yield Change("number of 65 bits", "LONG_VARINT", BAD_ENCODING, tag + b"\xff" * 9 + b"\x02")
        yield Change("number of eleven bytes", "LONG_VARINT", BAD_ENCODING, tag + _padded(rest[:size], 11))


def _padded(number: bytes, size: int) -> bytes:
    return number[:-1] + bytes([number[-1] | 0x80]) + b"\x80" * (size - len(number) - 1) + b"\x00"


def _numbers(field: Field) -> Iterable[Change]:
    yield Change("written as 0", "WRITTEN_DEFAULT", BAD_ENCODING, tagged(field.number, VARINT, b"\x00"))
    if field.kind == "flag":
        least, most, above = 1, 1, BAD_VALUE
    elif field.kind == "enum":
        least, most, above = 1, len(field.values), field.above
    else:
        least, most, above = field.least, field.most, field.above
    over = {most + 1, 2**31 + most, 2**63, 2**64 - 1} | ({2**31} if most < 2**31 else set())
    for value in sorted(over):
        yield _number(field, value, "NUMBER_RANGE", above)
    if most < 2**32:
        yield _number(field, 2**32 + max(least, 1), "CUT_NUMBER", above)
        yield _number(field, 2**32 + most, "CUT_NUMBER", above) if most != max(least, 1) else _number(
            field, 2**63 + most, "CUT_NUMBER", above
        )
    if least > 1:
        for value in sorted({1, least - 1}):
            yield _number(field, value, "NUMBER_RANGE", BAD_VALUE)


def _number(field: Field, value: int, flag: str, error: str) -> Change:
    return Change(f"is {value}", flag, error, tagged(field.number, VARINT, varint(value)))


def _packed(node: Node) -> Iterable[Change]:
    number, content, field = node.field.number, node.content, node.field
    yield _content(node, "empty but written", "PACKED", BAD_ENCODING, b"")
    unpacked = b"".join(tagged(number, VARINT, bytes([one])) for one in content)
    yield Change("unpacked", "PACKED", BAD_ENCODING, unpacked)
    yield _content(node, "last number not the shortest", "PACKED", BAD_ENCODING, _longer(content))
    yield _content(node, "last number cut", "PACKED", TOO_SHORT, content[:-1] + bytes([content[-1] | 0x80]))
    yield _content(node, "a number of 65 bits", "PACKED", BAD_ENCODING, content + b"\xff" * 9 + b"\x02")
    count = len(field.values)
    yield _content(node, f"holds {count + 1}", "PACKED", field.above, content + bytes([count + 1]))
    yield _content(node, "holds 2^32 + 1", "PACKED", field.above, content + varint(2**32 + count))
    zero = b"\x00" + content if field.kind == "set" else content + b"\x00"
    yield _content(node, "holds 0", "PACKED", BAD_VALUE, zero)
    twice = BAD_ENCODING if field.kind == "set" else BAD_VALUE
    yield _content(node, "one value twice", "PACKED", twice, content + content[-1:])
    if field.kind == "set":
        yield _content(node, "falling", "PACKED", BAD_ENCODING, bytes(reversed(content)))
    else:
        yield _content(node, "falling, which is a choice", "PACKED", "valid", bytes(sorted(content, reverse=True)))
        yield _content(node, "rising, which is a choice", "PACKED", "valid", bytes(sorted(content)))


def _content(node: Node, comment: str, flag: str, error: str, content: bytes) -> Change:
    return Change(comment, flag, error, tagged(node.field.number, BYTES, content))


def _nested(node: Node) -> Iterable[Change]:
    assert node.nested is not None
    yield _content(node, "empty", "MISSING_FIELD", "Malformed(MISSING_FIELD)", b"")


def _contents(node: Node) -> Iterable[Change]:
    field, content = node.field, node.content
    yield _content(node, "empty but written", "WRITTEN_DEFAULT", BAD_ENCODING, b"")
    filler = content[:1]
    wrong = {field.most + 1, field.most + 200} | ({field.least - 1, 1} if field.least > 1 else set())
    if field.name == "address":
        wrong = {1, 3, 5, 8, 15, 17, 32}
    if field.name == "ml_kem":
        wrong = {1, 1087, 1089, 1183, 1185, 1088 + 1184 - len(content)}
    if field.kind == "bytes" and field.most > 1100:
        wrong = {size for size in wrong if size <= field.most + 1}
    for size in sorted(wrong):
        if size != field.least or field.name == "ml_kem":
            changed = (content + filler * size)[:size]
            yield _content(node, f"{size} bytes", "LENGTH", field.length_error, changed)
    if field.kind == "text":
        yield from _texts(node)
    if field.kind == "utf8":
        yield from _utf8(node)


def _texts(node: Node) -> Iterable[Change]:
    middle = len(node.content) // 2
    for byte in (0x00, 0x0A, 0x20, 0x7F, 0x80, 0xFF):
        for at in (0, middle, len(node.content) - 1) if byte in (0x20, 0x7F) else (middle,):
            changed = node.content[:at] + bytes([byte]) + node.content[at + 1 :]
            yield _content(node, f"byte {at} is {byte:02x}", "TEXT", BAD_ENCODING, changed)
    for byte in b'!"=~':
        changed = node.content[:middle] + bytes([byte]) + node.content[middle + 1 :]
        yield _content(node, f"byte {middle} is {chr(byte)}", "TEXT", BAD_VALUE, changed)
    if node.field.allowed is is_user:
        for wrong in ("alice", "alice@", "@mail.example", "a@mail.example", "Alice@mail.example", "al@b@c", "alice@mail.example:"):
            yield _content(node, f"is {wrong}", "TEXT", BAD_VALUE, wrong.encode())
        for size in (160, 256):
            yield _content(node, f"{size} bytes", "TEXT", BAD_VALUE, b"alice@" + b"m" * (size - 6))


ILL_FORMED = {
    "a byte that continues nothing": b"\x80",
    "a letter cut off": b"\xc3",
    "a letter cut off by another": b"\xe2\x82a",
    "a letter in two bytes that one holds": b"\xc1\xa1",
    "a letter in three bytes that two hold": b"\xe0\x83\xbf",
    "a letter in four bytes that three hold": b"\xf0\x8f\xbf\xbf",
    "a high surrogate": b"\xed\xa0\x80",
    "a low surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "a number above 10FFFF": b"\xf4\x90\x80\x80",
    "a letter of five bytes": b"\xf8\x88\x80\x80\x80",
    "a zero in two bytes": b"\xc0\x80",
    "a byte ff": b"\xff",
}
WELL_FORMED = {
    "a zero": "\x00",
    "the last letter of one byte": "\x7f",
    "the first and last letter of two bytes": "\x80\u07ff",
    "the first and last letter of three bytes": "\u0800\uffff",
    "the letters beside the surrogates": "\ud7ff\ue000",
    "the first and last letter of four bytes": "\U00010000\U0010ffff",
    "a mark of byte order": "\ufeff",
    "a combining mark alone": "\u0301",
    "a mark that turns the direction": "\u202e",
    "a line end": "\r\n",
}


def _utf8(node: Node) -> Iterable[Change]:
    """RFC 3629. Ill-formed letters at the beginning, inside and at the end; what is well formed is kept as it is."""
    content, middle = node.content, len(node.content) // 2
    assert content.isascii()
    for what, letter in ILL_FORMED.items():
        for at in sorted({0, middle, len(content)}):
            yield _content(node, f"{what}, at {at}", "UTF8", BAD_ENCODING, content[:at] + letter + content[at:])
    for what, text in WELL_FORMED.items():
        for at in sorted({0, middle, len(content)}):
            yield _content(node, f"{what}, at {at}", "UTF8", "valid", content[:at] + text.encode() + content[at:])
