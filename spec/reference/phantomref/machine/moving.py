"""spec/transitions/moves.json: a call, the one that is to continue it, and what happens to either (CALL-80 to CALL-88)."""

from phantomref.machine import meeting, shapes
from phantomref.machine.meeting import PLAIN
from phantomref.machine.shapes import Shape

LATER = "7 caller"
OLD = [
    ("Ringing", "no path"), ("Connecting", "placed"), ("Connecting", "taken"), ("Connected", "placed"), ("Connected", "taken"),
    ("Connected", "taken, muted"), ("Reconnecting", "taken, lost INTERRUPTED"), ("Ended", "placed"),
]  # fmt: skip
NEW = [
    ("Dialing", "1 opening, continues"), ("Dialing", "1 offered, continues"), ("RemoteRinging", "1 ringing, continues"),
    ("RemoteRinging", "1 connecting, continues"), ("Connecting", "placed, continues"), ("Connecting", "placed, muted, continues"), ("Connected", "placed"),
]  # fmt: skip


def calls() -> dict[str, list[Shape]]:
    given: dict[str, list[Shape]] = {}
    for state, name in OLD:
        old = meeting.one(state, name)
        given[f"{state}: {name}"] = [old]
        given[f"{state}: {name}; and an offer of carol that is refused"] = [
            old,
            {**meeting.one("Incoming", "BUSY", who="carol", identity="carol's"), "call": "6 callee"},
        ]
        if state not in ("Connected", "Reconnecting"):
            continue
        continues = meeting.call_of(old["call"]).id
        for later, shape in NEW:
            new = {**meeting.one(later, shape), "call": LATER, "continues": continues}
            given[f"{state}: {name}; {later}: {shape}"] = [old, new]
    return given


def events() -> dict[str, tuple[str, Shape]]:
    found: dict[str, tuple[str, Shape]] = {}
    for call in meeting.NAMES.values():
        start = {"call": call, **PLAIN, **shapes.START, "devices": [2], "device": 1}
        del start["occupancy"]
        moves: dict[str, Shape] = {
            "": {}, " by a device that it is not with": {"device": 9}, " in FAST": {"mode": "FAST"}, " with video": {"media": "AUDIO_VIDEO"},
            ", not supported": {"supported": False},
        }  # fmt: skip
        for word, change in moves.items():
            found[f"{call}: MOVE{word}"] = ("MoveReceived", {**start, **shapes.contact("friend"), **change})
        for name in ("stranger", "blocked", "identity not acknowledged", "floor Paranoid", "PQ required"):
            found[f"{call}: MOVE, {name}"] = ("MoveReceived", {**start, **shapes.contact(name)})
        for name, (kind, shape) in OF_OLD.items():
            found[f"{call}: {name}"] = (kind, {"call": call, **shape})
    for name, (kind, shape) in OF_NEW.items():
        found[f"{LATER}: {name}"] = (kind, {"call": LATER, **shape})
    others = meeting.events()
    for name in ("offer: PRIVATE, rank highest", "offer: of carol", "start: PRIVATE AUDIO", "start: PARANOID AUDIO", "start: of carol"):
        found[name] = others[name]
    return found


OF_OLD: dict[str, tuple[str, Shape]] = {
    "the person hangs up": ("HangupPressed", {}),
    "the peer hangs up": ("HangupReceived", {"device": 1, "reason": "NORMAL"}),
    "HANGUP(MOVED)": ("HangupReceived", {"device": 1, "reason": "MOVED"}),
    "another identity": ("IdentityChanged", {}),
    "the person mutes": ("MutePressed", {"muted": True}),
    "the person unmutes": ("MutePressed", {"muted": False}),
    "interrupted": ("TransportInterrupted", {"device": 1}),
    "not back in time": ("ReconnectTimeout", {}),
}
OF_NEW: dict[str, tuple[str, Shape]] = {
    "ACCEPT": ("AcceptReceived", {"device": 1}),
    "gate opened": ("GateOpened", {"device": 1}),
    "heard": ("PeerHeard", {"device": 1}),
    "declined": ("DeclineReceived", {"device": 1, "reason": "DECLINED"}),
    "busy": ("DeclineReceived", {"device": 1, "reason": "BUSY"}),
    "unsupported": ("DeclineReceived", {"device": 1, "reason": "UNSUPPORTED"}),
    "hung up there": ("HangupReceived", {"device": 1, "reason": "NORMAL"}),
    "not taken in time": ("RingTimeout", {}),
    "not connected in time": ("ConnectTimeout", {}),
    "no path": ("PathFailed", {"device": 1, "reason": "NO_RELAY"}),
    "hung up here": ("HangupPressed", {}),
    "path ready": ("PathReady", {"device": 1}),
}


def text() -> str:
    return meeting.written("moves.schema.json", calls(), events())
