"""Vectors of what a device makes durable, and when (SESS-1 to SESS-4, SESS-7, SESS-8, SESS-10 to
SESS-12, STORE-5, STORE-6,
MBX-15): scripts of deliveries, sends, deaths before and after a commit, restarts and a database that is put back."""

from itertools import permutations, product
from typing import Any, Iterable, Sequence

from phantomref.cases import Case
from phantomref.schemas import Schema, flag, list_of, number, obj, one_of, ref
from phantomref.transactions import Device

RULES = ["SESS-1", "SESS-2", "SESS-3", "SESS-4", "SESS-7", "SESS-8", "SESS-10", "SESS-11", "SESS-12", "STORE-5", "STORE-6", "MBX-15"]
NOTES = {
    "RECEIVE": "envelopes fresh, repeated and out of order; catches a copy that is stored twice, or not acknowledged",
    "HOSTILE": "an altered envelope or one without consent; catches a queue that never empties, and a ratchet moved by a stranger",
    "CRASH_RECEIVING": "the process dies before or after the commit of receiving; catches plaintext lost, doubled, or acknowledged too soon",
    "CRASH_SENDING": "the process dies before or after the commit of sending; catches a message sent in two forms, or not at all",
    "ATTEMPT": "attempts to send that fail, succeed, or succeed without the device hearing of it; catches a second encryption",
    "STALE": "time passes before a restart; catches a phone that rings late, and a hang-up that is dropped",
    "PREKEY": "a session opened with the device's prekeys; catches prekeys used twice, and a first message that opens again",
    "ROLLBACK": "an older database is put back; catches ratchet steps used twice, and envelopes that open a second time",
}
Json = dict[str, Any]
OPS = {"transactions": lambda given: {"after": Device(given["envelopes"]).run(given["steps"])}}

CRASH = one_of("BEFORE_COMMIT", "AFTER_COMMIT")
SMALL = number(1, 99)
LIST = list_of(number(0, 99))


def _do(name: str, required: dict[str, Schema] = {}, optional: dict[str, Schema] = {}) -> Schema:
    return obj({"do": {"const": name}, **required}, optional)


DEFS = {
    "envelope": obj({"from": one_of("CONTACT", "STRANGER"), "kind": one_of("CHAT", "CALL"), "message": SMALL, "altered": flag(), "session": one_of("PRESENT", "ONE_TIME", "ONE_TIME_KYBER", "LAST_RESORT")}),
    "step": {
        "oneOf": [
            _do("DELIVER", {"envelope": SMALL}, {"crash": CRASH}),
            _do("SEND_CHAT", {"message": SMALL}, {"crash": CRASH}),
            _do("SEND_CALL", {"message": SMALL, "type": one_of("CALL", "HANGUP"), "stale_after": number(1, 3600)}, {"crash": CRASH}),
            _do("ATTEMPT", {"outcome": one_of("TAKEN", "LOST", "FAILED", "DIES")}),
            _do("RESTART"),
            _do("WAIT", {"seconds": number(1, 3600)}),
            _do("BACK_UP"),
            _do("PUT_BACK"),
        ]
    },
    "sealed": obj({"what": {"type": "string", "pattern": "^(CHAT|CALL|HANGUP|RECEIPT) [0-9]+$|^RESEND$"}, "envelope": SMALL}),
    "seen": obj({"chats": LIST, "calls": LIST, "outbox": list_of(ref("sealed"))}),
    "answer": obj(
        {"acknowledged": LIST, "chats": LIST, "calls": LIST, "outbox": list_of(ref("sealed")), "rose": flag(), "held": flag()},
        {"at_start": ref("seen"), "rolled_back": flag(), "left": ref("sealed")},
    ),
}
SCHEMA = {
    "transactions": (
        obj({"envelopes": list_of(ref("envelope")), "steps": list_of(ref("step"), 1)}),
        obj({"after": list_of(ref("answer"), 1)}),
    )
}


def chat(message: int, **more: Any) -> Json:
    return {"from": "CONTACT", "kind": "CHAT", "message": message, "altered": False, "session": "PRESENT", **more}


STRANGER = {"from": "STRANGER", "session": "ONE_TIME"}


def call(message: int) -> Json:
    return chat(message, kind="CALL")


def deliver(envelope: int, **more: Any) -> Json:
    return {"do": "DELIVER", "envelope": envelope, **more}


def send_chat(message: int, **more: Any) -> Json:
    return {"do": "SEND_CHAT", "message": message, **more}


def send_call(message: int, type_: str = "CALL", **more: Any) -> Json:
    return {"do": "SEND_CALL", "message": message, "type": type_, "stale_after": 60, **more}


def attempt(outcome: str) -> Json:
    return {"do": "ATTEMPT", "outcome": outcome}


def wait(seconds: int) -> Json:
    return {"do": "WAIT", "seconds": seconds}


RESTART, BACK_UP, PUT_BACK = {"do": "RESTART"}, {"do": "BACK_UP"}, {"do": "PUT_BACK"}
DEATHS = ("BEFORE_COMMIT", "AFTER_COMMIT")


def _case(envelopes: Sequence[Json], steps: Sequence[Json], *flags: str) -> Case:
    return Case("transactions", {"envelopes": list(envelopes), "steps": list(steps)}, ", ".join(map(_said, steps)), flags)


def _said(step: Json) -> str:
    rest = " ".join(str(value).lower() for name, value in step.items() if name not in ("do", "stale_after"))
    return f"{step['do'].lower()} {rest}".strip()


def tests() -> Iterable[Case]:
    yield from _receiving()
    yield from _hostile()
    yield from _dying_while_receiving()
    yield from _dying_while_sending()
    yield from _attempts()
    yield from _stale()
    yield from _rollback()
    yield from _prekeys()


def _receiving() -> Iterable[Case]:
    """Every order of up to three deliveries of two chats, one call and a chat said twice."""
    envelopes = [chat(1), chat(2), call(3), chat(1)]
    for length in (1, 2, 3):
        for order in product((1, 2, 3, 4), repeat=length):
            if length < 3 or len(set(order)) > 1 and order[0] != 2:
                yield _case(envelopes, [deliver(one) for one in order], "RECEIVE")


def _hostile() -> Iterable[Case]:
    envelopes = [chat(1), chat(1, altered=True), chat(4, **STRANGER), chat(5, altered=True, **STRANGER)]
    for order in permutations((1, 2, 3, 4), 3):
        yield _case(envelopes, [deliver(one) for one in order], "HOSTILE")
    for one in (2, 3, 4):
        yield _case(envelopes, [deliver(one), deliver(one), RESTART], "HOSTILE")
        for death in DEATHS:
            yield _case(envelopes, [deliver(one, crash=death), deliver(1)], "HOSTILE", "CRASH_RECEIVING")


def _dying_while_receiving() -> Iterable[Case]:
    envelopes = [chat(1), chat(2), call(3)]
    for one, death in product((1, 3), DEATHS):
        dying = deliver(one, crash=death)
        yield _case(envelopes, [dying], "CRASH_RECEIVING")
        for other in (deliver(one), deliver(2), RESTART, send_chat(9), attempt("TAKEN")):
            yield _case(envelopes, [dying, other], "CRASH_RECEIVING")
            yield _case(envelopes, [other, dying], "CRASH_RECEIVING")
        yield _case(envelopes, [deliver(2), dying, attempt("TAKEN"), deliver(one)], "CRASH_RECEIVING")
        for again in DEATHS:
            yield _case(envelopes, [dying, deliver(2, crash=again), deliver(one)], "CRASH_RECEIVING")


def _dying_while_sending() -> Iterable[Case]:
    envelopes = [chat(1)]
    for death in DEATHS:
        for dying in (send_chat(7, crash=death), send_call(7, crash=death), send_call(7, "HANGUP", crash=death)):
            yield _case(envelopes, [dying], "CRASH_SENDING")
            for other in (send_chat(8), send_call(8), RESTART, deliver(1), attempt("TAKEN"), attempt("LOST")):
                yield _case(envelopes, [dying, other, attempt("TAKEN")], "CRASH_SENDING")
                yield _case(envelopes, [other, dying, attempt("TAKEN")], "CRASH_SENDING")
            yield _case(envelopes, [dying, attempt("DIES"), attempt("TAKEN")], "CRASH_SENDING", "ATTEMPT")


def _attempts() -> Iterable[Case]:
    outcomes = ("TAKEN", "LOST", "FAILED", "DIES")
    for first, second in product(outcomes, repeat=2):
        yield _case([], [send_chat(1), attempt(first), attempt(second), RESTART, attempt("TAKEN")], "ATTEMPT")
        yield _case([chat(5)], [send_chat(1), deliver(1), attempt(first), send_call(2), attempt(second)], "ATTEMPT")


def _stale() -> Iterable[Case]:
    for seconds in (59, 60, 61, 3600):
        for sending in (send_call(1), send_call(1, "HANGUP"), send_chat(1)):
            yield _case([], [sending, wait(seconds), RESTART, attempt("TAKEN")], "STALE")
            yield _case([], [sending, wait(seconds), attempt("FAILED"), RESTART], "STALE")
    for order in permutations((send_call(1), send_call(2, "HANGUP"), send_chat(3))):
        yield _case([], [*order, wait(61), RESTART, attempt("TAKEN"), attempt("TAKEN")], "STALE")
    for death in DEATHS:
        yield _case([], [send_call(1), wait(61), send_call(2, crash=death), attempt("TAKEN")], "STALE", "CRASH_SENDING")


def _rollback() -> Iterable[Case]:
    envelopes = [chat(1), chat(2), call(3), chat(4, **STRANGER)]
    yield _case(envelopes, [BACK_UP, PUT_BACK], "ROLLBACK")
    yield _case(envelopes, [deliver(1), BACK_UP, RESTART, PUT_BACK, deliver(2)], "ROLLBACK")
    yield _case(envelopes, [BACK_UP, wait(60), PUT_BACK, deliver(1)], "ROLLBACK")
    betweens: list[list[Json]] = [
        [deliver(1)],
        [deliver(3)],
        [send_chat(7)],
        [send_call(7)],
        [send_chat(7), attempt("TAKEN")],
        [deliver(1), attempt("TAKEN")],
        [deliver(1, crash="AFTER_COMMIT")],
        [deliver(1, crash="BEFORE_COMMIT")],
    ]
    for between in betweens:
        yield _case(envelopes, [BACK_UP, *between, PUT_BACK], "ROLLBACK")
        for after in ([deliver(1)], [deliver(2)], [send_chat(8)], [RESTART], [attempt("TAKEN"), attempt("TAKEN")]):
            yield _case(envelopes, [BACK_UP, *between, PUT_BACK, *after], "ROLLBACK")
    waiting = [send_chat(5), send_call(6)]
    yield _case(envelopes, [*waiting, BACK_UP, attempt("TAKEN"), attempt("TAKEN"), deliver(1), PUT_BACK, attempt("TAKEN")], "ROLLBACK")
    yield _case(envelopes, [deliver(1), BACK_UP, deliver(2), PUT_BACK, deliver(1), deliver(2), deliver(3), deliver(4)], "ROLLBACK")
    for seconds in (299, 300):
        lost = [deliver(1), wait(seconds), deliver(2)]
        yield _case(envelopes, [BACK_UP, send_chat(7), PUT_BACK, *lost], "ROLLBACK")
    hostile = [chat(1), chat(2, altered=True)]
    yield _case(hostile, [BACK_UP, deliver(2), PUT_BACK, deliver(1)], "ROLLBACK", "HOSTILE")


def _prekeys() -> Iterable[Case]:
    """Two envelopes of one one-time prekey, two of the last-resort one, one of the session that was there before."""
    envelopes = [chat(1, session="ONE_TIME"), chat(2, session="ONE_TIME"), chat(3, session="LAST_RESORT"), chat(4, session="LAST_RESORT"), chat(5)]
    for length in (1, 2):
        for order in product((1, 2, 3, 4, 5), repeat=length):
            yield _case(envelopes, [deliver(one) for one in order], "PREKEY")
    for first, last in product((3, 4, 5), repeat=2):
        yield _case(envelopes, [deliver(first), deliver(1), deliver(2), deliver(last)], "PREKEY")
        yield _case(envelopes, [deliver(1), deliver(first), deliver(2), send_chat(9), RESTART, deliver(last)], "PREKEY")
    for one, death in product((1, 3), DEATHS):
        yield _case(envelopes, [deliver(one, crash=death), deliver(one), deliver(one + 1)], "PREKEY", "CRASH_RECEIVING")
        yield _case(envelopes, [deliver(one, crash=death), deliver(5), send_call(9), attempt("TAKEN")], "PREKEY", "CRASH_RECEIVING")
    for one in (1, 2, 3, 4):
        for between in ([send_chat(9)], [deliver(1)], [deliver(3)]):
            yield _case(envelopes, [BACK_UP, *between, PUT_BACK, deliver(one)], "PREKEY", "ROLLBACK")
    kyber = [chat(6, session="ONE_TIME_KYBER"), chat(7, session="ONE_TIME_KYBER"), chat(8, session="ONE_TIME")]
    for order in product((1, 2, 3), repeat=2):
        yield _case(kyber, [deliver(one) for one in order], "PREKEY")
    for one, death in product((1, 2), DEATHS):
        yield _case(kyber, [deliver(one, crash=death), deliver(3 - one), RESTART], "PREKEY", "CRASH_RECEIVING")
