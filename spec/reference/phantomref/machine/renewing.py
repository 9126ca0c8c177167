"""A connection that is lost after the gate opened, and a new one beside it: Connected and Reconnecting (CALL-7, CALL-50 to CALL-54, CALL-62)."""

from dataclasses import replace

from phantomref.machine import ending
from phantomref.machine.values import Connected, Effect, Event, Outcome, Reconnecting, Renewal, do

RECONNECT = "PT30S"
AFTER_DROP = "PT2S"
ATTEMPT = "PT15S"
AGAIN = ["PT1S", "PT2S", "PT4S"]

Change = tuple[Renewal, tuple[Effect, ...]]
Talking = Connected | Reconnecting


def on(state: Talking, event: Event) -> Outcome | None:
    """None if the event is none of these."""
    lost = _lost(event)
    if lost is not None:
        return _lose(state, lost)
    if event.kind in ("TransportConnected", "RelayHeard"):
        return _back(state, event)
    if event.kind == "GateOpened":
        return _connected(state, _used(state))
    if event.kind == "ReconnectTimeout" and isinstance(state, Reconnecting):
        return ending.end_with(state, state.device, "RECONNECT_TIMEOUT" if state.loss == "INTERRUPTED" else "RELAY_LOST")
    change = _renew(state, event)
    return None if change is None else Outcome(replace(state, renewal=change[0]), change[1])


def _lost(event: Event) -> str | None:
    if event.kind in ("RelaySilent", "RelayLost"):
        return "RELAY"
    transport = event.kind == "EngineFailed" and event.reason in ("ICE_FAILED", "DTLS_FAILED")
    return "INTERRUPTED" if transport or event.kind == "TransportInterrupted" else None


def _lose(state: Talking, lost: str) -> Outcome:
    renewal, effects = _dropped(state) if lost == "INTERRUPTED" else _at_once(state)
    if isinstance(state, Reconnecting):
        return Outcome(replace(state, loss=lost if lost == state.loss else "BOTH", renewal=renewal), effects)
    lacking = Reconnecting(state.facts, state.device, state.muted, lost, renewal)
    return Outcome(lacking, (do("StartTimer", "RECONNECT", RECONNECT),) + effects)


def _back(state: Talking, event: Event) -> Outcome | None:
    if isinstance(state, Connected):
        return Outcome(state)
    if event.kind == "RelayHeard" and state.loss != "RELAY":
        return Outcome(replace(state, loss="INTERRUPTED"))
    renewal = state.renewal
    if renewal.step in ("ANSWERING", "CONNECTING"):
        return _connected(state, (Renewal(renewal.step), ()))
    return _connected(state, _over(state))


def _connected(state: Talking, change: Change) -> Outcome:
    renewal, effects = change
    if isinstance(state, Connected):
        return Outcome(replace(state, renewal=renewal), effects)
    return Outcome(Connected(state.facts, state.device, state.muted, renewal), (do("CancelTimer", "RECONNECT"),) + effects)


def _used(state: Talking) -> Change:
    """What was begun after the new connection stood goes on."""
    renewal = state.renewal
    if renewal.step in ("OPENING", "REQUESTED", "ANSWERING", "NONE"):
        return renewal, ()
    return Renewal(), (do("CancelTimer", "RENEW"),)


def _over(state: Talking) -> Change:
    if state.renewal.step == "NONE":
        return state.renewal, ()
    return Renewal(), _drop(state) + (do("CancelTimer", "RENEW"),)


def _drop(state: Talking) -> tuple[Effect, ...]:
    return (do("DropNext", state.device),) if state.renewal.has_path else ()


def _at_once(state: Talking) -> Change:
    renewal = state.renewal
    if renewal.step == "NONE" or renewal.step == "WAITING" and renewal.failures == 0:
        return _begin(state, 0)
    return replace(renewal, wanted=True), ()


def _dropped(state: Talking) -> Change:
    if state.renewal.step == "NONE":
        return Renewal("WAITING", True), (do("StartTimer", "RENEW", AFTER_DROP),)
    return replace(state.renewal, wanted=True), ()


def _begin(state: Talking, failures: int) -> Change:
    return Renewal("OPENING", True, failures), (do("StartTimer", "RENEW", ATTEMPT), do("OpenNext", state.device))


def _renew(state: Talking, event: Event) -> Change | None:
    renewal = state.renewal
    if event.kind == "RelayRebound":
        return _at_once(state)
    if event.kind == "NextAgreed" and not event.asked and renewal.step == "NONE":
        return renewal, ()
    if event.kind in ("NetworkChanged", "NextAgreed"):
        begun, effects = _begin(state, renewal.failures)
        return begun, _drop(state) + effects
    if event.kind == "RenewDue" and renewal.step == "WAITING":
        return _begin(state, renewal.failures)
    if event.kind in ("RenewDue", "NextFailed") and renewal.has_path:
        return _failed(state)
    if event.kind == "UpdateReceived" and not event.reply:
        return _requested(state)
    step = (event.kind, renewal.step)
    if step in STEPS:
        reached, effect = STEPS[step]
        return replace(renewal, step=reached), (do(effect, state.device),)
    return None


STEPS = {
    ("NextReady", "OPENING"): ("REQUESTED", "SendUpdate"),
    ("NextReady", "ANSWERING"): ("CONNECTING", "SendUpdateReply"),
    ("UpdateReceived", "REQUESTED"): ("CONNECTING", "ConnectNext"),
    ("NextConnected", "CONNECTING"): ("CONNECTING", "UseNext"),
}


def _requested(state: Talking) -> Change:
    """CALL-52: where two requests meet the caller's stays, else the newest counts."""
    renewal = state.renewal
    if renewal.step == "REQUESTED" and state.call.outgoing:
        return renewal, ()
    answer = (do("StartTimer", "RENEW", ATTEMPT), do("AnswerNext", state.device))
    return replace(renewal, step="ANSWERING"), _drop(state) + answer


def _failed(state: Talking) -> Change:
    if not state.renewal.wanted:
        return _over(state)
    failures = min(state.renewal.failures + 1, len(AGAIN))
    again = do("StartTimer", "RENEW", AGAIN[failures - 1])
    return Renewal("WAITING", True, failures), _drop(state) + (again,)
