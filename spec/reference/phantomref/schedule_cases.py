"""Cases of the key schedule: the binding, early keys, epoch 0 with every input of its transcript changed, and rekeys (KEY-4 to KEY-10)."""

from dataclasses import replace
from typing import Any, Callable, Iterable

from phantomref import agreement, calls, cores, mlkem768
from phantomref.agreement import Secrets
from phantomref.calls import ALICE, BOB, CALL, flipped
from phantomref.cases import VALID, Case
from phantomref.chance import Chance
from phantomref.cores import Parts
from phantomref.schedule import CALLEE, CALLER, Binding
from phantomref.share_cases import LOW_ORDER, REFUSED, with_coefficient

NOTES = {
    "OTHER_CALL": "another binding on both sides: catches keys that leave out the call id, a name, a device number or an identity",
    "TRANSCRIPT": "one input of the offer or the answer changed on the way: every key is another; no two of these cases share any output",
    "BOTH_SIDES": "the other side of a case that is there too: both must come to the same keys",
    "IDENTITY_ORDER": "the caller's identity is the smaller or the larger: catches roles where the order of identities counts, or signed bytes",
    "WRONG_BINDING": "a message that names another call or device than the chat's session does: catches trust in the message",
    "REFUSED_SHARE": "a share that KEY-2 or KEY-3 refuses, in a message: catches checks that exist but are not reached",
    "REKEY_CHAIN": "several epochs, asked for by either side: catches a chain that forgets the transcript or the rekey key before",
    "HELD": "which epochs are held: catches keys that live on, or are gone before what is on its way has come",
}
Json = dict[str, Any]
SECRETS = Secrets.of("epoch 0")
OFFER = agreement.offer_parts(CALL, SECRETS)
ANSWER = agreement.answer_parts(CALL, SECRETS)
WRONG = {reason: f"Unauthentic(WRONG_{reason})" for reason in ("CALL", "SENDER", "RECIPIENT")}


def given(side: str, offer: Parts = OFFER, answer: Parts = ANSWER, binding: Binding = CALL, tail: bytes = b"") -> Json:
    """One side's epoch 0. What the callee answers fits the key it was offered, changed or not."""
    answer_core = cores.write("ANSWER", answer)
    offer_core = cores.write("OFFER", offer)
    first = agreement.first_given(side, SECRETS, offer_core, answer_core)
    if tail:
        first["offer" if side == CALLEE else "answer"] += tail.hex()
    return {"call": calls.as_json(binding), **first, "rekeys": []}


def tests() -> Iterable[Case]:
    yield from _early()
    yield from _epoch_0()
    yield from _transcript()
    yield from _wrong_binding()
    yield from _refused_shares()
    yield from _rekeys()
    yield from _held()


def _early() -> Iterable[Case]:
    secret = Chance("caller secret").bytes(32)
    base = {"call": calls.as_json(CALL), "caller_secret": secret.hex()}
    yield Case("early_keys", base, "the call that all cases start from")
    for bit in (0, 255):
        changed = {**base, "caller_secret": flipped(secret, bit).hex()}
        yield Case("early_keys", changed, f"bit {bit} of the caller secret", ["OTHER_CALL"])
    for what, binding in calls.other_calls():
        yield Case("early_keys", {**base, "call": calls.as_json(binding)}, what, ["OTHER_CALL"])
    for what, binding in _identity_orders():
        yield Case("early_keys", {**base, "call": calls.as_json(binding)}, what, ["IDENTITY_ORDER"])


def _identity_orders() -> list[tuple[str, Binding]]:
    low, middle, high = (b"\x05" + bytes([first]) + bytes(31) for first in (0x00, 0x7F, 0x80))

    def of(caller: bytes, callee: bytes) -> Binding:
        return Binding(CALL.call_id, replace(ALICE, identity=caller), replace(BOB, identity=callee))

    return [
        ("identities 00 and 7f", of(low, middle)),
        ("identities 7f and 00", of(middle, low)),
        ("identities 7f and 80, which is larger unsigned", of(middle, high)),
        ("identities 80 and 7f", of(high, middle)),
        ("identities that differ in the last byte only", of(low, low[:-1] + b"\x01")),
        ("a user that calls an own device", of(low, low)),
    ]


def _epoch_0() -> Iterable[Case]:
    for side in (CALLER, CALLEE):
        yield Case("call_keys", given(side), f"the call that all cases start from, {side.lower()}", ["BOTH_SIDES"], VALID)
    for what, binding in [*calls.other_calls(), *_identity_orders()]:
        flag = "OTHER_CALL" if (what, binding) in calls.other_calls() else "IDENTITY_ORDER"
        ends = {"caller": cores.device(binding.caller), "callee": cores.device(binding.callee), "call_id": binding.call_id}
        offer, answer = {**OFFER, **ends}, {**ANSWER, **ends}
        yield Case("call_keys", given(CALLER, offer, answer, binding), what, [flag], VALID)
    for label in ("a", "b"):
        secrets = Secrets.of(f"call {label}")
        offer, answer = agreement.offer_parts(CALL, secrets), agreement.answer_parts(CALL, secrets)
        encoded = cores.write("OFFER", offer), cores.write("ANSWER", answer)
        for side in (CALLER, CALLEE):
            first = agreement.first_given(side, secrets, *encoded)
            whole = {"call": calls.as_json(CALL), **first, "rekeys": []}
            yield Case("call_keys", whole, f"other shares {label}, {side.lower()}", ["BOTH_SIDES"], VALID)


Change = Callable[[Any], Any]


def _in(*path: str) -> Callable[[Change], Callable[[Parts], Parts]]:
    """A change of the part at that path."""

    def at(parts: Parts, path: tuple[str, ...], change: Change) -> Parts:
        name, *rest = path
        value = at(parts[name], tuple(rest), change) if rest else change(parts[name])
        return {**parts, name: value}

    return lambda change: lambda parts: at(parts, path, change)


def _bit(number: int) -> Change:
    return lambda data: flipped(data, number)


def _xor(number: int) -> Change:
    return lambda value: value ^ number


def _letter(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


# What both cores say: (comment, change). Each changes one input, by one bit where the rules on values allow it.
_DESCRIBED: list[tuple[str, Callable[[Parts], Parts]]] = [
    ("version", _in("version")(_xor(2))),
    ("mode", _in("mode")(_xor(1))),
    ("media", _in("media")(_xor(3))),
    ("ICE ufrag", _in("parameters", "ice_ufrag")(_letter("f", "g"))),
    ("ICE ufrag, longer", _in("parameters", "ice_ufrag")(lambda text: text + "0")),
    ("ICE password, first letter", _in("parameters", "ice_pwd")(_letter("c", "b"))),
    ("ICE password, last letter", _in("parameters", "ice_pwd")(lambda text: text[:-1] + "/")),
    ("fingerprint, first bit", _in("parameters", "dtls_fingerprint")(_bit(0))),
    ("fingerprint, last bit", _in("parameters", "dtls_fingerprint")(_bit(255))),
    ("codecs, another", _in("parameters", "codecs")(lambda codecs: [*codecs[:-1], 5])),
    ("codecs, one less", _in("parameters", "codecs")(lambda codecs: codecs[:-1])),
    ("codecs, order", _in("parameters", "codecs")(lambda codecs: codecs[::-1])),
    ("audio bit rate", _in("parameters", "max_audio_bitrate")(_xor(1))),
    ("video bit rate", _in("parameters", "max_video_bitrate")(_xor(1))),
    ("relay address, first bit", _in("relay", "candidate", "address")(_bit(0))),
    ("relay address, last bit", _in("relay", "candidate", "address")(lambda a: flipped(a, len(a) * 8 - 1))),
    ("relay transport", _in("relay", "candidate", "transport")(_xor(3))),
    ("relay port", _in("relay", "candidate", "port")(_xor(1))),
    ("relay priority", _in("relay", "candidate", "priority")(_xor(2))),
    ("relay id, first bit", _in("relay", "relay_id")(_bit(0))),
    ("relay id, last bit", _in("relay", "relay_id")(_bit(255))),
    ("no relay", lambda parts: {**parts, "relay": {}}),
    ("capabilities, another", _in("capabilities")(lambda all: [*all[:-1], 5])),
    ("capabilities, one less", _in("capabilities")(lambda all: all[:-1])),
    ("no capabilities", _in("capabilities")(lambda _: [])),
    ("certificate, first bit", _in("dtls_certificate")(_bit(0))),
    ("certificate, last bit", _in("dtls_certificate")(lambda data: flipped(data, len(data) * 8 - 1))),
    ("certificate, longer", _in("dtls_certificate")(lambda data: data + b"\x00")),
    ("proof, first bit", _in("dtls_proof")(_bit(0))),
    ("proof, last bit", _in("dtls_proof")(lambda data: flipped(data, len(data) * 8 - 1))),
    ("X25519 share, first bit", _in("x25519_share")(_bit(0))),
    ("X25519 share, top bit, which only the transcript sees", _in("x25519_share")(_bit(255))),
]
_OFFERED = [
    *_DESCRIBED,
    ("caller secret, first bit", _in("caller_secret")(_bit(0))),
    ("caller secret, last bit", _in("caller_secret")(_bit(255))),
    ("time of the call", _in("created_at_millis")(_xor(1))),
    ("ML-KEM key, first bit", _in("ml_kem_key")(_bit(0))),
    ("ML-KEM key, a bit of the last coefficient", _in("ml_kem_key")(_bit(1152 * 8 - 12))),
    ("ML-KEM key, last bit", _in("ml_kem_key")(_bit(1184 * 8 - 1))),
]
_ANSWERED = [
    *_DESCRIBED,
    ("callee secret, first bit", _in("callee_secret")(_bit(0))),
    ("callee secret, last bit", _in("callee_secret")(_bit(255))),
    ("ML-KEM ciphertext, first bit", _in("ml_kem_ciphertext")(_bit(0))),
    ("ML-KEM ciphertext, last bit of u", _in("ml_kem_ciphertext")(_bit(960 * 8 - 1))),
    ("ML-KEM ciphertext, last bit", _in("ml_kem_ciphertext")(_bit(1088 * 8 - 1))),
]
SKIPPED_FIELD = bytes.fromhex("900400")  # number 66, value 0: skipped by a reader (SIG-5), but hashed


def _fitting(offer: Parts) -> Parts:
    """The answer to an offer, its ciphertext for the key that was offered."""
    return {**ANSWER, "ml_kem_ciphertext": mlkem768.encapsulate(offer["ml_kem_key"], SECRETS.replying_message)[1]}


def _transcript() -> Iterable[Case]:
    flags = ["TRANSCRIPT"]
    for what, change in _OFFERED:
        offer = change(OFFER)
        yield Case("call_keys", given(CALLEE, offer, _fitting(offer)), f"offer: {what}", flags, VALID)
    for what, change in _ANSWERED:
        yield Case("call_keys", given(CALLER, answer=change(ANSWER)), f"answer: {what}", flags, VALID)
    for side, what in ((CALLEE, "offer"), (CALLER, "answer")):
        comment = f"{what}: a field that readers skip"
        yield Case("call_keys", given(side, tail=SKIPPED_FIELD), comment, flags, VALID)


def _wrong_binding() -> Iterable[Case]:
    for side, sent in ((CALLEE, "offer"), (CALLER, "answer")):
        sender, recipient = ("caller", "callee") if side == CALLEE else ("callee", "caller")
        changes: list[tuple[str, Parts, str]] = [
            ("first bit of the call id", {"call_id": flipped(CALL.call_id)}, WRONG["CALL"]),
            ("last bit of the call id", {"call_id": flipped(CALL.call_id, 127)}, WRONG["CALL"]),
        ]
        for end, wanted in ((sender, WRONG["SENDER"]), (recipient, WRONG["RECIPIENT"])):
            device = OFFER[end]
            changes += [
                (f"{end}'s user", {end: {**device, "user": device["user"].replace(".example", ".exampla")}}, wanted),
                (f"{end}'s user, shorter", {end: {**device, "user": device["user"].replace(".example", ".exampl")}}, wanted),
                (f"{end}'s device", {end: {**device, "device": device["device"] ^ 4}}, wanted),
                (f"{end}'s registration id", {end: {**device, "registration_id": device["registration_id"] ^ 1}}, wanted),
            ]
        swapped = {"caller": OFFER["callee"], "callee": OFFER["caller"]}
        changes.append(("both ends swapped", swapped, WRONG["SENDER"]))
        both = {end: {**OFFER[end], "device": OFFER[end]["device"] ^ 4} for end in ("caller", "callee")}
        changes.append(("both devices: the sender comes first", both, WRONG["SENDER"]))
        all_three = {**both, "call_id": flipped(CALL.call_id)}
        changes.append(("call and both devices: the call comes first", all_three, WRONG["CALL"]))
        for what, change, wanted in changes:
            parts = {**(OFFER if side == CALLEE else ANSWER), **change}
            whole = given(side, offer=parts) if side == CALLEE else given(side, answer=parts)
            yield Case("call_keys", whole, f"{sent} names another {what}", ["WRONG_BINDING"], wanted)


def _refused_shares() -> Iterable[Case]:
    flags = ["REFUSED_SHARE"]
    for what, point in LOW_ORDER:
        offer, answer = {**OFFER, "x25519_share": point}, {**ANSWER, "x25519_share": point}
        yield Case("call_keys", given(CALLEE, offer), f"offer with the X25519 share {what}", flags, REFUSED)
        yield Case("call_keys", given(CALLER, answer=answer), f"answer with the X25519 share {what}", flags, REFUSED)
    for at in (0, 400, 767):
        for value in (3329, 4095):
            offer = {**OFFER, "ml_kem_key": with_coefficient(OFFER["ml_kem_key"], at, value)}
            comment = f"offer with an ML-KEM key whose coefficient {at} is {value}"
            yield Case("call_keys", given(CALLEE, offer), comment, flags, REFUSED)
    yield from _shares_of_wrong_length()
    rekey = agreement.rekey_given(CALLEE, CALL.call_id, 1, CALLER, "REKEY")
    asked = bytes.fromhex(rekey["request"])
    own = Secrets.of("epoch 1 ").asked()
    for what, point in LOW_ORDER[:4:2]:
        request = asked.replace(own["x25519_share"], point)
        broken = {**given(CALLEE), "rekeys": [{**rekey, "request": request.hex()}]}
        yield Case("call_keys", broken, f"REKEY with the X25519 share {what}", flags, REFUSED)
    request = asked.replace(own["kem"], with_coefficient(own["kem"], 5, 3329))
    broken = {**given(CALLEE), "rekeys": [{**rekey, "request": request.hex()}]}
    yield Case("call_keys", broken, "REKEY with an ML-KEM key whose coefficient 5 is 3329", flags, REFUSED)
    rekey = agreement.rekey_given(CALLER, CALL.call_id, 1, CALLER, "REKEY")
    replied = Secrets.of("epoch 1 ").replied()
    reply = bytes.fromhex(rekey["reply"]).replace(replied["x25519_share"], LOW_ORDER[0][1])
    broken = {**given(CALLER), "rekeys": [{**rekey, "reply": reply.hex()}]}
    yield Case("call_keys", broken, "REKEY reply with the X25519 share 0", flags, REFUSED)


def _shares_of_wrong_length() -> Iterable[Case]:
    """One byte too few or too many, one byte, another parameter set's, and none, which is a missing field (SIG-6)."""
    for side, sent, parts in ((CALLEE, "offer", OFFER), (CALLER, "answer", ANSWER)):
        own = "caller_secret" if side == CALLEE else "callee_secret"
        kem = "ml_kem_key" if side == CALLEE else "ml_kem_ciphertext"
        for name, extra in ((own, 64), ("x25519_share", 56), (kem, 800 if side == CALLEE else 768)):
            right = parts[name]
            for length in (len(right) - 1, len(right) + 1, 1, extra, 0):
                wanted = REFUSED if length else "Malformed(MISSING_FIELD)"
                changed = {**parts, name: (right * 2)[:length]}
                whole = given(side, offer=changed) if side == CALLEE else given(side, answer=changed)
                yield Case("call_keys", whole, f"{sent} with {length} bytes of {name}", ["REFUSED_SHARE"], wanted)


_CHAINS = [
    [(CALLER, "REKEY")] * 5,
    [(CALLEE, "REKEY")] * 4,
    [(CALLER, "REKEY"), (CALLEE, "REKEY"), (CALLER, "MODE_SWITCH"), (CALLEE, "MODE_SWITCH"), (CALLER, "REKEY")],
]


def rekeys_of(side: str, steps: list[tuple[str, str]], label: str = "") -> list[Json]:
    return [
        agreement.rekey_given(side, CALL.call_id, epoch, requester, by, label)
        for epoch, (requester, by) in enumerate(steps, 1)
    ]


def _rekeys() -> Iterable[Case]:
    for steps in _CHAINS:
        for side in (CALLER, CALLEE):
            chain = ", ".join(f"{requester.lower()} {by}" for requester, by in steps)
            whole = {**given(side), "rekeys": rekeys_of(side, steps)}
            yield Case("call_keys", whole, f"{side.lower()}'s view of: {chain}", ["REKEY_CHAIN", "BOTH_SIDES"], VALID)
    steps = [(CALLER, "REKEY"), (CALLEE, "REKEY")]
    whole = {**given(CALLER), "rekeys": rekeys_of(CALLER, steps)}
    changed = given(CALLER, answer={**ANSWER, "media": 2})
    again = {**changed, "rekeys": whole["rekeys"]}
    yield Case("call_keys", again, "the same rekeys after another epoch 0", ["REKEY_CHAIN", "TRANSCRIPT"], VALID)
    for at in (0, 1):
        for part, side in (("request", CALLEE), ("reply", CALLER)):
            requester = steps[at][0]
            viewer = side if requester == CALLER else (CALLER if side == CALLEE else CALLEE)
            view = {**given(viewer), "rekeys": rekeys_of(viewer, steps)}
            view["rekeys"][at][part] += SKIPPED_FIELD.hex()
            comment = f"a field that readers skip in the {part} of rekey {at + 1}, {viewer.lower()}"
            yield Case("call_keys", view, comment, ["REKEY_CHAIN", "TRANSCRIPT"], VALID)
    other = {**given(CALLER), "rekeys": rekeys_of(CALLER, steps, "other")}
    yield Case("call_keys", other, "other shares in both rekeys", ["REKEY_CHAIN", "TRANSCRIPT"], VALID)


def _held() -> Iterable[Case]:
    steps = [(CALLER, "REKEY"), (CALLEE, "MODE_SWITCH"), (CALLER, "REKEY")]
    for count in range(len(steps) + 1):
        for pattern in range(2 ** (count + 1)):
            waits = [bool(pattern >> i & 1) for i in range(count + 1)]
            side = CALLER if pattern % 2 else CALLEE
            whole = {**given(side), "rekeys": rekeys_of(side, steps[:count]), "waits": waits}
            said = ", ".join("5 seconds" if waited else "at once" for waited in waits)
            yield Case("held_epochs", whole, f"{count} rekeys; waiting after each epoch: {said}", ["HELD"])
