"""The key schedule: binding, session, context, early keys, the keys of every epoch, and which epochs are held (KEY-1, KEY-4 to
KEY-12). Pure functions over bytes; what the shares of a message agree on is worked out by its caller."""

import hashlib
import hmac
from dataclasses import dataclass, field

from phantomref.errors import unauthentic

CALLER, CALLEE = "CALLER", "CALLEE"
SECRET_LENGTH = 32
IDENTITY_LENGTH = 33
LABELS = {
    "policy_caller": "PhantomNet policy caller v1",
    "policy_callee": "PhantomNet policy callee v1",
    "confirm_caller": "PhantomNet confirm caller v1",
    "confirm_callee": "PhantomNet confirm callee v1",
    "media_caller": "PhantomNet media caller v1",
    "media_callee": "PhantomNet media callee v1",
    "rekey": "PhantomNet rekey v1",
}


def u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def lp(data: bytes | str) -> bytes:
    """KEY-1."""
    body = data.encode("ascii") if isinstance(data, str) else data
    return u32(len(body)) + body


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def extract(salt: bytes, ikm: bytes) -> bytes:
    """RFC 5869 section 2.2."""
    return mac(salt or bytes(32), ikm)


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 section 2.3."""
    if length > 255 * 32:
        raise ValueError("length")
    out, block, count = b"", b"", 0
    while len(out) < length:
        count += 1
        block = mac(prk, block + info + bytes([count]))
        out += block
    return out[:length]


@dataclass(frozen=True)
class Party:
    """One end of a call: its device address (ID-3) and identity (ID-5)."""

    user: str
    device: int
    registration_id: int
    identity: bytes

    def encoded(self) -> bytes:
        """KEY-7."""
        return lp(self.user) + lp(self.identity) + u32(self.device) + u32(self.registration_id)

    def address(self) -> tuple[str, int, int]:
        return self.user, self.device, self.registration_id


@dataclass(frozen=True)
class Binding:
    """What a side knows of the call from its own chat session (KEY-5)."""

    call_id: bytes
    caller: Party
    callee: Party

    def require_match(self, sender: str, call_id: bytes, caller: tuple[str, int, int], callee: tuple[str, int, int]) -> None:
        """KEY-5, for what a message of that sender says: the call, then the sending, then the receiving device."""
        if call_id != self.call_id:
            raise unauthentic("WRONG_CALL")
        caller_right, callee_right = caller == self.caller.address(), callee == self.callee.address()
        if not (caller_right if sender == CALLER else callee_right):
            raise unauthentic("WRONG_SENDER")
        if not (callee_right if sender == CALLER else caller_right):
            raise unauthentic("WRONG_RECIPIENT")

    def conversation(self) -> bytes:
        """KEY-6."""
        low, high = sorted((self.caller.identity, self.callee.identity))
        return sha256(lp("PhantomNet conversation v1") + lp(low) + lp(high))

    def session(self) -> bytes:
        """KEY-6."""
        return sha256(lp("PhantomNet call v1") + self.conversation() + self.call_id)

    def context(self) -> bytes:
        """KEY-7."""
        return self.session() + self.caller.encoded() + self.callee.encoded()

    def key(self, prk: bytes, label: str) -> bytes:
        """KEY-7."""
        return expand(prk, lp(label) + self.context(), 32)

    def early_keys(self, caller_secret: bytes) -> dict[str, bytes]:
        """KEY-4, by role."""
        prk = extract(sha256(lp("PhantomNet early v1") + self.session()), caller_secret)
        return {
            CALLER: self.key(prk, "PhantomNet early caller v1"),
            CALLEE: self.key(prk, "PhantomNet early callee v1"),
        }


@dataclass(frozen=True)
class Epoch:
    """The keys of one epoch (KEY-8, KEY-9)."""

    binding: Binding
    number: int
    transcript: bytes
    prk: bytes

    def key(self, name: str) -> bytes:
        return self.binding.key(self.prk, LABELS[name])

    def policy(self, role: str) -> bytes:
        return self.key("policy_caller" if role == CALLER else "policy_callee")

    def confirmation(self, role: str) -> bytes:
        """KEY-12; of epoch 0 only."""
        if self.number:
            raise ValueError("confirmations are of epoch 0")
        return mac(self.key("confirm_caller" if role == CALLER else "confirm_callee"), self.transcript)

    def require_confirmation(self, role: str, theirs: bytes) -> None:
        """KEY-12."""
        if not hmac.compare_digest(self.confirmation(role), theirs):
            raise unauthentic("BAD_CONFIRMATION")

    def after(self, request: bytes, reply: bytes, x25519: bytes, kem: bytes) -> "Epoch":
        """KEY-9."""
        transcript = sha256(self.transcript + lp(request) + lp(reply))
        prk = extract(transcript, self.key("rekey") + x25519 + kem)
        return Epoch(self.binding, self.number + 1, transcript, prk)


def first_epoch(
    binding: Binding, offer: bytes, answer: bytes, caller_secret: bytes, callee_secret: bytes, x25519: bytes, kem: bytes
) -> Epoch:
    """KEY-8."""
    transcript = sha256(lp("PhantomNet transcript v1") + lp(offer) + lp(answer))
    return Epoch(binding, 0, transcript, extract(transcript, caller_secret + callee_secret + x25519 + kem))


@dataclass
class Held:
    """The epochs a side holds (KEY-10): the newest, and the one before it until 5 seconds after the other side used the newest."""

    epochs: list[Epoch] = field(default_factory=list)

    def open(self, epoch: Epoch) -> None:
        self.epochs = [*self.epochs[-1:], epoch]

    def five_seconds_later(self) -> None:
        self.epochs = self.epochs[-1:]

    def of(self, number: int) -> Epoch:
        for epoch in self.epochs:
            if epoch.number == number:
                return epoch
        raise unauthentic("WRONG_EPOCH")
