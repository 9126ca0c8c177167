"""Invalid and unusual encodings of a message, made by walking its shape: every field of every level in every way that SIG-3 to
SIG-8 refuse or allow. Each has exactly one fault, so its error does not depend on the order of checks."""

from dataclasses import dataclass
from typing import Iterable, Union

from phantomref.field_mutations import of_field
from phantomref.shape import BYTES, CRITICAL_BELOW, FIXED32, FIXED64, LAST_NUMBER, VARINT, Shape
from phantomref.tree import Level, Nodes, Raw, join, levels, parse, rebuild
from phantomref.wire import tagged, varint

BAD_ENCODING = "Malformed(BAD_ENCODING)"
TOO_SHORT = "Malformed(TOO_SHORT)"
CONTENTS = {VARINT: b"\x07", FIXED64: bytes(8), BYTES: b"\x08\x01", FIXED32: bytes(4)}

NOTES = {
    "MISSING_FIELD": "a required field is absent; catches readers that fill in 0 or empty",
    "DUPLICATE_FIELD": "a field stands there twice; catches readers that let the last one win, as protobuf does",
    "FIELD_ORDER": "fields whose numbers fall; catches readers that take what no writer writes, so that equal messages differ",
    "WIRE_TYPE": "a field in another wire type than the schema's, as groups and unpacked numbers too; catches readers that skip it",
    "SHORTEST_VARINT": "a number, a length or a tag with a needless last byte; catches readers with more than one encoding",
    "LONG_VARINT": "a number of more than 64 bits or 10 bytes; catches readers that cut it off or read on",
    "WRITTEN_DEFAULT": "a 0, a false or an empty content that stands written; catches a second encoding of the same message",
    "NUMBER_RANGE": "a number next to the end of its range, or far outside; catches a missing check",
    "CUT_NUMBER": "a number that is inside its range only after cutting it to 32 bits; catches readers that cut first",
    "LENGTH": "bytes or text one too short, one too long or far too long; catches a missing check",
    "TEXT": "text with a byte or a form that is not allowed; catches readers that keep whatever comes",
    "PACKED": "packed numbers that are empty, repeated, falling, unpacked, cut or not the shortest",
    "CRITICAL_FIELD": "an unknown field number below 64; catches readers that skip what they must understand",
    "SKIPPED_FIELD": "an unknown field number from 64 on, well formed; catches readers that refuse or keep what they should skip",
    "BAD_SKIPPED_FIELD": "an unknown field number from 64 on, badly formed; catches readers that do not look at what they skip",
    "FIELD_NUMBER": "field number 0 or one above 2^29-1; catches readers that compute with it",
    "TRUNCATED": "the bytes end inside a field; catches readers that read on or fill up",
    "BEYOND_END": "a length that leads beyond the end of the message it is in; catches readers that look at the whole only",
}


@dataclass(frozen=True)
class Mutation:
    comment: str
    flag: str
    error: str
    encoded: bytes


def of_message(shape: Shape, encoded: bytes, turn: int) -> Iterable[Mutation]:
    """Every mutation; where one shape occurs twice in the message, one place (by turn) gets all of them, the other a few."""
    root = parse(shape, encoded)
    found = list(levels(shape, root))
    for at, level in enumerate(found):
        same = [i for i, other in enumerate(found) if other.shape is level.shape]
        whole = same[turn % len(same)] == at
        for comment, flag, error, changed in _of_level(level, turn, whole):
            yield Mutation(f"{level.name}{comment}", flag, error, rebuild(root, level.path, changed))


Change = tuple[str, str, str, bytes]


def _of_level(level: Level, turn: int, whole: bool) -> Iterable[Change]:
    nodes = level.nodes
    for i, node in enumerate(nodes):
        before, after = nodes[:i], nodes[i + 1 :]
        if node.field.required and _only(nodes, i):
            yield f"{node.field.name}: missing", "MISSING_FIELD", "Malformed(MISSING_FIELD)", join(before + after)
        for change in of_field(node, turn + i, whole):
            comment = f"{node.field.name}: {change.comment}"
            yield comment, change.flag, change.error, join((*before, Raw(change.encoded), *after))
        if whole:
            yield from _order(nodes, i)
            yield from _cut(nodes, i, turn)
    yield from _unknown(level, turn, whole)
    yield from _ends(nodes, whole)


def _only(nodes: Nodes, i: int) -> bool:
    return sum(one.field.name == nodes[i].field.name for one in nodes) == 1


def _order(nodes: Nodes, i: int) -> Iterable[Change]:
    node, after = nodes[i], nodes[i + 1 :]
    if after and after[0].field.number > node.field.number:
        swapped = (*nodes[:i], after[0], node, *after[1:])
        yield f"{node.field.name}: after {after[0].field.name}", "FIELD_ORDER", BAD_ENCODING, join(swapped)
    if not node.field.repeated:
        twice = "Malformed(DUPLICATE_FIELD)"
        yield f"{node.field.name}: twice", "DUPLICATE_FIELD", twice, join((*nodes[: i + 1], node, *after))
        if after:
            yield f"{node.field.name}: again at the end", "DUPLICATE_FIELD", twice, join((*nodes, node))
    elif _only(nodes[i:], 0):
        skipped = Raw(tagged(CRITICAL_BELOW, VARINT, b"\x01"))
        late = (*nodes, skipped, node)
        yield f"{node.field.name}: again behind a later number", "FIELD_ORDER", BAD_ENCODING, join(late)


def _cut(nodes: Nodes, i: int, turn: int) -> Iterable[Change]:
    head, whole = join(nodes[:i]), nodes[i].encoded
    tag = len(varint(nodes[i].field.number << 3))
    places = {tag: "after its tag", len(whole) - 1: "before its last byte", tag + (len(whole) - tag) // 2: "half way"}
    for at in sorted(places):
        if at >= tag:
            yield f"{nodes[i].field.name}: ends {places[at]}", "TRUNCATED", TOO_SHORT, head + whole[:at]


def _unknown(level: Level, turn: int, whole: bool) -> Iterable[Change]:
    known = {one.number for one in level.shape.fields}
    free = [number for number in range(1, CRITICAL_BELOW) if number not in known]
    wire_types = sorted(CONTENTS)
    critical = sorted({free[0], free[-1]} | ({free[len(free) // 2]} if whole else set()))
    for n, number in enumerate(critical):
        wire_type = wire_types[(turn + n) % 4]
        yield _placed(level.nodes, number, wire_type, "CRITICAL_FIELD", "Unsupported(CRITICAL_FIELD)")
    first = _first_skipped(level.shape)
    for n, number in enumerate((first, LAST_NUMBER, 4096, first + 1)[: 4 if whole else 2]):
        yield _placed(level.nodes, number, wire_types[(turn + n) % 4], "SKIPPED_FIELD", "valid")
    if not whole:
        return
    body = join(level.nodes)
    several = tagged(first, BYTES, b"") + tagged(first, VARINT, b"\x00") + tagged(70, BYTES, bytes(60))
    yield f"unknown {first} twice, then 70: skipped", "SKIPPED_FIELD", "valid", body + several
    text = tagged(90, BYTES, b"\xff\x00 not text, not a message")
    yield "unknown 90 holds anything", "SKIPPED_FIELD", "valid", body + text
    yield from _bad_unknown(body, first)


def _first_skipped(shape: Shape) -> int:
    """The lowest number from 64 on that the schema does not have at that place (SIG-5)."""
    number = CRITICAL_BELOW
    while shape.by_number(number) is not None:
        number += 1
    return number


def _placed(nodes: Nodes, number: int, wire_type: int, flag: str, error: str) -> Change:
    extra = Raw(tagged(number, wire_type, CONTENTS[wire_type]))
    lower = tuple(one for one in nodes if one.field.number < number)
    changed: tuple[Union[Raw, object], ...] = (*lower, extra, *nodes[len(lower) :])
    return f"unknown field {number} of wire type {wire_type}", flag, error, join(changed)  # type: ignore[arg-type]


def _bad_unknown(body: bytes, first: int) -> Iterable[Change]:
    flag = "BAD_SKIPPED_FIELD"
    for wire_type in (3, 4, 6, 7):
        yield f"unknown {first} of wire type {wire_type}", flag, BAD_ENCODING, body + varint(first << 3 | wire_type)
    yield f"unknown {first}, number not the shortest", flag, BAD_ENCODING, body + tagged(first, VARINT, b"\x87\x00")
    yield f"unknown {first}, number of 65 bits", flag, BAD_ENCODING, body + tagged(first, VARINT, b"\xff" * 9 + b"\x02")
    yield f"unknown {first}, length not the shortest", flag, BAD_ENCODING, body + varint(first << 3 | BYTES) + b"\x81\x00\x05"
    yield f"unknown {first}, one byte of four missing", flag, TOO_SHORT, body + varint(first << 3 | FIXED32) + bytes(3)
    yield f"unknown {first}, one byte of eight missing", flag, TOO_SHORT, body + varint(first << 3 | FIXED64) + bytes(7)
    yield f"unknown {first}, length beyond the end", flag, TOO_SHORT, body + varint(first << 3 | BYTES) + b"\x02\x05"
    huge = varint(2**64 - 1)
    yield f"unknown {first}, length of 64 bits", flag, TOO_SHORT, body + varint(first << 3 | BYTES) + huge + b"\x05"
    yield f"unknown {first + 1} before {first}", flag, BAD_ENCODING, body + tagged(first + 1, VARINT, b"\x01") + tagged(first, VARINT, b"\x01")
    early = tagged(first, VARINT, b"\x01") + body
    yield f"unknown {first} before the known fields", flag, BAD_ENCODING, early


def _ends(nodes: Nodes, whole: bool) -> Iterable[Change]:
    body = join(nodes)
    yield "a zero byte behind the last field", "FIELD_NUMBER", BAD_ENCODING, body + b"\x00"
    yield "a byte that begins a tag behind the last field", "TRUNCATED", TOO_SHORT, body + b"\x80"
    if whole:
        yield "field number 0", "FIELD_NUMBER", BAD_ENCODING, tagged(0, BYTES, b"\x01") + body
        yield "field number 2^29", "FIELD_NUMBER", BAD_ENCODING, body + varint((LAST_NUMBER + 1) << 3) + b"\x01"
        for bits in (32, 63):
            smuggled = varint(1 << bits | 3 << 3 | BYTES) + b"\x10" + b"\x66" * 16  # its low 32 bits are a call id's tag
            yield f"field 3 under bit {bits} of its tag", "FIELD_NUMBER", BAD_ENCODING, body + smuggled
        cut = varint((2**32 + 64) << 3)
        yield "field number 2^32 + 64", "FIELD_NUMBER", BAD_ENCODING, body + cut + b"\x01"
        yield "a tag of 65 bits", "LONG_VARINT", BAD_ENCODING, body + b"\x80" * 9 + b"\x02\x01"
        yield "a tag of eleven bytes", "LONG_VARINT", BAD_ENCODING, body + b"\x80" * 10 + b"\x01\x01"
    if nodes and nodes[-1].field.wire_type == BYTES and nodes[-1].nested is None:
        last = nodes[-1]
        size = len(varint(len(last.content)))
        if len(varint(len(last.content) + 1)) == size:
            tag = varint(last.field.number << 3 | BYTES)
            longer = tag + varint(len(last.content) + 1) + last.content
            name = last.field.name
            yield f"{name}: length one beyond the end", "BEYOND_END", TOO_SHORT, join(nodes[:-1]) + longer
