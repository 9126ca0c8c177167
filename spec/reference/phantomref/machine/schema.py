"""The schemas of the files in spec/transitions: strict, each kind of shape with exactly its members."""

from typing import Any

from phantomref.machine.values import DECLINES, EFFECT_FAILURES, ENGINE_FAILURES, HANGUPS, MEDIA, MODES, PATH_FAILURES
from phantomref.machine.vocabulary import EVENTS, OCCUPANCY, STAGES, STATES, STEPS
from phantomref.schemas import Schema, flag, list_of, number, obj, one_of, text

MODE = one_of(*MODES)
DEVICE = number(1, 127)
CALL = one_of("placed", "taken")
LEG = obj({"device": DEVICE, "stage": one_of(*STAGES), "connecting": flag(), "challenged": flag()})
CONTACT = obj({"floor": MODE, "requirePq": flag(), "blocked": flag(), "mayReply": flag(), "acknowledged": flag()})
MILLIS: Schema = {"type": "integer"}


def _state(required: dict[str, Schema], optional: dict[str, Schema] = {}) -> Schema:
    return obj({"call": CALL, **required}, {"mode": MODE, **optional})


STATE_SHAPES: dict[str, Schema] = {
    "Idle": _state({}),
    "Dialing": _state({"legs": list_of(LEG, 1), "limited": flag()}),
    "RemoteRinging": _state({"legs": list_of(LEG, 1)}),
    "Incoming": _state({"step": one_of(*STEPS), "dialled": flag()}, {"required": MODE}),
    "Ringing": _state({"path": one_of("NONE", "OPENING", "ANSWERED"), "mayReply": flag()}),
    "Connecting": _state({"opening": flag(), "muted": flag()}),
    "Connected": _state({"muted": flag()}),
    "Reconnecting": _state({"muted": flag()}),
    "SwitchingMode": _state({"muted": flag(), "to": MODE}),
    "Ended": _state({"reason": text()}, {"required": MODE}),
}


def _reason(reasons: list[str], optional: dict[str, Schema] = {}) -> Schema:
    return obj({"device": DEVICE, "reason": one_of(*reasons)}, optional)


_ASKED = {"mode": MODE, "media": one_of(*MEDIA), "supported": flag(), "postQuantum": flag(), "occupancy": one_of(*OCCUPANCY)}
_CAME = {"device": DEVICE, "heldMillis": MILLIS, "seen": flag()}
_OTHER_EVENTS: dict[str, Schema] = {
    "StartRequested": obj({"devices": list_of(DEVICE), **_ASKED}, {"contact": CONTACT}),
    "OfferReceived": obj({**_ASKED, **_CAME, "ageMillis": MILLIS}, {"contact": CONTACT}),
    "NewerOfferReceived": obj(_CAME, {"contact": CONTACT}),
    "StrayReceived": obj({"device": DEVICE}, {"contact": CONTACT}),
    "MutePressed": obj({"muted": flag()}),
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


def _frame(title: str, name: str, members: dict[str, Schema]) -> Schema:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return {**head, **obj({"$schema": {"const": name}, "version": {"const": "2"}, **members})}


def of_call(events_of_call: list[str]) -> Schema:
    row = obj({"given": list_of(text(), 1), "when": list_of(text(), 1), "next": text(), "effects": list_of(text())})
    named: dict[str, Schema] = {"state": one_of(*STATES), "event": one_of(*EVENTS)}
    cell: Schema = {"oneOf": [obj({**named, "ignored": {"const": True}}), obj({**named, "rows": list_of(row, 1)})]}
    shapes = obj({
        "states": obj({kind: _named(STATE_SHAPES[kind]) for kind in STATES}),
        "events": obj({kind: _named(_event_shape(kind, events_of_call)) for kind in EVENTS}),
    })  # fmt: skip
    members: dict[str, Any] = {"states": {"const": STATES}, "events": {"const": EVENTS}, "shapes": shapes, "cells": list_of(cell, 1)}
    return _frame("The call machine: what every event does in every state (spec/04-machine.md)", "call.schema.json", members)
