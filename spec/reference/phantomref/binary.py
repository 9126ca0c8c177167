"""The elements of the strict binary form (spec/08 "The binary form"), which read, write, and know how each of them can be wrong: a
fault is the bytes in the element's place and the error a reader must give. What they make up is in binary_messages.py."""

import re
from dataclasses import dataclass
from typing import Any, Iterator, Optional, Sequence

from phantomref import schemas
from phantomref.errors import malformed

Fault = tuple[bytes, str, str]  # bytes, error, comment
LAST_SECOND = 253_402_300_799


class Reader:
    """Reads on from a place in hostile bytes; never past the end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, length: int) -> bytes:
        if length > len(self._data) - self._at:
            raise malformed("TOO_SHORT")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def finish(self) -> None:
        if self._at != len(self._data):
            raise malformed("TRAILING_BYTES")


class Element:
    """A field of a message."""

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, reader: Reader) -> Any:
        raise NotImplementedError

    def samples(self) -> Sequence[Any]:
        """Valid values: the first for every day, then those at the limits."""
        raise NotImplementedError

    def faults(self, value: Any) -> Iterator[Fault]:
        """What else could stand in this place, and why it is refused."""
        return iter(())

    def schema(self) -> schemas.Schema:
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Element):
    size: int
    least: int = 0
    most: int = -1  # -1: all that fits, in a u64 at most 2^63-1

    def _most(self) -> int:
        return self.most if self.most >= 0 else min(2 ** (8 * self.size) - 1, 2**63 - 1)

    def encode(self, value: Any) -> bytes:
        return int(value).to_bytes(self.size, "big")

    def decode(self, reader: Reader) -> int:
        value = reader.number(self.size)
        if not self.least <= value <= self._most():
            raise malformed("BAD_VALUE")
        return value

    def samples(self) -> Sequence[int]:
        most = min(self._most(), 2**53)
        return sorted({self.least, (self.least + most) // 2, most}, key=lambda n: n != (self.least + most) // 2)

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in {self.least - 1, self._most() + 1, 2 ** (8 * self.size) - 1}:
            if 0 <= wrong < 2 ** (8 * self.size) and not self.least <= wrong <= self._most():
                yield wrong.to_bytes(self.size, "big"), "Malformed(BAD_VALUE)", f"is {wrong}"

    def schema(self) -> schemas.Schema:
        return schemas.number(self.least, min(self._most(), 2**53))


def seconds() -> Number:
    return Number(8, 0, LAST_SECOND)


@dataclass(frozen=True)
class Flag(Element):
    def encode(self, value: Any) -> bytes:
        return bytes([bool(value)])

    def decode(self, reader: Reader) -> bool:
        value = reader.number(1)
        if value > 1:
            raise malformed("BAD_VALUE")
        return value == 1

    def samples(self) -> Sequence[bool]:
        return [False, True]

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in (2, 255):
            yield bytes([wrong]), "Malformed(BAD_VALUE)", f"is {wrong}"

    def schema(self) -> schemas.Schema:
        return schemas.flag()


@dataclass(frozen=True)
class Fixed(Element):
    length: int

    def encode(self, value: Any) -> bytes:
        return bytes.fromhex(value)

    def decode(self, reader: Reader) -> str:
        return reader.take(self.length).hex()

    def samples(self) -> Sequence[str]:
        return ["5c" * self.length, "00" * self.length, "ff" * self.length]

    def schema(self) -> schemas.Schema:
        return schemas.exactly(self.length)


@dataclass(frozen=True)
class Lengthy(Element):
    """bytes16 or bytes32, `size` being the bytes of the length."""

    size: int
    least: int
    most: int
    shown: tuple[int, ...]  # lengths of samples
    empty_is: str = "Malformed(BAD_LENGTH)"
    byte: str = "c5"
    only: Optional[tuple[int, int]] = None  # range of each byte

    def encode(self, value: Any) -> bytes:
        data = bytes.fromhex(value)
        return len(data).to_bytes(self.size, "big") + data

    def decode(self, reader: Reader) -> str:
        length = reader.number(self.size)
        if length > self.most:
            raise malformed("TOO_LONG")
        data = reader.take(length)
        if length < self.least:
            raise malformed(self.empty_is.removeprefix("Malformed(").removesuffix(")"))
        if self.only and any(not self.only[0] <= one <= self.only[1] for one in data):
            raise malformed("BAD_VALUE")
        return data.hex()

    def samples(self) -> Sequence[str]:
        return [self.byte * length for length in self.shown]

    def faults(self, value: Any) -> Iterator[Fault]:
        if self.least > 0:
            yield bytes(self.size), self.empty_is, "is empty"
        if self.most < 2 ** (8 * self.size) - 1 and self.most < 5000:
            data = bytes.fromhex(self.byte) * (self.most + 1)
            yield len(data).to_bytes(self.size, "big") + data, "Malformed(TOO_LONG)", f"has {len(data)} bytes"
        yield b"\xff" * self.size + b"\x00", "Malformed(TOO_LONG)", "claims to be as long as can be written"
        if self.only:
            for wrong in (self.only[0] - 1, self.only[1] + 1, 0, 255):
                yield self.encode(f"{wrong:02x}"), "Malformed(BAD_VALUE)", f"holds the byte {wrong}"

    def schema(self) -> schemas.Schema:
        return schemas.hexes(self.least, self.most)


@dataclass(frozen=True)
class Text(Element):
    most: int
    form: str
    good: tuple[str, ...]
    bad: tuple[str, ...]  # of printable ASCII, but not of the form

    def encode(self, value: Any) -> bytes:
        return bytes([len(value)]) + value.encode("ascii")

    def decode(self, reader: Reader) -> str:
        length = reader.number(1)
        if length > self.most:
            raise malformed("TOO_LONG")
        data = reader.take(length)
        if any(not 0x20 <= one <= 0x7E for one in data):
            raise malformed("BAD_ENCODING")
        text = data.decode("ascii")
        if not re.fullmatch(self.form, text):
            raise malformed("BAD_VALUE")
        return text

    def samples(self) -> Sequence[str]:
        return self.good

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in self.bad:
            yield self.encode(wrong), "Malformed(BAD_VALUE)", f"is {wrong!r}"
        for wrong_byte in (0x00, 0x1F, 0x7F, 0x80, 0xFF):
            yield bytes([2, 0x61, wrong_byte]), "Malformed(BAD_ENCODING)", f"holds the byte {wrong_byte}"
        if self.most < 255:
            yield bytes([self.most + 1]) + b"a" * (self.most + 1), "Malformed(TOO_LONG)", f"has {self.most + 1} bytes"

    def schema(self) -> schemas.Schema:
        return schemas.text()


@dataclass(frozen=True)
class Name(Element):
    """A user name in its field of 32 bytes (ID-1)."""

    def encode(self, value: Any) -> bytes:
        return bytes([len(value)]) + value.encode("ascii").ljust(32, b"\x00")

    def decode(self, reader: Reader) -> str:
        length = reader.number(1)
        if length > 32:
            raise malformed("BAD_LENGTH")
        data = reader.take(length)
        if any(not 0x20 <= one <= 0x7E for one in data):
            raise malformed("BAD_ENCODING")
        if any(reader.take(32 - length)) or not re.fullmatch(r"[a-z][a-z0-9._-]{1,31}", data.decode("ascii")):
            raise malformed("BAD_VALUE")
        return data.decode("ascii")

    def samples(self) -> Sequence[str]:
        return ["alice", "ab", "a" * 32, "z0.9_-"]

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in ("", "a", "Alice", "1abc", ".abc", "al ice", "al@ice"):
            yield self.encode(wrong), "Malformed(BAD_VALUE)", f"is {wrong!r}"
        for length in (33, 255):
            yield bytes([length]) + b"a" * 32, "Malformed(BAD_LENGTH)", f"claims {length} bytes"
        for at in (5, 31):
            field = bytearray(self.encode("alice"))
            field[1 + at] = 0x61
            yield bytes(field), "Malformed(BAD_VALUE)", f"has a byte behind it, at {at}"
        yield bytes([5]) + b"al\xe9ce".ljust(32, b"\x00"), "Malformed(BAD_ENCODING)", "is not ASCII"

    def schema(self) -> schemas.Schema:
        return {"type": "string", "pattern": "^[a-z][a-z0-9._-]{1,31}$"}


@dataclass(frozen=True)
class Address(Element):
    def encode(self, value: Any) -> bytes:
        data = bytes.fromhex(value)
        return bytes([len(data)]) + data

    def decode(self, reader: Reader) -> str:
        length = reader.number(1)
        if length not in (4, 16):
            raise malformed("BAD_ADDRESS")
        return reader.take(length).hex()

    def samples(self) -> Sequence[str]:
        return ["05060708", "2a010000000000000000000000000001"]

    def faults(self, value: Any) -> Iterator[Fault]:
        for length in (0, 3, 5, 15, 17, 255):
            yield bytes([length]) + b"\x05" * length, "Malformed(BAD_ADDRESS)", f"has {length} bytes"

    def schema(self) -> schemas.Schema:
        return {"type": "string", "pattern": "^([0-9a-f]{8}|[0-9a-f]{32})$"}
