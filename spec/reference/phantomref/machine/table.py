"""spec/transitions/call.json: every state x event of this machine in every shape, rows grouped by what happens."""

import json
from typing import Any

from phantomref.machine import building, device, shapes
from phantomref.machine.vocabulary import EVENTS, STATES

Happens = tuple[str, tuple[str, ...]]


def cell(state: str, event: str) -> list[tuple[list[str], list[str], Happens]]:
    """(given, when, what happens): one row for each outcome that the shapes tell apart."""
    rows: dict[tuple[tuple[str, ...], Happens], list[str]] = {}
    for given, state_shape in shapes.states()[state].items():
        outcomes: dict[Happens, list[str]] = {}
        for when, event_shape in shapes.events()[event].items():
            outcomes.setdefault(_happens(state, state_shape, event, event_shape), []).append(when)
        for happens, whens in outcomes.items():
            rows.setdefault((tuple(whens), happens), []).append(given)
    return [(givens, list(whens), happens) for (whens, happens), givens in rows.items()]


def _happens(state: str, state_shape: shapes.Shape, event: str, event_shape: shapes.Shape) -> Happens:
    before = building.state(state, state_shape)
    outcome = device.on_state(before, building.event(event, event_shape, before.call))
    after = "same" if outcome.next == before else outcome.next.to_words()
    return after, tuple(effect.to_words() for effect in outcome.effects)


def cells() -> list[dict[str, Any]]:
    written = []
    for state in STATES:
        for event in EVENTS:
            rows = cell(state, event)
            named: dict[str, Any] = {"state": state, "event": event}
            if all(happens == ("same", ()) for _, _, happens in rows):
                written.append({**named, "ignored": True})
            else:
                written.append({**named, "rows": [_row(*row) for row in rows]})
    return written


def _row(given: list[str], when: list[str], happens: Happens) -> dict[str, Any]:
    return {"given": given, "when": when, "next": happens[0], "effects": list(happens[1])}


def shape_lines(named: dict[str, dict[str, shapes.Shape]], kinds: list[str]) -> str:
    blocks = []
    for kind in kinds:
        lines = ",\n".join(f"        {json.dumps(name)}: {json.dumps(shape)}" for name, shape in named[kind].items())
        blocks.append(f"      {json.dumps(kind)}: {{\n{lines}\n      }}")
    return ",\n".join(blocks)


def text() -> str:
    lines = []
    for one in cells():
        if "ignored" in one:
            lines.append("    " + json.dumps(one))
            continue
        rows = ",\n".join(
            f'        {{ "given": {json.dumps(row["given"])}, "when": {json.dumps(row["when"])},\n'
            f'          "next": {json.dumps(row["next"])}, "effects": {json.dumps(row["effects"])} }}'
            for row in one["rows"]
        )
        lines.append(f'    {{ "state": "{one["state"]}", "event": "{one["event"]}", "rows": [\n{rows}\n      ] }}')
    body = ",\n".join(lines)
    return (
        '{\n  "$schema": "call.schema.json",\n  "version": "2",\n'
        f'  "states": {json.dumps(STATES)},\n  "events": {json.dumps(EVENTS)},\n'
        f'  "shapes": {{\n    "states": {{\n{shape_lines(shapes.states(), STATES)}\n    }},\n'
        f'    "events": {{\n{shape_lines(shapes.events(), EVENTS)}\n    }}\n  }},\n'
        f'  "cells": [\n{body}\n  ]\n}}\n'
    )
