"""What the calls of one device mean to each other: one live call, glare, busy (CALL-1, CALL-12, CALL-13, CALL-16, CALL-20)."""

from dataclasses import replace

from phantomref.machine import beginning, continuing, incall, outgoing, taken
from phantomref.machine.beginning import age_of
from phantomref.machine.values import MEDIA, MODES, Call, Dialing, Effect, Ended, Event, Facts, Idle, InCall, Incoming
from phantomref.machine.values import Move, Offer, Outcome, RemoteRinging, Ringing, Start, State, stay

Calls = dict[Call, State]
AnyEvent = Start | Offer | Move | Event


def on_state(state: State, event: AnyEvent) -> Outcome:
    """One call and one event."""
    if isinstance(state, Idle):
        return beginning.on_idle(state, event)
    if isinstance(state, Ended):
        return beginning.on_ended(state, event)
    assert not isinstance(event, Move)
    if isinstance(event, (Start, Offer)):
        return stay(state)
    if isinstance(state, (Dialing, RemoteRinging)):
        return outgoing.on(state, event)
    if isinstance(state, Incoming):
        return taken.on_incoming(state, event)
    if isinstance(state, Ringing):
        return taken.on_ringing(state, event)
    assert isinstance(state, InCall)
    return incall.on(state, event)


def on(calls: Calls, call: Call, event: AnyEvent) -> tuple[Calls, list[Effect]]:
    """One device: the event is about `call`; starts and offers look at the other calls first."""
    after, effects = _decide(calls, call, event)
    for other, then in continuing.follow(calls, after, call, event):
        after, more = _apply(after, other, then)
        effects = effects + more
    return after, effects


def _decide(calls: Calls, call: Call, event: AnyEvent) -> tuple[Calls, list[Effect]]:
    if isinstance(event, Move):
        start = continuing.begun(calls, call, event)
        return _apply(calls, call, Event(event.kind, event.device)) if start is None else _apply(calls, start.facts.call, start)
    if isinstance(event, Start):
        return _start(calls, event)
    if isinstance(event, Offer):
        return _offer(calls, event)
    return _apply(calls, call, event)


def _apply(calls: Calls, call: Call, event: AnyEvent) -> tuple[Calls, list[Effect]]:
    facts = event.facts if isinstance(event, (Start, Offer)) else Facts(call)
    outcome = on_state(calls.get(call, Idle(facts)), event)
    after = dict(calls)
    after[call] = outcome.next
    if isinstance(outcome.next, Idle):
        del after[call]
    return after, [replace(effect, call=call) for effect in outcome.effects]


def _live(calls: Calls, but: Call) -> list[State]:
    return [state for call, state in calls.items() if call != but and not isinstance(state, (Idle, Ended))]


def _stricter(mode: str, other: str) -> bool:
    return MODES.index(mode) > MODES.index(other)


def _same_person(mine: Facts, theirs: Facts) -> bool:
    return mine.contact == theirs.contact and mine.identity == theirs.identity


def _start(calls: Calls, event: Start) -> tuple[Calls, list[Effect]]:
    """CALL-16, CALL-1."""
    call = event.facts.call
    live = _live(calls, call)
    if call in calls or not live:
        return _apply(calls, call, event)
    theirs = next((state for state in live if _answerable(state) and _same_person(event.facts, state.facts)), None)
    alone = theirs is not None and len(live) == 1
    if not alone or theirs is None:
        return _apply(calls, call, replace(event, occupancy="BUSY"))
    if _stricter(event.facts.mode, theirs.facts.mode):
        if beginning.refusal(event) is not None:
            return _apply(calls, call, event)
        ended, first = _apply(calls, theirs.call, Event("GlareLost"))
        started, then = _apply(ended, call, event)
        return started, first + then
    if MEDIA.index(theirs.facts.media) > MEDIA.index(event.facts.media):
        return _apply(calls, call, replace(event, occupancy="BUSY"))
    started, first = _apply(calls, call, replace(event, occupancy="GLARE_OTHER_WINS"))
    ended_start = started[call]
    if not (isinstance(ended_start, Ended) and ended_start.reason == "GLARE_LOST"):
        return started, first
    answered, then = _apply(started, theirs.call, Event("AnswerPressed"))
    return answered, first + then


def _answerable(state: State) -> bool:
    return isinstance(state, Ringing) or isinstance(state, Incoming) and state.step in ("RING", "CHALLENGE", "NONCE")


def _offer(calls: Calls, event: Offer) -> tuple[Calls, list[Effect]]:
    """CALL-12, CALL-13."""
    call = event.facts.call
    live = _live(calls, call)
    if call in calls or not live or not _counts(event):
        return _apply(calls, call, event)
    own = next((state for state in live if _dialled(state) and _same_person(state.facts, event.facts)), None)
    if own is None:
        return _apply(calls, call, replace(event, occupancy="BUSY"))
    if not _wins(event.facts, own.facts):
        return _apply(calls, call, replace(event, occupancy="GLARE_OTHER_WINS"))
    if not isinstance(own, (Dialing, RemoteRinging)):
        return _apply(calls, call, replace(event, occupancy="BUSY"))
    ended, first = _apply(calls, own.call, Event("GlareLost"))
    narrow = min(event.facts.media, own.facts.media, key=MEDIA.index)
    accepted = replace(event, facts=replace(event.facts, media=narrow), occupancy="GLARE_ACCEPT")
    after, then = _apply(ended, call, accepted)
    return after, first + then


def _dialled(state: State) -> bool:
    """CALL-81: a continuation is no glare."""
    return state.call.outgoing and not state.facts.is_continuation


def _counts(event: Offer) -> bool:
    """An offer that is dropped or only a missed call moves no other call."""
    contact = event.contact
    if contact is None or contact.blocked or event.seen or not contact.acknowledged:
        return False
    return age_of(event) != "missed"


def _wins(theirs: Facts, own: Facts) -> bool:
    if theirs.mode != own.mode:
        return _stricter(theirs.mode, own.mode)
    return theirs.rank > own.rank
