"""One device's store, sessions and queues as an abstract machine (SESS-1 to SESS-4, SESS-7, SESS-8, SESS-11, SESS-12, STORE-5,
STORE-6, MBX-15). A script is a list of steps; what can be seen after each is answered. Nothing is encrypted here: an envelope
opens if its session is here, or can be made of prekeys that are here, and it was not opened before."""

import copy
from dataclasses import dataclass, field
from typing import Any, Optional

Json = dict[str, Any]
PRESENT = 0
ASK_AGAIN_AFTER = 300  # seconds, SESS-12


@dataclass
class Queued:
    """A ciphertext in the outbox: what is in it, and the number of its one envelope id and its one form in bytes."""

    what: str
    number: int
    stale_at: Optional[int]


@dataclass
class Store:
    """What a transaction makes durable, all or nothing."""

    chats: list[int] = field(default_factory=list)
    inbox: list[Json] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    outbox: list[Queued] = field(default_factory=list)
    opened: set[int] = field(default_factory=set)
    sessions: set[int] = field(default_factory=lambda: {PRESENT})  # by the envelope that opened it
    used: set[int] = field(default_factory=set)  # last-resort prekeys, by the envelope: SESS-4
    prekeys: set[str] = field(default_factory=lambda: {"ONE_TIME", "ONE_TIME_KYBER", "LAST_RESORT"})  # that envelopes name
    generation: int = 0


class Device:
    def __init__(self, envelopes: list[Json]) -> None:
        self.envelopes = envelopes
        self.store = Store()
        self.counter = 0  # outside the database: STORE-5
        self.copy: Optional[Store] = None
        self.at_mailbox: list[int] = []  # delivered and not acknowledged: MBX-15
        self.now = 0
        self.encrypted = 0
        self.asked_at: Optional[int] = None
        self.calls: list[int] = []
        self.acknowledged: list[int] = []
        self.numbers: dict[int, int] = {}
        self.seen_at_start: Optional[Json] = None
        self.rolled_back = False

    # What can be seen

    def run(self, steps: list[Json]) -> list[Json]:
        return [self._step(step) for step in steps]

    def _step(self, step: Json) -> Json:
        before = self.store.generation
        self.acknowledged, self.seen_at_start, self.rolled_back = [], None, False
        left = getattr(self, "_" + step["do"].lower())(step)
        seen: Json = {"acknowledged": self.acknowledged, **self._seen(), "rose": self.store.generation > before, "held": True}
        if self.seen_at_start is not None:
            seen.update({"at_start": self.seen_at_start, "rolled_back": self.rolled_back})
        if left is not None:
            seen["left"] = left
        self.counter = max(self.counter, self.store.generation)
        return seen

    def _seen(self) -> Json:
        return {"chats": list(self.store.chats), "calls": list(self.calls), "outbox": [self._shown(one) for one in self.store.outbox]}

    def _shown(self, one: Queued) -> Json:
        return {"what": one.what, "envelope": self.numbers.setdefault(one.number, len(self.numbers) + 1)}

    # What arrives

    def _deliver(self, step: Json) -> None:
        self.at_mailbox.append(step["envelope"])
        self._arrive(step["envelope"], step.get("crash"))

    def _arrive(self, number: int, crash: Optional[str] = None) -> None:
        """SESS-1: one transaction, then the acknowledgement; also where nothing is stored."""
        verdict = self._verdict(number)
        if crash == "BEFORE_COMMIT":
            return self._begin()
        if verdict == "STORED":
            self._open(number)
        if crash == "AFTER_COMMIT":
            return self._begin()
        if verdict == "NO_SESSION":
            self._lost_session()
        self.at_mailbox.remove(number)
        self.acknowledged.append(number)
        self._work()

    def _verdict(self, number: int) -> str:
        envelope = self.envelopes[number - 1]
        if envelope["altered"] or envelope["from"] == "STRANGER":
            return "REFUSED"
        session = PRESENT if envelope["session"] == "PRESENT" else number
        if session in self.store.sessions:
            return "DUPLICATE" if number in self.store.opened else "STORED"
        if envelope["session"] not in self.store.prekeys:
            return "NO_SESSION"
        return "REFUSED" if number in self.store.used else "STORED"

    def _open(self, number: int) -> None:
        """The session, the prekeys, the used Kyber prekey and the plaintext, together: SESS-1, SESS-4."""
        envelope = self.envelopes[number - 1]
        if envelope["session"] != "PRESENT":
            self.store.sessions.add(number)
        if envelope["session"] == "LAST_RESORT":
            self.store.used.add(number)
        else:
            self.store.prekeys.discard(envelope["session"])
        self.store.opened.add(number)
        self.store.inbox.append(envelope)
        self.store.generation += 1

    def _lost_session(self) -> None:
        """SESS-12"""
        if self.asked_at is not None and self.now < self.asked_at + ASK_AGAIN_AFTER:
            return
        self.asked_at = self.now
        self.store.sessions = set()
        self.store.generation += 1
        self.store.pending.append("RESEND")

    def _work(self) -> None:
        """The inbox is applied, and what waits is encrypted: SESS-8, SESS-2."""
        for envelope in self.store.inbox:
            message = envelope["message"]
            if envelope["kind"] == "CALL":
                self.calls.append(message)
                continue
            if message not in self.store.chats:
                self.store.chats.append(message)
            self.store.pending.append(f"RECEIPT {message}")
        self.store.inbox = []
        for what in self.store.pending:
            self._encrypt(what, None)
        self.store.pending = []

    def _encrypt(self, what: str, stale_at: Optional[int]) -> None:
        self.encrypted += 1
        self.store.outbox.append(Queued(what, self.encrypted, stale_at))
        self.store.generation += 1

    # What is sent

    def _send_chat(self, step: Json) -> None:
        """What a person was told is stored is not lost, whenever the process dies after."""
        self.store.pending.append(f"CHAT {step['message']}")
        if step.get("crash") == "BEFORE_COMMIT":
            return self._begin()
        self._work()
        if step.get("crash") == "AFTER_COMMIT":
            self._begin()

    def _send_call(self, step: Json) -> None:
        """SESS-2: before the commit nothing was sent; after it, it will be."""
        if step.get("crash") == "BEFORE_COMMIT":
            return self._begin()
        hangup = step["type"] == "HANGUP"
        self._encrypt(f"{step['type']} {step['message']}", None if hangup else self.now + step["stale_after"])
        if step.get("crash") == "AFTER_COMMIT":
            self._begin()

    def _attempt(self, step: Json) -> Optional[Json]:
        """SESS-3: the oldest goes, under its own number, until the mailbox said that it has it."""
        if not self.store.outbox:
            return None
        head = self.store.outbox[0]
        left = self._shown(head)
        if step["outcome"] == "TAKEN":
            self.store.outbox.pop(0)
        if step["outcome"] == "DIES":
            self._begin()
        return left

    # Life and death

    def _restart(self, step: Json) -> None:
        self._begin()

    def _wait(self, step: Json) -> None:
        self.now += step["seconds"]

    def _back_up(self, step: Json) -> None:
        self.copy = copy.deepcopy(self.store)
        self._begin()

    def _put_back(self, step: Json) -> None:
        assert self.copy is not None, "nothing was backed up"
        self.counter = max(self.counter, self.store.generation)
        self.store = copy.deepcopy(self.copy)
        self._begin()

    def _begin(self) -> None:
        """A start of the client: STORE-6 and SESS-11, SESS-7, then what was left undone, then what the mailbox still has."""
        self.asked_at = None
        if self.store.generation < self.counter:
            self.rolled_back = True
            self.store.sessions, self.store.used, self.store.opened = set(), set(), set()
            self.store.prekeys = set()
            self.store.generation = self.counter + 1
            self.store.pending.append("RESEND")
        self.store.outbox = [one for one in self.store.outbox if one.stale_at is None or self.now <= one.stale_at]
        self._work()
        self.seen_at_start = self._seen()
        for number in list(self.at_mailbox):
            self._arrive(number)
