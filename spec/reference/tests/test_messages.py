"""The shapes against spec/proto/call.proto, and the message cases against what they promise to meet (SIG-1 to SIG-10)."""

import unittest
from typing import Iterable

from phantomref import area, messages, samples, wire
from phantomref.reader import read
from phantomref.shape import Field, Shape
from tests import protos

CORES = {shape for shape, _ in messages.TYPES.values()}
SHAPES = CORES | {messages.DEVICE, messages.PARAMETERS, messages.CANDIDATE, messages.RELAY, messages.SEALED}


class MessagesTest(unittest.TestCase):
    def test_shapes_are_those_of_the_schema(self) -> None:
        protos.assert_same(self, "call.proto", SHAPES)

    def test_every_valid_message_is_read_back(self) -> None:
        for name in messages.TYPES:
            for comment, message in samples.valid(name):
                core = messages.encode_core(name, message)
                back = messages.decode_core(name, core)

                self.assertEqual(core, messages.encode_core(name, back), f"{name} {comment}")
                self.assertLessEqual(set(message), set(back), f"{name} {comment}")

    def test_whole_core_is_read_to_its_last_byte(self) -> None:
        """Of any core, every shorter beginning is refused or says exactly what is left."""
        for name, (shape, _) in messages.TYPES.items():
            core = wire.encode(shape, {"version": 1, "min_version": 1, **samples.base(name)})
            for length in range(len(core)):
                try:
                    left = read(shape, core[:length], messages.MAX_CORE)
                except Exception as refused:  # noqa: BLE001
                    self.assertEqual("Refused", type(refused).__name__)
                    continue
                self.assertEqual(core[:length], wire.encode(shape, left), name)

    def test_each_field_of_each_type_is_mutated(self) -> None:
        """In the file itself: each field of a type, at every level, is missing, doubled, or of another wire type somewhere."""
        comments = [test.comment for test in area.load("messages").tests()]
        for name, (shape, _) in messages.TYPES.items():
            own = [comment for comment in comments if comment.startswith(f"{name}, ")]
            for path, one in _fields(shape):
                self.assertTrue(any(f"{path}: wire type" in comment for comment in own), f"{name} {path}")
                if one.required:
                    self.assertTrue(any(comment == f"{name}, {path}: missing" for comment in own), f"{name} {path}")


def _fields(shape: Shape, prefix: str = "") -> Iterable[tuple[str, Field]]:
    for one in shape.fields:
        yield f"{prefix}{one.name}", one
        if one.shape is not None:
            yield from _fields(one.shape, f"{prefix}{one.name}.")
