"""What begins a call: a start or an offer meets Idle (CALL-2, RING-1, RING-2, RING-6, AGE-1 to AGE-3, CALL-33), and what is left in Ended."""

from phantomref.machine import ending, taken
from phantomref.machine.outgoing import CONNECT
from phantomref.machine.values import MODES, Contact, Dialing, Ended, Event, Idle, Incoming, Leg, Offer, Outcome, Start
from phantomref.machine.values import State, do, stay

MOST_DEVICES = 5
FRESH = 60_000


def on_idle(state: Idle, event: Start | Offer | Event) -> Outcome:
    if isinstance(event, Start):
        return _start(event)
    if isinstance(event, Offer):
        return _offer(state, event)
    if event.kind == "NewerOfferReceived":
        return _newer(state, event)
    if event.kind == "StrayReceived" and _known(event.contact) and event.contact.acknowledged and event.contact.may_reply:
        return Outcome(state, (do("SendRestarted", event.device),))
    return stay(state)


def on_ended(state: Ended, event: Start | Offer | Event) -> Outcome:
    if event.kind == "ForgetDue":
        return Outcome(Idle(state.facts))
    if isinstance(event, Offer):
        return Outcome(state, (do("DropOffer"),))
    return stay(state)


def refusal(event: Start) -> str | None:
    """CALL-2 but for glare and another call: why a start ends at once."""
    return _start_before(event) or _start_after(event)


def _known(contact: Contact | None) -> bool:
    return contact is not None and not contact.blocked


def _start_before(event: Start) -> str | None:
    if event.contact is None:
        return "NOT_A_CONTACT"
    if event.contact.blocked:
        return "BLOCKED"
    return None if event.contact.acknowledged else "IDENTITY_CHANGED"


def _start_after(event: Start) -> str | None:
    assert event.contact is not None
    if _weaker(event.facts.mode, event.contact.floor):
        return "MODE_TOO_WEAK"
    if not event.supported:
        return "UNSUPPORTED"
    if event.contact.require_pq and not event.post_quantum:
        return "PQ_REQUIRED"
    return None if event.devices else "MESSAGE_NOT_SENT"


def _weaker(mode: str, than: str) -> bool:
    return MODES.index(mode) < MODES.index(than)


def _start(event: Start) -> Outcome:
    state = Idle(event.facts)
    between = {"FREE": None, "BUSY": "BUSY", "GLARE_OTHER_WINS": "GLARE_LOST"}[event.occupancy]
    reason = _start_before(event) or between or _start_after(event)
    if reason is not None:
        required = event.contact.floor if reason == "MODE_TOO_WEAK" and event.contact else None
        return ending.end(state, reason, (), required)
    devices = sorted(event.devices[:MOST_DEVICES])
    effects = (do("StartTimer", "CONNECT", CONNECT[event.facts.mode]),) + tuple(do("OpenPath", d) for d in devices)
    return Outcome(Dialing(event.facts, tuple(Leg(d) for d in devices)), effects)


def age_of(event: Offer) -> str:
    """AGE-1, AGE-2: fresh, in doubt or missed."""
    if abs(event.age) <= FRESH:
        return "fresh"
    return "doubt" if 0 <= event.held < FRESH else "missed"


def _offer(idle: State, event: Offer) -> Outcome:
    state = Idle(event.facts)
    if event.contact is None or event.contact.blocked or event.seen or event.occupancy == "GLARE_OTHER_WINS":
        return Outcome(idle, (do("DropOffer"),))
    if not event.contact.acknowledged:
        return ending.end(state, "IDENTITY_CHANGED")
    age = age_of(event)
    step, required = _refused(event)
    dialled = event.occupancy == "GLARE_ACCEPT"
    if age == "missed" or age == "doubt" and step is not None:
        return ending.end(state, "MISSED")
    incoming = Incoming(event.facts, event.device, step or "RING", required, dialled)
    if step is not None:
        return Outcome(incoming, (do("TakeReply"),)) if event.contact.may_reply else ending.end(state, "MISSED")
    if dialled:
        return taken.challenge(incoming) if age == "doubt" else taken.accept(incoming, "NONE", event.device)
    if not event.contact.may_reply:
        return ending.end(state, "MISSED") if age == "doubt" else taken.ring_silently(event.facts, event.device)
    checked = Incoming(event.facts, event.device, "CHALLENGE" if age == "doubt" else "RING")
    return Outcome(checked, (do("TakeReply"),))


def _refused(event: Offer) -> tuple[str | None, str | None]:
    """RING-6: the first reason that fits, and the mode to ask for."""
    assert event.contact is not None
    if event.occupancy == "BUSY":
        return "BUSY", None
    if _weaker(event.facts.mode, event.contact.floor):
        return "MODE_TOO_WEAK", event.contact.floor
    if not event.supported:
        return "UNSUPPORTED", None
    if event.contact.require_pq and not event.post_quantum:
        return "PQ_REQUIRED", None
    return None, None


def _newer(state: Idle, event: Event) -> Outcome:
    """CALL-33: an offer of a newer version can only be declined; its age is what the mailbox says."""
    if not _known(event.contact) or event.seen:
        return Outcome(state, (do("DropOffer"),))
    assert event.contact is not None and event.device is not None
    if not event.contact.acknowledged:
        return ending.end(state, "IDENTITY_CHANGED")
    if not 0 <= event.held < FRESH or not event.contact.may_reply:
        return ending.end(state, "MISSED")
    return Outcome(Incoming(state.facts, event.device, "UNSUPPORTED"), (do("TakeReply"),))
