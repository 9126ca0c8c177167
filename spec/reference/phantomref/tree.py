"""An encoded message as a tree of fields that can be changed in ways an encoder never would (for the invalid cases of SIG-3)."""

from dataclasses import dataclass, replace
from typing import Iterable, Optional

from phantomref import wire
from phantomref.shape import BYTES, VARINT, Field, Shape

Nodes = tuple["Node", ...]


@dataclass(frozen=True)
class Node:
    """One field as it stands on the wire: tag, length (only with BYTES), and either content or nested fields."""

    field: Field
    content: bytes
    nested: Optional[Nodes] = None

    @property
    def encoded(self) -> bytes:
        content = self.content if self.nested is None else join(self.nested)
        return wire.tagged(self.field.number, self.field.wire_type, content)


@dataclass(frozen=True)
class Raw:
    """Bytes that stand where a field would."""

    encoded: bytes


def join(nodes: Iterable["Node | Raw"]) -> bytes:
    return b"".join(one.encoded for one in nodes)


def parse(shape: Shape, data: bytes) -> Nodes:
    """The tree of a valid encoding."""
    nodes, at = [], 0
    while at < len(data):
        tag, at = wire.read_varint(data, at)
        field = shape.by_number(tag >> 3)
        assert field is not None and tag & 7 in (VARINT, BYTES)
        if tag & 7 == VARINT:
            _, end = wire.read_varint(data, at)
        else:
            length, at = wire.read_varint(data, at)
            end = at + length
        content = data[at:end]
        nodes.append(Node(field, content, parse(field.shape, content) if field.shape else None))
        at = end
    return tuple(nodes)


@dataclass(frozen=True)
class Level:
    """The fields of one message inside the whole: where it is, its shape, its nodes."""

    path: tuple[int, ...]
    name: str
    shape: Shape
    nodes: Nodes


def levels(shape: Shape, nodes: Nodes, path: tuple[int, ...] = (), name: str = "") -> Iterable[Level]:
    """The message itself and every message nested in it; of repeated messages the last."""
    yield Level(path, name, shape, nodes)
    last = {one.field.name: i for i, one in enumerate(nodes)}
    for i, one in enumerate(nodes):
        if one.nested is not None and one.field.shape is not None and last[one.field.name] == i:
            yield from levels(one.field.shape, one.nested, (*path, i), f"{name}{one.field.name}.")


def rebuild(root: Nodes, path: tuple[int, ...], level: bytes) -> bytes:
    """The whole, with the message at the path replaced by these bytes; the lengths around it are right."""
    if not path:
        return level
    i = path[0]
    inner = root[i]
    assert inner.nested is not None
    changed = replace(inner, content=rebuild(inner.nested, path[1:], level), nested=None)
    return join((*root[:i], changed, *root[i + 1 :]))
