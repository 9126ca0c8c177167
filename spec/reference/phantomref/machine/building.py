"""Makes the values that a shape of the table describes."""

from typing import Any

from phantomref.machine.values import (
    Call, Connected, Connecting, Contact, Dialing, Ended, Event, Facts, Idle, Incoming, Leg, Offer, Reconnecting, RemoteRinging, Renewal,
    Ringing, Start, State,
)  # fmt: skip

CALLS = {"placed": Call(1, "caller"), "taken": Call(2, "callee")}


def state(kind: str, shape: dict[str, Any], facts: Facts | None = None) -> State:
    given = facts or Facts(CALLS[shape["call"]], mode=shape.get("mode", "PRIVATE"), continues=9 if shape.get("continues") else None)
    if kind == "Idle":
        return Idle(given)
    if kind == "Dialing":
        return Dialing(given, _legs(shape), shape["limited"])
    if kind == "RemoteRinging":
        return RemoteRinging(given, _legs(shape))
    if kind == "Incoming":
        return Incoming(given, 1, shape["step"], shape.get("required"), shape["dialled"])
    if kind == "Ringing":
        return Ringing(given, 1, shape["path"], shape["mayReply"])
    if kind == "Connecting":
        return Connecting(given, 1, shape["muted"], shape["opening"])
    if kind == "Ended":
        return Ended(given, shape["reason"], shape.get("required"))
    renewal = Renewal(shape["renewal"]["step"], shape["renewal"]["wanted"], shape["renewal"]["failures"])
    if kind == "Connected":
        return Connected(given, 1, shape["muted"], renewal)
    return Reconnecting(given, 1, shape["muted"], shape["loss"], renewal)


def _legs(shape: dict[str, Any]) -> tuple[Leg, ...]:
    return tuple(Leg(leg["device"], leg["stage"], leg["connecting"], leg["challenged"]) for leg in shape["legs"])


def _contact(shape: dict[str, Any]) -> Contact | None:
    if "contact" not in shape:
        return None
    c = shape["contact"]
    return Contact(c["floor"], c["requirePq"], c["blocked"], c["mayReply"], c["acknowledged"])


def event(kind: str, shape: dict[str, Any], call: Call, facts: Facts | None = None) -> Start | Offer | Event:
    if kind == "StartRequested":
        given = facts or Facts(CALLS["placed"], mode=shape["mode"], media=shape["media"])
        return Start(given, _contact(shape), tuple(shape["devices"]), shape["supported"], shape["postQuantum"], shape["occupancy"])
    if kind == "OfferReceived":
        continues = 9 if shape.get("continues") else None
        given = facts or Facts(CALLS["taken"], mode=shape["mode"], media=shape["media"], continues=continues)
        return Offer(
            given, _contact(shape), shape["device"], shape["ageMillis"], shape["heldMillis"], shape["seen"], shape["supported"],
            shape["postQuantum"], shape["occupancy"],
        )  # fmt: skip
    return Event(
        kind,
        shape.get("device"),
        shape.get("reason"),
        shape.get("required"),
        shape.get("granted", False),
        shape.get("muted", True),
        _contact(shape),
        shape.get("heldMillis", 0),
        shape.get("seen", False),
        shape.get("reply", False),
        shape.get("asked", False),
    )
