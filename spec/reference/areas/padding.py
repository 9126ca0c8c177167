"""Vectors of envelope padding (ENV-1 to ENV-4). Byte strings are written as runs."""

import hashlib
from typing import Any, Iterable

from phantomref import padding, runs
from phantomref.cases import VALID, Case
from phantomref.runs import expand, run
from phantomref.schemas import exactly, flag, hexes, number, obj, ref

RULES = ["ENV-1", "ENV-2", "ENV-3", "ENV-4"]
NOTES = {
    "BOUNDARY": "a size next to a step of 4,096 bytes or to the largest; catches rounding that is one off",
    "NONZERO_PADDING": "one byte behind the envelope is not zero; catches readers that only cut at the length",
    "WRONG_LENGTH": "the length belongs to another size than that of the whole; catches readers that believe the length alone",
    "WRONG_SIZE": "a whole that padding never produces; catches readers that do not check the size at all",
}
STEP, MOST = 4096, 65536
Run = dict[str, Any]


def described(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "head": data[:8].hex(), "sha256": hashlib.sha256(data).hexdigest()}


DEFS = {
    "bytes": runs.SCHEMA,
    "described": obj({"size": number(), "head": hexes(0, 8), "sha256": exactly(32)}),
}
OPS = {
    "pad_envelope": lambda given: described(padding.pad(expand(given["envelope"]))),
    "unpad_envelope": lambda given: described(padding.unpad(expand(given["padded"]))),
    "mailbox_takes": lambda given: {"takes": padding.mailbox_takes(given["size"])},
}
SCHEMA = {
    "pad_envelope": (obj({"envelope": ref("bytes")}), ref("described")),
    "unpad_envelope": (obj({"padded": ref("bytes")}), ref("described")),
    "mailbox_takes": (obj({"size": number(0, 2**31 - 1)}), obj({"takes": flag()})),
}


def _lengths() -> list[int]:
    """Every step and its neighbours, inside and outside."""
    edges = {steps * STEP + off for steps in range(0, MOST // STEP + 1) for off in (-1, 0, 1)}
    return sorted(edge for edge in edges if edge >= 0)


def _whole(length: int, size: int, fill: str = "5a") -> list[Run]:
    """A padded whole of that size whose first bytes claim the length."""
    body = min(length, size)
    return [run(length.to_bytes(4, "big").hex()), run(fill, body), run("00", size - body)]


def _padded(length: int) -> list[Run]:
    return _whole(length, padding.size_for(length) - 4)


def tests() -> Iterable[Case]:
    for length in _lengths() + [2, 100, 5000, MOST * 2]:
        yield Case("pad_envelope", {"envelope": [run("a7", length)]}, f"an envelope of {length} bytes", ["BOUNDARY"])
    for length in [edge for edge in _lengths() if 1 <= edge <= MOST]:
        yield Case("unpad_envelope", {"padded": _padded(length)}, f"an envelope of {length} bytes", ["BOUNDARY"], VALID)
    zeros = [run("00000003"), run("00", 4096)]
    yield Case("unpad_envelope", {"padded": zeros}, "an envelope that is itself zeros", [], VALID)
    yield from _nonzero()
    yield from _wrong_lengths()
    yield from _wrong_sizes()
    for size in sorted({edge + 4 for edge in _lengths()} | set(_lengths()) | {2, 3, 2**31 - 1}):
        yield Case("mailbox_takes", {"size": size}, f"a padded envelope of {size} bytes", ["BOUNDARY"])


def _nonzero() -> Iterable[Case]:
    for length, size in ((1, STEP), (4094, STEP), (4095, STEP), (4097, 2 * STEP), (65535, MOST), (61441, MOST)):
        spare = size - length
        for at in sorted({0, spare // 2, spare - 1}):
            for byte in ("01", "80"):
                rest = [run("00", at), run(byte), run("00", spare - at - 1)]
                whole = [run(length.to_bytes(4, "big").hex()), run("5a", length), *rest]
                comment = f"envelope of {length}, padding byte {at} of {spare} is {byte}"
                yield Case("unpad_envelope", {"padded": whole}, comment, ["NONZERO_PADDING"], "Malformed(BAD_VALUE)")


def _wrong_lengths() -> Iterable[Case]:
    for size in (STEP, 2 * STEP, 3 * STEP, MOST):
        for length in sorted({0, 1, size - STEP, size + 1, size + STEP, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - size}):
            if not size - STEP < length <= size:
                comment = f"{size} bytes behind a length of {length}"
                refused = "Malformed(BAD_LENGTH)"
                yield Case("unpad_envelope", {"padded": _whole(length, size, "00")}, comment, ["WRONG_LENGTH"], refused)


def _wrong_sizes() -> Iterable[Case]:
    for size in (0, 1, 3, 4, 5, STEP - 4, STEP, STEP + 3, STEP + 5, 2 * STEP, 2 * STEP + 3, MOST, MOST + 3, MOST + 5, MOST + STEP + 4):
        whole = [run("00000001"), run("5a"), run("00", size - 5)] if size >= 5 else [run("00", size)]
        yield Case("unpad_envelope", {"padded": whole}, f"{size} bytes in all", ["WRONG_SIZE"], "Malformed(BAD_LENGTH)")
