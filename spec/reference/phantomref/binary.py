"""The strict binary form of mailbox, directory and grant messages (spec/08 "The binary form", ENV-5), as elements that read, write,
and know how each of them can be wrong. A fault is the bytes in the element's place and the error a reader must give."""

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Optional, Sequence

from phantomref import schemas
from phantomref.errors import malformed, unsupported

Fault = tuple[bytes, str, str]  # bytes, error, comment
LAST_SECOND = 253_402_300_799
FIRST_IGNORABLE_EXTENSION = 64


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


@dataclass(frozen=True)
class Struct(Element):
    """Elements one after the other; `check` judges what concerns several, and `crossed` shows how that can be wrong."""

    fields: tuple[tuple[str, Element], ...]
    check: Optional[Callable[[dict[str, Any]], None]] = None
    crossed: Callable[[], Sequence[tuple[dict[str, Any], str, str]]] = lambda: ()
    alone: bool = True  # the check is made here, not where the whole message was read

    def encode(self, value: Any) -> bytes:
        return b"".join(element.encode(value[name]) for name, element in self.fields)

    def decode(self, reader: Reader) -> dict[str, Any]:
        value = {name: element.decode(reader) for name, element in self.fields}
        if self.check and self.alone:
            self.check(value)
        return value

    def common(self) -> dict[str, Any]:
        return {name: element.samples()[0] for name, element in self.fields}

    def samples(self) -> Sequence[dict[str, Any]]:
        found = [self.common()]
        for name, element in self.fields:
            found += [{**found[0], name: sample} for sample in element.samples()[1:]]
        return [value for value in found if self._is_good(value)]

    def _is_good(self, value: dict[str, Any]) -> bool:
        try:
            if self.check:
                self.check(value)
            return True
        except Exception:  # a sample that two limits rule out together
            return False

    def faults(self, value: Any) -> Iterator[Fault]:
        for i, (name, element) in enumerate(self.fields):
            before = b"".join(e.encode(value[n]) for n, e in self.fields[:i])
            after = b"".join(e.encode(value[n]) for n, e in self.fields[i + 1 :])
            for data, error, comment in element.faults(value[name]):
                yield before + data + after, error, f"{name} {comment}"
        for change, error, comment in self.crossed():
            yield self.encode({**value, **change}), error, comment

    def schema(self) -> schemas.Schema:
        return schemas.obj({name: element.schema() for name, element in self.fields})


@dataclass(frozen=True)
class ListOf(Element):
    item: Element
    most: int
    least: int = 0
    few_is: str = "Malformed(BAD_VALUE)"
    size: int = 1
    key: Optional[str] = None  # a member that no two items share
    rising: bool = False

    def encode(self, value: Any) -> bytes:
        return len(value).to_bytes(self.size, "big") + b"".join(self.item.encode(one) for one in value)

    def decode(self, reader: Reader) -> list[Any]:
        count = reader.number(self.size)
        if count > self.most:
            raise malformed("TOO_LONG")
        if count < self.least:
            raise malformed(self.few_is.removeprefix("Malformed(").removesuffix(")"))
        found: list[Any] = []
        for _ in range(count):
            found.append(self.item.decode(reader))
            if self.key:
                self._refuse_twice([one[self.key] for one in found])
        return found

    def _refuse_twice(self, keys: list[Any]) -> None:
        if keys[-1] in keys[:-1] or self.rising and len(keys) > 1 and keys[-1] <= keys[-2]:
            raise malformed("DUPLICATE_FIELD")

    def _items(self, count: int) -> list[Any]:
        one = self.item.samples()[0]
        return [{**one, self.key: 1 + i} if self.key else one for i in range(count)]

    def samples(self) -> Sequence[list[Any]]:
        usual = max(1, self.least)
        found = [self._items(usual)]
        found += [[sample] for sample in self.item.samples()[1:]] if usual == 1 else []
        if self.least == 0:
            found.append([])
        if self.most <= 100:
            found.append(self._items(self.most))
        return found

    def faults(self, value: Any) -> Iterator[Fault]:
        if self.least > 0:
            yield bytes(self.size), self.few_is, "is empty"
        if self.most < 255:
            yield bytes([self.most + 1]), "Malformed(TOO_LONG)", f"claims {self.most + 1} items"
        if value:
            for data, error, comment in self.item.faults(value[0]):
                yield (1).to_bytes(self.size, "big") + data, error, f"item: {comment}"
        if self.key:
            two = self._items(2)
            yield self.encode([two[0], two[0]]), "Malformed(DUPLICATE_FIELD)", f"has the {self.key} twice"
            if self.rising:
                yield self.encode([two[1], two[0]]), "Malformed(DUPLICATE_FIELD)", f"has falling {self.key}"

    def schema(self) -> schemas.Schema:
        return schemas.list_of(self.item.schema(), self.least)


@dataclass(frozen=True)
class Maybe(Element):
    """A flag, and the item if it is 1; absent is an empty list in JSON."""

    item: Element

    def encode(self, value: Any) -> bytes:
        return Flag().encode(bool(value)) + b"".join(self.item.encode(one) for one in value)

    def decode(self, reader: Reader) -> list[Any]:
        return [self.item.decode(reader)] if Flag().decode(reader) else []

    def samples(self) -> Sequence[list[Any]]:
        return [[self.item.samples()[0]], []]

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from Flag().faults(False)
        for data, error, comment in self.item.faults(self.item.samples()[0]):
            yield b"\x01" + data, error, comment

    def schema(self) -> schemas.Schema:
        return {"type": "array", "maxItems": 1, "items": self.item.schema()}


@dataclass(frozen=True)
class Message(Element):
    """A version, fields, and an extension block (ENV-5)."""

    body: Struct
    kind: Optional[int] = None

    def encode(self, value: Any) -> bytes:
        return self._head() + self.body.encode(value) + b"\x00"

    def _head(self) -> bytes:
        return b"\x01" if self.kind is None else bytes([1, self.kind])

    def decode_whole(self, data: bytes) -> dict[str, Any]:
        reader = Reader(data)
        if reader.number(1) != 1:
            raise unsupported("VERSION")
        if self.kind is not None and reader.number(1) != self.kind:
            raise unsupported("MESSAGE_TYPE")
        value = self.body.decode(reader)
        extensions(reader)
        reader.finish()
        if self.body.check and not self.body.alone:
            self.body.check(value)
        return value

    def samples(self) -> Sequence[dict[str, Any]]:
        return self.body.samples()

    def faults(self, value: Any) -> Iterator[Fault]:
        for data, error, comment in self.body.faults(value):
            yield self._head() + data + b"\x00", error, comment

    def schema(self) -> schemas.Schema:
        return self.body.schema()


def extensions(reader: Reader) -> None:
    previous = -1
    for _ in range(reader.number(1)):
        number = reader.number(1)
        if number == previous:
            raise malformed("DUPLICATE_FIELD")
        if number < previous:
            raise malformed("BAD_ENCODING")
        if number < FIRST_IGNORABLE_EXTENSION:
            raise unsupported("CRITICAL_FIELD")
        reader.take(reader.number(2))
        previous = number
