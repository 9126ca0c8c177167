"""Vectors of anonymous tokens (spec/19, TOK-2 and TOK-4 to TOK-7)."""

from typing import Any, Iterable

from phantomref import tokens
from phantomref.binary_cases import around, each_once, one_wrong
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.schemas import exactly, hexes, number, obj, one_of, text
from phantomref.token_samples import PUBLISHED

RULES = ["TOK-1", "TOK-2", "TOK-4", "TOK-5", "TOK-6", "TOK-7", "ENV-5"]
NOTES = {
    "LIMIT": "a value at its limit; catches limits that are one off",
    "WRONG_FIELD": "one field out of its range or form; catches readers that take what they can store",
    "CUT": "the bytes end early; catches readers that fill up with zeros",
    "TRAILING": "bytes behind the end; catches readers that stop where they have enough",
    "VERSION": "another version; catches readers that guess",
    "EXTENSION": "an extension block that is not empty; catches readers that refuse what they may skip, or skip what they must know",
    "PUBLISHED": "a token of RFC 9578, appendix A.2",
    "ANOTHER": "a token for another challenge, key, relay or day, or with a bit changed; catches checks that are left out",
    "SEALED": "a user name that holds a token; catches seals that are bound to too little",
}
FORMS: dict[str, Any] = {"token": tokens.TOKEN, "token_request": tokens.REQUEST}
MESSAGES: dict[str, Any] = {"token_batch": tokens.BATCH, "token_answer": tokens.ANSWER, "issuer_keys": tokens.KEYS}
CHALLENGE = obj({"issuer_name": text(), "redemption_context": hexes(0, 32), "origin_info": text()})


def _decode(given: dict[str, Any]) -> dict[str, Any]:
    name, data = given["message"], bytes.fromhex(given["bytes"])
    if name == "token_challenge":
        return {name: tokens.decode_challenge(data)}
    if name == "token_key":
        tokens.modulus(data)
        return {name: {"key_id": tokens.key_id(data).hex()}}
    return {name: tokens.whole(FORMS[name], data) if name in FORMS else MESSAGES[name].decode_whole(data)}


def _hex(given: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(given[name]) for name in names]


OPS = {
    "decode_token_message": _decode,
    "token_challenge": lambda given: {
        "bytes": tokens.challenge(given["issuer_name"], bytes.fromhex(given["relay_id"]), given["epoch"]).hex()
    },
    "check_token": lambda given: tokens.check(*_hex(given, "token", "challenge", "key")),
    "open_token_username": lambda given: tokens.open_username(*_hex(given, "private_key", "relay_id"), given["username"]),
}
SHOWN = [obj({name: form.schema()}) for name, form in {**FORMS, **MESSAGES}.items()]
SHOWN += [obj({"token_challenge": CHALLENGE}), obj({"token_key": obj({"key_id": exactly(32)})})]
OPENED = {"parity": number(0, 1), "key_id": exactly(32), "nonce": exactly(32), "authenticator": exactly(256), "password": text()}
KINDS = one_of(*FORMS, *MESSAGES, "token_challenge", "token_key")
SCHEMA = {
    "decode_token_message": (obj({"message": KINDS, "bytes": hexes()}), {"oneOf": SHOWN}),
    "token_challenge": (
        obj({"issuer_name": text(), "relay_id": exactly(32), "epoch": number(0, 2**32 - 1)}),
        obj({"bytes": hexes()}),
    ),
    "check_token": (obj({"token": hexes(), "challenge": hexes(), "key": hexes()}), obj({})),
    "open_token_username": (obj({"private_key": exactly(32), "relay_id": exactly(32), "username": text()}), obj(OPENED)),
}


def tests() -> Iterable[Case]:
    return each_once(_tests())


def _tests() -> Iterable[Case]:
    for name, message in MESSAGES.items():
        for i, value in enumerate(message.samples()):
            yield _read(name, message.encode(value), f"sample {i}", ["LIMIT"] if i else [], VALID)
        for data, error, comment, fault in [*one_wrong(message), *around(message)]:
            yield _read(name, data, comment, [fault], error)
    for name, form in FORMS.items():
        for i, value in enumerate(form.samples()):
            yield _read(name, form.encode(value), f"sample {i}", ["LIMIT"] if i else [], VALID)
        for data, error, comment in form.faults(form.common()):
            yield _read(name, data, comment, ["WRONG_FIELD"], error)
        yield from _ends(name, form.encode(form.common()))
    for value in tokens.Key().samples():
        yield _read("token_key", bytes.fromhex(value), "a key", ["LIMIT"], VALID)
    for data, error, comment in tokens.Key().faults(None):
        yield _read("token_key", data, comment, ["WRONG_FIELD"], error)
    good = tokens.key_of(2**2047 + 1)
    for data in (b"", good[:-1], good + b"\x00"):
        yield _read("token_key", data, f"{len(data)} bytes", ["CUT"], "Malformed(BAD_LENGTH)")
    yield from _challenges()
    yield from _published()
    yield from _usernames()


def _read(name: str, data: bytes, comment: str, flags: list[str], expect: Any) -> Case:
    return Case("decode_token_message", {"message": name, "bytes": data.hex()}, f"{name}: {comment}", flags, expect)


def _ends(name: str, good: bytes) -> Iterable[Case]:
    for length in sorted({0, 1, 2, len(good) // 2, len(good) - 1}):
        yield _read(name, good[:length], f"cut to {length}", ["CUT"], "Malformed(TOO_SHORT)")
    yield _read(name, good + b"\x00", "a byte behind the end", ["TRAILING"], "Malformed(TRAILING_BYTES)")


def _challenges() -> Iterable[Case]:
    name = "token_challenge"
    for issuer, relay, epoch in (("issuer.example", 1, 20_777), ("a", 0, 0), ("i" * 128, 255, 2**32 - 1)):
        given = {"issuer_name": issuer, "relay_id": f"{relay:02x}" * 32, "epoch": epoch}
        yield Case(name, given, f"epoch {epoch}", [], VALID)
        yield _read(name, tokens.challenge(issuer, bytes([relay]) * 32, epoch), f"epoch {epoch}", [], VALID)
    plain = tokens.encode_challenge(b"a", b"", b"")
    yield _read(name, plain, "as short as may be", ["LIMIT"], VALID)
    yield _read(name, tokens.encode_challenge(b"a" * 255, bytes(32), b"b" * 255), "as long as may be", ["LIMIT"], VALID)
    yield from _ends(name, tokens.challenge("issuer.example", bytes(32), 1))
    yield _read(name, b"\x00\x01" + plain[2:], "type 1", ["WRONG_FIELD"], "Unsupported(ALGORITHM)")
    wrong = (
        (b"", b"", b"", "Malformed(BAD_VALUE)", "no issuer"),
        (b"a" * 256, b"", b"", "Malformed(TOO_LONG)", "an issuer of 256"),
        (b"a", b"", b"b" * 256, "Malformed(TOO_LONG)", "an origin of 256"),
        (b"a b", b"", b"", "Malformed(BAD_ENCODING)", "a space"),
        (b"a", b"", b"\x7f", "Malformed(BAD_ENCODING)", "no character"),
        (b"a", bytes(31), b"", "Malformed(BAD_LENGTH)", "a context of 31"),
        (b"a", bytes(33), b"", "Malformed(BAD_LENGTH)", "a context of 33"),
    )
    for issuer_name, context, origin, error, comment in wrong:
        yield _read(name, tokens.encode_challenge(issuer_name, context, origin), comment, ["WRONG_FIELD"], error)


def _published() -> Iterable[Case]:
    first, second = PUBLISHED
    for one in (first, second):
        yield _check(one["TOKEN"], one["CHALLENGE"], one["PKS"], "as published", ["PUBLISHED"], VALID)
    token, about, key = first["TOKEN"], first["CHALLENGE"], first["PKS"]
    yield _check(token, second["CHALLENGE"], key, "another challenge", ["ANOTHER"], "Unauthentic(WRONG_EPOCH)")
    other = tokens.key_of(2**2047 + 1).hex()
    yield _check(token, about, other, "another key", ["ANOTHER"], "Unauthentic(UNKNOWN_SIGNER)")
    for at in (2, 33, 98, 200, 353):
        data = bytearray.fromhex(token)
        data[at] ^= 1
        yield _check(data.hex(), about, key, f"a bit of byte {at}", ["ANOTHER"], "Unauthentic(BAD_SIGNATURE)")
    for byte in ("00", "ff"):
        yield _check(token[:196] + byte * 256, about, key, f"all {byte}", ["ANOTHER"], "Unauthentic(BAD_SIGNATURE)")
    one = token[:196] + "00" * 255 + "01"
    yield _check(one, about, key, "the signature 1", ["ANOTHER"], "Unauthentic(BAD_SIGNATURE)")


def _check(token: str, about: str, key: str, comment: str, flags: list[str], expect: Any) -> Case:
    return Case("check_token", {"token": token, "challenge": about, "key": key}, comment, flags, expect)


def _usernames() -> Iterable[Case]:
    chance = Chance("tokens")
    private, ephemeral, relay = chance.bytes(32), chance.bytes(32), chance.bytes(32)
    wrong = "Unauthentic(BAD_MAC)"
    for parity in (0, 1):
        sealed = tokens.seal(tokens.public(private), relay, ephemeral, bytes([parity]) + chance.bytes(tokens.PLAIN - 1))
        yield _open(private, relay, sealed["username"], f"parity {parity}", VALID)
    good = sealed["username"]
    yield _open(private, bytes(32), good, "for another relay", wrong)
    yield _open(chance.bytes(32), relay, good, "under another key", wrong)
    for at in (60, 300, len(good) - 1):
        changed = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
        yield _open(private, relay, changed, f"character {at} changed", wrong)
    third = tokens.seal(tokens.public(private), relay, ephemeral, b"\x02" + bytes(tokens.PLAIN - 1))
    yield _open(private, relay, third["username"], "parity 2", "Malformed(BAD_VALUE)")
    low = tokens.PREFIX + "A" * 43 + good[46:]
    yield _open(private, relay, low[:45] + "A" + good[46:], "a key of low order", "Malformed(BAD_KEY_SHARE)")
    for name in ("", "t1.", good[:-1], good + "A", "t2." + good[3:], "T1." + good[3:]):
        yield _open(private, relay, name, f"{len(name)} characters, {name[:3]!r}", "Malformed(BAD_LENGTH)")
    for character in "+/= \u00e9":
        yield _open(private, relay, good[:-1] + character, f"with {character!r}", "Malformed(BAD_ENCODING)")


def _open(private: bytes, relay: bytes, username: str, comment: str, expect: Any) -> Case:
    given = {"private_key": private.hex(), "relay_id": relay.hex(), "username": username}
    return Case("open_token_username", given, comment, ["SEALED"], expect)
