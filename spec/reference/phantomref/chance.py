"""Bytes and choices that look random and are the same in every run: SHAKE-256 of a label."""

import hashlib
from typing import Sequence, TypeVar

T = TypeVar("T")


class Chance:
    """One stream of bytes for each label; the same label always begins the same stream."""

    def __init__(self, label: str) -> None:
        self._label = label.encode("utf-8")
        self._drawn = 0

    def bytes(self, length: int) -> bytes:
        seed = self._label + b"\x00" + self._drawn.to_bytes(8, "big")
        self._drawn += 1
        return hashlib.shake_256(seed).digest(length)

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1; 64 spare bits make the bias of the remainder irrelevant."""
        return int.from_bytes(self.bytes((bound.bit_length() + 7) // 8 + 8), "big") % bound

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]
