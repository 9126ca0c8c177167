"""Vectors of addresses, call ids and identities, with every boundary (ID-1 to ID-5)."""

import string
from typing import Any, Iterable

from phantomref import ids
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.schemas import exactly, hexes, number, obj, text

RULES = ["ID-1", "ID-2", "ID-3", "ID-4", "ID-5"]
NOTES = {
    "LENGTH": "a name, a mailbox or a byte string next to its shortest or longest; catches a limit that is one off",
    "CHARACTER": "one character that the rule has or has not; catches readers that fold case, trim, or take what looks alike",
    "FORM": "the parts of an address in another number, order or form than the rule's",
    "PORT": "a port of some digits, with or without a mailbox before it",
    "LITERAL": "an IP address in brackets",
    "RANGE": "a device number or registration id next to the ends of its range, or inside it only after cutting",
}
REFUSED, REFUSED_LENGTH = "Malformed(BAD_VALUE)", "Malformed(BAD_LENGTH)"


def _call_id(given: dict[str, Any]) -> dict[str, Any]:
    return {"call_id": ids.call_id(bytes.fromhex(given["bytes"])).hex()}


def _identity(given: dict[str, Any]) -> dict[str, Any]:
    return {"identity": ids.identity(bytes.fromhex(given["bytes"])).hex()}


OPS = {
    "parse_user_address": lambda given: ids.user(given["text"]),
    "parse_device_address": ids.device,
    "parse_call_id": _call_id,
    "parse_identity": _identity,
}
_WIDE = number(-(2**31), 2**31 - 1)
SCHEMA = {
    "parse_user_address": (obj({"text": text()}), obj({"name": text(), "mailbox": text()})),
    "parse_device_address": (
        obj({"user": text(), "device": _WIDE, "registration_id": _WIDE}),
        obj({"user": text(), "device": number(*ids.DEVICES), "registration_id": number(*ids.REGISTRATIONS)}),
    ),
    "parse_call_id": (obj({"bytes": hexes()}), obj({"call_id": exactly(16)})),
    "parse_identity": (obj({"bytes": hexes()}), obj({"identity": exactly(33)})),
}


def _user(address: str, comment: str, flag: str, expect: str) -> Case:
    return Case("parse_user_address", {"text": address}, comment, [flag], expect)


def tests() -> Iterable[Case]:
    """Addresses that come out alike are asked once."""
    seen: set[str] = set()
    for case in _all():
        if repr((case.op, case.input)) not in seen:
            seen.add(repr((case.op, case.input)))
            yield case


def _all() -> Iterable[Case]:
    yield from _names()
    yield from _hosts()
    yield from _literals()
    yield from _ports()
    yield from _forms()
    yield from _devices()
    for length in (0, 1, 15, 16, 17, 32):
        data = Chance(f"call id {length}").bytes(length).hex()
        expect = VALID if length == 16 else REFUSED_LENGTH
        yield Case("parse_call_id", {"bytes": data}, f"a call id of {length} bytes", ["LENGTH"], expect)
    for length in (0, 1, 32, 33, 34, 65):
        data = (b"\x05" + Chance(f"identity {length}").bytes(65))[:length].hex()
        expect = VALID if length == 33 else REFUSED_LENGTH
        yield Case("parse_identity", {"bytes": data}, f"an identity of {length} bytes", ["LENGTH"], expect)


def _names() -> Iterable[Case]:
    for length in (0, 1, 2, 3, 31, 32, 33, 64, 300):
        expect = VALID if 2 <= length <= 32 else REFUSED
        yield _user("n" * length + "@mail.example", f"a name of {length} characters", "LENGTH", expect)
    inside, first = set("abcdefghijklmnopqrstuvwxyz0123456789._-"), set("abcdefghijklmnopqrstuvwxyz")
    for code in range(0x80):
        char = chr(code)
        if char == "@":
            continue
        for place, address, allowed in (
            ("first", f"{char}lice@mail.example", first),
            ("middle", f"al{char}ce@mail.example", inside),
            ("last", f"alic{char}@mail.example", inside),
        ):
            if place == "middle" or char in string.punctuation + string.digits + " \n\x00AZaz":
                comment = f"a name whose {place} character is U+{code:04X}"
                yield _user(address, comment, "CHARACTER", VALID if char in allowed else REFUSED)
    for char in "\u00e9\u0131\u212a\uff41\u0430\u0660\u200b\U0001f600":
        yield _user(f"al{char}ce@mail.example", f"a name with U+{ord(char):04X}", "CHARACTER", REFUSED)


def _hosts() -> Iterable[Case]:
    for length in (0, 1, 2, 119, 120, 121, 250):
        expect = VALID if 1 <= length <= 120 else REFUSED
        yield _user("alice@" + "m" * length, f"a host name of {length} characters", "LENGTH", expect)
        yield _user("alice@" + "m" * length + ":443", f"a host name of {length} characters and a port", "LENGTH", expect)
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    for code in range(0x80):
        if chr(code) not in "@":
            comment = f"a host name with U+{code:04X}"
            yield _user(f"alice@ma{chr(code)}l", comment, "CHARACTER", VALID if chr(code) in allowed else REFUSED)
    for host in ("-", ".", "..", "9", "a.", "-a", "192.0.2.1"):
        yield _user(f"alice@{host}", f"the host name {host}", "FORM", VALID)
    for char in "\u00e9\u3002\uff0e\u0131":
        yield _user(f"alice@ma{char}l.example", f"a host name with U+{ord(char):04X}", "CHARACTER", REFUSED)


def _literals() -> Iterable[Case]:
    for length in (0, 1, 2, 3, 44, 45, 46, 60):
        expect = VALID if 2 <= length <= 45 else REFUSED
        yield _user(f"alice@[{'f' * length}]", f"brackets around {length} characters", "LITERAL", expect)
    for inner in ("::", "2001:db8::1", "192.0.2.1", "::ffff:192.0.2.1", "ffff:" * 7 + "ffff"):
        yield _user(f"alice@[{inner}]", f"the literal {inner}", "LITERAL", VALID)
    for char in "0123456789abcdef:.gG-F/%[]_ \n\x7f":
        expect = VALID if char in "0123456789abcdef:." else REFUSED
        yield _user(f"alice@[20{char}01]", f"a literal with U+{ord(char):04X}", "LITERAL", expect)
    wrong = ("[::", "::]", "[[::]]", "[]::[]", "[::]x", "x[::]", "[::][::]", "[::].", "[fe80::1%eth0]", "::1", "2001:db8::1")
    for mailbox in wrong:
        yield _user(f"alice@{mailbox}", f"the mailbox {mailbox}", "LITERAL", REFUSED)


def _ports() -> Iterable[Case]:
    for mailbox in ("mail.example", "[::1]", "192.0.2.1"):
        for port in ("0", "1", "00001", "443", "65535", "65536", "99999"):
            yield _user(f"alice@{mailbox}:{port}", f"port {port} at {mailbox}", "PORT", VALID)
        for port in ("", "123456", "000001", "-1", "+1", "4 3", "4a3", "443:", "443:443", " 443", "443\n", "\u0664\u0664\u0663"):
            yield _user(f"alice@{mailbox}:{port}", f"port {port!a} at {mailbox}", "PORT", REFUSED)
    for mailbox in (":", ":443", ":443:443"):
        yield _user(f"alice@{mailbox}", f"the mailbox {mailbox}", "PORT", REFUSED)


def _forms() -> Iterable[Case]:
    wrong = ("", "@", "alice", "alice@", "@mail.example", "alice@@mail.example", "alice@mail@example", "alice@bob@mail.example")
    spaced = (" alice@mail.example", "alice@mail.example ", "alice @mail.example", "alice@ mail.example", "alice@mail.example\n")
    other = ("mail.example", "alice/mail.example", "alice\uff20mail.example", "<alice@mail.example>", "sip:alice@mail.example", "alice@mail.example/")
    for address in (*wrong, *spaced, *other):
        yield _user(address, f"the address {address!a}", "FORM", REFUSED)
    longest = f"{'a' * 32}@{'m' * 120}:65535"
    yield _user(longest, "the longest address", "LENGTH", VALID)
    yield _user("ab@m", "the shortest address", "LENGTH", VALID)
    yield _user(f"{'a' * 32}@[{'f' * 45}]:65535", "the longest address with a literal", "LENGTH", VALID)


def _devices() -> Iterable[Case]:
    def case(user: str, device: int, registration: int, comment: str, expect: str) -> Case:
        given = {"user": user, "device": device, "registration_id": registration}
        return Case("parse_device_address", given, comment, ["RANGE"], expect)

    cut = (2**16 + 1, 2**8 + 1, -(2**31), 2**31 - 1, -1)
    for device in (0, 1, 2, 126, 127, 128, 129, 255, 256, *cut):
        expect = VALID if 1 <= device <= 127 else REFUSED
        yield case("alice@mail.example", device, 4711, f"device {device}", expect)
    for registration in (0, 1, 2, 16382, 16383, 16384, 16385, 32767, 65535, 65536, *cut):
        expect = VALID if 1 <= registration <= 16383 else REFUSED
        yield case("alice@mail.example", 1, registration, f"registration id {registration}", expect)
    for user in ("alice", "Alice@mail.example", "", "alice@mail.example:"):
        yield case(user, 1, 1, f"the user {user!a}", REFUSED)
