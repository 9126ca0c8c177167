"""After both people want the call: Connecting, Connected, Reconnecting (CALL-6, CALL-15, CALL-21, CALL-22)."""

from dataclasses import replace

from phantomref.machine import ending, renewing
from phantomref.machine.values import Connected, Connecting, Event, InCall, Outcome, Reconnecting, do, stay


def on(state: InCall, event: Event) -> Outcome:
    if event.device not in (None, state.device):
        return stay(state)
    own = _own(state, event)
    if own is not None:
        return own
    reason = _reason(state, event)
    if reason is not None:
        return ending.end_with(state, state.device, reason)
    if event.kind in CANDIDATES and _trickles(state):
        return Outcome(state, (do(CANDIDATES[event.kind], state.device),))
    if event.kind == "HangupReceived":
        return ending.end(state, ending.heard(event.reason or "", "HUNG_UP_REMOTELY"))
    if event.kind == "MutePressed":
        return Outcome(replace(state, muted=event.muted), (do("Mute", state.device, event.muted),))
    if event.kind == "ModeSwitchRequestReceived":
        return Outcome(state, (do("RefuseModeSwitch", state.device),))
    if event.kind == "MoveReceived":
        return Outcome(state, (do("RefuseMove", state.device, "NOT_NOW"),))
    if isinstance(state, (Connected, Reconnecting)) and event.kind == "Continued":
        return ending.end_with(state, state.device, "MOVED")
    if isinstance(state, (Connected, Reconnecting)) and event.kind == "NotContinued":
        return Outcome(state, (do("RefuseMove", state.device, REFUSED.get(event.reason or "", "FAILED")),))
    if event.kind == "MediaRequestReceived":
        return Outcome(state, (do("RefuseMedia", state.device),))
    return stay(state)


REFUSED = {"DECLINED_REMOTELY": "DECLINED", "BUSY": "BUSY", "NO_ANSWER": "NO_ANSWER"}
CANDIDATES = {"CandidatesReceived": "AddCandidates", "CandidatesFound": "SendCandidates"}


def _trickles(state: InCall) -> bool:
    """CALL-39, CALL-40: once the ANSWER has left."""
    return not (isinstance(state, Connecting) and state.opening)


def _own(state: InCall, event: Event) -> Outcome | None:
    """What only one of the three states does."""
    return _connecting(state, event) if isinstance(state, Connecting) else renewing.on(state, event)


def _connecting(state: Connecting, event: Event) -> Outcome | None:
    taken = not state.call.outgoing
    if event.kind == "PathReady" and state.opening:
        effects = (do("SendAnswer", state.device), do("SendAccept", state.device))
        return Outcome(replace(state, opening=False), effects)
    if event.kind == "ConfirmReceived" and taken and not state.opening:
        return Outcome(state, (do("GateKeysConfirmed", state.device),))
    if event.kind == "TransportConnected" and not state.opening:
        return Outcome(state, (do("GateTransportConnected", state.device),))
    if event.kind == ("PeerHeard" if state.facts.is_continuation else "GateOpened"):  # CALL-90
        return Outcome(Connected(state.facts, state.device, state.muted), (do("CancelTimer", "CONNECT"),))
    if event.kind == "ConnectTimeout":
        reason = "RELAY_UNREACHABLE" if state.opening else "CONNECT_TIMEOUT"
        return ending.end_with(state, state.device, reason)
    return None


def _reason(state: InCall, event: Event) -> str | None:
    if event.kind == "EngineFailed":
        gone = "RECONNECT_TIMEOUT"
        if isinstance(state, Connecting):
            gone = "RELAY_UNREACHABLE" if state.opening else "CONNECT_TIMEOUT"
        return ending.engine(event.reason or "", gone)
    if event.kind == "EffectFailed":
        return ending.effect(event.reason or "")
    if event.kind == "PathFailed":
        return event.reason
    return ENDS.get(event.kind)


ENDS = {
    "HangupPressed": "HUNG_UP_LOCALLY",
    "RelayLost": "RELAY_LOST",
    "SecurityFailed": "SECURITY_FAILURE",
    "IdentityChanged": "IDENTITY_CHANGED",
}
