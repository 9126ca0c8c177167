"""When the keys of one call with one device change (KEY-10, KEY-17 to KEY-20): what one side does at each thing that happens. A pure machine of plain values."""

from dataclasses import dataclass, field, replace

ROLES = ["CALLER", "CALLEE"]
WISHES = ["KEYS", "MODE"]
OLD = ["NONE", "HELD", "DUE"]
ACTS = [
    "ASK", "ASK_AGAIN", "TAKE_BACK", "REPLY", "REPLY_AGAIN", "OPEN", "SEAL_WITH_NEWEST", "START_LIFETIME", "START_RETRY", "START_LINGER", "WIPE_OLD",
]  # fmt: skip
APART = 2_000


@dataclass(frozen=True)
class Side:
    """`sealing`: the epoch that seals what this side says. `asked`: the request that is open. `wants`: what it asks for after that.
    `old`: the epoch before the newest is wiped or was never, held, or due to be wiped. `answered`: milliseconds since this side did, APART if it never did."""

    role: str
    newest: int = 0
    sealing: int = 0
    asked: str | None = None
    wants: frozenset[str] = frozenset()
    old: str = "NONE"
    answered: int = APART

    def to_words(self) -> str:
        words = [f"{self.role.lower()} {self.newest}", f"seals {self.sealing}"]
        words += [f"asks {self.asked}"] if self.asked else []
        words += [f"wants {' and '.join(sorted(self.wants))}"] if self.wants else []
        words += [f"old {self.old}"] if self.old != "NONE" else []
        return ", ".join(words + [f"answered {self.answered} ms ago"])


@dataclass(frozen=True)
class Happens:
    """`of`: the kind of the request or answer that came, or that is wanted. `under`: the epoch that seals it. `repeated`: it has the core answered last."""

    kind: str
    epoch: int = 0
    of: str = "KEYS"
    under: int = 0
    repeated: bool = False


@dataclass(frozen=True)
class Does:
    next: Side
    acts: tuple[str, ...] = field(default=())


def start(role: str) -> Does:
    """The two people begin to talk."""
    return Does(Side(role), _lifetime(role))


def _lifetime(role: str) -> tuple[str, ...]:
    """KEY-17: only the caller asks when an epoch has been open for long."""
    return ("START_LIFETIME",) if role == "CALLER" else ()


def on(side: Side, happens: Happens) -> Does:
    return RULES[happens.kind](side, happens)


def _due(side: Side, happens: Happens) -> Does:
    return _want(side, "KEYS") if happens.epoch == side.newest else Does(side)


def _another_connection(side: Side, happens: Happens) -> Does:
    return _want(side, "KEYS")


def _mode_wanted(side: Side, happens: Happens) -> Does:
    return _want(side, "MODE")


def _mode_unwanted(side: Side, happens: Happens) -> Does:
    """CALL-91: what was said stays open until it is answered."""
    return Does(side, ("TAKE_BACK",)) if side.asked == "MODE" else Does(replace(side, wants=side.wants - {"MODE"}))


def _want(side: Side, wish: str) -> Does:
    """KEY-17, KEY-20."""
    if wish == "KEYS" and side.role == "CALLEE" or wish == "MODE" and side.asked == "MODE":
        return Does(side)
    wanting = replace(side, wants=side.wants | {wish})
    return Does(wanting) if side.asked is not None or side.sealing < side.newest else _ask(wanting)


def _ask(side: Side, before: tuple[str, ...] = ()) -> Does:
    """The next of what is wanted; the mode first (KEY-20)."""
    if not side.wants:
        return Does(side, before)
    wish = "MODE" if "MODE" in side.wants else "KEYS"
    return Does(replace(side, asked=wish, wants=side.wants - {wish}), before + ("ASK", "START_RETRY"))


def _retry(side: Side, happens: Happens) -> Does:
    if side.asked is None or happens.epoch != side.newest + 1:
        return Does(side)
    return Does(side, ("ASK_AGAIN", "START_RETRY"))


def _requested(side: Side, happens: Happens) -> Does:
    """KEY-18. A request that was answered is not open any more, so it is answered again even where this side asks."""
    if side.answered < APART or happens.of == "KEYS" and side.role == "CALLER":
        return Does(side)
    if happens.repeated:
        unheard = side.sealing < side.newest
        return Does(replace(side, answered=0), ("REPLY_AGAIN",)) if unheard else Does(side)
    if happens.under != side.newest or happens.epoch != side.newest + 1:
        return Does(side)
    if side.asked is not None and side.role == "CALLER":
        return Does(side)
    wants = side.wants | ({side.asked} if side.asked is not None else set())
    if happens.of == "MODE":
        wants = wants - {"MODE"}
    opened = Side(side.role, side.newest + 1, side.newest, None, wants, "HELD", 0)
    return Does(opened, ("REPLY",) + _lifetime(side.role))


def _replied(side: Side, happens: Happens) -> Does:
    """KEY-18: one answer, to the request that is open, of its kind. KEY-19: the asker seals with it at once."""
    if side.asked != happens.of or happens.epoch != side.newest + 1:
        return Does(side)
    opened = replace(side, newest=happens.epoch, sealing=happens.epoch, asked=None, old="HELD")
    return _ask(opened, ("OPEN", "SEAL_WITH_NEWEST") + _lifetime(side.role))


def _declined(side: Side, happens: Happens) -> Does:
    """KEY-20: a mode that is not approved."""
    if side.asked != "MODE" or happens.epoch != side.newest + 1:
        return Does(side)
    return _ask(replace(side, asked=None))


def _heard(side: Side, happens: Happens) -> Does:
    """KEY-10, KEY-19, KEY-20: something of the other side under that epoch was found good."""
    if happens.epoch != side.newest or side.old != "HELD":
        return Does(side)
    heard = replace(side, sealing=side.newest, old="DUE")
    if side.sealing == side.newest:
        return Does(heard, ("START_LINGER",))
    return _ask(heard, ("SEAL_WITH_NEWEST", "START_LINGER"))


def _lingered(side: Side, happens: Happens) -> Does:
    if happens.epoch != side.newest or side.old != "DUE":
        return Does(side)
    return Does(replace(side, old="NONE"), ("WIPE_OLD",))


RULES = {
    "due": _due,
    "anotherConnection": _another_connection,
    "modeWanted": _mode_wanted,
    "modeUnwanted": _mode_unwanted,
    "retry": _retry,
    "requested": _requested,
    "replied": _replied,
    "declined": _declined,
    "heard": _heard,
    "lingered": _lingered,
}
