"""What elements of the binary form make up: structures, lists, and messages with a version and an extension block (spec/08, ENV-5)."""

from dataclasses import dataclass
from typing import Any, Callable, Iterator, Optional, Sequence

from phantomref import schemas
from phantomref.binary import Element, Fault, Flag, Reader
from phantomref.errors import malformed, unsupported

FIRST_IGNORABLE_EXTENSION = 64


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
    extra: Optional[tuple[str, int, Element]] = None  # name, number and form of the one extension; absent is empty

    def encode(self, value: Any) -> bytes:
        return self._head() + self.body.encode(value) + self._block(value)

    def _block(self, value: Any) -> bytes:
        if not self.extra or not value[self.extra[0]]:
            return b"\x00"
        name, number, form = self.extra
        content = form.encode(value[name])
        return bytes([1, number]) + len(content).to_bytes(2, "big") + content

    def _head(self) -> bytes:
        return b"\x01" if self.kind is None else bytes([1, self.kind])

    def decode_whole(self, data: bytes) -> dict[str, Any]:
        reader = Reader(data)
        if reader.number(1) != 1:
            raise unsupported("VERSION")
        if self.kind is not None and reader.number(1) != self.kind:
            raise unsupported("MESSAGE_TYPE")
        value = self.body.decode(reader)
        content = extensions(reader, self.extra[1] if self.extra else -1)
        reader.finish()
        if self.extra:
            value[self.extra[0]] = type(self.extra[2].samples()[0])()
        if self.extra and content is not None:
            inside = Reader(content)
            value[self.extra[0]] = self.extra[2].decode(inside)
            inside.finish()
        if self.body.check and not self.body.alone:
            self.body.check(value)
        return value

    def samples(self) -> Sequence[dict[str, Any]]:
        if not self.extra:
            return self.body.samples()
        name, _, form = self.extra
        none = type(form.samples()[0])()
        return [{**value, name: none} for value in self.body.samples()]

    def faults(self, value: Any) -> Iterator[Fault]:
        for data, error, comment in self.body.faults(value):
            yield self._head() + data + b"\x00", error, comment

    def schema(self) -> schemas.Schema:
        if not self.extra:
            return self.body.schema()
        name, _, form = self.extra
        return schemas.obj({**{n: e.schema() for n, e in self.body.fields}, name: form.schema()})


def extensions(reader: Reader, known: int = -1) -> Optional[bytes]:
    """Past the extension block; the content of the one extension that the caller knows."""
    previous, found = -1, None
    for _ in range(reader.number(1)):
        number = reader.number(1)
        if number == previous:
            raise malformed("DUPLICATE_FIELD")
        if number < previous:
            raise malformed("BAD_ENCODING")
        if number < FIRST_IGNORABLE_EXTENSION:
            raise unsupported("CRITICAL_FIELD")
        content = reader.take(reader.number(2))
        found = content if number == known else found
        previous = number
    return found
