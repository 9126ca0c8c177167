"""spec/13-conformance.md against the areas: every op has its line, with every member, and no line is left over (VEC-1)."""

import re
import unittest

from phantomref import area, schemas

DOCUMENT = area.ROOT.parent / "13-conformance.md"


def sections() -> dict[str, str]:
    """The text about the ops of each area; areas that share a section have the same."""
    found = {}
    for text in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        for name in re.findall(r"`(\w+)-v1\.json`", text.splitlines()[0]):
            found[name] = text
    return found


def documented(section: str) -> dict[str, str]:
    """Op -> its line, in the tables whose first column is `op`."""
    found: dict[str, str] = {}
    is_of_ops = False
    for line in section.splitlines():
        if not line.startswith("|"):
            is_of_ops = False
        elif line.startswith("| op |"):
            is_of_ops = True
        elif is_of_ops and not line.startswith("|---"):
            op = line.split("|")[1].strip()
            assert op not in found, f"{op} stands there twice"
            found[op] = line
    return found


def members(part: schemas.Schema, defs: dict[str, schemas.Schema]) -> set[str]:
    """The names of the members of an input or output, those of every alternative."""
    if "$ref" in part:
        return members(defs[part["$ref"].removeprefix("#/$defs/")], defs)
    return set(part.get("properties", {})).union(*(members(one, defs) for one in part.get("oneOf", [])))


class DocumentTest(unittest.TestCase):
    def test_every_op_is_documented_and_no_other(self) -> None:
        found = sections()

        self.assertEqual(set(area.names()), set(found))
        for text in set(found.values()):
            here = [name for name in found if found[name] is text]
            ops = {op for name in here for op in area.load(name).ops}
            self.assertEqual(ops, set(documented(text)), f"ops of {here}")

    def test_every_member_is_named(self) -> None:
        """In the op's own section: a reader of it knows what to send and what to expect."""
        found = sections()
        for name in area.names():
            loaded = area.load(name)
            said = set(re.findall(r"\w+", found[name]))
            for op, pair in loaded.schema.items():
                if op in ("encode_core", "decode_core"):
                    continue  # their members are those of call.proto, as the section says
                for part in pair:
                    self.assertLessEqual(members(part, loaded.defs), said, f"members of {op}")

    def test_members_are_named_in_one_way(self) -> None:
        for name in area.names():
            loaded = area.load(name)
            for part in [*(s for pair in loaded.schema.values() for s in pair), *loaded.defs.values()]:
                self._named(part, name)

    def _named(self, part: object, where: str) -> None:
        if isinstance(part, dict):
            for member in part.get("properties", {}):
                self.assertRegex(member, r"^([a-z][a-z0-9]*(_[a-z0-9]+)*|[A-Z][A-Z_]*)$", where)
            for inner in part.values():
                self._named(inner, where)
        if isinstance(part, list):
            for inner in part:
                self._named(inner, where)


if __name__ == "__main__":
    unittest.main()
