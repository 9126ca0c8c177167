"""Two sides that change keys over a channel that loses, repeats and reorders (KEY-10, KEY-17 to KEY-20): what neither does alone."""

import unittest
from collections import deque
from dataclasses import dataclass, replace

from phantomref import rekeying
from phantomref.machine import changes
from phantomref.rekeying import ACTS, APART, ROLES, Does, Happens, Side

Core = tuple[str, int, str, int]
"""Of a request: who asks, for which epoch and what, and how many requests that side made before."""


@dataclass(frozen=True)
class Said:
    by: str
    under: int
    key: Core | None
    kind: str = "anything"
    of: str = ""
    epoch: int = 0
    core: Core | None = None


@dataclass(frozen=True)
class End:
    """A side, the keys that it holds (by epoch; each is known by the request it came from), its open request and the one that it answered last."""

    side: Side
    keys: tuple[tuple[int, Core | None], ...] = ((0, None),)
    asks: Core | None = None
    answered: Core | None = None
    asked: int = 0

    def key(self, epoch: int) -> Core | None | str:
        return dict(self.keys).get(epoch, "not held")

    def opened(self, epoch: int, core: Core | None) -> "End":
        return replace(self, keys=(*(held for held in self.keys if held[0] == epoch - 1), (epoch, core)))


@dataclass(frozen=True)
class World:
    """`refuses`: the role that never approves a mode."""

    caller: End
    callee: End
    refuses: str = ""
    sent: frozenset[Said] = frozenset()

    def end(self, role: str) -> End:
        return self.caller if role == "CALLER" else self.callee

    def put(self, role: str, end: End, sent: frozenset[Said] | None = None) -> "World":
        said = self.sent if sent is None else sent
        return replace(self, caller=end, sent=said) if role == "CALLER" else replace(self, callee=end, sent=said)

    def without(self, said: Said) -> "World":
        return replace(self, sent=self.sent - {said})


def begun(refuses: str = "") -> World:
    return World(*(End(rekeying.start(role).next) for role in ROLES), refuses=refuses)


def other(role: str) -> str:
    return ROLES[1 - ROLES.index(role)]


def say(world: World, role: str, kind: str, of: str = "", epoch: int = 0, core: Core | None = None) -> World:
    end = world.end(role)
    said = Said(role, end.side.sealing, dict(end.keys)[end.side.sealing], kind, of, epoch, core)
    return replace(world, sent=world.sent | {said})


def act(world: World, role: str, does: Does, came: Said | None = None) -> World:
    side = replace(does.next, answered=APART)
    world = world.put(role, replace(world.end(role), side=side))
    for name in does.acts:
        end = world.end(role)
        if name == "ASK":
            core = (role, side.newest + 1, side.asked or "", end.asked)
            world = world.put(role, replace(end, asks=core, asked=end.asked + 1))
        if name in ("ASK", "ASK_AGAIN"):
            world = say(world, role, "request", side.asked or "", side.newest + 1, world.end(role).asks)
        elif name == "REPLY" and came is not None:
            world = world.put(role, replace(end.opened(side.newest, came.core), answered=came.core))
        elif name == "OPEN":
            world = world.put(role, end.opened(side.newest, end.asks))
        elif name == "WIPE_OLD":
            world = world.put(role, replace(end, keys=end.keys[-1:]))
        if name in ("REPLY", "REPLY_AGAIN") and came is not None:
            world = say(world, role, "answer", came.of, came.epoch, came.core)
    return world if side.asked else world.put(role, replace(world.end(role), asks=None))


def happen(world: World, role: str, happens: Happens, came: Said | None = None) -> World:
    return act(world, role, rekeying.on(world.end(role).side, happens), came)


def arrive(world: World, said: Said) -> World:
    """What is under a key that is not held is refused."""
    role = other(said.by)
    if world.end(role).key(said.under) != said.key:
        return world
    world = happen(world, role, Happens("heard", said.under))
    if said.kind == "request" and said.of == "MODE" and world.refuses == role:
        return say(world, role, "refusal", said.of, said.epoch, said.core)
    if said.kind == "request":
        repeated = said.core == world.end(role).answered
        return happen(world, role, Happens("requested", said.epoch, said.of, said.under, repeated), said)
    if said.kind == "answer":
        return happen(world, role, Happens("replied", said.epoch, said.of), said)
    return happen(world, role, Happens("declined", said.epoch)) if said.kind == "refusal" else world


def after(world: World) -> list[World]:
    found = []
    for role in ROLES:
        newest = world.end(role).side.newest
        found += [happen(world, role, Happens(kind)) for kind in ("anotherConnection", "modeWanted")]
        found.append(happen(world, role, Happens("retry", newest + 1)))
        if all(said.by == role or said.under >= newest for said in world.sent):
            found.append(happen(world, role, Happens("lingered", newest)))
        found.append(say(world, role, "anything"))
    for said in world.sent:
        arrived = arrive(world, said)
        found += [world.without(said), arrived, arrived.without(said)]
    return found


def settled(world: World) -> bool:
    """Whether a channel that is good from now on leads to one epoch on both sides, with nothing left to ask for."""
    world = replace(world, sent=frozenset())
    for _ in range(8):
        for role in ROLES:
            world = say(happen(world, role, Happens("retry", world.end(role).side.newest + 1)), role, "anything")
        while world.sent:
            said = min(world.sent, key=repr)
            world = arrive(world.without(said), said)
        caller, callee = world.caller.side, world.callee.side
        quiet = not (caller.asked or callee.asked or caller.wants or callee.wants)
        if quiet and caller.newest == caller.sealing == callee.newest == callee.sealing:
            return True
    return False


def every(start: World, last: int, in_flight: int) -> list[World]:
    found, left = {start}, deque([start])
    while left:
        for world in after(left.popleft()):
            ends = (world.caller, world.callee)
            bounded = len(world.sent) <= in_flight and all(end.side.newest <= last and end.asked <= last + 1 for end in ends)
            if bounded and world not in found:
                found.add(world)
                left.append(world)
    return list(found)


class RekeyingTest(unittest.TestCase):
    def test_whateverASideSeals_theOtherHoldsItsKey(self) -> None:
        for world in every(begun(), last=2, in_flight=1):
            for role in ROLES:
                end = world.end(role)
                self.assertEqual(end.key(end.side.sealing), world.end(other(role)).key(end.side.sealing), world)
                self.assertLessEqual(len(end.keys), 2)

    def test_whateverWasLost_bothComeToOneEpochOnceTheChannelIsGood(self) -> None:
        for refuses, in_flight in (("", 2), ("CALLER", 1), ("CALLEE", 1)):
            for world in every(begun(refuses), last=1, in_flight=in_flight):
                self.assertTrue(settled(world), world)

    def test_table_hasEveryAct(self) -> None:
        self.assertEqual(set(ACTS), {act for row in changes.rows() for act in row["acts"]})

    def test_callee_neverAsksForKeysAlone(self) -> None:
        for side in changes.sides():
            self.assertTrue(side.role == "CALLER" or side.asked != "KEYS" and "KEYS" not in side.wants)


if __name__ == "__main__":
    unittest.main()
