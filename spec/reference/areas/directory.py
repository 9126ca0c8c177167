"""Vectors of descriptors, signed lists, families and grants (spec/09)."""

from typing import Any, Iterable, Optional, Sequence

from phantomref import directory, tokens
from phantomref.binary_cases import around, each_once, one_wrong
from phantomref.cases import VALID, Case
from phantomref.schemas import exactly, flag, hexes, list_of, number, obj

RULES = ["DIR-1", "DIR-2", "DIR-3", "DIR-4", "DIR-5", "DIR-6", "DIR-7", "DIR-8", "DIR-9", "DIR-14", "GRANT-1", "GRANT-2", "ENV-5", "TOK-19", "TOK-20", "TOK-21"]
NOTES = {
    "LIMIT": "a value at its limit; catches limits that are one off",
    "WRONG_FIELD": "one field out of its range or form, signed all the same; catches readers that trust a signature",
    "CUT": "the bytes end early, signed all the same",
    "TRAILING": "bytes behind the end, signed all the same",
    "VERSION": "another version; catches readers that guess",
    "EXTENSION": "an extension block that is not empty; catches readers that refuse what they may skip, or skip what they must know",
    "SIGNATURE": "a signature that does not fit; catches readers that do not check, or check with another key",
    "SIGNERS": "who signed and how often; catches counting signatures instead of authorities",
    "TIME": "the edges of a validity; catches limits that are one off",
    "ROLL_BACK": "an older list; catches clients that forget",
    "TEST_ESTATE": "a list that is only for tests; catches clients that take one unasked",
    "ADDRESS": "an address that nobody else can reach, or the last one beside such a range",
    "FAMILY": "relays that count as one operator; catches clients that believe the labels",
    "SOURCE": "who sends a descriptor; catches directories that keep what anyone says of others",
    "ISSUER": "issuers of tokens in a list; catches readers that let one pass for another, or believe the labels",
    "TOKEN_KEY": "the key that tokens are sealed to; catches readers that take any length",
    "WORK": "a proof of work, solved or not",
}
NOW = 1_800_000_000
DAY = 86_400
AUTHORITIES = [directory.key(100 + i) for i in range(3)]
PINNED = [directory.public(secret).hex() for secret in AUTHORITIES]


def _relay(seed: int, addresses: Sequence[str] = (), change: Optional[dict[str, Any]] = None) -> tuple[Any, bytes]:
    """Key and descriptor of a relay; the addresses are its listener's and its relayed ones, in hex."""
    secret = directory.key(seed)
    place = list(addresses) or [f"05{seed:02x}0001"]
    value = {
        "signing_key": directory.public(secret).hex(),
        "listeners": [{"kind": 1, "address": place[0], "port": 3478}],
        "relayed_addresses": place[-1:],
        "min_port": 49152,
        "max_port": 65535,
        "onion": "",
        "region": "eu",
        "capacity": 3,
        "realm": "a.example",
        "issuer_port": 443,
        "issuer_pin": "ab" * 32,
        "not_before": NOW - DAY,
        "not_after": NOW + DAY,
        "token_key": "",
        **(change or {}),
    }
    return secret, directory.DESCRIPTOR.encode(value)


def _signed(seed: int, addresses: Sequence[str] = (), change: Optional[dict[str, Any]] = None) -> bytes:
    return directory.sign_descriptor(*_relay(seed, addresses, change))


def _list(entries: Sequence[tuple[bytes, str]] = (), **change: Any) -> bytes:
    head = {"version": 7, "not_before": NOW - DAY, "not_after": NOW + DAY, "test_estate": False, "single_family_allowed": False, **change}
    return directory.encode_list(head, list(entries) or [(_signed(1), "north"), (_signed(2), "south")])


def _asked(relay_list: bytes, signers: Optional[Sequence[Any]] = None, **change: Any) -> dict[str, Any]:
    signatures = directory.sign_list(relay_list, AUTHORITIES[:2] if signers is None else signers)
    return {
        "served": directory.serve(relay_list, signatures).hex(),
        "authorities": PINNED,
        "threshold": 2,
        "test_estate_allowed": False,
        "previous_version": 0,
        "now": NOW,
        **change,
    }


def _challenge(difficulty: int) -> bytes:
    value = {"relay_id": "11" * 32, "issued_at": NOW, "difficulty": difficulty, "nonce": "22" * 16, "mac": "33" * 32}
    return directory.CHALLENGE.encode(value)


def _issuers() -> Iterable[Case]:
    wrong, twice = "Malformed(BAD_VALUE)", "Malformed(DUPLICATE_FIELD)"
    one, two = _issuer("north"), _issuer("east", 1)
    for issuers, comment, expect in (
        ([one], "one", VALID),
        ([one, two], "two", VALID),
        ([], "none claimed", wrong),
        ([one, {**two, "keys": one["keys"]}], "one name twice", twice),
        ([one, {**two, "keys": _keys("other.example", 0)}], "one key twice", twice),
        ([{**one, "family": "North"}], "a family in capitals", wrong),
        ([{**one, "port": 0}], "no port", wrong),
        ([{**one, "address": "0a000001"}], "a private address", "Malformed(BAD_ADDRESS)"),
        ([{**one, "address": "050101"}], "an address of three bytes", "Malformed(BAD_ADDRESS)"),
        ([{**one, "keys": one["keys"][:-2]}], "keys cut", "Malformed(TOO_SHORT)"),
        ([{**one, "address": "0501ffff", "family": "west"}], "one in a relay's network", VALID),
        ([{**one, "address": "0501ffff"}, {**two, "address": "0502ffff", "family": "north"}], "one that joins two relays", VALID),
    ):
        data = _list()[:-1] + directory.issuers_extension(issuers)
        yield Case("verify_list", _asked(data), f"issuers: {comment}", ["ISSUER"], expect)
    content = directory.ISSUERS.encode([one])
    for data, comment, expect in ((content + b"\x00", "a byte behind them", "Malformed(TRAILING_BYTES)"), (content[:-1], "cut", "Malformed(TOO_SHORT)"), (b"\x21", "33 claimed", "Malformed(TOO_LONG)")):
        block = bytes([1, directory.EXTENSION]) + len(data).to_bytes(2, "big") + data
        yield Case("verify_list", _asked(_list()[:-1] + block), f"issuers: {comment}", ["ISSUER"], expect)
    for length, expect in ((32, VALID), (0, "Malformed(BAD_LENGTH)"), (31, "Malformed(BAD_LENGTH)"), (33, "Malformed(BAD_LENGTH)")):
        secret, usual = _relay(1)
        data = usual[:-1] + bytes([1, directory.EXTENSION, 0, length]) + b"\x5c" * length
        yield Case("open_descriptor", {"signed": directory.sign_descriptor(secret, data).hex()}, f"a token key of {length} bytes", ["TOKEN_KEY"], expect)


def _keys(name: str, key: int) -> str:
    live = {"key": tokens.key_of(2**2047 + 1 + 2 * key).hex(), "not_before": NOW, "not_after": NOW + 7 * DAY}
    return tokens.KEYS.encode({"issuer_name": name, "keys": [live]}).hex()


def _issuer(family: str, key: int = 0) -> dict[str, Any]:
    return {"family": family, "address": f"09{key:02x}0001", "port": 443, "pin": "cd" * 32, "keys": _keys(f"{family}.example", key)}


OPS = {
    "open_descriptor": lambda given: directory.open_signed(bytes.fromhex(given["signed"])),
    "relay_id": lambda given: {"relay_id": directory.relay_id(bytes.fromhex(given["signing_key"]))},
    "verify_list": directory.verify,
    "submission": directory.submission,
    "decode_challenge": lambda given: directory.CHALLENGE.decode_whole(bytes.fromhex(given["bytes"])),
    "decode_grant": lambda given: directory.GRANT.decode_whole(bytes.fromhex(given["bytes"])),
    "solves": lambda given: {"solves": directory.solves(bytes.fromhex(given["challenge"]), given["counter"])},
}
BYTES = obj({"bytes": hexes()})
ISSUER = obj({"issuer_name": {"type": "string"}, "family": {"type": "string"}})
LISTED = obj({"relay_id": exactly(32), "family": {"type": "string"}})
SCHEMA = {
    "open_descriptor": (obj({"signed": hexes()}), directory.DESCRIPTOR.schema()),
    "relay_id": (obj({"signing_key": exactly(32)}), obj({"relay_id": exactly(32)})),
    "verify_list": (
        obj(
            {
                "served": hexes(),
                "authorities": list_of(exactly(32), 1),
                "threshold": number(1, 32),
                "test_estate_allowed": flag(),
                "previous_version": number(),
                "now": number(),
            }
        ),
        obj({"version": number(1), "test_estate": flag(), "single_family_allowed": flag(), "relays": list_of(LISTED), "issuers": list_of(ISSUER)}),
    ),
    "submission": (
        obj({"bytes": hexes(), "source": hexes(), "now": number(), "test_estate": flag()}),
        obj({"relay_id": exactly(32)}),
    ),
    "decode_challenge": (BYTES, directory.CHALLENGE.schema()),
    "decode_grant": (BYTES, directory.GRANT.schema()),
    "solves": (obj({"challenge": hexes(), "counter": number()}), obj({"solves": flag()})),
}


def tests() -> Iterable[Case]:
    return each_once(_tests())


def _tests() -> Iterable[Case]:
    yield from _descriptors()
    yield from _signers()
    yield from _lists()
    yield from _addresses()
    yield from _families()
    yield from _submissions()
    yield from _grants()
    yield from _issuers()


def _descriptors() -> Iterable[Case]:
    secret, usual = _relay(1)
    own = directory.public(secret).hex()
    yield Case("relay_id", {"signing_key": own}, "a relay's id", [])
    usual_value = directory.DESCRIPTOR.decode_whole(usual)
    for sample in directory.DESCRIPTOR.body.fields:
        name, element = sample
        for value in element.samples() if name != "signing_key" else []:
            changed = {**usual_value, name: value}
            if name == "issuer_port":
                changed["issuer_pin"] = "ab" * 32 if value else ""
            if name == "issuer_pin":
                changed["issuer_port"] = 443 if value else 0
            if name == "not_before":
                changed["not_after"] = max(changed["not_after"], min(value + 1, directory.seconds().most))
                changed["not_before"] = min(value, changed["not_after"] - 1)
            if name == "not_after":
                changed["not_after"] = max(value, 1)
                changed["not_before"] = min(changed["not_before"], changed["not_after"] - 1)
            if name in ("min_port", "max_port"):
                changed["min_port"], changed["max_port"] = sorted((value, 49152 if value < 49152 else 65535))
            signed = directory.sign_descriptor(secret, directory.DESCRIPTOR.encode(changed))
            yield Case("open_descriptor", {"signed": signed.hex()}, f"{name} {value!r}"[:80], ["LIMIT"], VALID)
    for data, error, comment, flag_name in [*one_wrong(directory.DESCRIPTOR), *around(directory.DESCRIPTOR)]:
        # the same fault under the relay's own, good signature
        mended = data[:1] + bytes.fromhex(own) + data[33:] if len(data) > 33 else data
        if 0 < len(mended) and error != VALID:
            signed = directory.sign_descriptor(secret, mended)
            yield Case("open_descriptor", {"signed": signed.hex()}, comment, [flag_name], error)
    good = directory.sign_descriptor(secret, usual)
    for at in (10, 40, len(good) - 70):
        changed_bytes = bytearray(good)
        changed_bytes[at] ^= 1
        comment = f"a bit changed at {at}"
        yield Case("open_descriptor", {"signed": bytes(changed_bytes).hex()}, comment, ["SIGNATURE"])
    other = directory.key(2)
    wrong = {
        "by another key": usual and len(usual).to_bytes(2, "big") + usual + other.sign(directory.lp(directory.DESCRIPTOR_LABEL) + directory.lp(usual)),
        "without the label": len(usual).to_bytes(2, "big") + usual + secret.sign(directory.lp(usual)),
        "under the list's label": len(usual).to_bytes(2, "big") + usual + secret.sign(directory.lp(directory.LIST_LABEL) + directory.lp(usual)),
        "of zeros": len(usual).to_bytes(2, "big") + usual + bytes(64),
    }
    for comment, data in wrong.items():
        yield Case("open_descriptor", {"signed": data.hex()}, f"a signature {comment}", ["SIGNATURE"], "Unauthentic(BAD_SIGNATURE)")
    yield Case("open_descriptor", {"signed": good[:-1].hex()}, "a signature cut", ["CUT"], "Malformed(TOO_SHORT)")
    yield Case("open_descriptor", {"signed": (good + b"\x00").hex()}, "a byte behind it", ["TRAILING"], "Malformed(TRAILING_BYTES)")
    yield Case("open_descriptor", {"signed": (bytes(2) + bytes(64)).hex()}, "no descriptor", ["WRONG_FIELD"], "Malformed(BAD_LENGTH)")
    long = (4097).to_bytes(2, "big") + bytes(4097 + 64)
    yield Case("open_descriptor", {"signed": long.hex()}, "a descriptor of 4,097 bytes", ["WRONG_FIELD"], "Malformed(TOO_LONG)")


def _signers() -> Iterable[Case]:
    a, b, c = AUTHORITIES
    stranger = directory.key(99)
    plain = _list()
    under = "Unauthentic(UNDER_SIGNED)"
    for signers, comment, expect in (
        ([a, b], "two of three", VALID),
        ([c, a], "two others, in another order", VALID),
        ([a, b, c], "all", VALID),
        ([stranger, a, b], "two and a stranger", VALID),
        ([a], "one", under),
        ([], "none", under),
        ([a, a], "one, twice", under),
        ([a, stranger], "one and a stranger", under),
        ([stranger, directory.key(98)], "two strangers", under),
    ):
        yield Case("verify_list", _asked(plain, signers), f"signed by {comment}", ["SIGNERS"], expect)
    for threshold, expect in ((1, VALID), (2, VALID), (3, under)):
        yield Case("verify_list", _asked(plain, threshold=threshold), f"two signatures, {threshold} wanted", ["SIGNERS"], expect)
    signatures = directory.sign_list(plain, [a, b])
    bad = bytearray(signatures[1][1])
    bad[5] ^= 4
    for replaced, comment, expect in (
        ([signatures[0], (signatures[1][0], bytes(bad))], "one of them wrong", under),
        ([(signatures[1][0], bytes(bad)), *signatures], "a wrong one before the right one of the same key", VALID),
        ([signatures[0], (signatures[1][0], signatures[0][1])], "one under another's name", under),
        ([signatures[0], (signatures[1][0], b.sign(directory.lp(plain)))], "one without the label", under),
    ):
        asked = {**_asked(plain), "served": directory.serve(plain, replaced).hex()}
        yield Case("verify_list", asked, f"signatures: {comment}", ["SIGNATURE"], expect)
    many = [(bytes([i]) * 32, bytes(64)) for i in range(30)] + signatures
    asked = {**_asked(plain), "served": directory.serve(plain, many).hex()}
    yield Case("verify_list", asked, "32 signatures", ["LIMIT"], VALID)
    asked = {**_asked(plain), "served": directory.serve(plain, many + many[:1]).hex()}
    yield Case("verify_list", asked, "33 signatures", ["LIMIT"], "Malformed(TOO_LONG)")


def _lists() -> Iterable[Case]:
    for now, expect in ((NOW - DAY - 1, "Unauthentic(NOT_YET_VALID)"), (NOW - DAY, VALID), (NOW + DAY - 1, VALID), (NOW + DAY, "Unauthentic(EXPIRED)")):
        entries = [(_signed(1, change={"not_before": 1, "not_after": NOW * 2}), "north")]
        yield Case("verify_list", _asked(_list(entries), now=now), f"{now - NOW} s from the middle", ["TIME"], expect)
    for previous, expect in ((6, VALID), (7, VALID), (8, "Unauthentic(ROLLED_BACK)")):
        yield Case("verify_list", _asked(_list(), previous_version=previous), f"version 7 after {previous}", ["ROLL_BACK"], expect)
    local = [(_signed(1, ["7f0a0001"]), "north"), (_signed(2, ["c0a80101"]), "south")]
    for allowed, expect in ((True, VALID), (False, "Unauthentic(TEST_ESTATE)")):
        asked = _asked(_list(local, test_estate=True), test_estate_allowed=allowed)
        yield Case("verify_list", asked, f"a test estate, allowed: {allowed}", ["TEST_ESTATE"], expect)
    yield Case("verify_list", _asked(_list(), test_estate_allowed=True), "a public estate where a test one is allowed", ["TEST_ESTATE"], VALID)
    yield Case("verify_list", _asked(_list(single_family_allowed=True)), "one family is allowed", ["FAMILY"], VALID)
    for before, after, comment in ((NOW - DAY, NOW, "ends now"), (NOW, NOW + 1, "began now"), (NOW + 1, NOW + 2, "will begin")):
        entries = [(_signed(1, change={"not_before": before, "not_after": after}), "north"), (_signed(2), "south")]
        yield Case("verify_list", _asked(_list(entries)), f"a descriptor that {comment}", ["TIME"], VALID)
    twice = [(_signed(1), "north"), (_signed(1, ["06010001"]), "south")]
    yield Case("verify_list", _asked(_list(twice)), "a relay twice", ["WRONG_FIELD"], "Malformed(DUPLICATE_FIELD)")
    forged = [(_relay(1)[1], _relay(2)[0])]
    signed = directory.sign_descriptor(forged[0][1], forged[0][0])
    yield Case("verify_list", _asked(_list([(signed, "north")])), "a descriptor signed by another", ["SIGNATURE"], "Unauthentic(BAD_SIGNATURE)")
    usual = _list()
    wrong = "Malformed(BAD_VALUE)"
    for data, comment, expect, flag_name in (
        (_list(version=0), "version 0", wrong, "WRONG_FIELD"),
        (_list(not_before=NOW + DAY), "a validity of nothing", wrong, "WRONG_FIELD"),
        (usual[:25] + b"\x02" + usual[26:], "a flag of 2", wrong, "WRONG_FIELD"),
        (_list([(_signed(1), "a" * 64)]), "a family of 64", VALID, "LIMIT"),
        (_list([(_signed(1), "a" * 65)]), "a family of 65", "Malformed(TOO_LONG)", "LIMIT"),
        (_list([(_signed(1), "North")]), "a family in capitals", wrong, "WRONG_FIELD"),
        (_list([(_signed(1), "")]), "no family", wrong, "WRONG_FIELD"),
        (usual[:27] + b"\x10\x01" + usual[29:], "4,097 entries claimed", "Malformed(TOO_LONG)", "LIMIT"),
        (usual[:-1], "cut", "Malformed(TOO_SHORT)", "CUT"),
        (usual + b"\x00", "a byte behind it", "Malformed(TRAILING_BYTES)", "TRAILING"),
        (b"\x02" + usual[1:], "format 2", "Unsupported(VERSION)", "VERSION"),
        (usual[:-1] + b"\x01\x40\x00\x00", "extension 64", VALID, "EXTENSION"),
        (usual[:-1] + b"\x01\x3f\x00\x00", "extension 63", "Unsupported(CRITICAL_FIELD)", "EXTENSION"),
    ):
        yield Case("verify_list", _asked(data), f"a list with {comment}", [flag_name], expect)
    served = bytes.fromhex(_asked(usual)["served"])
    for data, comment, expect, flag_name in (
        (served[:-1], "cut", "Malformed(TOO_SHORT)", "CUT"),
        (served + b"\x00", "a byte behind it", "Malformed(TRAILING_BYTES)", "TRAILING"),
        (b"\x00" + served[1:], "format 0", "Unsupported(VERSION)", "VERSION"),
        (b"\x01" + bytes(4) + b"\x00\x00", "an empty list", "Malformed(BAD_LENGTH)", "WRONG_FIELD"),
        (b"\x01\x00\x40\x00\x01\x00", "a list above 4 MiB claimed", "Malformed(TOO_LONG)", "LIMIT"),
        (served[:-1] + b"\x01\xff\x00\x00", "extension 255", VALID, "EXTENSION"),
        (served[:-1] + b"\x01\x01\x00\x00", "extension 1", "Unsupported(CRITICAL_FIELD)", "EXTENSION"),
    ):
        yield Case("verify_list", {**_asked(usual), "served": data.hex()}, f"what is served: {comment}", [flag_name], expect)


def _addresses() -> Iterable[Case]:
    from ipaddress import ip_network

    edges: list[str] = []
    nets = [str(one) for one in directory.NOT_PUBLIC_4 + [directory.PUBLIC_6] + directory.EMBEDDING_6]
    for text in [*nets, "fc00::/7", "fe80::/10", "::/128", "::1/128", "64:ff9b::/96"]:
        network = ip_network(text)
        bits = network.max_prefixlen
        first, last = int(network.network_address), int(network.broadcast_address)
        edges += [n.to_bytes(bits // 8, "big").hex() for n in (first - 1, first, last, last + 1) if 0 <= n < 2**bits]
    edges += ["00" * 10 + "ffff" + one for one in ("7f000001", "05060708", "0a000001", "a9fea9fe")]
    edges += ["00" * 12 + "05060708"]
    for address in dict.fromkeys(edges):
        expect = VALID if directory.is_public(address) else "Malformed(BAD_ADDRESS)"
        for place, comment in (([address, "05010001"], "as listener"), (["05010001", address], "as relayed address")):
            asked = _asked(_list([(_signed(1, place), "north")]))
            yield Case("verify_list", asked, f"{address} {comment}", ["ADDRESS"], expect)


def _families() -> Iterable[Case]:
    six = "2a01{:04x}00000000000000000000{:04x}".format
    cases: dict[str, list[tuple[list[str], str]]] = {
        "one label": [(["05010001"], "north"), (["06010001"], "north"), (["07010001"], "south")],
        "one /16": [(["05010001"], "north"), (["0501ffff"], "south"), (["05020001"], "west")],
        "neighbouring /16": [(["05010001"], "north"), (["05000001"], "south")],
        "one /32 of IPv6": [([six(1, 1)], "north"), ([six(1, 2)], "south"), ([six(2, 1)], "west")],
        "through a third": [(["05010001"], "north"), (["06010001"], "south"), (["05010002", "06010002"], "west")],
        "through labels": [(["05010001"], "north"), (["06010001"], "south"), (["06010002"], "north")],
        "a listener and a relayed address": [(["05010001", "08010001"], "north"), (["09010001", "05010005"], "south")],
        "two kinds of address": [(["05010001", six(3, 1)], "north"), (["0a" * 0 + "06010001", six(3, 9)], "south")],
        "none": [(["05010001"], "north"), (["06010001"], "south"), (["07010001"], "west")],
    }
    for comment, relays in cases.items():
        for order in (relays, relays[::-1]):
            entries = [(_signed(1 + i, place), family) for i, (place, family) in enumerate(order)]
            yield Case("verify_list", _asked(_list(entries)), f"families: {comment}", ["FAMILY"], VALID)
    local = [(_signed(1, ["7f0a0001"]), "north"), (_signed(2, ["7f0a0002"]), "south"), (_signed(3, ["7f0b0001"]), "north")]
    asked = _asked(_list(local, test_estate=True), test_estate_allowed=True)
    yield Case("verify_list", asked, "families: in a test estate only the label counts", ["FAMILY"], VALID)


def _submitted(signed: bytes, source: str = "05010001", now: int = NOW, test_estate: bool = False) -> dict[str, Any]:
    return {"bytes": signed.hex(), "source": source, "now": now, "test_estate": test_estate}


def _submissions() -> Iterable[Case]:
    bad = "Malformed(BAD_ADDRESS)"
    usual = _signed(1)
    yield Case("submission", _submitted(usual), "a submission from its own address", [], VALID)
    for source, expect in (
        ("050100ff", VALID),
        ("05010100", bad),
        ("0500ffff", bad),
        ("00000000000000000000ffff05010009", VALID),
        ("00000000000000000000fffe05010009", bad),
        ("2a010000000000000000000000000001", bad),
        ("", bad),
    ):
        yield Case("submission", _submitted(usual, source), f"sent from {source or 'nowhere'}", ["SOURCE"], expect)
    six = _signed(2, ["2a010001000200030000000000000001", "05020001"])
    for source, expect in (
        ("2a010001000200040000000000000009", VALID),
        ("2a010001000300030000000000000001", bad),
        ("050200fe", VALID),
    ):
        yield Case("submission", _submitted(six, source), f"listener and relayed address, sent from {source}", ["SOURCE"], expect)
    for now, expect in (
        (NOW - DAY - 1, "Unauthentic(NOT_YET_VALID)"),
        (NOW - DAY, VALID),
        (NOW + DAY - 1, VALID),
        (NOW + DAY, "Unauthentic(EXPIRED)"),
    ):
        yield Case("submission", _submitted(usual, now=now), f"a submission {now - NOW} s from the middle", ["TIME"], expect)
    for place in (["7f000001"], ["05010001", "c0a80101"], ["0a000001", "05010001"]):
        local = _signed(3, place)
        yield Case("submission", _submitted(local, place[0]), f"a submission of {place}", ["ADDRESS"], bad)
        yield Case("submission", _submitted(local, "06060606", test_estate=True), f"{place}, to a test estate", ["TEST_ESTATE"], VALID)
    forged = directory.sign_descriptor(directory.key(9), _relay(1)[1])
    yield Case("submission", _submitted(forged), "a submission signed by another", ["SIGNATURE"], "Unauthentic(BAD_SIGNATURE)")
    yield Case("submission", _submitted(forged, now=NOW + DAY), "signed by another, and late", ["SIGNATURE"], "Unauthentic(BAD_SIGNATURE)")
    yield Case("submission", _submitted(usual[:-1]), "a submission cut", ["CUT"], "Malformed(TOO_SHORT)")
    yield Case("submission", _submitted(usual + b"\x00"), "a submission with a byte behind it", ["TRAILING"], "Malformed(TRAILING_BYTES)")


def _grants() -> Iterable[Case]:
    for op, message in (("decode_challenge", directory.CHALLENGE), ("decode_grant", directory.GRANT)):
        for i, value in enumerate(message.samples()):
            data = message.encode(value).hex()
            yield Case(op, {"bytes": data}, f"{op.removeprefix('decode_')}, sample {i}", ["LIMIT"], VALID)
        for data_bytes, error, comment, flag_name in [*one_wrong(message), *around(message)]:
            yield Case(op, {"bytes": data_bytes.hex()}, f"{op.removeprefix('decode_')}: {comment}", [flag_name], error)
    for difficulty in (0, 1, 7, 8, 9, 12):
        challenge = _challenge(difficulty)
        first = next(counter for counter in range(2**20) if directory.solves(challenge, counter))
        for counter in sorted({0, first, max(first - 1, 0), first + 1, 2**53}):
            asked = {"challenge": challenge.hex(), "counter": counter}
            yield Case("solves", asked, f"difficulty {difficulty}, counter {counter}", ["WORK"])
