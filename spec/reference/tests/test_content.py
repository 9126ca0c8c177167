"""The shapes against spec/proto/content.proto, and the content cases against what they promise to meet (CONT-2, CONT-3)."""

import unittest

from phantomref import area, content, content_cases, wire
from phantomref.errors import Refused
from phantomref.reader import read
from tests import protos


class ContentTest(unittest.TestCase):
    def test_shapes_are_those_of_the_schema(self) -> None:
        protos.assert_same(self, "content.proto", [content.FRAME, content.REQUEST, content.TOKENS, content.RECEIPT, content.RESEND])

    def test_whatever_is_read_would_be_written(self) -> None:
        """One form: of every content, each shorter beginning and each changed byte is refused, or says what would be written so."""
        read_again = 0
        for name, body in content_cases.BODIES.items():
            encoded = content.encode(content_cases.frame(name, body))
            others = [encoded[:length] for length in range(len(encoded))]
            for at in range(len(encoded)):
                others += [encoded[:at] + bytes([encoded[at] ^ 1 << bit]) + encoded[at + 1 :] for bit in range(8)]
            for other in others:
                try:
                    message = read(content.FRAME, other, content.MAX_LENGTH)
                except Refused:
                    continue
                read_again += 1
                self.assertTrue(_skips(other) or wire.encode(content.FRAME, message) == other, f"{name}: {other.hex()}")
        self.assertGreater(read_again, 1000)

    def test_each_field_of_each_kind_is_mutated(self) -> None:
        comments = [test.comment for test in area.load("content").tests()]
        for name, body in content_cases.BODIES.items():
            message = content_cases.frame(name, body)
            for one in content.FRAME.fields:
                if one.name in message:
                    for what in ("wire type", "twice"):
                        self.assertTrue(any(comment.startswith(f"{name}, {one.name}: {what}") for comment in comments), f"{name} {one.name}")


def _skips(data: bytes) -> bool:
    """Whether a field that is skipped stands at the end: one changed bit of the call's tag makes it another's."""
    at = 0
    while at < len(data):
        tag, at = wire.read_varint(data, at)
        if content.FRAME.by_number(tag >> 3) is None:
            return True
        if tag & 7 == 0:
            at = wire.read_varint(data, at)[1]
        else:
            length, at = wire.read_varint(data, at)
            at += length
    return False


if __name__ == "__main__":
    unittest.main()
