"""spec/transitions/video.json: one side's wish for video in a call, every stage x everything that can happen, rows grouped by what happens."""

import json
from typing import Any

from phantomref import video
from phantomref.video import ACTS, RULES, STAGES


def rows() -> list[dict[str, Any]]:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for happens in RULES:
        for stage in STAGES:
            does = video.on(stage, happens)
            grouped.setdefault((happens, "same" if does.next == stage else does.next, does.acts), []).append(stage)
    return [{"given": given, "when": when, "next": after, "acts": list(acts)} for (when, after, acts), given in grouped.items()]


def text() -> str:
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows())
    head = f'  "$schema": "video.schema.json",\n  "version": "1",\n  "stages": {json.dumps(STAGES)},\n  "events": {json.dumps(list(RULES))},\n'
    return f'{{\n{head}  "acts": {json.dumps(ACTS)},\n  "rows": [\n{lines}\n  ]\n}}\n'
