"""A call and the one that is to continue it on another device of the peer (CALL-80 to CALL-88)."""

from phantomref.machine import beginning
from phantomref.machine.values import Call, Connected, Connecting, Ended, Event, Idle, InCall, Move, Offer, Reconnecting, Start, State

Calls = dict[Call, State]


def begun(calls: Calls, old: Call, event: Move) -> Start | None:
    """CALL-81: the call to place, or nothing."""
    live = [state for state in calls.values() if _is_live(state)]
    state = calls.get(old)
    if not isinstance(state, Connected) or state.device != event.device or live != [state]:
        return None
    start = event.start
    return None if start.facts.call in calls or beginning.refusal(start) is not None else start


def follow(before: Calls, after: Calls, call: Call, event: Start | Offer | Move | Event) -> list[tuple[Call, Event]]:
    """What else happens, in order."""
    found: list[tuple[Call, Event]] = []
    for changed, state in after.items():
        was = before.get(changed)
        if was != state:
            found += _after(after, changed, was, state)
    if event.kind == "MutePressed" and isinstance(event, Event):
        found += [(later, event) for later in _waiting(after, call) if isinstance(after[later], Connecting)]
    return found


def _after(calls: Calls, changed: Call, was: State | None, state: State) -> list[tuple[Call, Event]]:
    found: list[tuple[Call, Event]] = []
    for old in _continued(calls, state):
        found += [(one, then) for one, then in (_old_hears(calls[old], was, state), _new_hears(calls[old], was, state)) if then is not None]
    if isinstance(state, Ended) and was is not None and _is_live(was):
        found += [(later, Event("HangupPressed")) for later in _waiting(calls, changed)]
    return found


def _old_hears(old: State, was: State | None, state: State) -> tuple[Call, Event | None]:
    """CALL-84, CALL-85."""
    if isinstance(was, Connecting) and isinstance(state, Connected):
        return old.call, Event("Continued")
    if isinstance(state, Ended) and was is not None and _is_live(was):
        return old.call, Event("NotContinued", reason=state.reason)
    return old.call, None


def _new_hears(old: State, was: State | None, state: State) -> tuple[Call, Event | None]:
    muted = isinstance(old, InCall) and old.muted
    accepted = isinstance(state, Connecting) and not isinstance(was, Connecting)
    return state.call, Event("MutePressed", muted=True) if accepted and muted else None


def _continued(calls: Calls, later: State) -> list[Call]:
    """The call of the same two that `later` is to continue, while they talk in it."""
    facts = later.facts
    if not facts.is_continuation:
        return []
    talking = [state for state in calls.values() if isinstance(state, (Connected, Reconnecting)) and state.call.id == facts.continues]
    return [state.call for state in talking if (state.facts.contact, state.facts.identity) == (facts.contact, facts.identity)]


def _waiting(calls: Calls, old: Call) -> list[Call]:
    """What is to continue that call and does not yet."""
    live = [state for state in calls.values() if _is_live(state) and not isinstance(state, (Connected, Reconnecting))]
    return [state.call for state in live if state.facts.is_continuation and state.facts.continues == old.id]


def _is_live(state: State) -> bool:
    return not isinstance(state, (Idle, Ended))
