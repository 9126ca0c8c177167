"""Decoded messages as JSON and back, and the JSON schema of a shape: byte strings are lower-case hex, names as in the shapes."""

from typing import Any

from phantomref import schemas
from phantomref.shape import Field, Message, Shape


def to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: to_json(member) for name, member in value.items()}
    return [to_json(item) for item in value] if isinstance(value, list) else value


def from_json(shape: Shape, given: dict[str, Any]) -> Message:
    return {one.name: _from_json(one, given[one.name]) for one in shape.fields if one.name in given}


def _from_json(one: Field, value: Any) -> Any:
    if one.shape is not None:
        return [from_json(one.shape, item) for item in value] if one.kind == "messages" else from_json(one.shape, value)
    if one.kind == "byte_strings":
        return [bytes.fromhex(item) for item in value]
    return bytes.fromhex(value) if one.kind == "bytes" else value


def members(shape: Shape, without: tuple[str, ...] = ()) -> tuple[dict[str, schemas.Schema], dict[str, schemas.Schema]]:
    """The members that are always there, and those that may be absent."""
    fields = [one for one in shape.fields if one.name not in without]
    always = {one.name: _schema(one) for one in fields if not one.optional}
    return always, {one.name: _schema(one) for one in fields if one.optional}


def schema(shape: Shape) -> schemas.Schema:
    return schemas.obj(*members(shape))


def _schema(one: Field) -> schemas.Schema:
    if one.kind == "uint":
        return schemas.number(one.least, one.most)
    if one.kind == "flag":
        return schemas.flag()
    if one.kind == "enum":
        return schemas.one_of(*one.values)
    if one.kind in ("enums", "set"):
        return schemas.list_of(schemas.one_of(*one.values), 0 if one.kind == "set" else 1)
    if one.kind == "bytes":
        return schemas.hexes(one.least, one.most)
    if one.kind == "byte_strings":
        return schemas.list_of(schemas.hexes(one.least, one.most), 1)
    if one.shape is not None:
        nested = schemas.ref(one.shape.name)
        return schemas.list_of(nested, 1) if one.kind == "messages" else nested
    return schemas.text()
