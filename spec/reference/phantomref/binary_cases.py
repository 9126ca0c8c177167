"""Messages of the binary form with one thing wrong, made from their descriptions: each is (bytes, expected error or "valid", comment, flag)."""

import json
from typing import Iterable, Iterator

from phantomref.binary_messages import Message
from phantomref.cases import VALID, Case

Wrong = tuple[bytes, str, str, str]


def one_wrong(message: Message) -> Iterator[Wrong]:
    """Each way in which each field can be wrong, everything else as it should be."""
    seen = set()
    for data, error, comment in message.faults(message.samples()[0]):
        if data not in seen:
            seen.add(data)
            yield data, error, comment, "WRONG_FIELD"


def around(message: Message) -> Iterator[Wrong]:
    """What every message has: a version, an end, an extension block."""
    whole = message.encode(message.samples()[0])
    step = max(1, len(whole) // 12)
    for length in sorted({0, 1, *range(0, len(whole), step), len(whole) - 1} - {len(whole)}):
        yield whole[:length], "Malformed(TOO_SHORT)", f"cut to {length} of {len(whole)} bytes", "CUT"
    for rest in (b"\x00", b"\x01", b"\x00" * 16):
        yield whole + rest, "Malformed(TRAILING_BYTES)", f"{len(rest)} bytes behind the end", "TRAILING"
    for version in (0, 2, 255):
        yield bytes([version]) + whole[1:], "Unsupported(VERSION)", f"version {version}", "VERSION"
    body = whole[:-1]
    for block, error, comment in _blocks():
        yield body + block, error, f"extensions: {comment}", "EXTENSION"


def _blocks() -> Iterator[tuple[bytes, str, str]]:
    def one(number: int, content: bytes = b"") -> bytes:
        return bytes([number]) + len(content).to_bytes(2, "big") + content

    for number in (64, 65, 255):
        yield b"\x01" + one(number, b"new"), VALID, f"number {number}, which may be skipped"
    yield b"\x01" + one(64), VALID, "an empty one"
    yield b"\x02" + one(64, b"a") + one(255, b"b" * 300), VALID, "two, rising"
    for number in (0, 1, 63):
        yield b"\x01" + one(number, b"x"), "Unsupported(CRITICAL_FIELD)", f"number {number}, which must be known"
    yield b"\x02" + one(64) + one(64), "Malformed(DUPLICATE_FIELD)", "one twice"
    yield b"\x02" + one(65) + one(64), "Malformed(BAD_ENCODING)", "falling numbers"
    yield b"\x01", "Malformed(TOO_SHORT)", "counted and not there"
    yield b"\x01" + one(64, b"abc")[:-1], "Malformed(TOO_SHORT)", "content cut"
    yield b"\x01\x40\xff\xff", "Malformed(TOO_SHORT)", "a length beyond the end"
    yield b"\x01" + one(64) + b"\x00", "Malformed(TRAILING_BYTES)", "a byte behind them"


def each_once(cases: Iterable[Case]) -> Iterator[Case]:
    """Generated cases meet now and then; the first one stays."""
    seen = set()
    for case in cases:
        asked = json.dumps([case.op, case.input], sort_keys=True)
        if asked not in seen:
            seen.add(asked)
            yield case
