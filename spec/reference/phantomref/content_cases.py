"""Cases of contents: every body at both ends of its ranges, mutated, with other bodies beside it, of other versions, next to the
largest size, for someone else (CONT-1 to CONT-3, CONT-13)."""

from typing import Any, Iterable

from phantomref import content, jsonform, messages, mutations, runs, samples, sealed_cases, wire
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.shape import BYTES, VARINT, Message
from phantomref.wire import tagged, varint

NOTES = {
    **{name: note for name, note in mutations.NOTES.items() if name != "PACKED"},
    "EXTREME": "numbers and lengths at the ends of their ranges; catches limits that are one off and numbers that are cut",
    "EVERY_VALUE": "each kind of body; catches a reader that mixes them up",
    "UTF8": "text that is UTF-8 or is not; catches readers that repair it, that take more than one form of a letter, or that refuse letters",
    "CROSS_FIELD": "more or less than one body, or text beside a call; catches readers that check fields one by one only",
    "MESSAGE_SIZE": "a content next to its largest size",
    "VERSION": "a newer version with or without a higher min_version; catches readers that compare the wrong one",
    "SEVERAL_FAULTS": "two faults, of which the order of reading names one; catches a reader that names another",
    "ADDRESSED": "a content for this device by this sender, or not (CONT-1); catches a ciphertext led into another session",
    "CARRIED": "what stands beside a call message for readers without calls (CONT-13)",
}
MISSING, BAD_VALUE, BAD_LENGTH = "Malformed(MISSING_FIELD)", "Malformed(BAD_VALUE)", "Malformed(BAD_LENGTH)"
TOO_LONG, VERSION = "Malformed(TOO_LONG)", "Unsupported(VERSION)"
SMALL = sealed_cases.sealed("HANGUP", "carried")


def _ids(count: int) -> list[bytes]:
    return [Chance(f"content id {i}").bytes(16) for i in range(count)]


TOKEN = {"delivery_token": bytes(range(16))}
LIST = bytes(range(180, 200))
BODIES: dict[str, Message] = {
    "a chat line": {"text": "see you at eight"},
    "a request": {"contact_request": TOKEN, "device_list": LIST},
    "a consent": {"contact_accept": TOKEN, "device_list": LIST},
    "a receipt": {"delivery_receipt": {"id": _ids(2)}},
    "a wish to resend": {"resend_request": {"reason": "SESSION_LOST"}},
    "a list": {"device_list": LIST},
    "sync": {"sync": b"\x01\x09\x02"},
    "a call message": {"call": wire.encode(messages.SEALED, SMALL)},
    "a request with a document": {"contact_request": {**TOKEN, "mailbox_document": b"\x01" * 300}, "device_list": LIST},
    "an offer with text": {"text": content.MISSED_CALL, "call": b"\x08\x01" + bytes(40)},
}


def frame(label: str, body: Message, end: str = samples.USUAL) -> Message:
    chance = Chance(f"content {label}")
    users = samples.USERS[end]
    head: Message = {
        "sender": users[0],
        "recipient": users[-1],
        "recipient_device": {samples.LOW: 1, samples.HIGH: 127}.get(end, 3),
        "id": chance.bytes(16),
        "sent_at_millis": {samples.LOW: 1, samples.HIGH: content.LAST_MILLIS}.get(end, 1_793_491_200_123),
    }
    return {**head, **body}


def _case(data: bytes, comment: str, flag: str, expect: Any = None) -> Case:
    return Case("decode_content", {"content": runs.shorten(data)}, comment, [flag], expect)


def _both_ways(message: Message, comment: str, flag: str) -> Iterable[Case]:
    given = {"message": jsonform.to_json(message)}
    yield Case("encode_content", given, comment, [flag], VALID)
    yield _case(content.encode(message), comment, flag, given)


def all_cases() -> Iterable[Case]:
    yield from _valid()
    for turn, (name, body) in enumerate(BODIES.items()):
        encoded = content.encode(frame(name, body))
        for one in mutations.of_message(content.FRAME, encoded, turn):
            yield _case(one.encoded, f"{name}, {one.comment}", one.flag, one.error)
        yield from _versions(name, encoded)
        yield from _faulty_twice(name, encoded)
        yield from _sized(name, encoded)
    yield from _crossed()
    yield from _counted()
    yield from _addressed()
    yield from _carried()


def _valid() -> Iterable[Case]:
    for name, body in BODIES.items():
        yield from _both_ways(frame(name, body), name, "EVERY_VALUE")
        yield from _both_ways(frame(name, body, samples.LOW), f"{name}, the head as low as it goes", "EXTREME")
        yield from _both_ways(frame(name, body, samples.HIGH), f"{name}, the head as high as it goes", "EXTREME")
    most = content.MAX_TEXT
    ends: dict[str, Message] = {
        "a chat line of one letter": {"text": "a"},
        "a chat line of the most bytes": {"text": "a" * most},
        "a chat line of the most bytes in letters of two": {"text": "\u00fc" * (most // 2)},
        "a chat line of the most bytes in letters of four": {"text": "\U0001f600" * (most // 4)},
        "a chat line of spaces": {"text": "  "},
        "a receipt for one": {"delivery_receipt": {"id": _ids(1)}},
        "a receipt for the most": {"delivery_receipt": {"id": _ids(content.MAX_IDS)}},
        "a receipt that names one twice": {"delivery_receipt": {"id": _ids(1) * 2}},
        "a token of zeros": {"contact_accept": {"delivery_token": bytes(16)}, "device_list": LIST},
        "a list of one byte": {"device_list": b"\x00"},
        "the longest list": {"device_list": bytes(content.MAX_LIST)},
        "a request with the longest list": {"contact_request": TOKEN, "device_list": bytes(content.MAX_LIST)},
        "sync of one byte": {"sync": b"\x00"},
        "the longest sync": {"sync": bytes(content.MAX_SYNC)},
        "a call of one byte": {"call": b"\x00"},
        "the largest call": {"call": bytes(messages.MAX_SEALED)},
        "the largest call, with text": {"text": content.MISSED_CALL, "call": bytes(messages.MAX_SEALED)},
        "a call with other text": {"text": "\u00a1llamada perdida!", "call": b"\x08\x01"},
        "a call with the most text": {"text": "\u00fc" * (content.MAX_BESIDE_CALL // 2), "call": b"\x08\x01"},
    }
    for comment, body in ends.items():
        yield from _both_ways(frame(comment, body), comment, "EXTREME")


def _crossed() -> Iterable[Case]:
    flag = "CROSS_FIELD"
    yield _case(content.encode(frame("none", {})), "no body", flag, MISSING)
    several = list(BODIES.items())[:8]
    fitting = [("a chat line", "a call message"), ("a request", "a list"), ("a consent", "a list")]
    for i, (one, body) in enumerate(several):
        for other, beside in several[i + 1 :]:
            expect = VALID if (one, other) in fitting else BAD_VALUE
            both = frame(one + other, {**body, **beside})
            yield _case(content.encode(both), f"{one} and {other}", flag, expect)
    everything = frame("all", {name: value for _, body in several for name, value in body.items()})
    yield _case(content.encode(everything), "every body at once", flag, BAD_VALUE)
    for name in content.CONSENTS:
        yield _case(content.encode(frame("bare", {name: TOKEN})), f"{name} without a list", flag, MISSING)
        both = frame("bare", {name: TOKEN, "sync": b"\x01"})
        yield _case(content.encode(both), f"{name} without a list, and sync", "SEVERAL_FAULTS", BAD_VALUE)
    for size, expect in ((64, VALID), (65, BAD_LENGTH), (2500, BAD_LENGTH)):
        message = frame("beside", {"text": "a" * size, "call": b"\x08\x01"})
        yield _case(content.encode(message), f"text of {size} bytes beside a call", flag, expect)
    long = frame("beside", {"text": "\u00fc" * 33, "call": b"\x08\x01"})
    yield _case(content.encode(long), "text of 33 letters and 66 bytes beside a call", flag, BAD_LENGTH)
    both = frame("beside", {"text": "a" * 65, "resend_request": {"reason": "SESSION_LOST"}, "call": b"\x08\x01"})
    yield _case(content.encode(both), "long text beside a call, and a wish to resend", "SEVERAL_FAULTS", BAD_VALUE)


def _counted() -> Iterable[Case]:
    for count in (content.MAX_IDS + 1, 100):
        message = frame("counted", {"delivery_receipt": {"id": _ids(count)}})
        yield _case(content.encode(message), f"a receipt for {count}", "LENGTH", TOO_LONG)
    short = [*_ids(content.MAX_IDS), b"\x01"]
    comment = "a receipt for one too many, which is short"
    yield _case(content.encode(frame("counted", {"delivery_receipt": {"id": short}})), comment, "SEVERAL_FAULTS", TOO_LONG)


def _versioned(version: int, least: int, tail: bytes) -> bytes:
    return tagged(1, VARINT, varint(version)) + tagged(2, VARINT, varint(least)) + tail


def _versions(name: str, encoded: bytes) -> Iterable[Case]:
    tail, flag = encoded[4:], "VERSION"
    for version in (2, messages.INT31):
        yield _case(_versioned(version, 1, tail), f"{name}, version {version} that version 1 may read", flag, VALID)
    newer = tail + tagged(65, BYTES, b"new") + tagged(66, VARINT, b"\x09")
    yield _case(_versioned(2, 1, newer), f"{name}, version 2 with two new fields", flag, VALID)
    for version, least in ((2, 2), (1, 2), (messages.INT31, messages.INT31)):
        yield _case(_versioned(version, least, tail), f"{name}, version {version}, min_version {least}", flag, VERSION)
    head = len(wire.encode(content.FRAME, {"version": 1, "min_version": 1, **frame(name, {})}))
    fresh = encoded[:head] + tagged(15, BYTES, b"new")
    changed = tagged(1, VARINT, varint(2)) + fresh[2:]
    yield _case(changed, f"{name}, a new body instead, in version 2", flag, "Unsupported(CRITICAL_FIELD)")


def _faulty_twice(name: str, encoded: bytes) -> Iterable[Case]:
    tail, flag = encoded[4:], "SEVERAL_FAULTS"
    cut = b"\x80"
    critical = tagged(63, VARINT, b"\x01")
    long = encoded + tagged(65, BYTES, bytes(content.MAX_LENGTH))
    cases = [
        ("min_version 2 and cut off", _versioned(2, 2, tail) + cut, VERSION),
        ("min_version 2 and no body", _versioned(2, 2, content.encode(frame(name, {}))[4:]), VERSION),
        ("no sender, then cut off", encoded[:4] + _without_sender(tail) + cut, "Malformed(TOO_SHORT)"),
        ("no sender and no body", encoded[:4] + _without_sender(content.encode(frame(name, {}))[4:]), MISSING),
        ("too long and cut off", long + cut, TOO_LONG),
        ("version twice, the second time out of its place", encoded + encoded[:2], "Malformed(DUPLICATE_FIELD)"),
        ("a critical field at the end, then cut off", _critical_last(encoded, critical) + cut, "Unsupported(CRITICAL_FIELD)"),
    ]
    for comment, data, expect in cases:
        yield _case(data, f"{name}, {comment}", flag, expect)
    if name == "a chat line":
        yield _case(b"", "nothing at all", "MISSING_FIELD", MISSING)
        yield _case(encoded[:2], "version alone", "MISSING_FIELD", MISSING)


def _without_sender(tail: bytes) -> bytes:
    return tail[2 + tail[1] :]


def _critical_last(encoded: bytes, critical: bytes) -> bytes:
    """Number 63 stands before 64, the call's, else its place would be the fault."""
    at = encoded.find(varint(64 << 3 | BYTES))
    return encoded + critical if at < 0 else encoded[:at] + critical + encoded[at:]


def _sized(name: str, encoded: bytes) -> Iterable[Case]:
    for size in (content.MAX_LENGTH, content.MAX_LENGTH + 1):
        ballast = size - len(encoded) - len(varint(65 << 3)) - 2
        expect = VALID if size == content.MAX_LENGTH else TOO_LONG
        yield _case(encoded + tagged(65, BYTES, bytes(ballast)), f"{name}, {size} bytes in all", "MESSAGE_SIZE", expect)


def _addressed() -> Iterable[Case]:
    flag, wrong_sender, wrong_recipient = "ADDRESSED", "Unauthentic(WRONG_SENDER)", "Unauthentic(WRONG_RECIPIENT)"
    for name, body in BODIES.items():
        message = frame(name, body)
        right = {key: message[key] for key in ("sender", "recipient", "recipient_device")}
        other_port = right["recipient"].rpartition(":")[0] + ":8443"
        changes: list[tuple[str, dict[str, Any], str]] = [
            ("for this device", {}, VALID),
            ("by another name", {"sender": "alicf@mail.example"}, wrong_sender),
            ("by the name at another mailbox", {"sender": "alice@mail.example:443"}, wrong_sender),
            ("by the recipient, as the certificate says", {"sender": right["recipient"]}, wrong_sender),
            ("for another name", {"recipient": "carl@192.0.2.7:443"}, wrong_recipient),
            ("for the name at another mailbox", {"recipient": other_port}, wrong_recipient),
            ("for the sender", {"recipient": right["sender"]}, wrong_recipient),
            ("for the device before", {"recipient_device": 2}, wrong_recipient),
            ("for the device behind", {"recipient_device": 4}, wrong_recipient),
            ("for others by others", {"sender": right["recipient"], "recipient": right["sender"]}, wrong_sender),
        ]
        for comment, change, expect in changes:
            given = {"content": runs.shorten(content.encode(message)), **right, **change}
            yield Case("take_content", given, f"{name} {comment}", [flag], expect)
    bad = {"content": content.encode(message)[:-1].hex(), **right, "sender": "alicf@mail.example"}
    yield Case("take_content", bad, "cut off and by another name", ["SEVERAL_FAULTS"], "Malformed(TOO_SHORT)")


def _carried() -> Iterable[Case]:
    offer = wire.encode(messages.SEALED, sealed_cases.sealed("OFFER", "carried"))
    for name in messages.TYPES:
        sealed = wire.encode(messages.SEALED, sealed_cases.sealed(name, "carried"))
        expect = {"text": content.MISSED_CALL} if name == "OFFER" else {}
        yield Case("carry_call", {"sealed": sealed.hex()}, name, ["CARRIED"], expect)
    later = offer + tagged(64, VARINT, b"\x01")
    yield Case("carry_call", {"sealed": later.hex()}, "OFFER with a field to skip", ["CARRIED"], {"text": content.MISSED_CALL})
