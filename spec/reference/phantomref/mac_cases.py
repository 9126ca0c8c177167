"""Cases of MACs and confirmations, right and wrong in one thing each; where two things are wrong, the case is about their order."""

from typing import Any, Callable, Iterable

from phantomref import calls, macs, schedule_cases
from phantomref.calls import CALL, flipped
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.macs import COVERED, EARLY, POLICY, SENDERS, message_mac
from phantomref.schedule import CALLEE, CALLER, Epoch

NOTES = {
    "MATRIX": "a type, a role and a kind of key that do not go together, with a MAC that would be right: catches checks of the MAC alone",
    "WRONG_ROLE_KEY": "a MAC by the other role's key, as a reflected message has: catches one key for both directions",
    "WRONG_EPOCH": "an epoch that is not held, or a MAC of another epoch that is held: catches keys chosen by anything but the epoch",
    "MAC_INPUT": "one input of the MAC changed: catches MACs that leave it out or join inputs without lengths",
    "MAC_FORM": "the MAC itself changed: catches comparisons of a part only",
    "OTHER_CALL": "another call's keys: catches keys that are not bound to the call and both ends",
    "ORDER_OF_CHECKS": "two things wrong at once: the sender's role comes first, then the kind of key, then the epoch, then the MAC",
    "EXTREMES": "the smallest and largest numbers and cores: catches signed or short counters and epochs",
    "ZERO_MAC": "32 zero bytes, which only HANGUP(RESTARTED) carries and which no key takes (CALL-17)",
    "CONFIRMATION": "a key confirmation that is not that role's over transcript_0: catches confirmations that either side can reflect",
}
GOOD = "VALID"
BAD_MAC, WRONG_SENDER, WRONG_EPOCH = (f"Unauthentic({reason})" for reason in ("BAD_MAC", "WRONG_SENDER", "WRONG_EPOCH"))
UNCONFIRMED = "Unauthentic(BAD_CONFIRMATION)"
ROLES = (CALLER, CALLEE)
STEPS = [(CALLER, "REKEY"), (CALLEE, "MODE_SWITCH"), (CALLER, "REKEY")]
RESTARTED = "080110011a10" + CALL.call_id.hex() + "2007"
Json = dict[str, Any]
Epochs = Callable[[Json], list[Epoch]]


def other(role: str) -> str:
    return CALLEE if role == CALLER else CALLER


def early_mac(given: Json) -> bytes:
    binding = calls.binding_of(given["call"])
    key = binding.early_keys(bytes.fromhex(given["caller_secret"]))[given["sender"]]
    return message_mac(key, given["type"], binding.call_id, given.get("epoch", 0), given["counter"], bytes.fromhex(given["core"]))


def policy_mac(epoch: Epoch, message: Json, key_of: str = "") -> bytes:
    key = epoch.policy(key_of or message["sender"])
    call_id, core = epoch.binding.call_id, bytes.fromhex(message["core"])
    return message_mac(key, message["type"], call_id, message["epoch"], message["counter"], core)


def core_of(type_name: str) -> str:
    """A core is bytes to a MAC; these are a PlainCore's, and five of the type's own after it."""
    return "080110011a10" + CALL.call_id.hex() + Chance(f"core of {type_name}").bytes(5).hex()


def message(sender: str, type_name: str, epoch: int = 0, counter: int = 7) -> Json:
    return {"sender": sender, "type": type_name, "epoch": epoch, "counter": counter, "core": core_of(type_name)}


def tests(epochs: Epochs) -> Iterable[Case]:
    yield from _early()
    yield from _Policy(epochs).cases()
    yield from _confirmations(epochs)


def wrong_inputs(right: Json) -> list[tuple[str, Json]]:
    """A message right in every part, each input of its MAC changed by itself."""
    core = bytes.fromhex(right["core"])
    similar = {"OFFER": "CONFIRM", "CONFIRM": "SELECTED", "ACCEPT": "ANSWER", "HANGUP": "UPDATE"}.get(right["type"], "HANGUP")
    return [
        ("the counter one more", {"counter": right["counter"] + 1}),
        ("the counter one less", {"counter": right["counter"] - 1}),
        ("the counter 2^32 more", {"counter": right["counter"] + 2**32}),
        ("the core's first bit", {"core": flipped(core).hex()}),
        ("the core's last bit", {"core": flipped(core, len(core) * 8 - 1).hex()}),
        ("the core one byte shorter", {"core": core[:-1].hex()}),
        ("the core one zero byte longer", {"core": core.hex() + "00"}),
        (f"the type {similar}", {"type": similar}),
    ]


def wrong_macs(mac: bytes) -> list[tuple[str, bytes]]:
    changes = [(f"bit {bit} of the MAC", flipped(mac, bit)) for bit in (0, 7, 8, 127, 128, 129, 255)]
    changes += [("a MAC of ones", b"\xff" * 32), ("the MAC turned round", mac[::-1])]
    return [*changes, ("half a MAC, then zeros", mac[:16] + bytes(16)), ("zeros, then half a MAC", bytes(16) + mac[16:])]


def _early() -> Iterable[Case]:
    base = {"call": calls.as_json(CALL), "caller_secret": Chance("caller secret").bytes(32).hex()}

    def sealed(sender: str, type_name: str, epoch: int = 0, **change: Any) -> Json:
        given = {**base, **message(sender, type_name, epoch), **change}
        return {**given, "mac": early_mac(given).hex()}

    def check(given: Json, comment: str, flags: list[str], wanted: str) -> Case:
        return Case("check_early_mac", given, comment, flags, wanted)

    for type_name in macs.TYPES:
        for sender in ROLES:
            if type_name in COVERED[EARLY] and sender in SENDERS[type_name]:
                comment, right = f"{type_name} of the {sender.lower()}", sealed(sender, type_name)
                asked = {name: part for name, part in right.items() if name not in ("epoch", "mac")}
                yield Case("early_mac", asked, comment)
                yield check(right, comment, [], VALID)
            else:
                wanted = BAD_MAC if sender in SENDERS[type_name] else WRONG_SENDER
                comment = f"{type_name} of the {sender.lower()} with a MAC by its early key"
                yield check(sealed(sender, type_name), comment, ["MATRIX"], wanted)
    for type_name in ("OFFER", "CANDIDATE", "NONCE_CHALLENGE"):
        sender = SENDERS[type_name][0]
        right = sealed(sender, type_name)
        reflected = early_mac({**right, "sender": other(sender)}).hex()
        yield check({**right, "mac": reflected}, f"{type_name}, the other role's key", ["WRONG_ROLE_KEY"], BAD_MAC)
        for what, change in wrong_inputs(right):
            if "type" not in change or type_name == "CANDIDATE":
                yield check({**right, **change}, f"{type_name}: {what}", ["MAC_INPUT"], BAD_MAC)
        for what, mac in wrong_macs(bytes.fromhex(right["mac"])):
            yield check({**right, "mac": mac.hex()}, f"{type_name}: {what}", ["MAC_FORM"], BAD_MAC)
        yield check({**right, "mac": "00" * 32}, f"{type_name}: a MAC of zeros", ["ZERO_MAC"], BAD_MAC)
        for what, binding in calls.other_calls():
            given = {**right, "call": calls.as_json(binding)}
            yield check(given, f"{type_name}, other call: {what}", ["OTHER_CALL"], BAD_MAC)
        secret = flipped(bytes.fromhex(right["caller_secret"]), 255).hex()
        yield check({**right, "caller_secret": secret}, f"{type_name}, another caller secret", ["OTHER_CALL"], BAD_MAC)
    for epoch in (1, 2, 2**31 - 1):
        yield check(sealed(CALLER, "HANGUP", epoch), f"HANGUP in epoch {epoch}", ["WRONG_EPOCH"], WRONG_EPOCH)
    flags = ["ORDER_OF_CHECKS"]
    yield check(sealed(CALLEE, "NONCE_RESPONSE", 1), "NONCE_RESPONSE of the callee in epoch 1", flags, WRONG_SENDER)
    yield check(sealed(CALLEE, "ACCEPT", 1), "ACCEPT under the early key in epoch 1", flags, BAD_MAC)
    wrong = {**sealed(CALLER, "HANGUP", 1), "mac": "00" * 32}
    yield check(wrong, "HANGUP in epoch 1 with a MAC of zeros", flags, WRONG_EPOCH)
    for counter in (1, 127, 128, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53):
        yield check(sealed(CALLER, "HANGUP", counter=counter), f"counter {counter}", ["EXTREMES"], VALID)
    for core in ("00", "ff" * 2976):
        yield check(sealed(CALLEE, "CANDIDATE", core=core), f"a core of {len(core) // 2} bytes", ["EXTREMES"], VALID)
    for sender in ROLES:
        given = {**sealed(sender, "HANGUP", core=RESTARTED), "mac": "00" * 32}
        yield check(given, f"HANGUP(RESTARTED) of the {sender.lower()} with its zero MAC", ["ZERO_MAC"], BAD_MAC)


class _Policy:
    """Policy keys: one agreement a test, many messages, a verdict for each."""

    def __init__(self, epochs: Epochs) -> None:
        self._epochs = epochs

    def cases(self) -> Iterable[Case]:
        for sender in ROLES:
            yield from self._right(sender)
            yield self._matrix(sender)
            yield self._numbers(sender)
            yield from self._waits(sender)
        for type_name in ("CONFIRM", "ACCEPT", "UPDATE", "HANGUP"):
            yield from self._wrong(SENDERS[type_name][0], type_name)
        yield self._two_faults()
        yield from self._other_calls()

    def _state(self, side: str, rekeys: int) -> Json:
        steps = schedule_cases.rekeys_of(side, STEPS[:rekeys])
        return {**schedule_cases.given(side), "rekeys": steps, "waits": [False] * (rekeys + 1)}

    def _case(self, state: Json, of: list[tuple[str, Json, str]], comment: str, flags: list[str]) -> Case:
        """`of`: what each message is, the message with its MAC, and its verdict."""
        messages = [{"why": why, **message} for why, message, _ in of]
        expect = {"verdicts": [verdict for _, _, verdict in of]}
        return Case("check_policy_macs", {**state, "messages": messages}, comment, flags, expect)

    def _sealed(self, of: Epoch, sender: str, type_name: str, key_of: str = "", **change: Any) -> Json:
        made = {**message(sender, type_name, of.number), **change}
        return {**made, "mac": policy_mac(of, made, key_of).hex()}

    def _right(self, sender: str) -> Iterable[Case]:
        side = other(sender)
        types = [one for one in macs.TYPES if one in COVERED[POLICY] and sender in SENDERS[one]]
        for rekeys in (0, 1, 3):
            state = self._state(side, rekeys)
            epochs = self._epochs(state)[-2:]
            messages = [message(sender, one, epoch.number) for epoch in epochs for one in types]
            comment = f"every type of the {sender.lower()}, {rekeys} rekeys"
            yield Case("policy_macs", {**self._state(sender, rekeys), "messages": messages}, comment, [], VALID)
            sealed = [
                (f"{one} in epoch {epoch.number}", self._sealed(epoch, sender, one), GOOD)
                for epoch in epochs
                for one in types
            ]
            yield self._case(state, sealed, comment, [])

    def _matrix(self, sender: str) -> Case:
        state = self._state(other(sender), 0)
        epoch = self._epochs(state)[0]
        wrong = []
        for one in macs.TYPES:
            if sender not in SENDERS[one]:
                wrong.append((f"{one} is never its", self._sealed(epoch, sender, one), WRONG_SENDER))
            elif one not in COVERED[POLICY]:
                wrong.append((f"{one} never has it", self._sealed(epoch, sender, one), BAD_MAC))
        return self._case(state, wrong, f"types that the {sender.lower()}'s policy key never covers", ["MATRIX"])

    def _wrong(self, sender: str, type_name: str) -> Iterable[Case]:
        state = self._state(other(sender), 1)
        before, epoch = self._epochs(state)
        right = self._sealed(epoch, sender, type_name)
        what = f"{type_name} of the {sender.lower()}"
        inputs = [(why, {**right, **change}, BAD_MAC) for why, change in wrong_inputs(right)]
        yield self._case(state, inputs, f"{what}: inputs of the MAC", ["MAC_INPUT"])
        forms = [(why, {**right, "mac": mac.hex()}, BAD_MAC) for why, mac in wrong_macs(bytes.fromhex(right["mac"]))]
        yield self._case(state, forms, f"{what}: the MAC", ["MAC_FORM"])
        zeros = [("zeros", {**right, "mac": "00" * 32}, BAD_MAC)]
        if type_name == "HANGUP":
            zeros.append(("RESTARTED", {**right, "mac": "00" * 32, "core": RESTARTED}, BAD_MAC))
        yield self._case(state, zeros, f"{what}: a MAC of zeros", ["ZERO_MAC"])
        reflected = [("the other role's key", self._sealed(epoch, sender, type_name, other(sender)), BAD_MAC)]
        yield self._case(state, reflected, f"{what}: the other role's key", ["WRONG_ROLE_KEY"])
        secret = Chance("caller secret").bytes(32)
        early_key, core = CALL.early_keys(secret)[sender], bytes.fromhex(right["core"])
        early = {**right, "epoch": 0, "mac": message_mac(early_key, type_name, CALL.call_id, 0, 7, core).hex()}
        yield self._case(state, [("the early key", early, BAD_MAC)], f"{what}: the early key in epoch 0", ["MATRIX"])
        mixed = [
            ("epoch 0's MAC said to be of epoch 1", {**self._sealed(before, sender, type_name), "epoch": 1}, BAD_MAC),
            ("epoch 1's MAC said to be of epoch 0", {**right, "epoch": 0}, BAD_MAC),
            ("epoch 0's key over epoch 1", self._sealed(before, sender, type_name, epoch=1), BAD_MAC),
            ("epoch 1's key over epoch 0", self._sealed(epoch, sender, type_name, epoch=0), BAD_MAC),
        ]
        yield self._case(state, mixed, f"{what}: two epochs are held", ["WRONG_EPOCH"])

    def _waits(self, sender: str) -> Iterable[Case]:
        """An UPDATE of every epoch there was and of those to come, at every moment."""
        side = other(sender)
        every = self._epochs(self._state(side, 3))
        for rekeys in range(4):
            for waited in (False, True):
                state = self._state(side, rekeys)
                state["waits"][-1] = waited
                held = {rekeys} if waited else {rekeys - 1, rekeys}
                messages = [
                    (
                        f"epoch {epoch.number}",
                        self._sealed(epoch, sender, "UPDATE"),
                        GOOD if epoch.number in held else WRONG_EPOCH,
                    )
                    for epoch in every
                ]
                last = self._sealed(every[rekeys], sender, "UPDATE", epoch=2**31 - 1)
                messages.append(("epoch 2^31-1", last, WRONG_EPOCH))
                when = "5 seconds after" if waited else "just after"
                comment = f"UPDATE of the {sender.lower()}, {when} epoch {rekeys} opened"
                yield self._case(state, messages, comment, ["WRONG_EPOCH"])

    def _numbers(self, sender: str) -> Case:
        state = self._state(other(sender), 0)
        epoch = self._epochs(state)[0]
        counters = (1, 127, 128, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53)
        messages = [(f"counter {n}", self._sealed(epoch, sender, "MOVE", counter=n), GOOD) for n in counters]
        for core in ("00", "ff" * 2976):
            comment = f"a core of {len(core) // 2} bytes"
            messages.append((comment, self._sealed(epoch, sender, "CANDIDATE", core=core), GOOD))
        return self._case(state, messages, f"numbers and sizes, {sender.lower()}", ["EXTREMES"])

    def _two_faults(self) -> Case:
        state = self._state(CALLEE, 0)
        epoch = self._epochs(state)[0]
        zeros = {"mac": "00" * 32}
        messages = [
            ("role and epoch", self._sealed(epoch, CALLER, "ANSWER", epoch=9), WRONG_SENDER),
            ("role and MAC", {**self._sealed(epoch, CALLER, "RING"), **zeros}, WRONG_SENDER),
            ("kind of key and epoch", self._sealed(epoch, CALLER, "OFFER", epoch=9), BAD_MAC),
            ("role and kind of key", self._sealed(epoch, CALLER, "NONCE_CHALLENGE"), WRONG_SENDER),
            ("epoch and MAC", {**self._sealed(epoch, CALLER, "UPDATE", epoch=9), **zeros}, WRONG_EPOCH),
        ]
        return self._case(state, messages, "two things wrong at once", ["ORDER_OF_CHECKS"])

    def _other_calls(self) -> Iterable[Case]:
        """The MAC is of this call; the keys that check it are of an agreement that differs in one bit."""
        for comment, offer, answer in (
            ("the offer's mode", {**schedule_cases.OFFER, "mode": 3}, schedule_cases.ANSWER),
            ("the offer's time", {**schedule_cases.OFFER, "created_at_millis": 1767225600001}, schedule_cases.ANSWER),
        ):
            right = self._epochs(self._state(CALLEE, 0))[0]
            state = {**schedule_cases.given(CALLEE, offer, answer), "waits": [False]}
            messages = [(one, self._sealed(right, CALLER, one), BAD_MAC) for one in ("CONFIRM", "HANGUP", "UPDATE")]
            yield self._case(state, messages, f"keys of an agreement with another bit: {comment}", ["OTHER_CALL"])


def _confirmations(epochs: Epochs) -> Iterable[Case]:
    for by in ROLES:
        given = {name: part for name, part in schedule_cases.given(other(by)).items() if name != "rekeys"}
        epoch = epochs({**given, "rekeys": []})[0]
        right, who = epoch.confirmation(by), f"the {by.lower()}'s confirmation"

        def check(confirmation: bytes, what: str, wanted: str = UNCONFIRMED, **change: Any) -> Case:
            flags = [] if wanted == VALID else ["CONFIRMATION"]
            whole = {**given, **change, "by": by, "confirmation": confirmation.hex()}
            return Case("check_confirmation", whole, f"{who}: {what}", flags, wanted)

        yield check(right, "right", VALID)
        yield check(epoch.confirmation(other(by)), "the other role's instead")
        for what, changed in wrong_macs(right):
            yield check(changed, what.replace("MAC", "confirmation"))
        yield check(bytes(32), "zeros")
        seen = schedule_cases.given(CALLEE, {**schedule_cases.OFFER, "mode": 3})
        if by == CALLER:
            yield check(right, "over an offer with another mode", offer=seen["offer"])
        else:
            seen = schedule_cases.given(CALLER, answer={**schedule_cases.ANSWER, "mode": 3})
            yield check(right, "over an answer with another mode", answer=seen["answer"])
