"""The callee's half before the connection: Incoming and Ringing (RING-2 to RING-6, AGE-4, CALL-13, CALL-14, CALL-16)."""

from dataclasses import replace

from phantomref.machine import ending
from phantomref.machine.values import Connecting, Effect, Event, Facts, Incoming, Outcome, Ringing, State, do, stay

RING = "PT1M"
PRE_CONNECT = "PT1.5S"
NONCE = "PT10S"
CONNECT = {"FAST": "PT15S", "PRIVATE": "PT15S", "PARANOID": "PT45S"}
REFUSALS = ("BUSY", "MODE_TOO_WEAK", "UNSUPPORTED", "PQ_REQUIRED")


def on_incoming(state: Incoming, event: Event) -> Outcome:
    if event.device not in (None, state.device):
        return stay(state)
    if event.kind == "ReplyPermitDecided" and state.step != "NONCE":
        return _permit(state, event.granted)
    if event.kind == "NonceResponseReceived" and state.step == "NONCE":
        return _fresh(state, (do("CancelTimer", "NONCE"),))
    if event.kind == "AnswerPressed" and state.step not in REFUSALS:
        return accept(state, "NONE") if state.step == "RING" else Outcome(replace(state, dialled=True))
    if event.kind == "NonceTimeout" and state.step == "NONCE":
        return ending.end(state, "MISSED")
    if event.kind == "HangupReceived":
        return ending.end(state, ending.heard(event.reason or "", "MISSED"))
    if event.kind == "HangupPressed":
        return ending.end(state, "CANCELLED" if state.dialled else "MISSED")
    if event.kind == "EffectFailed":
        return ending.end(state, "MISSED")
    if event.kind in ENDS:
        return ending.end(state, ENDS[event.kind])
    return stay(state)


ENDS = {"IdentityChanged": "IDENTITY_CHANGED", "SecurityFailed": "SECURITY_FAILURE", "GlareLost": "GLARE_LOST"}


def _permit(state: Incoming, granted: bool) -> Outcome:
    if state.step in REFUSALS:
        if not granted:
            return ending.end(state, "MISSED")
        decline = do("SendDecline", state.device, state.step, state.required)
        return ending.end(state, state.step, (decline,), state.required)
    if not granted and not state.dialled:
        return ending.end(state, "MISSED")  # RING-5
    return challenge(state) if state.step == "CHALLENGE" else _fresh(state, ())


def challenge(state: Incoming) -> Outcome:
    return Outcome(
        replace(state, step="NONCE"), (do("SendNonceChallenge", state.device), do("StartTimer", "NONCE", NONCE))
    )


def _fresh(state: Incoming, before: tuple[Effect, ...]) -> Outcome:
    if state.dialled:
        accepted = accept(state, "NONE")
        return Outcome(accepted.next, before + accepted.effects)
    effects: tuple[Effect, ...] = (do("SendRing", state.device),)
    if state.facts.mode != "FAST":
        effects += (do("StartTimer", "PRE_CONNECT", PRE_CONNECT),)
    effects += (do("StartTimer", "RING", RING),)
    return Outcome(Ringing(state.facts, state.device), before + effects)


def ring_silently(facts: Facts, device: int) -> Outcome:
    return Outcome(Ringing(facts, device, "NONE", False), (do("StartTimer", "RING", RING),))


def accept(state: State, path: str, device: int = 1) -> Outcome:
    """The person wants this call (CALL-14)."""
    rings = ("RING", "PRE_CONNECT") if isinstance(state, Ringing) else ()
    effects = tuple(do("CancelTimer", kind) for kind in rings)
    effects += (do("StartTimer", "CONNECT", CONNECT[state.facts.mode]),)
    if path == "NONE":
        effects += (do("OpenPath", device),)
    effects += (do("GateAccepted", device),)
    if path == "ANSWERED":
        effects += (do("SendAccept", device),)
    return Outcome(Connecting(state.facts, device, opening=path != "ANSWERED"), effects)


def on_ringing(state: Ringing, event: Event) -> Outcome:
    if event.device not in (None, state.device):
        return stay(state)
    if event.kind == "AnswerPressed":
        return accept(state, state.path, state.device)
    if event.kind == "HangupPressed":
        return ending.end_with(state, state.device, "HUNG_UP_LOCALLY", state.may_reply)
    if event.kind == "DeclinePressed":
        return ending.end(state, "DECLINED_LOCALLY", (do("SendDecline", state.device, "DECLINED"),))
    if event.kind == "RingTimeout":
        return ending.end_with(state, state.device, "MISSED", state.may_reply)
    if event.kind == "PreConnectDue" and state.path == "NONE" and state.may_reply and state.facts.mode != "FAST":
        connect = do("StartTimer", "CONNECT", CONNECT[state.facts.mode])
        return Outcome(replace(state, path="OPENING"), (connect, do("OpenPath", state.device)))
    if event.kind == "HangupReceived":
        return ending.end(state, ending.heard(event.reason or "", "MISSED"))
    if event.kind == "GlareLost":
        return ending.end(state, "GLARE_LOST")
    if event.kind == "IdentityChanged":
        return ending.end_with(state, state.device, "IDENTITY_CHANGED", state.may_reply)
    if event.kind == "SecurityFailed":
        return ending.end_with(state, state.device, "SECURITY_FAILURE", state.may_reply)
    if event.kind == "EffectFailed":
        return ending.end_with(state, state.device, ending.effect(event.reason or ""), state.may_reply)
    return _path(state, event) if state.path != "NONE" else stay(state)


def _path(state: Ringing, event: Event) -> Outcome:
    opening = state.path == "OPENING"
    if event.kind == "PathReady" and opening:
        return Outcome(
            replace(state, path="ANSWERED"), (do("CancelTimer", "CONNECT"), do("SendAnswer", state.device))
        )
    if event.kind == "ConfirmReceived" and not opening:
        return Outcome(state, (do("GateKeysConfirmed", state.device),))
    if event.kind == "TransportConnected" and not opening:
        return Outcome(state, (do("GateTransportConnected", state.device),))
    if event.kind == "ConnectTimeout" and opening:
        return ending.end_with(state, state.device, "RELAY_UNREACHABLE")
    if event.kind == "PathFailed":
        return ending.end_with(state, state.device, event.reason or "")
    if event.kind == "RelayLost":
        return ending.end_with(state, state.device, "RELAY_LOST")
    if event.kind == "EngineFailed":
        gone = "RELAY_UNREACHABLE" if opening else "CONNECT_TIMEOUT"
        return ending.end_with(state, state.device, ending.engine(event.reason or "", gone))
    return stay(state)
