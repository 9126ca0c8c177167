"""spec/transitions/crossings.json: two people call each other, in all six orders of two starts and two offers (CALL-12, CALL-13, CALL-16, ADV-12).

Between the two machines stands the simplest world there is: paths open at once, limits grant, messages arrive in order once the four steps are
over, no timer comes due. What each step asks and does is written down, so that another machine can replay it alone."""

import json
from dataclasses import dataclass, field
from typing import Any

from phantomref.machine import device, shapes
from phantomref.machine.meeting import call_of, changes, effect_words, event_of
from phantomref.machine.shapes import Shape
from phantomref.machine.values import MEDIA, MODES, Call, Connected, Effect, Ended, Idle

ORDERS = [
    "A starts, B starts, A hears, B hears", "A starts, B starts, B hears, A hears", "B starts, A starts, A hears, B hears",
    "B starts, A starts, B hears, A hears", "A starts, B hears, B starts, A hears", "B starts, A hears, A starts, B hears",
]  # fmt: skip
OTHER = {"A": "B", "B": "A"}
PEER = {"A": {"who": "bob", "identity": "bob's"}, "B": {"who": "alice", "identity": "alice's"}}
GATE = ("GateKeysConfirmed", "GateTransportConnected", "GateAccepted")
SAID = {
    "SendRing": "RingReceived", "SendAnswer": "AnswerReceived", "SendConfirm": "ConfirmReceived", "SendAccept": "AcceptReceived",
    "SendSelected": "SelectedReceived", "SendHangup": "HangupReceived", "SendDecline": "DeclineReceived",
}  # fmt: skip

SAME: dict[str, Shape] = {
    event: {key: value for key, value in {**shape, **shapes.contact("friend")}.items() if key not in ("mode", "media", "occupancy")}
    for event, shape in (("StartRequested", shapes.START), ("OfferReceived", shapes.OFFER))
}
"""What is the same in every start and every offer of a crossing."""

Waiting = tuple[str, str, Shape]


@dataclass
class Side:
    mode: str
    media: str
    rank: str
    id: int
    calls: device.Calls = field(default_factory=dict)
    offer: Shape | None = None
    gates: dict[Call, set[str]] = field(default_factory=dict)


@dataclass
class World:
    sides: dict[str, Side]
    on_the_way: list[Waiting] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def happens(self, name: str, event: str, shape: Shape) -> None:
        """One event at one side, and at once all that its effects bring about there."""
        side = self.sides[name]
        after, effects = device.on(side.calls, call_of(shape["call"]), event_of(event, {**SAME.get(event, {}), **shape}))
        done = {"next": changes(side.calls, after), "effects": effect_words(effects)}
        self.steps.append({"device": name, "event": event, "shape": shape, **done})
        side.calls = after
        for effect in effects:
            self._follow(name, side, effect)

    def _follow(self, name: str, side: Side, effect: Effect) -> None:
        assert effect.call is not None
        call = effect.call.to_words()
        if effect.name == "TakeReply":
            self.happens(name, "ReplyPermitDecided", {"call": call, "granted": True})
        elif effect.name == "OpenPath":
            self.happens(name, "PathReady", {"call": call, "device": 1})
        elif effect.name == "SendOffer":
            facts = side.calls[effect.call].facts
            side.offer = {"call": _theirs(effect.call), **PEER[OTHER[name]], "mode": facts.mode, "media": facts.media, "rank": side.rank}
        elif effect.name == "ConnectPath":
            self.on_the_way.append((name, "TransportConnected", {"call": call, "device": 1}))
            self.on_the_way.append((OTHER[name], "TransportConnected", {"call": _theirs(effect.call), "device": 1}))
        elif effect.name in GATE:
            side.gates.setdefault(effect.call, set()).add(effect.name)
            if len(side.gates[effect.call]) == len(GATE):
                self.happens(name, "GateOpened", {"call": call, "device": 1})
        elif effect.name in SAID:
            more = {"reason": effect.args[1]} if effect.name in ("SendHangup", "SendDecline") else {}
            self.on_the_way.append((OTHER[name], SAID[effect.name], {"call": _theirs(effect.call), "device": 1, **more}))

    def run(self, order: str) -> None:
        for step in order.split(", "):
            name, verb = step.split(" ")
            side = self.sides[name]
            if verb == "starts":
                self.happens(name, "StartRequested", _start(name, side))
            else:
                offer = self.sides[OTHER[name]].offer
                if offer is not None:
                    self.happens(name, "OfferReceived", offer)
        while self.on_the_way:
            name, event, shape = self.on_the_way.pop(0)
            self.happens(name, event, shape)


def _theirs(call: Call) -> str:
    return f"{call.id} {'callee' if call.outgoing else 'caller'}"


def _start(name: str, side: Side) -> Shape:
    return {"call": f"{side.id} caller", **PEER[name], "mode": side.mode, "media": side.media, "rank": side.rank}


def _pairs() -> list[tuple[tuple[str, str, str], tuple[str, str, str], bool]]:
    """(mode, media, rank) of A and of B, and whether both drew the same id."""
    pairs = []
    for mode in MODES:
        for other in MODES:
            for ranks in (("just lower", "just higher"), ("highest", "lowest")):
                pairs.append(((mode, "AUDIO", ranks[0]), (other, "AUDIO", ranks[1]), False))
    for media in MEDIA:
        for other in MEDIA:
            for ranks in (("lowest", "highest"), ("highest", "lowest")):
                for equal_ids in (False, True) if media == other else (False,):
                    pairs.append((("PRIVATE", media, ranks[0]), ("PRIVATE", other, ranks[1]), equal_ids))
    return pairs


def crossings() -> list[dict[str, Any]]:
    found = []
    for ours, theirs, equal_ids in _pairs():
        for order in ORDERS:
            world = World({"A": Side(*ours, id=1), "B": Side(*theirs, id=1 if equal_ids else 2)})
            world.run(order)
            end = {name: changes({}, side.calls) for name, side in world.sides.items()}
            given = {"A": " ".join(ours[:2]) + f", rank {ours[2]}", "B": " ".join(theirs[:2]) + f", rank {theirs[2]}"}
            _check(world, f"{given} {order}")
            found.append({"given": {**given, "equalIds": equal_ids}, "order": order, "steps": world.steps, "end": end})
    return found


def _check(world: World, name: str) -> None:
    """ADV-12, ADV-13: one call is left, the same on both sides, in the stricter mode and the narrower media; unless one person must answer."""
    live = {n: [s for s in side.calls.values() if not isinstance(s, (Ended, Idle))] for n, side in world.sides.items()}
    assert all(len(states) == 1 for states in live.values()), f"{name}: not one call: {live}"
    ours, theirs = live["A"][0], live["B"][0]
    assert ours.call.id == theirs.call.id and ours.call.own != theirs.call.own, f"{name}: different calls"
    modes = [MODES.index(side.mode) for side in world.sides.values()]
    talking = isinstance(ours, Connected) and isinstance(theirs, Connected)
    media = {side.media for side in world.sides.values()}
    assert talking or len(media) == 2, f"{name}: {ours.to_words()} and {theirs.to_words()}"
    if talking:
        assert MODES.index(ours.facts.mode) == max(modes) and ours.facts.mode == theirs.facts.mode, f"{name}: mode"


def text() -> str:
    blocks = []
    for one in crossings():
        steps = ",\n".join(f"        {json.dumps(step)}" for step in one["steps"])
        blocks.append(
            f'    {{ "given": {json.dumps(one["given"])}, "order": {json.dumps(one["order"])},\n'
            f'      "steps": [\n{steps}\n      ],\n      "end": {json.dumps(one["end"])} }}'
        )
    body = ",\n".join(blocks)
    return f'{{\n  "$schema": "crossings.schema.json",\n  "version": "1",\n  "same": {json.dumps(SAME)},\n  "crossings": [\n{body}\n  ]\n}}\n'
