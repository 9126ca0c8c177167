"""What a module of areas/ has, and how they are found: by listing the folder, so that a new area edits no list."""

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable

from phantomref import cases, schemas

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT.parent / "vectors"


@dataclass(frozen=True)
class Area:
    """RULES: rule ids the file covers. NOTES: flag -> what it means and which bug it catches. OPS: op -> function from the
    input to the output, raising Refused. SCHEMA: op -> (schema of the input, schema of the output). DEFS: schemas that these
    refer to (may be missing). tests(): the cases."""

    name: str
    rules: list[str]
    notes: dict[str, str]
    ops: cases.Ops
    schema: dict[str, tuple[schemas.Schema, schemas.Schema]]
    defs: dict[str, schemas.Schema]
    tests: Callable[[], Iterable[cases.Case]]

    def files(self) -> dict[str, str]:
        """The vector file and its schema, by name; AssertionError where they would break a promise of the format."""
        tests = [cases.as_test(self.ops, i, case) for i, case in enumerate(self.tests(), 1)]
        self._check(tests)
        schema = schemas.of_area(self.name, self.schema, self.defs)
        frame: dict[str, Any] = {
            "$schema": f"{self.name}-v1.schema.json",
            "area": self.name,
            "version": 1,
            "numberOfTests": len(tests),
            "rules": self.rules,
            "notes": self.notes,
        }
        found = schemas.faults({**frame, "tests": tests}, schema, schema)
        assert not found, f"{self.name}: the vectors break their own schema: {found[:5]}"
        head = json.dumps(frame, indent=2)[:-2]
        lines = ",\n".join("    " + json.dumps(test) for test in tests)
        return {
            f"{self.name}-v1.json": f'{head},\n  "tests": [\n{lines}\n  ]\n}}\n',
            f"{self.name}-v1.schema.json": json.dumps(schema, indent=2) + "\n",
        }

    def _check(self, tests: list[dict[str, Any]]) -> None:
        used = {flag for test in tests for flag in test["flags"]}
        assert used == set(self.notes), f"{self.name}: flags and notes differ: {sorted(used ^ set(self.notes))}"
        assert set(self.ops) == set(self.schema), f"{self.name}: ops and schemas differ"
        assert {test["op"] for test in tests} == set(self.ops), f"{self.name}: an op without a test"
        asked = [json.dumps([test["op"], test["input"]]) for test in tests]
        twice = {one for one in asked if asked.count(one) > 1} if len(set(asked)) < len(asked) else set()
        assert not twice, f"{self.name}: asked twice: {sorted(twice)[:3]}"


def names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "areas").glob("*.py") if path.stem != "__init__")


def load(name: str) -> Area:
    module = importlib.import_module(f"areas.{name}")
    defs = getattr(module, "DEFS", {})
    return Area(name, module.RULES, module.NOTES, module.OPS, module.SCHEMA, defs, module.tests)
