"""A whole key agreement as one side sees it: its own secrets, the cores as they were sent and received, then its epochs (KEY-2, KEY-3,
KEY-5, KEY-8, KEY-9). And both sides' secrets and cores for the cases to start from."""

from dataclasses import dataclass
from typing import Any

from phantomref import cores, messages, mlkem768, x25519
from phantomref.chance import Chance
from phantomref.cores import Parts
from phantomref.schedule import CALLEE, CALLER, Binding, Epoch, first_epoch

Json = dict[str, Any]


@dataclass(frozen=True)
class Secrets:
    """One agreement's randomness, of both sides."""

    asking_scalar: bytes
    asking_seed: bytes
    replying_scalar: bytes
    replying_message: bytes

    @staticmethod
    def of(label: str) -> "Secrets":
        chance = Chance(f"secrets of {label}")
        return Secrets(chance.bytes(32), chance.bytes(64), chance.bytes(32), chance.bytes(32))

    def asked(self) -> Parts:
        return {"x25519_share": x25519.share(self.asking_scalar), "kem": mlkem768.key_gen(self.asking_seed)[0]}

    def replied(self) -> Parts:
        ciphertext = mlkem768.encapsulate(mlkem768.key_gen(self.asking_seed)[0], self.replying_message)[1]
        return {"x25519_share": x25519.share(self.replying_scalar), "kem": ciphertext}


def _agree_asking(scalar: bytes, seed: bytes, asked: Parts, replied: Parts) -> tuple[bytes, bytes]:
    if x25519.share(scalar) != asked["x25519_share"] or mlkem768.key_gen(seed)[0] != asked["kem"]:
        raise ValueError("own core")
    secret = x25519.agree(scalar, replied["x25519_share"])
    return secret, mlkem768.decapsulate(mlkem768.key_gen(seed)[1], replied["kem"])


def _agree_replying(scalar: bytes, message: bytes, asked: Parts, replied: Parts) -> tuple[bytes, bytes]:
    secret = x25519.agree(scalar, asked["x25519_share"])
    kem, ciphertext = mlkem768.encapsulate(asked["kem"], message)
    if x25519.share(scalar) != replied["x25519_share"] or ciphertext != replied["kem"]:
        raise ValueError("own core")
    return secret, kem


def _agree(asking: bool, given: Json, asked: Parts, replied: Parts) -> tuple[bytes, bytes]:
    agree = _agree_asking if asking else _agree_replying
    return agree(bytes.fromhex(given["x25519"]), bytes.fromhex(given["ml_kem"]), asked, replied)


def open_first(binding: Binding, side: str, given: Json) -> Epoch:
    """Epoch 0 on that side: what it received is decoded, then held against the binding, then its shares are used."""
    offer, answer = bytes.fromhex(given["offer"]), bytes.fromhex(given["answer"])
    asked, replied = messages.decode_core("OFFER", offer), messages.decode_core("ANSWER", answer)
    received = replied if side == CALLER else asked
    sender = CALLEE if side == CALLER else CALLER
    binding.require_match(sender, received["call_id"], _address(received["caller"]), _address(received["callee"]))
    asked, replied = {**asked, "kem": asked["ml_kem_key"]}, {**replied, "kem": replied["ml_kem_ciphertext"]}
    secret, kem = _agree(side == CALLER, given, asked, replied)
    return first_epoch(binding, offer, answer, asked["caller_secret"], replied["callee_secret"], secret, kem)


def open_next(epoch: Epoch, side: str, given: Json) -> Epoch:
    """The epoch after a REKEY pair or an approved mode switch, on that side."""
    request, reply = bytes.fromhex(given["request"]), bytes.fromhex(given["reply"])
    if given["by"] == "REKEY":
        asked, replied = messages.decode_core("REKEY", request), messages.decode_core("REKEY", reply)
        asked, replied = {**asked, "kem": asked["ml_kem"]}, {**replied, "kem": replied["ml_kem"]}
    else:
        asked, replied = messages.decode_core("MODE_SWITCH_REQUEST", request), messages.decode_core("MODE_SWITCH_ACK", reply)
        asked, replied = {**asked, "kem": asked["ml_kem_key"]}, {**replied, "kem": replied["ml_kem_ciphertext"]}
    return epoch.after(request, reply, *_agree(side == given["requester"], given, asked, replied))


def _address(device: Parts) -> tuple[str, int, int]:
    return device["user"], device["device"], device["registration_id"]


def offer_parts(binding: Binding, secrets: Secrets) -> Parts:
    asked = secrets.asked()
    secret = Chance("caller secret").bytes(32)
    shares = {"caller_secret": secret, "x25519_share": asked["x25519_share"], "ml_kem_key": asked["kem"]}
    return {**cores.described(binding, "caller"), **shares}


def answer_parts(binding: Binding, secrets: Secrets) -> Parts:
    replied = secrets.replied()
    secret = Chance("callee secret").bytes(32)
    shares = {"callee_secret": secret, "x25519_share": replied["x25519_share"], "ml_kem_ciphertext": replied["kem"]}
    return {**cores.described(binding, "callee"), **shares}


def first_given(side: str, secrets: Secrets, offer: bytes, answer: bytes) -> Json:
    """What the ops take for epoch 0: the cores and that side's own secrets."""
    own = (secrets.asking_scalar, secrets.asking_seed)
    if side == CALLEE:
        own = (secrets.replying_scalar, secrets.replying_message)
    return {"side": side, "offer": offer.hex(), "answer": answer.hex(), "x25519": own[0].hex(), "ml_kem": own[1].hex()}


def rekey_given(side: str, call_id: bytes, epoch: int, requester: str, by: str, label: str = "") -> Json:
    """What the ops take for the rekey to that epoch."""
    secrets = Secrets.of(f"epoch {epoch} {label}")
    asked, replied = secrets.asked(), secrets.replied()
    head = {**cores.opening(call_id), "epoch": epoch}
    if by == "REKEY":
        request = cores.write("REKEY", {**head, "x25519_share": asked["x25519_share"], "ml_kem": asked["kem"]})
        reply = cores.write("REKEY", {**head, "reply": 1, "x25519_share": replied["x25519_share"], "ml_kem": replied["kem"]})
    else:
        modes = {"from": 2, "to": 3, "reason": 1}
        asked_core = {**head, **modes, "x25519_share": asked["x25519_share"], "ml_kem_key": asked["kem"]}
        replied_core = {**head, "to": 3, "approved": 1, "x25519_share": replied["x25519_share"]}
        request = cores.write("MODE_SWITCH_REQUEST", asked_core)
        reply = cores.write("MODE_SWITCH_ACK", {**replied_core, "ml_kem_ciphertext": replied["kem"]})
    own = (secrets.asking_scalar, secrets.asking_seed)
    if side != requester:
        own = (secrets.replying_scalar, secrets.replying_message)
    what = {"by": by, "requester": requester, "request": request.hex(), "reply": reply.hex()}
    return {**what, "x25519": own[0].hex(), "ml_kem": own[1].hex()}
