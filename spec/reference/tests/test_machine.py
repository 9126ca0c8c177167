"""The machine against what spec/04-machine.md says of all states at once (CALL-10, CALL-14, RING-1, RING-2)."""

import unittest

from phantomref.machine import building, crossing, device, shapes
from phantomref.machine.values import Ended, Idle, Outcome
from phantomref.machine.vocabulary import EVENTS, STATES

END = ["CancelTimers", "CloseSession", "DestroyKeys", "RecordHistory", "StartTimer"]
SENDS = ("SendRing", "SendAnswer", "SendNonceChallenge", "SendDecline", "SendHangup", "SendAccept", "SendRestarted")


def every() -> list[tuple[str, str, str, str, Outcome]]:
    found = []
    for state in STATES:
        for given, shape in shapes.states()[state].items():
            before = building.state(state, shape)
            for event in EVENTS:
                for when, happening in shapes.events()[event].items():
                    outcome = device.on_state(before, building.event(event, happening, before.call))
                    found.append((state, given, event, when, outcome))
    return found


class MachineTest(unittest.TestCase):
    def test_shapes_nameEveryStateAndEvent(self) -> None:
        self.assertEqual(set(STATES), set(shapes.states()))
        self.assertEqual(set(EVENTS), set(shapes.events()))

    def test_everyEnd_doesTheSameInTheSameOrder(self) -> None:
        for state, given, event, when, outcome in every():
            if isinstance(outcome.next, Ended) and state != "Ended":
                names = [effect.name for effect in outcome.effects]
                self.assertEqual(END, names[-5:], f"{state} {given} x {event} {when}")
                self.assertLessEqual(set(names[:-5]), {"SendHangup", "SendDecline"})

    def test_gateIsAccepted_byAnAcceptOrThePersonAlone(self) -> None:
        """AcceptReceived at the caller; at the callee the person's answer, or what follows once the person dialled."""
        events = {(state, event) for state, _, event, _, o in every() if any(e.name == "GateAccepted" for e in o.effects)}
        allowed = {("RemoteRinging", "AcceptReceived"), ("Ringing", "AnswerPressed"), ("Incoming", "AnswerPressed")}
        allowed |= {("Incoming", "NonceResponseReceived"), ("Idle", "OfferReceived")}
        self.assertEqual(allowed, events)

    def test_strangers_hearNothing(self) -> None:
        for state, _, event, when, outcome in every():
            if state == "Idle" and ("stranger" in when or "blocked" in when) and event != "StartRequested":
                self.assertIsInstance(outcome.next, Idle, f"{event} {when}")
                self.assertLessEqual({effect.name for effect in outcome.effects}, {"DropOffer"})

    def test_silentRinging_saysOnlyWhatItsPersonDecides(self) -> None:
        for state, given, event, when, outcome in every():
            if state == "Ringing" and given == "silent" and event not in ("AnswerPressed", "DeclinePressed"):
                said = [effect.name for effect in outcome.effects if effect.name in SENDS]
                self.assertEqual([], said, f"{event} {when}")

    def test_crossings_haveSixOrders(self) -> None:
        """Each start before the offer that it sends is heard: that leaves six of the 24 orders."""
        self.assertEqual(6, len(set(crossing.ORDERS)))
        for order in crossing.ORDERS:
            steps = order.split(", ")
            self.assertEqual({"A starts", "B starts", "A hears", "B hears"}, set(steps))
            self.assertLess(steps.index("A starts"), steps.index("B hears"))
            self.assertLess(steps.index("B starts"), steps.index("A hears"))


if __name__ == "__main__":
    unittest.main()
