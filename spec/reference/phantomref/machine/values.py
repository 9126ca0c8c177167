"""What calls, states and events are made of (spec/04-machine.md, "Reading the table"). Plain frozen values; `to_words` writes them as the table does."""

from dataclasses import dataclass, field

MODES = ["FAST", "PRIVATE", "PARANOID"]
MEDIA = ["AUDIO", "AUDIO_VIDEO"]
DECLINES = ["DECLINED", "BUSY", "MODE_TOO_WEAK", "UNSUPPORTED", "PQ_REQUIRED"]
HANGUPS = [
    "NORMAL", "CANCELLED", "ACCEPTED_ELSEWHERE", "DECLINED_ELSEWHERE", "GLARE", "TIMEOUT", "RESTARTED", "RELAY_LOST", "ENGINE_LOST",
    "CONNECTION_FAILED", "SECURITY", "IDENTITY_CHANGED", "NO_SECOND_OPERATOR", "MOVED",
]  # fmt: skip
ENGINE_FAILURES = ["ENGINE_DIED", "ENGINE_REFUSED", "ICE_FAILED", "DTLS_FAILED", "FINGERPRINT_MISMATCH"]
EFFECT_FAILURES = ["NOT_SENT", "INTERNAL"]
PATH_FAILURES = ["NO_RELAY", "NO_GRANT", "NO_SECOND_OPERATOR", "RELAY_UNREACHABLE", "SECURITY_FAILURE"]


@dataclass(frozen=True)
class Effect:
    """One thing to do; its name and parameters are those of the table of effects."""

    name: str
    args: tuple[object, ...] = ()
    call: "Call | None" = None

    def to_words(self) -> str:
        shown = [str(arg).lower() if isinstance(arg, bool) else str(arg) for arg in self.args if arg is not None]
        return f"{self.name}({', '.join(shown)})" if shown else self.name


def do(name: str, *args: object) -> Effect:
    return Effect(name, args)


@dataclass(frozen=True)
class Call:
    """A call's name: its id (here a number) and the own role in it."""

    id: int
    own: str

    @property
    def outgoing(self) -> bool:
        return self.own == "caller"

    def to_words(self) -> str:
        return f"{self.id} {self.own}"


@dataclass(frozen=True)
class Facts:
    """What stays the same for the life of a call. `rank` orders as in CALL-12."""

    call: Call
    contact: str = "bob"
    identity: str = "bob's"
    mode: str = "PRIVATE"
    media: str = "AUDIO"
    rank: int = 0x7F
    continues: int | None = None

    @property
    def is_continuation(self) -> bool:
        """CALL-81: placed here in the stead of a call in which people talk."""
        return self.call.outgoing and self.continues is not None


@dataclass(frozen=True)
class Contact:
    """What this device holds of an accepted contact; someone who is none has no such value."""

    floor: str = "FAST"
    require_pq: bool = False
    blocked: bool = False
    may_reply: bool = True
    acknowledged: bool = True


@dataclass(frozen=True)
class Start:
    """The person starts a call. `glare` is set where calls of the device meet (device.py): FREE, BUSY, GIVES_WAY."""

    facts: Facts
    contact: Contact | None
    devices: tuple[int, ...] = (1,)
    supported: bool = True
    post_quantum: bool = False
    occupancy: str = "FREE"
    kind: str = "StartRequested"
    device: int | None = None


@dataclass(frozen=True)
class Offer:
    """An offer came. `age` and `held` in milliseconds: own clock minus creation, and what the mailbox says."""

    facts: Facts
    contact: Contact | None
    device: int = 1
    age: int = 0
    held: int = 1000
    seen: bool = False
    supported: bool = True
    post_quantum: bool = False
    occupancy: str = "FREE"
    kind: str = "OfferReceived"


@dataclass(frozen=True)
class Move:
    """A MOVE that was found good: `start` is the call to the other device, whose own occupancy this device decides."""

    device: int
    start: Start
    kind: str = "MoveReceived"


@dataclass(frozen=True)
class Event:
    """Every other event: its kind, the peer's device it is about (None: the call), and what else the table of events gives it."""

    kind: str
    device: int | None = None
    reason: str | None = None
    required: str | None = None
    granted: bool = False
    muted: bool = True
    contact: Contact | None = None
    held: int = 0
    seen: bool = False
    reply: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Leg:
    device: int
    stage: str = "OPENING"
    connecting: bool = False
    challenged: bool = False

    @property
    def was_offered(self) -> bool:
        return self.stage != "OPENING"

    def to_words(self) -> str:
        more = " connecting" if self.connecting else " challenged" if self.challenged else ""
        return f"{self.device} {self.stage}{more}"


@dataclass(frozen=True)
class State:
    facts: Facts

    @property
    def call(self) -> Call:
        return self.facts.call

    def parts(self) -> list[str]:
        return []

    def to_words(self) -> str:
        parts = self.parts()
        return f"{type(self).__name__}({', '.join(parts)})" if parts else type(self).__name__


@dataclass(frozen=True)
class Idle(State):
    pass


@dataclass(frozen=True)
class Dialing(State):
    """`limited`: some device was offered the call, so the ring limit runs."""

    legs: tuple[Leg, ...] = ()
    limited: bool = False

    def parts(self) -> list[str]:
        return [leg.to_words() for leg in self.legs] + (["limited"] if self.limited else [])


@dataclass(frozen=True)
class RemoteRinging(State):
    legs: tuple[Leg, ...] = ()

    def parts(self) -> list[str]:
        return [leg.to_words() for leg in self.legs]


@dataclass(frozen=True)
class Incoming(State):
    device: int = 1
    step: str = "RING"
    required: str | None = None
    dialled: bool = False

    def parts(self) -> list[str]:
        return [self.step] + (["person dialled"] if self.dialled else [])


@dataclass(frozen=True)
class Ringing(State):
    device: int = 1
    path: str = "NONE"
    may_reply: bool = True

    def parts(self) -> list[str]:
        return [self.path] + ([] if self.may_reply else ["silent"])


@dataclass(frozen=True)
class InCall(State):
    device: int = 1
    muted: bool = False

    def parts(self) -> list[str]:
        return [str(self.device)] + (["muted"] if self.muted else [])


@dataclass(frozen=True)
class Connecting(InCall):
    """`opening`: taken here, and the own path is not ready, so the ANSWER has not left."""

    opening: bool = False

    def parts(self) -> list[str]:
        return [str(self.device)] + (["opening"] if self.opening else []) + (["muted"] if self.muted else [])


@dataclass(frozen=True)
class Renewal:
    """A new connection beside the one in use (CALL-50). `wanted`: what asks for it here still holds."""

    step: str = "NONE"
    wanted: bool = False
    failures: int = 0

    @property
    def has_path(self) -> bool:
        return self.step not in ("NONE", "WAITING")

    def parts(self) -> list[str]:
        if self == Renewal():
            return []
        return [self.step + (" wanted" if self.wanted else "") + (f" {self.failures}" if self.failures else "")]


@dataclass(frozen=True)
class Connected(InCall):
    renewal: Renewal = Renewal()

    def parts(self) -> list[str]:
        return super().parts() + self.renewal.parts()


@dataclass(frozen=True)
class Reconnecting(InCall):
    loss: str = "INTERRUPTED"
    renewal: Renewal = Renewal()

    def parts(self) -> list[str]:
        return super().parts() + [self.loss] + self.renewal.parts()


@dataclass(frozen=True)
class Ended(State):
    reason: str = "HUNG_UP_LOCALLY"
    required: str | None = None

    def parts(self) -> list[str]:
        return [self.reason] + ([self.required] if self.required else [])


@dataclass(frozen=True)
class Outcome:
    next: State
    effects: tuple[Effect, ...] = field(default=())


def stay(state: State) -> Outcome:
    """A written "nothing": the event changes nothing and nothing is done."""
    return Outcome(state)
