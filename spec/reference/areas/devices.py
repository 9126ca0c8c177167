"""Vectors of devices: lists and what links one, signatures, what is taken of lists, link codes, sync (spec/17)."""

from typing import Any, Iterable

from phantomref import devices, mailbox
from phantomref.binary_cases import around, each_once, one_wrong
from phantomref.binary_messages import Message
from phantomref.cases import VALID, Case
from phantomref.schemas import exactly, flag, hexes, obj, one_of, text

RULES = ["DEV-1", "DEV-2", "DEV-3", "DEV-10", "ENV-5"]
NOTES = {
    "LIMIT": "a value at its limit; catches limits that are one off",
    "WRONG_FIELD": "one field out of its range or form; catches readers that take what they can store",
    "CUT": "the bytes end early; catches readers that fill up with zeros",
    "TRAILING": "bytes behind the end; catches readers that stop where they have enough",
    "VERSION": "another version; catches readers that guess",
    "EXTENSION": "an extension block that is not empty; catches readers that refuse what they may skip, or skip what they must know",
    "SIGNATURE": "a signature that fits or does not; catches readers that check one of the two, or another text",
    "SIGNER": "a good list of somebody else; catches readers that do not ask whose it is",
    "PIN": "a list after another one; catches clients that forget the key or go back",
    "CODE": "a link code as people type it, or with one thing wrong; catches lenient base32",
}
EVERY = {**devices.MESSAGES, "link_registration": mailbox.LINK_REGISTRATION}
ALICE = "alice@mail.example:443"
IDENTITY = bytes([5]) + bytes(range(32))


def _decode(given: dict[str, Any]) -> dict[str, Any]:
    return {given["message"]: EVERY[given["message"]].decode_whole(bytes.fromhex(given["bytes"]))}


def _encode(given: dict[str, Any]) -> dict[str, Any]:
    ((name, value),) = given.items()
    return {"bytes": EVERY[name].encode(value).hex()}


def _decode_sync(given: dict[str, Any]) -> dict[str, Any]:
    name, value = devices.decode_sync(bytes.fromhex(given["bytes"]))
    return {name: value}


def _encode_sync(given: dict[str, Any]) -> dict[str, Any]:
    ((name, value),) = given.items()
    return {"bytes": devices.SYNC[name].encode(value).hex()}


def _open(given: dict[str, Any]) -> dict[str, Any]:
    data, identity = bytes.fromhex(given["signed"]), bytes.fromhex(given["identity_key"])
    return {"device_list": devices.open_signed(data, given["address"], identity, given["binding_is_good"])}


def _parse(given: dict[str, Any]) -> dict[str, Any]:
    slot, public_key = devices.parse_link(given["text"])
    return {"slot": slot.hex(), "public_key": public_key.hex()}


OPS = {
    "decode_devices": _decode,
    "encode_devices": _encode,
    "decode_sync": _decode_sync,
    "encode_sync": _encode_sync,
    "list_binding": lambda given: {"bytes": devices.binding_bytes(given["address"], bytes.fromhex(given["list_key"])).hex()},
    "open_device_list": _open,
    "judge_device_list": lambda given: {"verdict": devices.judge(given["known"], given["offered"])},
    "link_text": lambda given: {"text": devices.link_text(bytes.fromhex(given["slot"]), bytes.fromhex(given["public_key"]))},
    "parse_link": _parse,
}


def _named(messages: dict[str, Message]) -> dict[str, Any]:
    return {"oneOf": [obj({name: message.schema()}) for name, message in messages.items()]}


BYTES = obj({"bytes": hexes()})
LIST_SCHEMA = devices.LIST.schema()
CODE = obj({"slot": exactly(16), "public_key": exactly(32)})
SCHEMA = {
    "decode_devices": (obj({"message": one_of(*EVERY), "bytes": hexes()}), _named(EVERY)),
    "encode_devices": (_named(EVERY), BYTES),
    "decode_sync": (BYTES, _named(devices.SYNC)),
    "encode_sync": (_named(devices.SYNC), BYTES),
    "list_binding": (obj({"address": text(), "list_key": exactly(32)}), BYTES),
    "open_device_list": (
        obj({"signed": hexes(), "address": text(), "identity_key": exactly(33), "binding_is_good": flag()}),
        obj({"device_list": LIST_SCHEMA}),
    ),
    "judge_device_list": (
        obj({"known": LIST_SCHEMA, "offered": LIST_SCHEMA}),
        obj({"verdict": one_of("TAKE", "KNOWN", "OLDER", "OTHER_KEY")}),
    ),
    "link_text": (CODE, obj({"text": text()})),
    "parse_link": (obj({"text": text()}), CODE),
}


def tests() -> Iterable[Case]:
    return each_once(_tests())


def _tests() -> Iterable[Case]:
    for name, message in EVERY.items():
        for i, value in enumerate(message.samples()):
            flags = ["LIMIT"] if i else []
            yield Case("encode_devices", {name: value}, f"{name}, sample {i}", flags, VALID)
            data = {"message": name, "bytes": message.encode(value).hex()}
            yield Case("decode_devices", data, f"{name}, sample {i}", flags, VALID)
        for data, error, comment, what in [*one_wrong(message), *around(message)]:
            yield Case("decode_devices", {"message": name, "bytes": data.hex()}, f"{name}: {comment}", [what], error)
    yield from _sync()
    yield from _signed()
    yield from _pinned()
    yield from _codes()


def _sync() -> Iterable[Case]:
    for name, message in devices.SYNC.items():
        for i, value in enumerate(message.samples()):
            flags = ["LIMIT"] if i else []
            yield Case("encode_sync", {name: value}, f"{name}, sample {i}", flags, VALID)
            yield Case("decode_sync", {"bytes": message.encode(value).hex()}, f"{name}, sample {i}", flags, VALID)
        for data, error, comment, what in [*one_wrong(message), *around(message)]:
            yield Case("decode_sync", {"bytes": data.hex()}, f"{name}: {comment}", [what], error)
    for kind in (0, 12, 255):
        data = bytes([1, kind, 0])
        yield Case("decode_sync", {"bytes": data.hex()}, f"kind {kind}", ["WRONG_FIELD"], "Unsupported(MESSAGE_TYPE)")


def _list(**change: Any) -> dict[str, Any]:
    value = {
        "version": 7,
        "address": ALICE,
        "identity_key": IDENTITY.hex(),
        "list_key": devices.public(devices.key(1)).hex(),
        "devices": [{"device": 1, "registration_id": 11}, {"device": 3, "registration_id": 33}],
    }
    return {**value, **change}


def _asked(signed: bytes, **change: Any) -> dict[str, Any]:
    return {"signed": signed.hex(), "address": ALICE, "identity_key": IDENTITY.hex(), "binding_is_good": True, **change}


def _signed() -> Iterable[Case]:
    key_of = devices.public(devices.key(1))
    for address in (ALICE, "ab@m"):
        yield Case("list_binding", {"address": address, "list_key": key_of.hex()}, f"for {address}", ["SIGNATURE"], VALID)
    data, binding = devices.LIST.encode(_list()), bytes(range(64))
    good = devices.sign(devices.key(1), data)
    whole = devices.encode_signed(data, binding, good)
    bad, other = "Unauthentic(BAD_SIGNATURE)", "Unauthentic(WRONG_SENDER)"

    def case(given: dict[str, Any], comment: str, what: str, expect: Any) -> Case:
        return Case("open_device_list", given, comment, [what], expect)

    yield case(_asked(whole), "both signatures good", "SIGNATURE", VALID)
    yield case(_asked(whole, binding_is_good=False), "the identity did not sign the list key", "SIGNATURE", bad)
    foreign = devices.sign(devices.key(2), data)
    yield case(_asked(devices.encode_signed(data, binding, foreign)), "signed by another list key", "SIGNATURE", bad)
    newer = devices.LIST.encode(_list(version=8))
    yield case(_asked(devices.encode_signed(newer, binding, good)), "the signature of the version before", "SIGNATURE", bad)
    for at in (0, 31, 32, 63):
        wrong = bytearray(good)
        wrong[at] ^= 1
        yield case(_asked(devices.encode_signed(data, binding, bytes(wrong))), f"byte {at} changed", "SIGNATURE", bad)
    bare = devices.key(1).sign(data)
    yield case(_asked(devices.encode_signed(data, binding, bare)), "signed without the label", "SIGNATURE", bad)
    nowhere = devices.LIST.encode(_list(list_key="02" + "00" * 31))
    signed = devices.encode_signed(nowhere, binding, devices.sign(devices.key(1), nowhere))
    yield case(_asked(signed), "a list key that is no point", "SIGNATURE", bad)
    yield case(_asked(whole, address="alicf@mail.example:443"), "for another name", "SIGNER", other)
    yield case(_asked(whole, address="alice@mail.example"), "for another mailbox", "SIGNER", other)
    identity = (bytes([5]) + bytes(32)).hex()
    yield case(_asked(whole, identity_key=identity), "for another identity", "SIGNER", other)
    yield case(_asked(whole, address="ab@m", binding_is_good=False), "for another name, and not bound", "SIGNER", bad)
    for length in (0, 1, 2, len(data), len(whole) - 1):
        yield case(_asked(whole[:length]), f"cut to {length}", "CUT", "Malformed(TOO_SHORT)")
    yield case(_asked(whole + b"\x00"), "a byte behind", "TRAILING", "Malformed(TRAILING_BYTES)")
    yield case(_asked(b"\x00\x00" + bytes(128)), "no list", "WRONG_FIELD", "Malformed(BAD_LENGTH)")
    yield case(_asked(b"\x02\x01" + bytes(513 + 128)), "a list of 513 bytes", "LIMIT", "Malformed(TOO_LONG)")
    second = devices.LIST.encode(_list(devices=[{"device": 2, "registration_id": 7}]))
    signed = devices.encode_signed(second, binding, devices.sign(devices.key(1), second))
    yield case(_asked(signed), "without the primary, well signed", "WRONG_FIELD", "Malformed(BAD_VALUE)")


def _pinned() -> Iterable[Case]:
    known, other_key = _list(), devices.public(devices.key(2)).hex()
    one = [{"device": 1, "registration_id": 11}]
    cases = [
        (_list(), "the same", "KNOWN"),
        (_list(version=8), "the next version", "TAKE"),
        (_list(version=8, devices=one), "the next version without a device", "TAKE"),
        (_list(version=2**32 - 1), "the last version", "TAKE"),
        (_list(version=6), "the version before", "OLDER"),
        (_list(version=1, devices=one), "the first version", "OLDER"),
        (_list(devices=one), "another one of this version", "OLDER"),
        (_list(version=8, list_key=other_key), "the next version under another list key", "OTHER_KEY"),
        (_list(list_key=other_key), "this version under another list key", "OTHER_KEY"),
        (_list(version=1, list_key=other_key), "an older version under another list key", "OTHER_KEY"),
    ]
    for offered, comment, verdict in cases:
        expect = {"verdict": verdict}
        yield Case("judge_device_list", {"known": known, "offered": offered}, comment, ["PIN"], expect)


def _codes() -> Iterable[Case]:
    for slot, public_key in ((bytes(16), bytes(32)), (b"\xff" * 16, b"\xff" * 32), (bytes(range(16)), bytes(range(100, 132)))):
        given = {"slot": slot.hex(), "public_key": public_key.hex()}
        code = devices.link_text(slot, public_key)
        yield Case("link_text", given, "whole", ["CODE"], VALID)
        for typed, comment in ((code, "as shown"), (code.upper(), "in upper case"), (f"  {code}\n", "with spaces around")):
            yield Case("parse_link", {"text": typed}, comment, ["CODE"], given)
    short, bad, value = "Malformed(BAD_LENGTH)", "Malformed(BAD_ENCODING)", "Malformed(BAD_VALUE)"
    rest = code[len(devices.PREFIX) :]
    wrong = [
        (rest, "without its beginning", value),
        ("phantom:" + rest, "as an invitation", value),
        ("phantom-link" + rest, "without the colon", value),
        ("", "nothing", value),
        (code[:-1], "a letter short", short),
        (code + "a", "a letter long", short),
        (code + "===", "padded", short),
        (devices.PREFIX, "its beginning alone", short),
        (code[:-1] + devices.LETTERS[devices.LETTERS.index(code[-1]) | 1], "a bit beyond the end", bad),
        (code[:20] + "1" + code[21:], "a 1 in it", bad),
        (code[:20] + "0" + code[21:], "a 0 in it", bad),
        (code[:20] + " " + code[21:], "a space in it", bad),
        (code[:20] + "\u00e4" + code[21:], "a letter of another alphabet", bad),
    ]
    for typed, comment, error in wrong:
        yield Case("parse_link", {"text": typed}, comment, ["CODE"], error)
