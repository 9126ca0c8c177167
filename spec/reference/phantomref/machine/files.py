"""The files of spec/transitions, each with its schema and checked against it."""

import json

from phantomref import schemas
from phantomref.machine import changes, crossing, meeting, moving, pictures, schema, shapes, table


def all_files() -> dict[str, str]:
    written: dict[str, str] = {}
    made = (
        ("call.json", table.text(), schema.of_call(shapes.PLAIN)),
        ("device.json", meeting.text(), schema.of_device()),
        ("moves.json", moving.text(), schema.of_moves()),
        ("crossings.json", crossing.text(), schema.of_crossings()),
        ("rekey.json", changes.text(), schema.of_rekey()),
        ("video.json", pictures.text(), schema.of_video()),
    )
    for name, text, its_schema in made:
        faults = schemas.faults(json.loads(text), its_schema, its_schema)
        assert not faults, f"{name} breaks its own schema: {faults[:5]}"
        written[name] = text
        written[name.replace(".json", ".schema.json")] = json.dumps(its_schema, indent=2) + "\n"
    return written
