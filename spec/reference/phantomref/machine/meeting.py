"""spec/transitions/device.json: what a start or an offer means to the other calls of the device (CALL-1, CALL-12, CALL-13, CALL-16)."""

import json
from dataclasses import replace
from typing import Any

from phantomref.machine import building, device, shapes
from phantomref.machine.shapes import Shape
from phantomref.machine.values import MEDIA, MODES, Call, Effect, Ended, Event, Facts, Move, Offer, Start, State

RANKS = {"lowest": b"\x01" * 32, "just lower": b"\x7f" * 31 + b"\x7e", "equal": b"\x7f" * 32, "just higher": b"\x7f" * 31 + b"\x80", "highest": b"\x80" * 32}
BOB = {"who": "bob", "identity": "bob's"}
PLAIN: Shape = {**BOB, "mode": "PRIVATE", "media": "AUDIO", "rank": "equal"}
NAMES = {"placed": "1 caller", "taken": "5 callee"}


def call_of(name: str) -> Call:
    number, role = name.split(" ")
    return Call(int(number), role)


def facts_of(shape: Shape) -> Facts:
    rank = int.from_bytes(RANKS[shape["rank"]], "big")
    continues = shape.get("continues")
    return Facts(call_of(shape["call"]), shape["who"], shape["identity"], shape["mode"], shape["media"], rank, continues)


def one(state: str, name: str, **facts: Any) -> Shape:
    """One call of the device, in a shape of the table of states."""
    shape = shapes.states()[state][name]
    if shape.get("continues"):
        facts = {"continues": 9, **facts}
    mode = shape.get("mode", "PRIVATE")
    return {"call": NAMES[shape["call"]], "state": state, "shape": name, **PLAIN, "mode": mode, **facts}


def calls() -> dict[str, list[Shape]]:
    """name -> the calls of the device."""
    given: dict[str, list[Shape]] = {"no call": []}
    for state, named in shapes.states().items():
        if state != "Idle":
            for name in named:
                given[f"{state}: {name}"] = [one(state, name)]
    for state, name in RIVALS:
        for mode in MODES:
            for media in MEDIA:
                given[f"{state}: {name}; {mode} {media}"] = [one(state, name, mode=mode, media=media)]
        given[f"{state}: {name}; with carol"] = [one(state, name, who="carol", identity="carol's")]
        given[f"{state}: {name}; with bob's former identity"] = [one(state, name, identity="bob's former")]
    refused = {**one("Incoming", "BUSY", who="carol", identity="carol's"), "call": "6 callee"}
    ended = {**one("Ended", "taken"), "call": "6 callee"}
    for state, name in RIVALS:
        given[f"{state}: {name}; and an offer of carol that is refused"] = [one(state, name), refused]
        given[f"{state}: {name}; and a call that ended"] = [ended, one(state, name)]
    return given


RIVALS = [
    ("Dialing", "1 opening"), ("Dialing", "1 offered"), ("RemoteRinging", "1 ringing"), ("RemoteRinging", "1 connecting"), ("Incoming", "RING"),
    ("Incoming", "NONCE"), ("Incoming", "UNSUPPORTED"), ("Ringing", "no path"), ("Ringing", "answer sent"), ("Ringing", "silent"),
    ("Connecting", "placed"), ("Connecting", "taken"), ("Connected", "placed"), ("Connected", "taken"),
]  # fmt: skip


def _offer(**change: Any) -> Shape:
    who = shapes.contact(change.pop("contact", "friend"))
    base = {"call": "2 callee", **PLAIN, "rank": "highest", **shapes.OFFER, **who}
    del base["occupancy"]
    return {**base, **change}


def _start(**change: Any) -> Shape:
    who = shapes.contact(change.pop("contact", "friend"))
    base = {"call": "3 caller", **PLAIN, **shapes.START, **who}
    del base["occupancy"]
    return {**base, **change}


def events() -> dict[str, tuple[str, Shape]]:
    """name -> (event, shape). The occupancy is for this table to decide, so no shape has it."""
    found: dict[str, tuple[str, Shape]] = {}
    for mode in MODES:
        for rank in RANKS:
            found[f"offer: {mode}, rank {rank}"] = ("OfferReceived", _offer(mode=mode, rank=rank))
        found[f"offer: {mode} with video"] = ("OfferReceived", _offer(mode=mode, media="AUDIO_VIDEO"))
        found[f"offer: {mode}, of the own call's id"] = ("OfferReceived", _offer(mode=mode, call="1 callee"))
        for media in MEDIA:
            found[f"start: {mode} {media}"] = ("StartRequested", _start(mode=mode, media=media))
    for rank in RANKS:
        found[f"offer: of the own call's id, rank {rank}"] = ("OfferReceived", _offer(call="1 callee", rank=rank))
    for name in shapes.CONTACTS:
        found[f"offer: {name}"] = ("OfferReceived", _offer(contact=name))
        found[f"start: {name}"] = ("StartRequested", _start(contact=name))
        found[f"start: PARANOID, {name}"] = ("StartRequested", _start(contact=name, mode="PARANOID"))
    carol = {"who": "carol", "identity": "carol's"}
    for word, change in (("of carol", carol), ("of bob's former identity", {"identity": "bob's former"})):
        found[f"offer: {word}"] = ("OfferReceived", _offer(**change))
        found[f"start: {word}"] = ("StartRequested", _start(**change))
        found[f"start: PARANOID {word}"] = ("StartRequested", _start(mode="PARANOID", **change))
    offers: dict[str, Shape] = {
        "of device 2": {"device": 2}, "seen before": {"seen": True}, "not supported": {"supported": False},
        "not supported, new contact": {"supported": False, "contact": "new contact"}, "60 s old": {"ageMillis": 60_000},
        "60.001 s old, held 59.999 s": {"ageMillis": 60_001, "heldMillis": 59_999}, "60.001 s old, held 60 s": {"ageMillis": 60_001, "heldMillis": 60_000},
        "60.001 s old, held 1 s, new contact": {"ageMillis": 60_001, "contact": "new contact"},
    }  # fmt: skip
    for word, change in offers.items():
        found[f"offer: {word}"] = ("OfferReceived", _offer(**change))
    for mode in ("PRIVATE", "PARANOID"):
        found[f"start: {mode}, not supported"] = ("StartRequested", _start(mode=mode, supported=False))
        found[f"start: {mode}, no device with a session"] = ("StartRequested", _start(mode=mode, devices=[]))
    newer = {"call": "2 callee", **BOB, "device": 1, "heldMillis": 1000, "seen": False}
    for name in ("friend", "new contact", "stranger"):
        found[f"newer offer: {name}"] = ("NewerOfferReceived", {**newer, **shapes.contact(name)})
    return found


def event_of(kind: str, shape: Shape) -> Start | Offer | Move | Event:
    if kind == "MoveReceived":
        begun = replace(facts_of(shape), call=Call(8, "caller"), continues=call_of(shape["call"]).id)
        start = building.event("StartRequested", {**shape, "occupancy": "FREE"}, begun.call, begun)
        assert isinstance(start, Start)
        return Move(shape["device"], start)
    if kind in ("StartRequested", "OfferReceived"):
        return building.event(kind, {**shape, "occupancy": "FREE"}, call_of(shape["call"]), facts_of(shape))
    return building.event(kind, shape, call_of(shape["call"]))


def calls_of(given: list[Shape]) -> device.Calls:
    made = {}
    for one in given:
        state = building.state(one["state"], shapes.states()[one["state"]][one["shape"]], facts_of(one))
        made[state.call] = state
    return made


def to_words(state: State) -> str:
    """The state; while it can still become a call, in which mode and with which media."""
    words = state.to_words()
    return words if isinstance(state, Ended) else f"{words} {state.facts.mode} {state.facts.media}"


def changes(before: device.Calls, after: device.Calls) -> dict[str, str]:
    changed = {call.to_words(): to_words(state) for call, state in after.items() if before.get(call) != state}
    return changed | {call.to_words(): "Idle" for call in before if call not in after}


def effect_words(effects: list[Effect]) -> list[str]:
    return [f"{effect.call.to_words()}: {effect.to_words()}" for effect in effects if effect.call is not None]


def rows(calls: dict[str, list[Shape]], events: dict[str, tuple[str, Shape]]) -> list[dict[str, Any]]:
    grouped: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for given, held in calls.items():
        outcomes: dict[str, list[str]] = {}
        for when, (kind, shape) in events.items():
            before = calls_of(held)
            after, effects = device.on(before, call_of(shape["call"]), event_of(kind, shape))
            happens = json.dumps({"next": changes(before, after), "effects": effect_words(effects)})
            outcomes.setdefault(happens, []).append(when)
        for happens, whens in outcomes.items():
            grouped.setdefault((tuple(whens), happens), []).append(given)
    return [{"given": givens, "when": list(whens), **json.loads(happens)} for (whens, happens), givens in grouped.items()]


def text() -> str:
    return written("device.schema.json", calls(), events())


def written(schema: str, calls: dict[str, list[Shape]], events: dict[str, tuple[str, Shape]]) -> str:
    given = ",\n".join(f"    {json.dumps(name)}: {json.dumps(held)}" for name, held in calls.items())
    when = ",\n".join(f"    {json.dumps(name)}: {json.dumps({'event': kind, **shape})}" for name, (kind, shape) in events.items())
    lines = ",\n".join(
        f'    {{ "given": {json.dumps(row["given"])},\n      "when": {json.dumps(row["when"])},\n'
        f'      "next": {json.dumps(row["next"])}, "effects": {json.dumps(row["effects"])} }}'
        for row in rows(calls, events)
    )
    ranks = json.dumps({name: rank.hex() for name, rank in RANKS.items()})
    return (
        f'{{\n  "$schema": {json.dumps(schema)},\n  "version": "1",\n'
        f'  "ranks": {ranks},\n  "calls": {{\n{given}\n  }},\n  "events": {{\n{when}\n  }},\n  "rows": [\n{lines}\n  ]\n}}\n'
    )
