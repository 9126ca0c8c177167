"""Two people, one of whom asks the other for video over a channel that loses, repeats and reorders (CALL-72 to CALL-78): what neither side does alone."""

import unittest
from collections import deque
from dataclasses import dataclass, replace

from phantomref import video
from phantomref.machine import pictures
from phantomref.video import ACTS, RULES

PEOPLE = {"wanted": True, "approved": True, "declined": False, "ended": False}
"""What a person does, and whether they want pictures then."""

AGREED = ("AGREED", "VIDEO")


@dataclass(frozen=True)
class Said:
    by: int
    kind: str
    sequence: int
    willing: bool
    """Whether its sender's person wanted pictures when it was said."""


@dataclass(frozen=True)
class End:
    """`willing`: its person wants pictures. `said`, `heard`: the newest sequences. `theirs`: the other's person did, when it said what made this side agree."""

    stage: str = "SOUND"
    willing: bool = False
    said: int = -1
    heard: int = -1
    theirs: bool = False


@dataclass(frozen=True)
class World:
    ends: tuple[End, End] = (End(), End())
    sent: frozenset[Said] = frozenset()

    def put(self, who: int, end: End) -> "World":
        return replace(self, ends=(end, self.ends[1]) if who == 0 else (self.ends[0], end))


def say(world: World, who: int, kind: str, sequence: int) -> World:
    return replace(world, sent=world.sent | {Said(who, kind, sequence, world.ends[who].willing)})


def happen(world: World, who: int, happens: str, theirs: bool = False) -> World:
    before = world.ends[who]
    if happens in ("approved", "declined") and before.stage != "ASKED":
        return world
    does = video.on(before.stage, happens)
    willing = PEOPLE.get(happens, before.willing)
    if does.next == "SOUND":
        willing = False
    agrees = does.next in AGREED and before.stage not in AGREED
    # a yes of this person answers a question that the other's asked
    end = replace(before, stage=does.next, willing=willing, theirs=theirs or happens in PEOPLE if agrees else before.theirs)
    world = world.put(who, end)
    for act in does.acts:
        if act in ("ASK", "END"):
            world = world.put(who, replace(world.ends[who], said=world.ends[who].said + 1))
            world = say(world, who, act, world.ends[who].said)
        elif act in ("APPROVE", "REFUSE"):
            world = say(world, who, act, end.heard)
    return world


def arrive(world: World, said: Said) -> World:
    who = 1 - said.by
    end = world.ends[who]
    if said.kind in ("ASK", "END"):
        if said.sequence <= end.heard:
            return world
        world = world.put(who, replace(end, heard=said.sequence))
        return happen(world, who, "requested, the person may be asked" if said.kind == "ASK" else "ended by them", said.willing)
    if said.sequence != end.said:
        return world
    return happen(world, who, "answered yes" if said.kind == "APPROVE" else "answered no", said.willing)


def connect(world: World) -> World:
    """A new connection carries pictures only where both sides want it to."""
    kind = "video in use" if all(end.stage in AGREED for end in world.ends) else "sound in use"
    return happen(happen(world, 0, kind), 1, kind)


def after(world: World) -> list[World]:
    found = [connect(world)]
    for who in (0, 1):
        found += [happen(world, who, happens) for happens in (*PEOPLE, "waited", "lapsed")]
    for said in world.sent:
        arrived = arrive(world, said)
        lost = replace(world, sent=world.sent - {said})
        found += [lost, arrived, replace(arrived, sent=arrived.sent - {said})]
    return found


def every(most_said: int, in_flight: int) -> list[World]:
    found, left = {World()}, deque([World()])
    while left:
        for world in after(left.popleft()):
            if len(world.sent) <= in_flight and all(end.said < most_said for end in world.ends) and world not in found:
                found.add(world)
                left.append(world)
    return list(found)


class VideoTest(unittest.TestCase):
    worlds = every(most_said=2, in_flight=2)

    def test_noSideAgrees_beforeItsOwnPerson(self) -> None:
        for world in self.worlds:
            for end in world.ends:
                self.assertTrue(end.willing or end.stage not in AGREED, world)

    def test_noSideAgrees_beforeTheOthersPerson(self) -> None:
        for world in self.worlds:
            for end in world.ends:
                self.assertTrue(end.theirs or end.stage not in AGREED, world)

    def test_whateverWasLost_timeAndAConnectionBringBothToTheSame(self) -> None:
        for world in self.worlds:
            quiet = connect(replace(world, sent=frozenset()))
            for who in (0, 1):
                for happens in ("waited", "declined", "lapsed"):
                    quiet = happen(quiet, who, happens)
            stages = {end.stage for end in connect(replace(quiet, sent=frozenset())).ends}
            self.assertIn(stages, ({"SOUND"}, {"VIDEO"}), world)

    def test_thereIsVideo_andItGoes(self) -> None:
        self.assertTrue(any(all(end.stage == "VIDEO" for end in world.ends) for world in self.worlds))

    def test_table_hasEveryActAndEveryEvent(self) -> None:
        rows = pictures.rows()
        self.assertEqual(set(ACTS), {act for row in rows for act in row["acts"]})
        self.assertEqual(set(RULES), {row["when"] for row in rows})


if __name__ == "__main__":
    unittest.main()
