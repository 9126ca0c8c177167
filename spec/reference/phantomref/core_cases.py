"""Cases of cores that no single field's description yields: fields that depend on each other, versions, sizes, several faults,
and cores read as another type (SIG-1, SIG-6 to SIG-9)."""

from typing import Any, Iterable

from phantomref import messages, runs, samples, wire
from phantomref.cases import VALID, Case
from phantomref.samples import Sampler
from phantomref.shape import BYTES, VARINT, Message
from phantomref.wire import tagged, varint

MISSING, BAD_VALUE = "Malformed(MISSING_FIELD)", "Malformed(BAD_VALUE)"


def _case(name: str, core: bytes, comment: str, flag: str, expect: str) -> Case:
    return Case("decode_core", {"type": name, "core": runs.shorten(core)}, f"{name}, {comment}", [flag], expect)


def _encoded(name: str, message: Message) -> bytes:
    return wire.encode(messages.TYPES[name][0], {"version": 1, "min_version": 1, **message})


def _tail(name: str) -> bytes:
    """A valid core of the type behind its version fields."""
    return _encoded(name, samples.base(name))[4:]


def _versioned(version: int, least: int) -> bytes:
    return tagged(1, VARINT, varint(version)) + tagged(2, VARINT, varint(least))


def crossed(name: str) -> Iterable[Case]:
    for comment, message, expect in _crossed(name, samples.base(name)):
        yield _case(name, _encoded(name, message), comment, "CROSS_FIELD", expect)


def _crossed(name: str, base: Message) -> Iterable[tuple[str, Message, str]]:
    if "relay" in base:
        for kind in ("HOST", "SERVER_REFLEXIVE"):
            candidate = {**base["relay"]["candidate"], "type": kind}
            yield f"a relay of type {kind}", {**base, "relay": {**base["relay"], "candidate": candidate}}, BAD_VALUE
        yield "without a relay", _without(base, "relay"), VALID
    if name == "CANDIDATE":
        one = base["candidates"][0]
        yield "candidates: missing", {**base, "candidates": []}, MISSING
        for count, expect in ((1, VALID), (16, VALID), (17, "Malformed(TOO_LONG)"), (40, "Malformed(TOO_LONG)")):
            yield f"{count} candidates", {**base, "candidates": [one] * count}, expect
    if name == "DECLINE":
        yield "MODE_TOO_WEAK without a mode", _without(base, "required"), MISSING
        for reason in messages.DECLINES:
            if reason != "MODE_TOO_WEAK":
                yield f"{reason} with a mode", {**base, "reason": reason}, BAD_VALUE
                yield f"{reason} without a mode", _without({**base, "reason": reason}, "required"), VALID
    if name == "REKEY":
        sampler = Sampler("crossed rekey")
        for reply, length in ((True, 1184), (False, 1088)):
            yield f"reply {reply} with {length} bytes", {**base, "reply": reply, "ml_kem": sampler.share(length)}, messages.KEY_SHARE
        for length in (1183, 1185, 1184):
            expect = VALID if length == 1184 else messages.KEY_SHARE
            yield f"a request with {length} bytes", {**base, "reply": False, "ml_kem": (sampler.share(1184) + b"\1")[:length]}, expect
    if name == "MODE_SWITCH_ACK":
        shares = ("x25519_share", "ml_kem_ciphertext")
        with_both = {**base, "approved": False, "refuses": Sampler("crossed refusal").share(32)}
        yield "approved without both", _without(base, *shares), MISSING
        yield "refused without both", _without(with_both, *shares), VALID
        yield "refused with both", with_both, BAD_VALUE
        for share in shares:
            yield f"approved without {share}", _without(base, share), MISSING
            other = shares[1 - shares.index(share)]
            yield f"refused with {share}", _without(with_both, other), BAD_VALUE
        yield "refused without what is refused", _without(with_both, "refuses", *shares), MISSING
        yield "approved with what is refused", {**with_both, "approved": True}, BAD_VALUE
        yield "refused with both and without what is refused", _without(with_both, "refuses"), BAD_VALUE
    if name == "UPDATE":
        reply = {**base, "reply": True, "answers": Sampler("crossed update").share(32)}
        yield "a reply that names its request", reply, VALID
        yield "a reply that names none", _without(reply, "answers"), MISSING
        yield "a request that names one", {**reply, "reply": False}, BAD_VALUE
        yield "a request that names none", _without({**reply, "reply": False}, "answers"), VALID


def _without(message: Message, *names: str) -> Message:
    return {name: value for name, value in message.items() if name not in names}


def versions(name: str) -> Iterable[Case]:
    """SIG-4, SIG-5, SIG-7: what a newer writer may send, and what is refused."""
    tail, refused = _tail(name), "Unsupported(VERSION)"
    for version in (2, 2**31 - 1):
        yield _case(name, _versioned(version, 1) + tail, f"version {version} that version 1 may read", "VERSION", VALID)
    newer = tail + tagged(66, BYTES, b"new") + tagged(67, VARINT, b"\x09")
    yield _case(name, _versioned(2, 1) + newer, "version 2 with two new fields", "VERSION", VALID)
    for version, least in ((2, 2), (3, 2), (1, 2), (2**31 - 1, 2**31 - 1)):
        comment = f"version {version}, min_version {least}"
        yield _case(name, _versioned(version, least) + tail, comment, "VERSION", refused)
    yield _case(name, _versioned(2, 2) + newer, "version 2, min_version 2, with two new fields", "VERSION", refused)
    critical = tail + tagged(63, VARINT, b"\x01")
    comment = "version 2, min_version 1, with a new critical field"
    yield _case(name, _versioned(2, 1) + critical, comment, "VERSION", "Unsupported(CRITICAL_FIELD)")


def faulty_twice(name: str) -> Iterable[Case]:
    """The order of checks: the size, then from front to back, what is missing at the end."""
    flag, core = "SEVERAL_FAULTS", _encoded(name, samples.base(name))
    tail = core[4:]
    short_id = tagged(3, BYTES, bytes(15))
    rest = tail[len(tagged(3, BYTES, bytes(16))) :]
    critical, cut = tagged(63, VARINT, b"\x01"), b"\x80"
    long = core + tagged(66, BYTES, bytes(2976))
    cases = [
        ("min_version 2 and no call_id", _versioned(2, 2) + rest, "Unsupported(VERSION)"),
        ("min_version 2 and a short call_id", _versioned(2, 2) + short_id + rest, "Unsupported(VERSION)"),
        ("min_version 2 and a critical field", _versioned(2, 2) + tail + critical, "Unsupported(VERSION)"),
        ("min_version 2 and cut off", _versioned(2, 2) + tail + cut, "Unsupported(VERSION)"),
        ("no version and a short call_id", core[2:4] + short_id + rest, "Malformed(BAD_LENGTH)"),
        ("a short call_id, then a critical field", core[:4] + short_id + rest + critical, "Malformed(BAD_LENGTH)"),
        ("no min_version, then cut off", core[:2] + tail + cut, "Malformed(TOO_SHORT)"),
        ("min_version 2 before version", core[2:3] + b"\x02" + core[:2] + tail, "Unsupported(VERSION)"),
        ("version twice, the second time out of its place", core + core[:2], "Malformed(DUPLICATE_FIELD)"),
        ("a second version in another wire type", core + tagged(1, BYTES, b"\x01"), "Malformed(DUPLICATE_FIELD)"),
        ("a critical field, then cut off", core + critical + cut, "Unsupported(CRITICAL_FIELD)"),
        ("field number 0, then a critical field", core + b"\x00" + critical, "Malformed(BAD_ENCODING)"),
        ("too long and cut off", long + cut, "Malformed(TOO_LONG)"),
        ("too long and of min_version 2", _versioned(2, 2) + long[4:], "Malformed(TOO_LONG)"),
        ("no version and a critical field", core[2:] + critical, "Unsupported(CRITICAL_FIELD)"),
    ]
    for comment, changed, expect in cases:
        yield _case(name, changed, comment, flag, expect)
    for comment, changed, expect in (("nothing at all", b"", MISSING), ("version alone", core[:2], MISSING)):
        yield _case(name, changed, comment, "MISSING_FIELD", expect)


def sized(name: str) -> Iterable[Case]:
    """SIG-9, with a skipped field as ballast."""
    core = _encoded(name, samples.base(name))
    for size in (messages.MAX_CORE, messages.MAX_CORE + 1):
        ballast = size - len(core) - len(varint(66 << 3)) - 2
        assert 128 <= ballast < 16384
        expect = VALID if size == messages.MAX_CORE else "Malformed(TOO_LONG)"
        yield _case(name, core + tagged(66, BYTES, bytes(ballast)), f"a core of {size} bytes", "MESSAGE_SIZE", expect)


def of_other_types() -> Iterable[Case]:
    """Small cores read as every other type; of what comes out only the first fault in the order of checks is certain."""
    cores = {name: _encoded(name, samples.base(name)) for name in messages.TYPES}
    for source, core in cores.items():
        for name in messages.TYPES if len(core) < 300 else ():
            if messages.TYPES[name][0] is not messages.TYPES[source][0]:
                given: dict[str, Any] = {"type": name, "core": runs.shorten(core)}
                yield Case("decode_core", given, f"the core of {source} as {name}", ["OTHER_TYPE"])
