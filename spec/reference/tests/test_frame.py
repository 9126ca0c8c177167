"""The frame itself: areas do not share ops, runs are the same, the schema checker finds what it should (VEC-1)."""

import unittest

from phantomref import area, schemas
from phantomref.chance import Chance


class FrameTest(unittest.TestCase):
    def test_ops_of_all_areas_are_distinct(self) -> None:
        ops = [op for name in area.names() for op in area.load(name).ops]

        self.assertEqual(len(ops), len(set(ops)))

    def test_chance_repeats_by_label_only(self) -> None:
        self.assertEqual(Chance("a").bytes(40), Chance("a").bytes(40))
        self.assertNotEqual(Chance("a").bytes(40), Chance("b").bytes(40))
        stream = Chance("a")
        self.assertNotEqual(stream.bytes(40), stream.bytes(40))

    def test_every_object_of_every_schema_is_closed(self) -> None:
        for name in area.names():
            loaded = area.load(name)
            for part in [*(s for pair in loaded.schema.values() for s in pair), *loaded.defs.values()]:
                self._closed(part, name)

    def _closed(self, part: object, where: str) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object":
                self.assertIs(part.get("additionalProperties"), False, f"{where}: {part}")
            for inner in part.values():
                self._closed(inner, where)
        if isinstance(part, list):
            for inner in part:
                self._closed(inner, where)

    def test_checker_finds_each_kind_of_fault(self) -> None:
        schema = schemas.obj({"a": schemas.number(1, 3)}, {"b": schemas.hexes(1, 2), "c": schemas.list_of(schemas.flag(), 1)})
        good = [{"a": 1}, {"a": 3, "b": "00ff", "c": [True]}]
        bad = [{}, {"a": 0}, {"a": 4}, {"a": True}, {"a": "1"}, {"a": 1, "b": "0"}, {"a": 1, "b": "AB"}, {"a": 1, "b": "000000"}]
        bad += [{"a": 1, "b": "00\n"}, {"a": 1, "c": []}, {"a": 1, "c": [1]}, {"a": 1, "d": 1}, {"a": 1, "c": {}}, []]

        for value in good:
            self.assertEqual([], schemas.faults(value, schema, schema), value)
        for value in bad:
            self.assertNotEqual([], schemas.faults(value, schema, schema), value)
