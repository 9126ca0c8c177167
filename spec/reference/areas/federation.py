"""Vectors of what mailboxes say of themselves and hand to each other (FED-1 to FED-6, ENV-5)."""

from typing import Any, Iterable

from phantomref import federation, runs, schemas, x25519
from phantomref.binary_cases import around, each_once, one_wrong
from phantomref.binary_messages import Message
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.schemas import exactly, flag, number, obj, one_of, ref, text

RULES = ["FED-1", "FED-2", "FED-4", "FED-5", "FED-6", "ENV-5"]
NOTES = {
    "LIMIT": "a value at its limit; catches limits that are one off",
    "WRONG_FIELD": "one field out of its range or form; catches readers that take what they can store",
    "CUT": "the bytes end early; catches readers that fill up with zeros",
    "TRAILING": "bytes behind the end; catches readers that stop where they have enough",
    "VERSION": "another version; catches readers that guess",
    "EXTENSION": "an extension block that is not empty; catches readers that refuse what they may skip, or skip what they must know",
    "PADDING": "padding of another size, or that is not zero; catches readers through which sizes tell something",
    "PIN": "a pin and what it is of, or a text that is none",
    "PASS": "the forward pass of a day",
    "SEALED": "sealed and opened by who should, with the same bytes on both sides",
    "ANOTHER": "sealed for another mailbox, serial, key or request; catches a context that is bound to too little",
    "LOW_ORDER": "a key that gives the all-zero secret (KEY-2)",
}
EVERY = federation.MESSAGES
PADDED = {
    "federated_request": (federation.ASKED, federation.encode_asked, federation.decode_asked, federation.REQUEST_BLOCK),
    "federated_answer": (federation.ANSWERED, federation.encode_answered, federation.decode_answered, federation.ANSWER_BLOCK),
}
RUNS = {"bytes": ref("bytes")}
DEFS = {"bytes": runs.SCHEMA}


def _named(messages: dict[str, Message]) -> dict[str, Any]:
    return {"oneOf": [obj({name: message.schema()}) for name, message in messages.items()]}


ALL = {**EVERY, **{name: parts[0] for name, parts in PADDED.items()}}


def _encode(given: dict[str, Any]) -> dict[str, Any]:
    ((name, value),) = given.items()
    return {"bytes": (PADDED[name][1](value) if name in PADDED else EVERY[name].encode(value)).hex()}


def _decode(given: dict[str, Any]) -> dict[str, Any]:
    name, data = given["message"], runs.expand(given["bytes"])
    return {name: PADDED[name][2](data) if name in PADDED else EVERY[name].decode_whole(data)}


def _hex(given: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(given[name]) for name in names]


def _pin(given: dict[str, Any]) -> dict[str, Any]:
    return {"pin": federation.pin(given["mailbox"], bytes.fromhex(given["trust_root"]))}


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    key, ephemeral = _hex(given, "hpke_key", "ephemeral")
    return {"bytes": federation.ask(key, given["mailbox"], given["serial"], ephemeral, given["federated_request"]).hex()}


def _open_asked(given: dict[str, Any]) -> dict[str, Any]:
    (private,) = _hex(given, "private_key")
    return {"federated_request": federation.open_asked(private, given["mailbox"], runs.expand(given["bytes"]))}


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    private, nonce = _hex(given, "private_key", "nonce")
    data = runs.expand(given["bytes"])
    return {"bytes": federation.answer(private, given["mailbox"], data, nonce, given["federated_answer"]).hex()}


def _open_answered(given: dict[str, Any]) -> dict[str, Any]:
    key, ephemeral = _hex(given, "hpke_key", "ephemeral")
    data = runs.expand(given["bytes"])
    return {"federated_answer": federation.open_answered(key, given["mailbox"], given["serial"], ephemeral, data)}


OPS = {
    "encode_federation": _encode,
    "decode_federation": _decode,
    "mailbox_pin": _pin,
    "is_mailbox_pin": lambda given: {"is_pin": federation.is_pin(given["pin"])},
    "document_signed_bytes": lambda given: {"bytes": federation.signed_bytes(given["mailbox_document"]).hex()},
    "forward_pass": lambda given: {"pass": federation.forward_pass(bytes.fromhex(given["key"]), given["day"]).hex()},
    "ask_sealed": _ask,
    "open_sealed": _open_asked,
    "answer_sealed": _answer,
    "open_sealed_answer": _open_answered,
}
BYTES = obj({"bytes": schemas.hexes()})
ASKING = {"hpke_key": exactly(32), "mailbox": text(), "serial": number(0, 2**32 - 1), "ephemeral": exactly(32)}
OPENING = {"private_key": exactly(32), "mailbox": text(), "bytes": ref("bytes")}
REQUEST = {"federated_request": federation.ASKED.schema()}
ANSWER = {"federated_answer": federation.ANSWERED.schema()}
SCHEMA = {
    "encode_federation": (_named(ALL), BYTES),
    "decode_federation": (obj({"message": one_of(*ALL), **RUNS}), _named(ALL)),
    "mailbox_pin": (obj({"mailbox": text(), "trust_root": exactly(33)}), obj({"pin": text()})),
    "is_mailbox_pin": (obj({"pin": text()}), obj({"is_pin": flag()})),
    "document_signed_bytes": (obj({"mailbox_document": federation.DOCUMENT.schema()}), BYTES),
    "forward_pass": (obj({"key": exactly(32), "day": number(0, 2**32 - 1)}), obj({"pass": exactly(16)})),
    "ask_sealed": (obj({**ASKING, **REQUEST}), BYTES),
    "open_sealed": (obj(OPENING), obj(REQUEST)),
    "answer_sealed": (obj({**OPENING, "nonce": exactly(32), **ANSWER}), BYTES),
    "open_sealed_answer": (obj({**ASKING, **RUNS}), obj(ANSWER)),
}


def tests() -> Iterable[Case]:
    return each_once(_tests())


def _tests() -> Iterable[Case]:
    for name, message in ALL.items():
        for i, value in enumerate(message.samples()):
            flags = ["LIMIT"] if i else []
            yield Case("encode_federation", {name: value}, f"{name}, sample {i}", flags, VALID)
            data = bytes.fromhex(_encode({name: value})["bytes"])
            yield _read(name, data, f"sample {i}", flags, VALID)
        for data, error, comment, fault in [*one_wrong(message), *around(message)]:
            if name in PADDED:
                data = federation.pad(data, PADDED[name][3])
            yield _read(name, data, comment, [fault], error)
    yield from _padding()
    yield from _pins()
    for day in (0, 1, 20_777, 2**32 - 1):
        yield Case("forward_pass", {"key": "5a" * 32, "day": day}, f"day {day}", ["PASS"], VALID)
    yield Case("forward_pass", {"key": "5b" * 32, "day": 1}, "another key", ["PASS"], VALID)
    for i, value in enumerate(EVERY["mailbox_document"].samples()):
        yield Case("document_signed_bytes", {"mailbox_document": value}, f"sample {i}", ["SEALED"], VALID)
    yield from _exchanges()


def _read(name: str, data: bytes, comment: str, flags: list[str], expect: Any) -> Case:
    return Case("decode_federation", {"message": name, "bytes": runs.shorten(data)}, f"{name}: {comment}", flags, expect)


def _padding() -> Iterable[Case]:
    bad_length, bad_value = "Malformed(BAD_LENGTH)", "Malformed(BAD_VALUE)"
    for name, (message, encode, _, block) in PADDED.items():
        good = encode(message.samples()[0])
        yield _read(name, b"", "nothing", ["PADDING"], bad_length)
        yield _read(name, good[:-1], "a byte short of a block", ["PADDING"], bad_length)
        yield _read(name, good + b"\x00", "a byte more than a block", ["PADDING"], bad_length)
        yield _read(name, good + bytes(block), "a block more than needed", ["PADDING"], bad_length)
        yield _read(name, bytes(block * 17), "more blocks than there may be", ["PADDING"], bad_length)
        for length in (block - 3, block, 2**31, 2**32 - 1):
            yield _read(name, length.to_bytes(4, "big") + good[4:], f"claims {length} bytes", ["PADDING"], bad_length)
        for at in (int.from_bytes(good[:4], "big") + 4, block - 1):
            yield _read(name, good[:at] + b"\x01" + good[at + 1 :], f"a byte at {at} is not zero", ["PADDING"], bad_value)


def _pins() -> Iterable[Case]:
    for mailbox in federation.MAILBOXES:
        for root in ("05" + "11" * 32, "05" + "00" * 32):
            yield Case("mailbox_pin", {"mailbox": mailbox, "trust_root": root}, f"of {mailbox[:30]}", ["PIN"], VALID)
    good = federation.pin("mail.example", bytes(33))
    texts = [good, good.upper(), good[1:], good + "a", good[:-1] + "b", "1" + good[1:], good + "=", "", " " + good[1:]]
    for pin in texts:
        yield Case("is_mailbox_pin", {"pin": pin}, f"the text {pin[:9]!r}... of {len(pin)}", ["PIN"], VALID)


def _exchanges() -> Iterable[Case]:
    chance = Chance("federation")
    private, ephemeral, other = chance.bytes(32), chance.bytes(32), chance.bytes(32)
    to = {"hpke_key": x25519.share(private).hex(), "mailbox": "mail.example:443", "serial": 7}
    wrong = "Unauthentic(BAD_MAC)"
    for i, asked in enumerate(federation.ASKED.samples()):
        asking = {**to, "ephemeral": ephemeral.hex(), "federated_request": asked}
        yield Case("ask_sealed", asking, f"request {i}", ["SEALED"], VALID)
        sealed = bytes.fromhex(_ask(asking)["bytes"])
        yield _opened(private, "mail.example:443", sealed, f"request {i}", "SEALED", VALID)
    yield _opened(private, "mail.example:444", sealed, "for another mailbox", "ANOTHER", wrong)
    yield _opened(other, "mail.example:443", sealed, "under another key", "ANOTHER", wrong)
    yield _opened(private, "mail.example:443", sealed[:4] + b"\x08" + sealed[5:], "another serial", "ANOTHER", wrong)
    flipped = sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:]
    yield _opened(private, "mail.example:443", flipped, "one bit of the ciphertext", "ANOTHER", wrong)
    top = sealed[:36] + bytes([sealed[36] ^ 0x80]) + sealed[37:]
    yield _opened(private, "mail.example:443", top, "the top bit of the encapsulated key", "ANOTHER", wrong)
    low = sealed[:5] + bytes(32) + sealed[37:]
    yield _opened(private, "mail.example:443", low, "a key of low order", "LOW_ORDER", "Malformed(BAD_KEY_SHARE)")
    lowly = {**to, "hpke_key": "00" * 32, "ephemeral": ephemeral.hex(), "federated_request": asked}
    yield Case("ask_sealed", lowly, "to a key of low order", ["LOW_ORDER"], "Malformed(BAD_KEY_SHARE)")
    for i, answered in enumerate(federation.ANSWERED.samples()):
        given = {
            "private_key": private.hex(),
            "mailbox": "mail.example:443",
            "bytes": runs.shorten(sealed),
            "nonce": other.hex(),
            "federated_answer": answered,
        }
        yield Case("answer_sealed", given, f"answer {i}", ["SEALED"], VALID)
        reply = bytes.fromhex(_answer(given)["bytes"])
        asking = {**to, "ephemeral": ephemeral.hex(), "bytes": runs.shorten(reply)}
        yield Case("open_sealed_answer", asking, f"answer {i}", ["SEALED"], VALID)
    another = {**asking, "ephemeral": other.hex()}
    yield Case("open_sealed_answer", another, "the answer to another request", ["ANOTHER"], wrong)
    nonce = {**asking, "bytes": runs.shorten(reply[:1] + b"\x00" + reply[2:])}
    yield Case("open_sealed_answer", nonce, "under another nonce", ["ANOTHER"], wrong)


def _opened(private: bytes, mailbox: str, data: bytes, comment: str, mark: str, expect: Any) -> Case:
    given = {"private_key": private.hex(), "mailbox": mailbox, "bytes": runs.shorten(data)}
    return Case("open_sealed", given, comment, [mark], expect)
