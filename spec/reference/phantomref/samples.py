"""Valid messages of every type, made by walking the shapes: full, minimal, at both ends of every range, and each enumerated value."""

from typing import Any, Iterable

from phantomref import messages
from phantomref.chance import Chance
from phantomref.shape import Field, Message, Shape

USUAL, LOW, HIGH = "usual", "low", "high"
USERS = {
    USUAL: ("alice@mail.example", "bob.b_2-x@[2001:db8::7]:8443", "carol@192.0.2.7:443"),
    LOW: ("ab@x",),
    HIGH: (f"{'z' * 31}9@{'mailbox-' * 15}:65535",),
}


class Sampler:
    """One sample: the end of the ranges it stands at, whether optional fields are there, which enumerated value is next, and
    whether keys are plain."""

    def __init__(self, label: str, end: str = USUAL, optional: bool = True, turn: int = 0, plain: bool = False) -> None:
        self._chance = Chance(label)
        self._end = end
        self._optional = optional
        self._turn = turn
        self._plain = plain

    def message(self, shape: Shape) -> Message:
        head = ("version", "min_version")
        fields = [one for one in shape.fields if one.name not in head and (self._optional or one.required)]
        return _consistent(shape, {one.name: self._value(one) for one in fields}, self)

    def share(self, length: int) -> bytes:
        """ML-KEM keys hold 12-bit numbers below 3329, two in three bytes (KEY-3); other bytes are free.
        Plain ones repeat three bytes, so that vector files stay small."""
        if self._plain and length > 1000:
            return (self._chance.bytes(1) + b"\x5a\xa5") * (length // 3) + b"\x77" * (length % 3)
        if length != 1184:
            return self._chance.bytes(length)
        pairs = [(self._chance.below(3329), self._chance.below(3329)) for _ in range(384)]
        return b"".join((a | b << 12).to_bytes(3, "little") for a, b in pairs) + self._chance.bytes(32)

    def _value(self, one: Field) -> Any:
        if one.kind == "message":
            assert one.shape is not None
            return self.message(one.shape)
        if one.kind == "messages":
            assert one.shape is not None
            count = {LOW: one.least, HIGH: one.most}.get(self._end, 2)
            return [self.message(one.shape) for _ in range(count)]
        if one.kind == "uint":
            return self._ranged(one.least, one.most)
        if one.kind == "flag":
            return self._end == HIGH or self._end == USUAL and self._turn % 2 == 0
        if one.kind == "enum":
            return {LOW: one.values[0], HIGH: one.values[-1]}.get(self._end, one.values[self._turn % len(one.values)])
        if one.kind in ("enums", "set"):
            return self._list(one)
        return self._text(one) if one.kind == "text" else self._bytes(one)

    def _ranged(self, least: int, most: int) -> int:
        inside = least + 1 + self._chance.below(max(1, min(most - least - 1, 100_000)))
        return {LOW: least, HIGH: most}.get(self._end, min(inside, most))

    def _list(self, one: Field) -> list[str]:
        if self._end == LOW:
            return list(one.values[:1]) if one.kind == "enums" else []
        if self._end == HIGH:
            return list(one.values) if one.kind == "set" else list(reversed(one.values))
        start = self._turn % len(one.values)
        chosen = [one.values[start], one.values[(start + 2) % len(one.values)]]
        return sorted(chosen, key=one.values.index) if one.kind == "set" else chosen

    def _text(self, one: Field) -> str:
        if one.name == "user":
            return self._chance.pick(USERS[self._end])
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        length = {LOW: one.least, HIGH: one.most}.get(self._end, one.least + 2)
        return "".join(self._chance.pick(alphabet) for _ in range(length))

    def _bytes(self, one: Field) -> bytes:
        if one.name == "address":
            return self._chance.bytes({LOW: 4, HIGH: 16}.get(self._end, (4, 16)[self._turn % 2]))
        usual = min(one.most, max(one.least, 40))
        return self.share({LOW: one.least, HIGH: one.most}.get(self._end, usual))


def _consistent(shape: Shape, message: Message, sampler: Sampler) -> Message:
    """What one field's value says about another, repaired."""
    if shape is messages.RELAY:
        message["candidate"]["type"] = "RELAY"
    if shape is messages.DECLINE and message["reason"] != "MODE_TOO_WEAK":
        message.pop("required", None)
    if shape is messages.DECLINE and message["reason"] == "MODE_TOO_WEAK":
        message.setdefault("required", "PRIVATE")
    if shape is messages.REKEY:
        message["ml_kem"] = sampler.share(1088 if message.get("reply") else 1184)
    if shape is messages.OFFER and "continues" in message:
        message["dtls_certificate"] = message["dtls_certificate"][:992]  # else the longest of all fields is too long (SIG-9)
    if shape is messages.SWITCH_ACK and not message.get("approved"):
        message.pop("x25519_share", None)
        message.pop("ml_kem_ciphertext", None)
        message.setdefault("refuses", sampler.share(32))
    if shape is messages.SWITCH_ACK and message.get("approved"):
        message.pop("refuses", None)
    if shape is messages.UPDATE and message.get("reply"):
        message.setdefault("answers", sampler.share(32))
    if shape is messages.UPDATE and not message.get("reply"):
        message.pop("answers", None)
    return message


def base(message_type: str) -> Message:
    """The message that mutations start from: every field there, nothing at the end of its range."""
    turn = {"DECLINE": 2}.get(message_type, 0)
    return Sampler(f"base {message_type}", turn=turn, plain=True).message(messages.TYPES[message_type][0])


def bases(message_type: str) -> Iterable[tuple[str, Message]]:
    """The messages that mutations start from, each with how it differs: between them they have every field."""
    yield "", base(message_type)
    if message_type == "MODE_SWITCH_ACK":
        refusing = Sampler(f"base refusing {message_type}", turn=1, plain=True)
        yield ", of a refusal", refusing.message(messages.TYPES[message_type][0])


def valid(message_type: str) -> Iterable[tuple[str, Message]]:
    """Distinct valid messages of a type, each with what it shows."""
    shape = messages.TYPES[message_type][0]
    wanted = [
        ("minimal: nothing optional, numbers as low as they go", Sampler(f"low {message_type}", LOW, False)),
        ("every optional field, numbers and lengths as low as they go", Sampler(f"low+ {message_type}", LOW)),
        ("every field, numbers and lengths as high as they go", Sampler(f"high {message_type}", HIGH)),
        ("nothing optional, numbers and lengths as high as they go", Sampler(f"high- {message_type}", HIGH, False)),
    ]
    turns = max([2] + [len(one.values) for one in _all_fields(shape)])
    wanted += [(f"value {i + 1} of each enumeration", Sampler(f"turn {i} {message_type}", turn=i)) for i in range(turns)]
    seen: list[Message] = []
    for comment, sampler in wanted:
        message = sampler.message(shape)
        if message not in seen:
            seen.append(message)
            yield comment, message
    if message_type == "DECLINE":
        for mode in messages.MODES:
            yield f"requires {mode}", {**base("DECLINE"), "required": mode, "call_id": Chance(f"requires {mode}").bytes(16)}


def _all_fields(shape: Shape) -> Iterable[Field]:
    for one in shape.fields:
        yield one
        if one.shape is not None:
            yield from _all_fields(one.shape)
