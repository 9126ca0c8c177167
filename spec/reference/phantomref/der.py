"""DER (X.690) as KEY-14 needs it: building elements, and reading them so that every byte has only one way to be there."""

from dataclasses import dataclass

from phantomref.errors import Refused, malformed

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID = 0x01, 0x02, 0x03, 0x04, 0x06
UTF8_STRING, UTC_TIME, GENERALIZED_TIME = 0x0C, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
CONSTRUCTED = 0x20


def element(tag: int, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def integer(value: int) -> bytes:
    """Signed, in the fewest bytes."""
    length = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return element(INTEGER, value.to_bytes(length, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = b""
    for arc in [first * 40 + second, *rest]:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.insert(0, arc & 0x7F | 0x80)
        out += bytes(groups)
    return element(OID, out)


def bit_string(body: bytes, unused: int = 0) -> bytes:
    return element(BIT_STRING, bytes([unused]), body)


@dataclass(frozen=True)
class Element:
    """One element as it stood in the input, checked to be DER all the way down."""

    tag: int
    body: bytes
    whole: bytes

    def children(self) -> list["Element"]:
        found, rest = [], self.body
        while rest:
            one, rest = _take(rest)
            found.append(one)
        return found

    def bits(self) -> bytes:
        """The body of a BIT STRING without unused bits."""
        if self.tag != BIT_STRING or self.body[0]:
            raise malformed("BAD_VALUE")
        return self.body[1:]


def read(data: bytes) -> Element:
    """Exactly one element; Malformed(BAD_ENCODING) otherwise."""
    one, rest = _take(data)
    if rest:
        raise malformed("BAD_ENCODING")
    _require_der(one)
    return one


def is_der(data: bytes) -> bool:
    try:
        read(data)
    except Refused:
        return False
    return True


def _take(data: bytes) -> tuple[Element, bytes]:
    refused = malformed("BAD_ENCODING")
    if len(data) < 2 or data[0] & 0x1F == 0x1F:  # no tag above 30 occurs in a certificate
        raise refused
    length, at = data[1], 2
    if length & 0x80:
        at += length & 0x7F
        length = int.from_bytes(data[2:at], "big")
        if not 1 <= at - 2 <= 4 or len(data) < at or length < 0x80 or data[2] == 0:
            raise refused
    if len(data) < at + length:
        raise refused
    return Element(data[0], data[at : at + length], data[: at + length]), data[at + length :]


def _require_der(one: Element) -> None:
    body = one.body
    if one.tag & CONSTRUCTED:
        children = one.children()
        for child in children:
            _require_der(child)
        if one.tag == SET and [c.whole for c in children] != sorted(c.whole for c in children):
            raise malformed("BAD_ENCODING")
        right = one.tag in (SEQUENCE, SET) or one.tag & 0xC0 != 0
    elif one.tag == BOOLEAN:
        right = body in (b"\x00", b"\xff")
    elif one.tag == INTEGER:
        right = bool(body) and not (len(body) > 1 and (body[0], body[1] >> 7) in ((0, 0), (0xFF, 1)))
    elif one.tag == BIT_STRING:
        right = bool(body) and body[0] < 8 and (not body[0] or len(body) > 1 and not body[-1] & ((1 << body[0]) - 1))
    elif one.tag == OID:
        right = bool(body) and not body[-1] & 0x80 and not any(
            byte == 0x80 and (i == 0 or not body[i - 1] & 0x80) for i, byte in enumerate(body)
        )
    else:
        right = one.tag not in (SEQUENCE & ~CONSTRUCTED, SET & ~CONSTRUCTED)
    if not right:
        raise malformed("BAD_ENCODING")
