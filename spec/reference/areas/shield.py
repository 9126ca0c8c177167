"""Vectors of the media shield (SHIELD-2 to SHIELD-6)."""

from typing import Any, Iterable

from phantomref import shield
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.errors import Refused
from phantomref.schemas import exactly, hexes, list_of, number, obj

RULES = ["SHIELD-2", "SHIELD-3", "SHIELD-4", "SHIELD-5", "SHIELD-6", "SHIELD-9"]
NOTES = {
    "HEAD": "a packet at the edge of its head; catches heads that are one word off, and readers that run past the end",
    "COUNTER": "several packets under one key; catches counters that stand still, begin at 1 or belong to the packet",
    "EPOCH": "another epoch; catches readers that try every key, and those that compare all bits of the number",
    "WINDOW": "late and repeated packets; catches windows that are one off and those that a forged packet moves",
    "CHANGED": "one bit changed; catches heads and trailers that nothing authenticates",
    "CUT": "the packet ends early",
    "MESSAGE": "a call message beside media, or what is none; catches readers that take control packets for one",
}
MOST = 2**48 - 1


def _seal(given: dict[str, Any]) -> dict[str, Any]:
    key = bytes.fromhex(given["key"])
    sealed = []
    for counter, packet in enumerate(given["packets"]):
        sealed.append(shield.seal(key, given["epoch"], counter, bytes.fromhex(packet)).hex())
    return {"sealed": sealed}


def _open(given: dict[str, Any]) -> dict[str, Any]:
    receiver = shield.Receiver({one["epoch"]: bytes.fromhex(one["key"]) for one in given["epochs"]})
    opened = []
    for sealed in given["sealed"]:
        try:
            opened.append({"packet": receiver.open(bytes.fromhex(sealed)).hex()})
        except Refused as refusal:
            opened.append({"error": refusal.name})
    return {"opened": opened}


def _message(given: dict[str, Any]) -> dict[str, Any]:
    return {"payload": shield.message(bytes.fromhex(given["message"])).hex()}


def _is_message(given: dict[str, Any]) -> dict[str, Any]:
    return {"is_message": shield.is_message(bytes.fromhex(given["payload"]))}


OPS = {"shield_seal": _seal, "shield_open": _open, "shield_message": _message, "shield_is_message": _is_message}
EPOCH = number(0, 2**31 - 1)
SCHEMA = {
    "shield_seal": (obj({"epoch": EPOCH, "key": exactly(32), "packets": list_of(hexes(), 1)}), obj({"sealed": list_of(hexes(), 1)})),
    "shield_open": (
        obj({"epochs": list_of(obj({"epoch": EPOCH, "key": exactly(32)})), "sealed": list_of(hexes(), 1)}),
        obj({"opened": list_of(obj({}, {"packet": hexes(), "error": {"type": "string"}}), 1)}),
    ),
    "shield_message": (obj({"message": hexes()}), obj({"payload": hexes()})),
    "shield_is_message": (obj({"payload": hexes()}), obj({"is_message": {"type": "boolean"}})),
}


def _packets(chance: Chance) -> list[tuple[str, bytes]]:
    media, control = bytes.fromhex("806f"), bytes.fromhex("80c8")
    packets = [
        ("sound of Private", media + chance.bytes(152)),
        ("the marker bit", bytes.fromhex("80ef") + chance.bytes(152)),
        ("nothing behind the head", media + chance.bytes(10)),
        ("one byte behind the head", media + chance.bytes(11)),
        ("a full packet", media + chance.bytes(1198)),
        ("15 contributing sources", bytes.fromhex("8f6f") + chance.bytes(70)),
        ("15 sources and nothing else", bytes.fromhex("8f6f") + chance.bytes(70)),
        ("a sender report", control + chance.bytes(52)),
        ("a receiver report", bytes.fromhex("81c9") + chance.bytes(44)),
        ("control without a body", control + chance.bytes(6)),
        ("control with the extension bit", bytes.fromhex("90c8") + chance.bytes(30)),
    ]
    for type_byte in (0x3F, 0x40, 0x5F, 0x60, 0xBF, 0xC0, 0xDF, 0xE0):
        packets.append((f"second byte {type_byte:02x}", bytes([0x80, type_byte]) + chance.bytes(20)))
    for words, rest in ((0, 30), (3, 40), (3, 12), (0, 0), (256, 1100)):
        head = bytes.fromhex("906f") + chance.bytes(10) + chance.bytes(2) + words.to_bytes(2, "big")
        packets.append((f"an extension of {words} words, {rest} bytes behind its header", head + chance.bytes(rest)))
    both = bytes.fromhex("926f") + chance.bytes(10) + chance.bytes(8) + chance.bytes(2) + b"\x00\x01"
    packets.append(("sources and an extension", both + chance.bytes(20)))
    return packets


def _short(chance: Chance) -> list[tuple[str, bytes]]:
    head = bytes.fromhex("906f") + chance.bytes(10)
    return [
        ("no byte", b""),
        ("one byte", b"\x80"),
        ("media of 11", bytes.fromhex("806f") + bytes(9)),
        ("control of 7", bytes.fromhex("80c8") + bytes(5)),
        ("a source missing", bytes.fromhex("816f") + bytes(13)),
        ("an extension's header missing", head + bytes(3)),
        ("an extension one byte short", head + b"\xbe\xde\x00\x02" + bytes(7)),
        ("an extension of 65,535 words", head + b"\xbe\xde\xff\xff" + bytes(100)),
    ]


def tests() -> Iterable[Case]:
    chance = Chance("shield")
    key, other = chance.bytes(32), chance.bytes(32)
    for name, packet in _packets(chance):
        yield _sealing(0, key, [packet], name, ["HEAD"], VALID)
        yield _opening({0: key}, [shield.seal(key, 0, 0, packet)], name, ["HEAD"], [packet])
    for name, packet in _short(chance):
        yield _sealing(0, key, [packet], name, ["HEAD"], "Malformed(TOO_SHORT)")
        yield _opening({0: key}, [packet], name, ["HEAD"], ["Malformed(TOO_SHORT)"])
    same = bytes.fromhex("806f") + chance.bytes(40)
    for epoch in (0, 1, 65_535, 65_536, 70_000):
        yield _sealing(epoch, key, [same] * 3, f"one packet three times in epoch {epoch}", ["COUNTER", "EPOCH"], VALID)
        yield _opening({epoch: key}, [shield.seal(key, epoch, 7, same)], f"epoch {epoch}", ["EPOCH"], [same])
    yield from _epochs(key, other, same)
    yield from _windows(key, same)
    yield from _changes(key, same)
    yield from _messages(chance)


def _epochs(key: bytes, other: bytes, packet: bytes) -> Iterable[Case]:
    wrong, forged = "Unauthentic(WRONG_EPOCH)", "Unauthentic(BAD_MAC)"
    old, new = shield.seal(key, 4, 0, packet), shield.seal(other, 5, 0, packet)
    yield _opening({4: key, 5: other}, [new, old], "two epochs", ["EPOCH"], [packet, packet])
    yield _opening({4: key}, [old, new], "the next epoch, not held", ["EPOCH"], [packet, wrong])
    yield _opening({5: other}, [old, new], "the epoch before, not held", ["EPOCH"], [wrong, packet])
    yield _opening({}, [old], "no epoch held", ["EPOCH"], [wrong])
    renamed = new[:-7] + b"\x04" + new[-6:]
    yield _opening({4: key, 5: other}, [renamed, new], "a packet of epoch 5 that says 4", ["EPOCH"], [forged, packet])


def _windows(key: bytes, packet: bytes) -> Iterable[Case]:
    replayed, forged = "Unauthentic(REPLAYED)", "Unauthentic(BAD_MAC)"

    def at(*counters: int) -> list[bytes]:
        return [shield.seal(key, 0, counter, packet) for counter in counters]

    yield _opening({0: key}, at(0, 0), "the same twice", ["WINDOW"], [packet, replayed])
    yield _opening({0: key}, at(3, 1, 2, 0, 1, 3), "out of order", ["WINDOW"], [packet] * 4 + [replayed] * 2)
    edge = [packet, packet, replayed, packet, replayed]
    yield _opening({0: key}, at(0, 2000, 976, 977, 0), "at the window's edge", ["WINDOW"], edge)
    yield _opening({0: key}, at(1023, 0, 1024, 0), "counter 0 leaves the window", ["WINDOW"], [packet, packet, packet, replayed])
    far = [packet, packet, packet, replayed]
    yield _opening({0: key}, at(5, MOST, MOST - 1023, MOST - 1024), "the largest counter", ["WINDOW"], far)
    yield _opening({0: key}, at(10, 10 + 1024, 11, 10), "a leap of the window's size", ["WINDOW"], [packet, packet, packet, replayed])
    bad = bytearray(at(5000)[0])
    bad[20] ^= 1
    yield _opening({0: key}, [*at(1), bytes(bad), *at(2, 5000)], "a forged packet moves nothing", ["WINDOW"], [packet, forged, packet, packet])


def _changes(key: bytes, packet: bytes) -> Iterable[Case]:
    good = shield.seal(key, 0, 1, packet)
    for at in (1, 2, 11, 12, len(good) - 9, len(good) - 24, len(good) - 1):
        changed = bytearray(good)
        changed[at] ^= 0x80 if at == 1 else 1
        expected = ["Unauthentic(BAD_MAC)", packet]
        yield _opening({0: key}, [bytes(changed), good], f"a bit of byte {at}", ["CHANGED"], expected)
    for length in (12, 13, 35, 36, len(good) - 8, len(good) - 1):
        yield Case("shield_open", _asked({0: key}, [good[:length], good]), f"cut to {length}", ["CUT"], VALID)


def _messages(chance: Chance) -> Iterable[Case]:
    for length in (0, 1, 3, 4, 70, 511, 512):
        message = chance.bytes(length)
        payload = (((8 + length + 3) // 4) - 1).to_bytes(2, "big")
        expect = {"payload": (b"\x80\xcc" + payload + bytes(4) + message).hex()}
        yield Case("shield_message", {"message": message.hex()}, f"a message of {length}", ["MESSAGE"], expect)
    for name, start, rest, expected in (
        ("a message", "80cc", 30, True),
        ("nothing behind its head", "80cc", 6, True),
        ("a head one byte short", "80cc", 5, False),
        ("a sender report", "80c8", 50, False),
        ("feedback", "80cd", 20, False),
        ("a subtype", "81cc", 30, False),
        ("padding", "a0cc", 30, False),
        ("sound", "806f", 150, False),
        ("the type with the other marker bit", "804c", 30, False),
        ("no byte", "", 0, False),
    ):
        payload = bytes.fromhex(start) + chance.bytes(rest)
        yield Case("shield_is_message", {"payload": payload.hex()}, name, ["MESSAGE"], {"is_message": expected})


def _asked(epochs: dict[int, bytes], sealed: list[bytes]) -> dict[str, Any]:
    return {
        "epochs": [{"epoch": epoch, "key": key.hex()} for epoch, key in epochs.items()],
        "sealed": [one.hex() for one in sealed],
    }


def _opening(epochs: dict[int, bytes], sealed: list[bytes], comment: str, flags: list[str], expect: list[Any]) -> Case:
    opened = [{"packet": one.hex()} if isinstance(one, bytes) else {"error": one} for one in expect]
    return Case("shield_open", _asked(epochs, sealed), comment, flags, {"opened": opened})


def _sealing(epoch: int, key: bytes, packets: list[bytes], comment: str, flags: list[str], expect: Any) -> Case:
    given = {"epoch": epoch, "key": key.hex(), "packets": [one.hex() for one in packets]}
    return Case("shield_seal", given, comment, flags, expect)
