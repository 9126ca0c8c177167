"""How a call ends (CALL-10): which reason, which goodbye, and the same effects in the same order every time."""

from phantomref.machine.values import Effect, Ended, Leg, Outcome, State, do

FORGET = "PT2M"

# HANGUP received -> own reason once both people wanted the call; before that PLAIN depends on who rang whom.
PLAIN = {"NORMAL", "CANCELLED", "TIMEOUT"}
HEARD = {
    "ACCEPTED_ELSEWHERE": "ACCEPTED_ELSEWHERE",
    "DECLINED_ELSEWHERE": "DECLINED_ELSEWHERE",
    "GLARE": "GLARE_LOST",
    "RESTARTED": "PEER_RESTARTED",
    "RELAY_LOST": "PEER_RELAY_LOST",
    "ENGINE_LOST": "PEER_ENGINE_DIED",
    "CONNECTION_FAILED": "CONNECT_TIMEOUT",
    "SECURITY": "SECURITY_FAILURE",
    "IDENTITY_CHANGED": "IDENTITY_CHANGED",
    "NO_SECOND_OPERATOR": "NO_SECOND_OPERATOR",
    "MOVED": "MOVED",
}

# own reason -> HANGUP that the peer's devices get
GOODBYE = {
    "HUNG_UP_LOCALLY": "NORMAL",
    "CANCELLED": "CANCELLED",
    "NO_ANSWER": "TIMEOUT",
    "MISSED": "TIMEOUT",
    "GLARE_LOST": "GLARE",
    "IDENTITY_CHANGED": "IDENTITY_CHANGED",
    "SECURITY_FAILURE": "SECURITY",
    "NO_SECOND_OPERATOR": "NO_SECOND_OPERATOR",
    "RELAY_LOST": "RELAY_LOST",
    "RELAY_UNREACHABLE": "RELAY_LOST",
    "NO_RELAY": "RELAY_LOST",
    "NO_GRANT": "RELAY_LOST",
    "CONNECT_TIMEOUT": "CONNECTION_FAILED",
    "RECONNECT_TIMEOUT": "CONNECTION_FAILED",
    "ENGINE_DIED": "ENGINE_LOST",
    "ENGINE_REFUSED": "ENGINE_LOST",
    "INTERNAL_ERROR": "ENGINE_LOST",
    "MESSAGE_NOT_SENT": "NORMAL",
    "MOVED": "MOVED",
}


def heard(hangup: str, plain: str) -> str:
    return plain if hangup in PLAIN else HEARD[hangup]


def engine(failure: str, gone: str) -> str:
    """`gone`: the reason of a transport that failed, at this stage of the call."""
    if failure in ("ICE_FAILED", "DTLS_FAILED"):
        return gone
    return "SECURITY_FAILURE" if failure == "FINGERPRINT_MISMATCH" else failure


def effect(failure: str) -> str:
    return "MESSAGE_NOT_SENT" if failure == "NOT_SENT" else "INTERNAL_ERROR"


def end(state: State, reason: str, goodbyes: tuple[Effect, ...] = (), required: str | None = None) -> Outcome:
    return Outcome(
        Ended(state.facts, reason, required),
        goodbyes
        + (
            do("CancelTimers"),
            do("CloseSession"),
            do("DestroyKeys"),
            do("RecordHistory", reason),
            do("StartTimer", "FORGET", FORGET),
        ),
    )


def hangups(legs: tuple[Leg, ...], reason: str, but: int | None = None) -> tuple[Effect, ...]:
    """A HANGUP to each device that was offered the call, in the order of the legs."""
    return tuple(do("SendHangup", leg.device, reason) for leg in legs if leg.was_offered and leg.device != but)


def end_with(state: State, device: int, reason: str, speaks: bool = True) -> Outcome:
    """Ends a call that is with one device, saying why if this device may speak."""
    return end(state, reason, (do("SendHangup", device, GOODBYE[reason]),) if speaks else ())
