"""Schemas of vector files (JSON Schema 2020-12): builders that are strict by default, the frame around an area's ops, and a
checker for the keywords used here, so that no file is written that its own schema refuses (VEC-1)."""

import re
from typing import Any, Mapping

Json = Any
Schema = dict[str, Json]


def obj(required: Mapping[str, Schema], optional: Mapping[str, Schema] = {}) -> Schema:
    """An object with exactly these members, the optional ones perhaps absent."""
    members = {**required, **optional}
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": members}


def hexes(least: int = 0, most: int = -1) -> Schema:
    """Lower-case hex of `least` to `most` bytes; without `most`, of any length from `least` on."""
    count = "" if most < 0 else str(most)
    return {"type": "string", "pattern": f"^([0-9a-f]{{2}}){{{least},{count}}}$"}


def exactly(length: int) -> Schema:
    return hexes(length, length)


def number(least: int = 0, most: int = 2**53) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def text() -> Schema:
    return {"type": "string"}


def flag() -> Schema:
    return {"type": "boolean"}


def one_of(*names: str) -> Schema:
    return {"type": "string", "enum": list(names)}


def list_of(item: Schema, least: int = 0) -> Schema:
    return {"type": "array", "minItems": least, "items": item}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


ERROR = {"type": "string", "pattern": r"^(Malformed|Unsupported|Unauthentic)\([A-Z_]+\)$"}


def of_area(area: str, ops: Mapping[str, tuple[Schema, Schema]], defs: Mapping[str, Schema]) -> Schema:
    """The schema of one vector file: the frame of all files, and for each op its exact input and output."""
    by_op = [
        {"if": {"properties": {"op": {"const": op}}}, "then": {"properties": {"input": given, "output": output}}}
        for op, (given, output) in ops.items()
    ]
    by_result = [
        {"if": {"properties": {"result": {"const": "valid"}}}, "then": {"required": ["output"]}, "else": {"required": ["error"]}},
        {"if": {"required": ["output"]}, "then": {"properties": {"result": {"const": "valid"}}}},
        {"if": {"required": ["error"]}, "then": {"properties": {"result": {"const": "invalid"}}}},
    ]
    members = {
        "tcId": number(1),
        "comment": {"type": "string", "minLength": 1},
        "flags": list_of({"type": "string", "pattern": "^[A-Z0-9_]+$"}),
        "op": one_of(*ops),
        "input": {"type": "object"},
        "result": one_of("valid", "invalid"),
    }
    test = {**obj(members, {"output": {"type": "object"}, "error": ERROR}), "allOf": by_op + by_result}
    notes = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}
    frame = {
        "$schema": {"const": f"{area}-v1.schema.json"},
        "area": {"const": area},
        "version": {"const": 1},
        "numberOfTests": number(1),
        "rules": list_of({"type": "string", "pattern": "^[A-Z]+-[0-9]+$"}, 1),
        "notes": notes,
        "tests": list_of(ref("test"), 1),
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"PhantomNet vectors: {area}"}
    return {**head, **obj(frame), "$defs": {**defs, "test": test}}


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}
_KEYWORDS = {
    *("$schema", "$defs", "$ref", "title", "type", "properties", "required", "additionalProperties", "items", "minItems"),
    *("maxItems", "minimum", "maximum", "minLength", "pattern", "enum", "const", "oneOf", "allOf", "if", "then", "else"),
}


def faults(value: Json, schema: Schema, root: Schema, at: str = "$") -> list[str]:
    """Where the value departs from the schema; empty if nowhere. A keyword that is not known here is an error."""
    unknown = set(schema) - _KEYWORDS
    if unknown:
        raise ValueError(f"{at}: schema keywords {sorted(unknown)} are not known to this checker")
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    wanted = schema.get("type")
    if wanted and (not isinstance(value, _TYPES[wanted]) or isinstance(value, bool) != (wanted == "boolean")):
        return [f"{at}: is no {wanted}"]
    found = _scalar_faults(value, schema, at)
    if isinstance(value, dict):
        found += _object_faults(value, schema, root, at)
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{at}: has {len(value)} items")
        for i, item in enumerate(value):
            found += faults(item, schema.get("items", {}), root, f"{at}[{i}]")
    for part in schema.get("allOf", []):
        found += faults(value, part, root, at)
    if "oneOf" in schema and sum(not faults(value, part, root, at) for part in schema["oneOf"]) != 1:
        found.append(f"{at}: is not exactly one of the alternatives")
    if "if" in schema:
        branch = "else" if faults(value, schema["if"], root, at) else "then"
        found += faults(value, schema.get(branch, {}), root, at)
    return found


def _scalar_faults(value: Json, schema: Schema, at: str) -> list[str]:
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not in {schema['enum']}")
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            found.append(f"{at}: is too short")
        if "pattern" in schema and not re.search(schema["pattern"].replace("$", r"\Z"), value):
            found.append(f"{at}: does not match {schema['pattern']}")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{at}: {value} is out of range")
    return found


def _object_faults(value: dict[str, Json], schema: Schema, root: Schema, at: str) -> list[str]:
    found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    rest = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name in schema.get("properties", {}):
            found += faults(member, schema["properties"][name], root, f"{at}.{name}")
        elif rest is False:
            found.append(f"{at}: {name} is unknown")
        elif isinstance(rest, dict):
            found += faults(member, rest, root, f"{at}.{name}")
    return found
