"""Shapes against the schemas of spec/proto: the same messages, fields, numbers and kinds."""

import re
import unittest
from typing import Iterable

from phantomref import area
from phantomref.shape import Shape

KINDS = {
    "uint32": {"uint", "enum"},
    "uint64": {"uint"},
    "bool": {"flag"},
    "bytes": {"bytes"},
    "string": {"text", "utf8"},
    "repeated uint32": {"enums", "set"},
    "repeated bytes": {"byte_strings"},
}


def _fields(name: str) -> dict[str, list[tuple[str, str, int]]]:
    text = (area.ROOT.parent / "proto" / name).read_text(encoding="utf-8")
    found = {}
    for message, body in re.findall(r"message (\w+) \{(.*?)\}", re.sub(r"//.*", "", text), re.S):
        lines = re.findall(r"((?:repeated )?\w+) (\w+) = (\d+);", body)
        found[message] = [(kind, field, int(number)) for kind, field, number in lines]
    return found


def assert_same(test: unittest.TestCase, name: str, shapes: Iterable[Shape]) -> None:
    proto, all_shapes = _fields(name), list(shapes)
    test.assertEqual(set(proto), {shape.name for shape in all_shapes})
    for shape in all_shapes:
        test.assertEqual([(n, i) for _, n, i in proto[shape.name]], [(one.name, one.number) for one in shape.fields])
        for (kind, _, _), one in zip(proto[shape.name], shape.fields):
            nested = {"messages" if kind.startswith("repeated") else "message"}
            test.assertIn(one.kind, KINDS.get(kind, nested), f"{shape.name}.{one.name}")
            if one.shape is not None:
                test.assertEqual(kind.removeprefix("repeated "), one.shape.name)
