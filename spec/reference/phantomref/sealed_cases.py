"""Cases of what carries a core: every type sealed, every field mutated, the largest sizes (SIG-9, SIG-10)."""

from typing import Iterable

from phantomref import jsonform, messages, mutations, runs, wire
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.shape import BYTES, Message
from phantomref.wire import tagged, varint


def sealed(name: str, label: str, core: int = 24, epoch: int = 3, counter: int = 5) -> Message:
    chance = Chance(f"sealed {name} {label}")
    message: Message = {"type": name, "epoch": epoch, "counter": counter, "core": chance.bytes(core)}
    if name == "ANSWER":
        message["confirm"] = chance.bytes(32)
    return {**message, "mac": chance.bytes(32)}


def _decode(encoded: bytes, comment: str, flag: str, expect: str) -> Case:
    return Case("decode_sealed", {"sealed": runs.shorten(encoded)}, f"sealed, {comment}", [flag], expect)


def all_cases() -> Iterable[Case]:
    for name in messages.TYPES:
        yield from _both_ways(sealed(name, "plain"), name, "EVERY_VALUE")
        yield from _both_ways(sealed(name, "first", 1, 0, 1), f"{name} with the lowest numbers", "EXTREME")
        high = sealed(name, "last", messages.MAX_CORE, messages.INT31, messages.INT53)
        if name in ("ANSWER", "HANGUP"):
            yield from _both_ways(high, f"{name} with the highest numbers and the largest core", "EXTREME")
        yield from _confirmations(name)
    for turn, name in enumerate(("ANSWER", "HANGUP")):
        for one in mutations.of_message(messages.SEALED, wire.encode(messages.SEALED, sealed(name, "base")), turn):
            yield _decode(one.encoded, f"{name}, {one.comment}", one.flag, one.error)
    yield from _sizes()
    yield _decode(b"", "nothing at all", "MISSING_FIELD", "Malformed(MISSING_FIELD)")


def _both_ways(message: Message, comment: str, flag: str) -> Iterable[Case]:
    given = {"message": jsonform.to_json(message)}
    yield Case("encode_sealed", given, f"sealed, {comment}", [flag], VALID)
    encoded = wire.encode(messages.SEALED, message)
    yield Case("decode_sealed", {"sealed": runs.shorten(encoded)}, f"sealed, {comment}", [flag], given)


def _confirmations(name: str) -> Iterable[Case]:
    message = sealed(name, "confirm")
    if name == "ANSWER":
        without = {key: value for key, value in message.items() if key != "confirm"}
        yield _decode(wire.encode(messages.SEALED, without), "ANSWER without confirm", "CROSS_FIELD", "Malformed(MISSING_FIELD)")
    else:
        with_one = {**message, "confirm": bytes(range(32))}
        yield _decode(wire.encode(messages.SEALED, with_one), f"{name} with confirm", "CROSS_FIELD", "Malformed(BAD_VALUE)")


def _sizes() -> Iterable[Case]:
    base = wire.encode(messages.SEALED, sealed("RING", "size", 2900))
    for size in (messages.MAX_SEALED, messages.MAX_SEALED + 1, 4096):
        room = size - len(base) - len(varint(64 << 3)) - 1
        ballast = tagged(64, BYTES, bytes(room if room < 128 else room - 1))
        expect = VALID if size <= messages.MAX_SEALED else "Malformed(TOO_LONG)"
        yield _decode(base + ballast, f"{size} bytes in all", "MESSAGE_SIZE", expect)
    late = base + tagged(64, BYTES, bytes(200)) + b"\x80"
    yield _decode(late, "too long and cut off", "SEVERAL_FAULTS", "Malformed(TOO_LONG)")
