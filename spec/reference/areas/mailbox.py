"""Vectors of the mailbox's messages and frames (spec/08 "The binary form", "Messages", ENV-5), each whole and with one thing wrong."""

from typing import Any, Iterable

from phantomref import mailbox
from phantomref.binary_messages import Message
from phantomref.binary_cases import around, each_once, one_wrong
from phantomref.cases import VALID, Case
from phantomref.schemas import exactly, hexes, number, obj, one_of, text

RULES = ["ENV-5"]
NOTES = {
    "LIMIT": "a value at its limit; catches limits that are one off",
    "WRONG_FIELD": "one field out of its range or form; catches readers that take what they can store",
    "CUT": "the bytes end early; catches readers that fill up with zeros",
    "TRAILING": "bytes behind the end; catches readers that stop where they have enough",
    "VERSION": "another version; catches readers that guess",
    "EXTENSION": "an extension block that is not empty; catches readers that refuse what they may skip, or skip what they must know",
    "HEADER": "an account header of another spelling; catches lenient base64",
}
EVERY = {**mailbox.MESSAGES}


def _decode(given: dict[str, Any]) -> dict[str, Any]:
    return {given["message"]: EVERY[given["message"]].decode_whole(bytes.fromhex(given["bytes"]))}


def _encode(given: dict[str, Any]) -> dict[str, Any]:
    ((name, value),) = given.items()
    return {"bytes": EVERY[name].encode(value).hex()}


def _decode_frame(given: dict[str, Any]) -> dict[str, Any]:
    name, value = mailbox.decode_frame(bytes.fromhex(given["bytes"]))
    return {name: value}


def _encode_frame(given: dict[str, Any]) -> dict[str, Any]:
    ((name, value),) = given.items()
    return {"bytes": mailbox.FRAMES[name].encode(value).hex()}


def _named(messages: dict[str, Message]) -> dict[str, Any]:
    return {"oneOf": [obj({name: message.schema()}) for name, message in messages.items()]}


OPS = {
    "decode_mailbox": _decode,
    "encode_mailbox": _encode,
    "decode_frame": _decode_frame,
    "encode_frame": _encode_frame,
    "decode_account_header": lambda given: mailbox.decode_header(given["header"]),
}
BYTES = obj({"bytes": hexes()})
SCHEMA = {
    "decode_mailbox": (obj({"message": one_of(*EVERY), "bytes": hexes()}), _named(EVERY)),
    "encode_mailbox": (_named(EVERY), BYTES),
    "decode_frame": (BYTES, _named(mailbox.FRAMES)),
    "encode_frame": (_named(mailbox.FRAMES), BYTES),
    "decode_account_header": (
        obj({"header": text()}),
        obj({"account": exactly(16), "device": number(1, 127), "auth_token": exactly(32)}),
    ),
}


def tests() -> Iterable[Case]:
    return each_once(_tests())


def _tests() -> Iterable[Case]:
    for name, message in EVERY.items():
        for i, value in enumerate(message.samples()):
            flags = ["LIMIT"] if i else []
            yield Case("encode_mailbox", {name: value}, f"{name}, sample {i}", flags, VALID)
            data = {"message": name, "bytes": message.encode(value).hex()}
            yield Case("decode_mailbox", data, f"{name}, sample {i}", flags, VALID)
        for data, error, comment, flag in [*one_wrong(message), *around(message)]:
            yield Case("decode_mailbox", {"message": name, "bytes": data.hex()}, f"{name}: {comment}", [flag], error)
    yield from _frames()
    yield from _headers()


def _frames() -> Iterable[Case]:
    for name, message in mailbox.FRAMES.items():
        for i, value in enumerate(message.samples()):
            flags = ["LIMIT"] if i else []
            yield Case("encode_frame", {name: value}, f"{name}, sample {i}", flags, VALID)
            yield Case("decode_frame", {"bytes": message.encode(value).hex()}, f"{name}, sample {i}", flags, VALID)
        for data, error, comment, flag in [*one_wrong(message), *around(message)]:
            yield Case("decode_frame", {"bytes": data.hex()}, f"{name}: {comment}", [flag], error)
    for kind in (0, 5, 255):
        data = bytes([1, kind, 0])
        yield Case("decode_frame", {"bytes": data.hex()}, f"frame kind {kind}", ["WRONG_FIELD"], "Unsupported(MESSAGE_TYPE)")


def _headers() -> Iterable[Case]:
    account, token = bytes(range(16)), bytes(range(100, 132))
    for device in (1, 127):
        header = mailbox.encode_header(account, device, token)
        yield Case("decode_account_header", {"header": header}, f"device {device}", ["HEADER"], VALID)
    for device in (0, 128, 255):
        header = mailbox.encode_header(account, device, token)
        yield Case("decode_account_header", {"header": header}, f"device {device}", ["HEADER"], "Malformed(BAD_VALUE)")
    good = mailbox.encode_header(account, 1, b"\xfb" * 32)
    wrong = {
        "with padding": good + "==",
        "with the other alphabet": good.replace("-", "+").replace("_", "/"),
        "with bits behind the last byte": good[:-1] + chr(ord(good[-1]) + 1),
        "one byte short": mailbox.encode_header(account, 1, token[:31]),
        "one byte long": mailbox.encode_header(account, 1, token + b"\x01"),
        "of another scheme": good.replace("Bearer", "Basic"),
        "of a scheme in small letters": good.replace("Bearer", "bearer"),
        "with two spaces": good.replace(" ", "  "),
        "with a line break": good[:40] + "\n" + good[40:],
        "empty": "",
        "of the scheme alone": "Bearer ",
        "very long": good + "A" * 200,
    }
    for comment, header in wrong.items():
        yield Case("decode_account_header", {"header": header}, f"a header {comment}", ["HEADER"], "Malformed(BAD_ENCODING)")
