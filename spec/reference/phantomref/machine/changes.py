"""spec/transitions/rekey.json: one side's change of keys, every state it can reach x everything that can happen, rows grouped by what happens."""

import json
from collections import deque
from dataclasses import replace
from typing import Any

from phantomref import rekeying
from phantomref.rekeying import APART, ROLES, WISHES, Happens, Side

LAST = 2
"""The newest epoch that a side has here: later ones differ from it in nothing."""

WITH_EPOCH = ["due", "retry", "declined", "heard", "lingered"]
Shape = dict[str, Any]


def happenings() -> dict[str, Happens]:
    """What can happen in epochs up to one that is too far ahead, also what no honest side would say."""
    found = {kind: Happens(kind) for kind in ("anotherConnection", "modeWanted", "modeUnwanted")}
    epochs = range(LAST + 3)
    for epoch in epochs:
        found |= {f"{kind} {epoch}": Happens(kind, epoch) for kind in WITH_EPOCH}
        for wish in WISHES:
            found[f"replied {wish} {epoch}"] = Happens("replied", epoch, wish)
            for under in range(LAST + 1):
                for repeated in (False, True):
                    name = f"requested {wish} {epoch} under {under}" + (" repeated" if repeated else "")
                    found[name] = Happens("requested", epoch, wish, under, repeated)
    return found


def _may_come(side: Side, happens: Happens) -> bool:
    """What comes under the newest epoch was heard first; what comes under one that is not held is refused before (KEY-10)."""
    if happens.kind != "requested":
        return True
    if happens.under == side.newest:
        return side.old != "HELD"
    return happens.under == side.newest - 1 and side.old != "NONE"


def sides() -> list[Side]:
    """Every state that can be reached; of the time since the last answer, the last moment of too soon and the first of soon enough."""
    found = [rekeying.start(role).next for role in ROLES]
    left = deque(found)
    while left:
        side = left.popleft()
        afters = [rekeying.on(side, happens).next for happens in happenings().values() if _may_come(side, happens)]
        for next_side in [*afters, replace(side, answered=APART)]:
            after = replace(next_side, answered=max(next_side.answered, APART - 1))
            if after.newest <= LAST and after not in found:
                found.append(after)
                left.append(after)
    return sorted(found, key=lambda side: (ROLES.index(side.role), side.newest, side.sealing, side.to_words()))


def rows() -> list[Shape]:
    grouped: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for side in sides():
        outcomes: dict[str, list[str]] = {}
        for when, happens in happenings().items():
            does = rekeying.on(side, happens)
            next_words = "same" if does.next == side else does.next.to_words()
            outcomes.setdefault(json.dumps({"next": next_words, "acts": list(does.acts)}), []).append(when)
        for happened, whens in outcomes.items():
            grouped.setdefault((tuple(whens), happened), []).append(side.to_words())
    return [{"given": givens, "when": list(whens), **json.loads(happened)} for (whens, happened), givens in grouped.items()]


def side_shape(side: Side) -> Shape:
    shape: Shape = {"role": side.role, "newest": side.newest, "sealing": side.sealing}
    if side.asked is not None:
        shape["asked"] = side.asked
    return {**shape, "wants": sorted(side.wants), "old": side.old, "answeredMillis": side.answered}


def event_shape(happens: Happens) -> Shape:
    shape: Shape = {"event": happens.kind}
    if happens.kind in ("requested", "replied"):
        shape["of"] = happens.of
    if happens.kind not in ("anotherConnection", "modeWanted", "modeUnwanted"):
        shape["epoch"] = happens.epoch
    if happens.kind == "requested":
        shape |= {"under": happens.under, "repeated": happens.repeated}
    return shape


def text() -> str:
    starts = ",\n".join(
        f"    {json.dumps({'role': role, 'next': does.next.to_words(), 'acts': list(does.acts)})}"
        for role, does in ((role, rekeying.start(role)) for role in ROLES)
    )
    given = ",\n".join(f"    {json.dumps(side.to_words())}: {json.dumps(side_shape(side))}" for side in sides())
    when = ",\n".join(f"    {json.dumps(name)}: {json.dumps(event_shape(happens))}" for name, happens in happenings().items())
    lines = ",\n".join(
        f'    {{ "given": {json.dumps(row["given"])},\n      "when": {json.dumps(row["when"])},\n'
        f'      "next": {json.dumps(row["next"])}, "acts": {json.dumps(row["acts"])} }}'
        for row in rows()
    )
    return (
        '{\n  "$schema": "rekey.schema.json",\n  "version": "1",\n'
        f'  "starts": [\n{starts}\n  ],\n  "sides": {{\n{given}\n  }},\n  "events": {{\n{when}\n  }},\n  "rows": [\n{lines}\n  ]\n}}\n'
    )
