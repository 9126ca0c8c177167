"""The schemas of the files in spec/transitions: strict, each kind of shape with exactly its members."""

from typing import Any

from phantomref import video
from phantomref.machine.values import DECLINES, EFFECT_FAILURES, ENGINE_FAILURES, HANGUPS, MEDIA, MODES, PATH_FAILURES
from phantomref.machine.vocabulary import EVENTS, LOSSES, OCCUPANCY, RENEWALS, STAGES, STATES, STEPS
from phantomref.rekeying import ACTS, OLD, ROLES, WISHES
from phantomref.schemas import Schema, flag, list_of, number, obj, one_of, text

MODE = one_of(*MODES)
DEVICE = number(1, 127)
CALL = one_of("placed", "taken")
LEG = obj({"device": DEVICE, "stage": one_of(*STAGES), "connecting": flag(), "challenged": flag()})
CONTACT = obj({"floor": MODE, "requirePq": flag(), "blocked": flag(), "mayReply": flag(), "acknowledged": flag()})
RENEWAL = obj({"step": one_of(*RENEWALS), "wanted": flag(), "failures": number(0, 3)})
MILLIS: Schema = {"type": "integer"}


def _state(required: dict[str, Schema], optional: dict[str, Schema] = {}) -> Schema:
    return obj({"call": CALL, **required}, {"mode": MODE, "continues": {"const": True}, **optional})


STATE_SHAPES: dict[str, Schema] = {
    "Idle": _state({}),
    "Dialing": _state({"legs": list_of(LEG, 1), "limited": flag()}),
    "RemoteRinging": _state({"legs": list_of(LEG, 1)}),
    "Incoming": _state({"step": one_of(*STEPS), "dialled": flag()}, {"required": MODE}),
    "Ringing": _state({"path": one_of("NONE", "OPENING", "ANSWERED"), "mayReply": flag()}),
    "Connecting": _state({"opening": flag(), "muted": flag()}),
    "Connected": _state({"muted": flag(), "renewal": RENEWAL}),
    "Reconnecting": _state({"muted": flag(), "loss": one_of(*LOSSES), "renewal": RENEWAL}),
    "Ended": _state({"reason": text()}, {"required": MODE}),
}


def _reason(reasons: list[str], optional: dict[str, Schema] = {}) -> Schema:
    return obj({"device": DEVICE, "reason": one_of(*reasons)}, optional)


_ASKED = {"mode": MODE, "media": one_of(*MEDIA), "supported": flag(), "postQuantum": flag(), "occupancy": one_of(*OCCUPANCY)}
_CAME = {"device": DEVICE, "heldMillis": MILLIS, "seen": flag()}
_OTHER_EVENTS: dict[str, Schema] = {
    "StartRequested": obj({"devices": list_of(DEVICE), **_ASKED}, {"contact": CONTACT}),
    "OfferReceived": obj({**_ASKED, **_CAME, "ageMillis": MILLIS}, {"contact": CONTACT, "continues": {"const": True}}),
    "NewerOfferReceived": obj(_CAME, {"contact": CONTACT}),
    "StrayReceived": obj({"device": DEVICE}, {"contact": CONTACT}),
    "UpdateReceived": obj({"device": DEVICE, "reply": flag()}),
    "NextAgreed": obj({"device": DEVICE, "asked": flag()}),
    "MutePressed": obj({"muted": flag()}),
    "NotContinued": obj({"reason": text()}),
    "ReplyPermitDecided": obj({"granted": flag()}),
    "MediaAckReceived": obj({"device": DEVICE, "approved": flag()}),
    "ModeSwitchRequestReceived": obj({"device": DEVICE, "to": MODE}),
    "ModeSwitchAckReceived": obj({"device": DEVICE, "approved": flag()}),
    "EngineFailed": _reason(ENGINE_FAILURES),
    "EffectFailed": _reason(EFFECT_FAILURES),
    "PathFailed": _reason(PATH_FAILURES),
    "HangupReceived": _reason(HANGUPS),
    "DeclineReceived": _reason(DECLINES, {"required": MODE}),
}


def _event_shape(kind: str, of_call: list[str]) -> Schema:
    return _OTHER_EVENTS.get(kind) or obj({} if kind in of_call else {"device": DEVICE})


def _named(shape: Schema) -> Schema:
    return {"type": "object", "additionalProperties": shape}


def _frame(title: str, name: str, members: dict[str, Any], version: str) -> Schema:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return {**head, **obj({"$schema": {"const": name}, "version": {"const": version}, **members})}


def of_call(events_of_call: list[str]) -> Schema:
    row = obj({"given": list_of(text(), 1), "when": list_of(text(), 1), "next": text(), "effects": list_of(text())})
    named: dict[str, Schema] = {"state": one_of(*STATES), "event": one_of(*EVENTS)}
    cell: Schema = {"oneOf": [obj({**named, "ignored": {"const": True}}), obj({**named, "rows": list_of(row, 1)})]}
    shapes = obj({
        "states": obj({kind: _named(STATE_SHAPES[kind]) for kind in STATES}),
        "events": obj({kind: _named(_event_shape(kind, events_of_call)) for kind in EVENTS}),
    })  # fmt: skip
    members: dict[str, Any] = {"states": {"const": STATES}, "events": {"const": EVENTS}, "shapes": shapes, "cells": list_of(cell, 1)}
    return _frame("The call machine: what every event does in every state (spec/04-machine.md)", "call.schema.json", members, "2")


FACTS: dict[str, Schema] = {"call": {"type": "string", "pattern": "^[0-9] (caller|callee)$"}, "who": text(), "identity": text()}
_CONTINUES = {"continues": number(1, 9)}
_KIND = {"mode": MODE, "media": one_of(*MEDIA), "rank": text()}
_CHANGES: dict[str, Schema] = {"next": {"type": "object", "additionalProperties": text()}, "effects": list_of(text())}


def _less(shape: Schema, *names: str) -> dict[str, Schema]:
    return {name: member for name, member in shape["properties"].items() if name not in names}


def of_device() -> Schema:
    """The events of the device's table: those of the table of states with the call's own facts, and without the occupancy they ask for."""
    held = obj({**FACTS, **_KIND, "state": one_of(*STATES), "shape": text()}, _CONTINUES)
    start = _less(_OTHER_EVENTS["StartRequested"], "occupancy", "contact", "mode", "media")
    offer = _less(_OTHER_EVENTS["OfferReceived"], "occupancy", "contact", "mode", "media", "continues")
    who = {"contact": CONTACT}
    event: Schema = {"oneOf": [
        obj({"event": {"const": "StartRequested"}, **FACTS, **_KIND, **start}, who),
        obj({"event": {"const": "OfferReceived"}, **FACTS, **_KIND, **offer}, who),
        obj({"event": {"const": "NewerOfferReceived"}, **FACTS, **_CAME}, who),
    ]}  # fmt: skip
    row = obj({"given": list_of(text(), 1), "when": list_of(text(), 1), **_CHANGES})
    ranks = {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
    members = {"ranks": ranks, "calls": _named(list_of(held)), "events": _named(event), "rows": list_of(row, 1)}
    return _frame("What a start or an offer means to the other calls of the device (spec/04-machine.md)", "device.schema.json", members, "1")


def of_moves() -> Schema:
    """Any event of the table of states, with the call it is about; a MOVE has the facts of the call that is to continue it."""
    held = obj({**FACTS, **_KIND, "state": one_of(*STATES), "shape": text()}, _CONTINUES)
    start = _less(_OTHER_EVENTS["StartRequested"], "occupancy", "contact", "mode", "media")
    offer = _less(_OTHER_EVENTS["OfferReceived"], "occupancy", "contact", "mode", "media", "continues")
    who = {"contact": CONTACT}
    about: dict[str, Schema] = {"device": DEVICE, "reason": text(), "muted": flag()}
    event: Schema = {"oneOf": [
        obj({"event": {"const": "MoveReceived"}, **FACTS, **_KIND, "device": DEVICE, **start}, who),
        obj({"event": {"const": "StartRequested"}, **FACTS, **_KIND, **start}, who),
        obj({"event": {"const": "OfferReceived"}, **FACTS, **_KIND, **offer}, who),
        obj({"event": one_of(*[kind for kind in EVENTS if kind not in BEGINNINGS]), "call": FACTS["call"]}, about),
    ]}  # fmt: skip
    row = obj({"given": list_of(text(), 1), "when": list_of(text(), 1), **_CHANGES})
    ranks = {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
    members = {"ranks": ranks, "calls": _named(list_of(held)), "events": _named(event), "rows": list_of(row, 1)}
    return _frame("A call and the one that is to continue it (CALL-80 to CALL-88 of spec/04-machine.md)", "moves.schema.json", members, "1")


BEGINNINGS = ("MoveReceived", "StartRequested", "OfferReceived", "NewerOfferReceived", "StrayReceived")


def of_crossings() -> Schema:
    call = FACTS["call"]
    begins = obj({**FACTS, **_KIND})
    shape: Schema = {"oneOf": [begins, obj({"call": call, "granted": flag()}), obj({"call": call, "device": DEVICE}, {"reason": text()})]}
    step = obj({"device": one_of("A", "B"), "event": one_of(*EVENTS), "shape": shape, **_CHANGES})
    given = obj({"A": text(), "B": text(), "equalIds": flag()})
    end = obj({"A": _CHANGES["next"], "B": _CHANGES["next"]})
    crossing = obj({"given": given, "order": text(), "steps": list_of(step, 1), "end": end})
    same = obj({"StartRequested": {"type": "object"}, "OfferReceived": {"type": "object"}})
    title = "Two people call each other, in every order (spec/04-machine.md)"
    return _frame(title, "crossings.schema.json", {"same": same, "crossings": list_of(crossing, 1)}, "1")


def of_rekey() -> Schema:
    epoch, wish, role = number(0, 9), one_of(*WISHES), one_of(*ROLES)
    acts = list_of(one_of(*ACTS))
    side = {"role": role, "newest": epoch, "sealing": epoch, "wants": list_of(wish), "old": one_of(*OLD), "answeredMillis": number()}
    kinds: dict[str, dict[str, Schema]] = {kind: {} for kind in ("anotherConnection", "modeWanted", "modeUnwanted")}
    kinds |= {kind: {"epoch": epoch} for kind in ("due", "retry", "declined", "heard", "lingered")}
    kinds |= {"replied": {"of": wish, "epoch": epoch}, "requested": {"of": wish, "epoch": epoch, "under": epoch, "repeated": flag()}}
    event: Schema = {"oneOf": [obj({"event": {"const": kind}, **more}) for kind, more in kinds.items()]}
    row = obj({"given": list_of(text(), 1), "when": list_of(text(), 1), "next": text(), "acts": acts})
    start = obj({"role": role, "next": text(), "acts": acts})
    members = {
        "starts": list_of(start, len(ROLES)), "sides": _named(obj(side, {"asked": wish})), "events": _named(event), "rows": list_of(row, 1),
    }  # fmt: skip
    return _frame("When one side of a call changes its keys (KEY-10, KEY-17 to KEY-20 of spec/03-keys.md)", "rekey.schema.json", members, "1")


def of_video() -> Schema:
    stage, event, act = one_of(*video.STAGES), one_of(*video.RULES), one_of(*video.ACTS)
    row = obj({"given": list_of(stage, 1), "when": event, "next": one_of("same", *video.STAGES), "acts": list_of(act)})
    members = {"stages": list_of(stage, 1), "events": list_of(event, 1), "acts": list_of(act, 1), "rows": list_of(row, 1)}
    return _frame("Whether one side of a call wants video in it (CALL-72 to CALL-78 of spec/04-machine.md)", "video.schema.json", members, "1")
