"""The caller's half before the accept: Dialing and RemoteRinging (CALL-3 to CALL-6, CALL-8, CALL-9, CALL-11, AGE-4)."""

from dataclasses import replace

from phantomref.machine import ending
from phantomref.machine.values import Connecting, Dialing, Effect, Event, Leg, Outcome, RemoteRinging, do, stay

AT_ONCE = 2
RING = "PT1M"
RING_CONTINUATION = "PT30S"  # CALL-83
CONNECT = {"FAST": "PT15S", "PRIVATE": "PT15S", "PARANOID": "PT45S"}

Outgoing = Dialing | RemoteRinging


def on(state: Outgoing, event: Event) -> Outcome:
    if event.device is None:
        return _of_call(state, event)
    leg = next((leg for leg in state.legs if leg.device == event.device), None)
    if leg is None:
        return stay(state)
    return _of_leg(state, leg, event)


def _of_call(state: Outgoing, event: Event) -> Outcome:
    if event.kind == "HangupPressed":
        reason = "CANCELLED"
    elif event.kind == "IdentityChanged":
        reason = "IDENTITY_CHANGED"
    elif event.kind == "GlareLost":
        reason = "GLARE_LOST"
    elif event.kind == "RingTimeout" and _limited(state):
        reason = "NO_ANSWER"
    elif event.kind == "ConnectTimeout" and not _limited(state):
        reason = "RELAY_UNREACHABLE"
    else:
        return stay(state)
    missed_nothing = state.facts.is_continuation and reason in ("CANCELLED", "NO_ANSWER")  # CALL-85
    goodbye = "ACCEPTED_ELSEWHERE" if missed_nothing else ending.GOODBYE[reason]
    return ending.end(state, reason, ending.hangups(state.legs, goodbye))


def _limited(state: Outgoing) -> bool:
    return isinstance(state, RemoteRinging) or state.limited


def _of_leg(state: Outgoing, leg: Leg, event: Event) -> Outcome:
    if event.kind == "PathReady" and leg.stage == "OPENING":
        return _offer(state, leg)
    if event.kind == "PathFailed":
        return _fails(state, leg, event.reason or "")
    if event.kind == "RelayLost":
        return _fails(state, leg, "RELAY_LOST")
    if event.kind == "SecurityFailed":
        return _fails(state, leg, "SECURITY_FAILURE")
    if event.kind == "EngineFailed":
        gone = "CONNECT_TIMEOUT" if leg.was_offered else "RELAY_UNREACHABLE"
        return _fails(state, leg, ending.engine(event.reason or "", gone))
    if event.kind == "EffectFailed":
        return _fails(state, leg, ending.effect(event.reason or ""))
    if leg.was_offered:
        return _message(state, leg, event)
    return stay(state)


def _message(state: Outgoing, leg: Leg, event: Event) -> Outcome:
    if event.kind == "RingReceived" and leg.stage == "OFFERED":
        return Outcome(RemoteRinging(state.facts, _with(state.legs, replace(leg, stage="RINGING"))))
    if event.kind == "NonceChallengeReceived" and leg.stage != "ANSWERED" and not leg.challenged:
        legs = _with(state.legs, replace(leg, challenged=True))
        return Outcome(replace(state, legs=legs), (do("SendNonceResponse", leg.device),))
    if event.kind == "AnswerReceived" and leg.stage != "ANSWERED":
        return _answered(state, leg)
    if event.kind == "AcceptReceived" and leg.stage == "ANSWERED":
        return _accepted(state, leg)
    if event.kind == "TransportConnected" and leg.connecting:
        return Outcome(state, (do("GateTransportConnected", leg.device),))
    if event.kind == "DeclineReceived":
        return _declined(state, leg, event)
    if event.kind == "HangupReceived":
        return _closed(state, leg, ending.heard(event.reason or "", "NO_ANSWER"), ())
    return stay(state)


def _with(legs: tuple[Leg, ...], changed: Leg) -> tuple[Leg, ...]:
    return tuple(changed if leg.device == changed.device else leg for leg in legs)


def _offer(state: Outgoing, leg: Leg) -> Outcome:
    legs = _with(state.legs, replace(leg, stage="OFFERED"))
    if _limited(state):
        return Outcome(replace(state, legs=legs), (do("SendOffer", leg.device),))
    ring = RING_CONTINUATION if state.facts.is_continuation else RING
    effects = (do("SendOffer", leg.device), do("CancelTimer", "CONNECT"), do("StartTimer", "RING", ring))
    return Outcome(Dialing(state.facts, legs, limited=True), effects)


def _connect(device: int) -> tuple[Effect, ...]:
    return (do("SendConfirm", device), do("GateKeysConfirmed", device), do("ConnectPath", device))


def _answered(state: Outgoing, leg: Leg) -> Outcome:
    connects = state.facts.mode != "FAST" and sum(other.connecting for other in state.legs) < AT_ONCE  # CALL-38
    legs = _with(state.legs, replace(leg, stage="ANSWERED", connecting=connects))
    return Outcome(RemoteRinging(state.facts, legs), _connect(leg.device) if connects else ())


def _accepted(state: Outgoing, leg: Leg) -> Outcome:
    others: list[Effect] = []
    for other in state.legs:
        if other.device != leg.device:
            others += ending.hangups((other,), "ACCEPTED_ELSEWHERE")
            others.append(do("CloseLeg", other.device))
    effects = (
        (() if leg.connecting else _connect(leg.device))
        + (do("GateAccepted", leg.device), do("SendSelected", leg.device))
        + tuple(others)
        + (do("CancelTimer", "RING"), do("StartTimer", "CONNECT", CONNECT[state.facts.mode]))
    )
    return Outcome(Connecting(state.facts, leg.device), effects)


def _declined(state: Outgoing, leg: Leg, event: Event) -> Outcome:
    if event.reason in ("DECLINED", "BUSY"):
        reason = "DECLINED_REMOTELY" if event.reason == "DECLINED" else "BUSY"
        return ending.end(state, reason, ending.hangups(state.legs, "DECLINED_ELSEWHERE", but=leg.device))
    return _closed(state, leg, event.reason or "", (), event.required)


def _fails(state: Outgoing, leg: Leg, reason: str) -> Outcome:
    return _closed(state, leg, reason, ending.hangups((leg,), ending.GOODBYE[reason]))


def _closed(
    state: Outgoing, leg: Leg, reason: str, goodbye: tuple[Effect, ...], required: str | None = None
) -> Outcome:
    """CALL-4: the call goes on with the other legs; the last leg's reason is the call's."""
    legs = tuple(other for other in state.legs if other.device != leg.device)
    if not legs:
        return ending.end(state, reason, goodbye, required)
    return Outcome(replace(state, legs=legs), goodbye + (do("CloseLeg", leg.device),))
