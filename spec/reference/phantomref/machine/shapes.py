"""The named shapes of states and events that the table tells apart, as data: the table carries them, so every reader builds the same values."""

from typing import Any

from phantomref.machine.values import DECLINES, EFFECT_FAILURES, ENGINE_FAILURES, HANGUPS, MODES, PATH_FAILURES
from phantomref.machine.vocabulary import LOSSES

Shape = dict[str, Any]


def _leg(text: str) -> Shape:
    """'2 offered challenged' as data."""
    device, stage, *more = text.split(" ")
    return {
        "device": int(device),
        "stage": "ANSWERED" if stage == "connecting" else stage.upper(),
        "connecting": stage == "connecting",
        "challenged": "challenged" in more,
    }


def _legs(*lists: str) -> dict[str, Shape]:
    return {text: {"legs": [_leg(one) for one in text.split(", ")]} for text in lists}


def states() -> dict[str, dict[str, Shape]]:
    """state -> shape's name -> shape. Facts that a shape does not give: mode PRIVATE, media AUDIO."""
    dialing = _legs(
        "1 opening", "1 opening, 2 opening", "1 offered, 2 opening", "1 offered", "1 offered challenged", "1 offered, 2 offered",
        "1 opening, 2 opening, 3 opening, 4 opening, 5 opening", "1 offered, 2 offered, 3 offered, 4 offered, 5 opening",
    )  # fmt: skip
    for shape in dialing.values():
        shape["limited"] = any(leg["stage"] != "OPENING" for leg in shape["legs"])
    dialing["1 opening, ring limit runs"] = {"legs": [_leg("1 opening")], "limited": True}
    dialing["1 opening, Paranoid"] = {"legs": [_leg("1 opening")], "limited": False, "mode": "PARANOID"}
    for name in ("1 opening", "1 offered"):
        dialing[f"{name}, continues"] = {**dialing[name], "continues": True}
    remote = _legs(
        "1 ringing", "1 ringing challenged", "1 ringing, 2 offered", "1 ringing, 2 opening", "1 opening", "1 offered", "1 connecting",
        "1 connecting, 2 ringing", "1 connecting, 2 connecting, 3 answered", "1 answered, 2 connecting, 3 connecting",
        "1 ringing, 2 connecting, 3 connecting", "1 answered, 2 answered", "1 connecting, 2 opening",
        "1 connecting, 2 connecting, 3 answered, 4 offered, 5 opening", "1 answered, 2 connecting, 3 ringing, 4 offered challenged, 5 opening",
    )  # fmt: skip
    remote["1 answered, Paranoid"] = {"legs": [_leg("1 answered")], "mode": "PARANOID"}
    for name in ("1 ringing", "1 offered", "1 answered", "1 ringing, 2 answered", "1 connecting, 2 offered"):
        remote[f"{name}, Fast"] = {**_legs(name)[name], "mode": "FAST"}
    for name in ("1 ringing", "1 connecting"):
        remote[f"{name}, continues"] = {**remote[name], "continues": True}
    incoming: dict[str, Shape] = {step: {"step": step, "dialled": False} for step in ("RING", "CHALLENGE", "NONCE", "BUSY")}
    incoming["MODE_TOO_WEAK"] = {"step": "MODE_TOO_WEAK", "required": "PARANOID", "dialled": False}
    incoming["UNSUPPORTED"] = {"step": "UNSUPPORTED", "dialled": False}
    incoming["PQ_REQUIRED"] = {"step": "PQ_REQUIRED", "dialled": False}
    incoming["CHALLENGE, person dialled"] = {"step": "CHALLENGE", "dialled": True}
    incoming["NONCE, person dialled"] = {"step": "NONCE", "dialled": True}
    incoming["UNSUPPORTED, person dialled"] = {"step": "UNSUPPORTED", "dialled": True}
    incoming["RING, Fast"] = {"step": "RING", "dialled": False, "mode": "FAST"}
    incoming["RING, Paranoid"] = {"step": "RING", "dialled": False, "mode": "PARANOID"}
    for name in ("RING", "CHALLENGE", "BUSY"):
        incoming[f"{name}, continues"] = {**incoming[name], "continues": True}
    ringing: dict[str, Shape] = {
        "no path": {"path": "NONE", "mayReply": True},
        "path opening": {"path": "OPENING", "mayReply": True},
        "answer sent": {"path": "ANSWERED", "mayReply": True},
        "silent": {"path": "NONE", "mayReply": False},
        "no path, Fast": {"path": "NONE", "mayReply": True, "mode": "FAST"},
        "no path, Paranoid": {"path": "NONE", "mayReply": True, "mode": "PARANOID"},
    }
    connecting: dict[str, Shape] = {
        "placed": {"call": "placed", "opening": False, "muted": False},
        "taken": {"call": "taken", "opening": False, "muted": False},
        "taken, path opening": {"call": "taken", "opening": True, "muted": False},
        "taken, path opening, muted": {"call": "taken", "opening": True, "muted": True},
        "placed, muted": {"call": "placed", "opening": False, "muted": True},
        "placed, continues": {"call": "placed", "opening": False, "muted": False, "continues": True},
        "placed, muted, continues": {"call": "placed", "opening": False, "muted": True, "continues": True},
        "placed, Fast": {"call": "placed", "opening": False, "muted": False, "mode": "FAST"},
        "taken, Fast": {"call": "taken", "opening": False, "muted": False, "mode": "FAST"},
        "taken, path opening, Fast": {"call": "taken", "opening": True, "muted": False, "mode": "FAST"},
    }
    in_call: dict[str, Shape] = {
        "placed": {"call": "placed", "muted": False},
        "taken": {"call": "taken", "muted": False},
        "taken, muted": {"call": "taken", "muted": True},
    }
    in_fast: dict[str, Shape] = {
        "placed, Fast": {"call": "placed", "muted": False, "mode": "FAST"},
        "taken, muted, Fast": {"call": "taken", "muted": True, "mode": "FAST"},
    }
    return {
        "Idle": {"": {"call": "taken"}},
        "Dialing": _placed(dialing),
        "RemoteRinging": _placed(remote),
        "Incoming": _taken(incoming),
        "Ringing": _taken(ringing),
        "Connecting": connecting,
        "Connected": _renewed({**in_call, **in_fast}),
        "Reconnecting": {
            **{f"{name}, lost {loss}": {**shape, "loss": loss} for name, shape in _renewed(in_call).items() for loss in LOSSES},
            **{f"{name}, lost {loss}": {**shape, "loss": loss, "renewal": _renewal("NONE")} for name, shape in in_fast.items() for loss in LOSSES},
        },
        "Ended": {
            "placed": {"call": "placed", "reason": "HUNG_UP_LOCALLY"},
            "taken": {"call": "taken", "reason": "MODE_TOO_WEAK", "required": "PARANOID"},
        },
    }


def _renewal(text: str) -> Shape:
    """'WAITING wanted 2' as data."""
    step, *more = text.split(" ")
    return {"step": step, "wanted": "wanted" in more, "failures": int(more[-1]) if more and more[-1].isdigit() else 0}


RENEWED = [
    "WAITING wanted", "WAITING wanted 1", "WAITING wanted 3", "OPENING wanted", "OPENING wanted 3", "REQUESTED wanted", "ANSWERING", "ANSWERING wanted",
    "CONNECTING", "CONNECTING wanted 1",
]  # fmt: skip


def _renewed(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """Each shape without a renewal, and placed and taken with every one of them."""
    found = {name: {**shape, "renewal": _renewal("NONE")} for name, shape in shapes.items()}
    for name in ("placed", "taken"):
        for renewal in RENEWED:
            found[f"{name}, {renewal}"] = {**shapes[name], "renewal": _renewal(renewal)}
    return found


def _placed(shapes: dict[str, Shape]) -> dict[str, Shape]:
    return {name: {"call": "placed", **shape} for name, shape in shapes.items()}


def _taken(shapes: dict[str, Shape]) -> dict[str, Shape]:
    return {name: {"call": "taken", **shape} for name, shape in shapes.items()}


CONTACTS: dict[str, Shape | None] = {
    "friend": {},
    "new contact": {"mayReply": False},
    "stranger": None,
    "blocked": {"blocked": True},
    "identity not acknowledged": {"acknowledged": False},
    "identity not acknowledged, may not reply": {"acknowledged": False, "mayReply": False},
    "blocked, identity not acknowledged": {"blocked": True, "acknowledged": False, "mayReply": False},
    "PQ required": {"requirePq": True},
    "floor Paranoid": {"floor": "PARANOID"},
}
FULL_CONTACT: Shape = {"floor": "FAST", "requirePq": False, "blocked": False, "mayReply": True, "acknowledged": True}


def contact(name: str) -> Shape:
    """{} for someone who is no accepted contact."""
    given = CONTACTS[name]
    return {} if given is None else {"contact": {**FULL_CONTACT, **given}}


PLAIN = [
    "AnswerPressed", "DeclinePressed", "HangupPressed", "Continued", "GlareLost", "IdentityChanged", "ConnectTimeout", "ForgetDue",
    "NonceTimeout", "PreConnectDue", "ReconnectTimeout", "RenewDue", "RingTimeout",
]  # fmt: skip
OF_DEVICE = [
    "AcceptReceived", "AnswerReceived", "CandidatesReceived", "ConfirmReceived", "MoveReceived", "NonceChallengeReceived",
    "NonceResponseReceived", "RekeyReceived", "RingReceived", "SelectedReceived", "MediaRequestReceived", "CandidatesFound", "NetworkChanged", "NextConnected", "NextFailed", "NextReady",
    "PathReady", "PeerHeard", "RelayHeard", "RelayLost", "RelayRebound", "RelaySilent", "TransportConnected", "TransportInterrupted", "SecurityFailed", "GateOpened",
]  # fmt: skip
NOT_CONTINUED = [
    "HUNG_UP_LOCALLY", "HUNG_UP_REMOTELY", "CANCELLED", "MISSED", "DECLINED_LOCALLY", "DECLINED_REMOTELY", "BUSY", "MODE_TOO_WEAK", "UNSUPPORTED",
    "PQ_REQUIRED", "NOT_A_CONTACT", "BLOCKED", "IDENTITY_CHANGED", "NO_ANSWER", "CONNECT_TIMEOUT", "RECONNECT_TIMEOUT", "ACCEPTED_ELSEWHERE",
    "DECLINED_ELSEWHERE", "GLARE_LOST", "NO_RELAY", "NO_GRANT", "NO_SECOND_OPERATOR", "RELAY_UNREACHABLE", "RELAY_LOST", "PEER_RELAY_LOST",
    "ENGINE_DIED", "PEER_ENGINE_DIED", "ENGINE_REFUSED", "SECURITY_FAILURE", "PEER_RESTARTED", "MESSAGE_NOT_SENT", "INTERNAL_ERROR", "MOVED",
]  # fmt: skip
DEVICES = (1, 2, 3, 4, 5, 9)


def events() -> dict[str, dict[str, Shape]]:
    """event -> shape's name -> shape."""
    shapes: dict[str, dict[str, Shape]] = {kind: {"": {}} for kind in PLAIN}
    for kind in OF_DEVICE:
        shapes[kind] = {f"of {device}": {"device": device} for device in DEVICES}
    shapes["UpdateReceived"] = {
        f"{word} of {device}": {"device": device, "reply": word == "reply"} for device in (1, 9) for word in ("request", "reply")
    }
    shapes["NextAgreed"] = {
        f"{word} of {device}": {"device": device, "asked": word == "asked"} for device in (1, 9) for word in ("asked", "granted")
    }
    shapes["MutePressed"] = {"on": {"muted": True}, "off": {"muted": False}}
    shapes["ReplyPermitDecided"] = {"granted": {"granted": True}, "refused": {"granted": False}}
    shapes["ModeSwitchAckReceived"] = _approvals()
    shapes["MediaAckReceived"] = _approvals()
    shapes["ModeSwitchRequestReceived"] = {f"to {to} of {device}": {"device": device, "to": to} for device in (1, 9) for to in MODES}
    shapes["NotContinued"] = {reason: {"reason": reason} for reason in NOT_CONTINUED}
    shapes["EngineFailed"] = _reasons(ENGINE_FAILURES)
    shapes["EffectFailed"] = _reasons(EFFECT_FAILURES)
    shapes["PathFailed"] = _reasons(PATH_FAILURES)
    shapes["HangupReceived"] = _reasons(HANGUPS)
    shapes["DeclineReceived"] = _reasons(DECLINES)
    for shape in shapes["DeclineReceived"].values():
        if shape["reason"] == "MODE_TOO_WEAK":
            shape["required"] = "PARANOID"
    shapes["StrayReceived"] = {name: {"device": 1, **contact(name)} for name in CONTACTS}
    shapes["NewerOfferReceived"] = _newer()
    shapes["StartRequested"] = _starts()
    shapes["OfferReceived"] = _offers()
    return shapes


def _reasons(reasons: list[str]) -> dict[str, Shape]:
    every = {f"{reason} of {device}": {"device": device, "reason": reason} for device in (1, 2) for reason in reasons}
    more = {f"{reasons[0]} of {device}": {"device": device, "reason": reasons[0]} for device in (3, 4, 5, 9)}
    return {**every, **more}


def _approvals() -> dict[str, Shape]:
    return {f"{word} of {device}": {"device": device, "approved": word == "approved"} for device in (1, 9) for word in ("approved", "refused")}


def _newer() -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for name in CONTACTS:
        shapes[name] = {"device": 1, "heldMillis": 1000, "seen": False, **contact(name)}
    friend = shapes["friend"]
    shapes["seen before"] = {**friend, "seen": True}
    for text, held in (("held 0 s", 0), ("held 59.999 s", 59_999), ("held 60 s", 60_000), ("held -1 ms", -1)):
        shapes[text] = {**friend, "heldMillis": held}
    return shapes


START: Shape = {"devices": [1], "mode": "PRIVATE", "media": "AUDIO", "supported": True, "postQuantum": False, "occupancy": "FREE"}


def _starts() -> dict[str, Shape]:
    shapes = {name: {**START, **contact(name)} for name in CONTACTS}
    friend = shapes["friend"]
    for count in (2, 5, 6):
        shapes[f"{count} devices"] = {**friend, "devices": list(range(1, count + 1))}
    shapes["devices 3, 1, 7, 2, 5, 4"] = {**friend, "devices": [3, 1, 7, 2, 5, 4]}
    shapes["with video"] = {**friend, "media": "AUDIO_VIDEO"}
    shapes["with video, not supported"] = {**friend, "media": "AUDIO_VIDEO", "supported": False}
    shapes["no device with a session"] = {**friend, "devices": []}
    shapes["not supported"] = {**friend, "supported": False}
    shapes["PQ required and there"] = {**shapes["PQ required"], "postQuantum": True}
    for mode in MODES:
        for floor in MODES:
            shapes[f"{mode} with floor {floor}"] = {**friend, "mode": mode, "contact": {**FULL_CONTACT, "floor": floor}}
    for name in ("friend", "stranger", "blocked", "identity not acknowledged", "floor Paranoid", "PQ required"):
        shapes[f"{name}, another call"] = {**shapes[name], "occupancy": "BUSY"}
        shapes[f"{name}, their call is answered instead"] = {**shapes[name], "occupancy": "GLARE_OTHER_WINS"}
    return shapes


OFFER: Shape = {
    "device": 1, "mode": "PRIVATE", "media": "AUDIO", "supported": True, "postQuantum": False, "occupancy": "FREE",
    "ageMillis": 0, "heldMillis": 1000, "seen": False,
}  # fmt: skip
AGES = {
    "59.999 s old": 59_999, "60 s old": 60_000, "60.001 s old": 60_001, "59.999 s ahead": -59_999, "60 s ahead": -60_000,
    "60.001 s ahead": -60_001, "a day old": 86_400_000, "a day ahead": -86_400_000,
}  # fmt: skip
HELD = {"held -1 ms": -1, "held 0 s": 0, "held 59.999 s": 59_999, "held 60 s": 60_000, "held 60.001 s": 60_001}
OCCUPIED = {"another call": "BUSY", "own call wins the glare": "GLARE_OTHER_WINS", "own call lost the glare": "GLARE_ACCEPT"}


def _offers() -> dict[str, Shape]:
    shapes = {name: {**OFFER, **contact(name)} for name in CONTACTS}
    friend = shapes["friend"]
    shapes["with video"] = {**friend, "media": "AUDIO_VIDEO"}
    shapes["with video, not supported"] = {**friend, "media": "AUDIO_VIDEO", "supported": False}
    shapes["not supported"] = {**friend, "supported": False}
    shapes["PQ required and there"] = {**shapes["PQ required"], "postQuantum": True}
    shapes["floor Paranoid, not supported, PQ required"] = {
        **friend, "supported": False, "contact": {**FULL_CONTACT, "floor": "PARANOID", "requirePq": True},
    }  # fmt: skip
    shapes["not supported, PQ required"] = {**shapes["PQ required"], "supported": False}
    for mode in MODES:
        for floor in MODES:
            shapes[f"{mode} with floor {floor}"] = {**friend, "mode": mode, "contact": {**FULL_CONTACT, "floor": floor}}
    for age, millis in AGES.items():
        for held, held_millis in HELD.items():
            shapes[f"{age}, {held}"] = {**friend, "ageMillis": millis, "heldMillis": held_millis}
    for name in ("new contact", "floor Paranoid", "PQ required", "not supported", "stranger", "blocked", "identity not acknowledged"):
        shapes[f"{name}, 60.001 s old, held 1 s"] = {**shapes[name], "ageMillis": 60_001}
        shapes[f"{name}, a day old, held 60 s"] = {**shapes[name], "ageMillis": 86_400_000, "heldMillis": 60_000}
    for name in list(CONTACTS) + ["not supported", "60.001 s old, held 0 s", "new contact, 60.001 s old, held 1 s"]:
        for word, occupancy in OCCUPIED.items():
            shapes[f"{name}, {word}"] = {**shapes[name], "occupancy": occupancy}
    shapes["continues"] = {**friend, "continues": True}
    shapes["continues, another call"] = {**friend, "continues": True, "occupancy": "BUSY"}
    shapes["new contact, not supported"] = {**shapes["new contact"], "supported": False}
    shapes["new contact, floor Paranoid"] = {**shapes["new contact"], "contact": {**FULL_CONTACT, "mayReply": False, "floor": "PARANOID"}}
    shapes["new contact, floor Paranoid, own call lost the glare"] = {**shapes["new contact, floor Paranoid"], "occupancy": "GLARE_ACCEPT"}
    for name in ("friend", "new contact", "stranger", "blocked", "identity not acknowledged", "not supported", "60.001 s old, held 0 s"):
        shapes[f"{name}, seen before"] = {**shapes[name], "seen": True}
    for word in OCCUPIED:
        shapes[f"seen before, {word}"] = {**shapes[f"friend, {word}"], "seen": True}
    shapes["Fast, own call lost the glare"] = {**shapes["friend, own call lost the glare"], "mode": "FAST"}
    shapes["Paranoid, own call lost the glare"] = {**shapes["friend, own call lost the glare"], "mode": "PARANOID"}
    shapes["of device 2, own call lost the glare"] = {**shapes["friend, own call lost the glare"], "device": 2}
    return shapes
