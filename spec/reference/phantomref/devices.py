"""Devices of an account: the list and its signatures, what is sent to link one, and what own devices tell each other (spec/17)."""

import hashlib
from dataclasses import dataclass
from typing import Any, Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from phantomref import ids, schemas
from phantomref.binary import Element, Fault, Fixed, Flag, Lengthy, Number, Reader
from phantomref.binary_messages import ListOf, Maybe, Message, Struct
from phantomref.errors import Refused, malformed, unsupported
from phantomref.shape import require

DEVICE = Number(1, 1, 127)
REGISTRATION_ID = Number(2, 1, 16383)
TOKEN, IDENTITY = Fixed(16), Fixed(33)
MAX_LIST, MAX_SIGNED, MAX_SEALED = 512, 1024, 2048
SIGNED_LIST = Lengthy(2, 1, MAX_SIGNED, (40, 1, MAX_SIGNED))
SEALED = Lengthy(2, 1, MAX_SEALED, (40, 1, MAX_SEALED))


@dataclass(frozen=True)
class Named(Element):
    """Text of a u8 length that a function judges."""

    most: int
    kind: str  # "user" or "mailbox"
    good: tuple[str, ...]

    def _is_good(self, text: str) -> bool:
        return ids.is_user(text) if self.kind == "user" else ids.is_mailbox(text)

    def encode(self, value: Any) -> bytes:
        return bytes([len(value)]) + value.encode("ascii")

    def decode(self, reader: Reader) -> str:
        length = reader.number(1)
        if length > self.most:
            raise malformed("TOO_LONG")
        data = reader.take(length)
        if any(not 0x20 <= one <= 0x7E for one in data):
            raise malformed("BAD_ENCODING")
        if not self._is_good(data.decode("ascii")):
            raise malformed("BAD_VALUE")
        return data.decode("ascii")

    def samples(self) -> list[str]:
        return list(self.good)

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in ("", "a", self.good[0].upper(), " " + self.good[0], "a b"):
            if not self._is_good(wrong):
                yield self.encode(wrong), "Malformed(BAD_VALUE)", f"is {wrong!r}"
        yield bytes([2, 0x61, 0xE9]), "Malformed(BAD_ENCODING)", "is not ASCII"
        yield bytes([self.most + 1]) + b"a" * (self.most + 1), "Malformed(TOO_LONG)", f"has {self.most + 1} bytes"

    def schema(self) -> schemas.Schema:
        return schemas.text()


ADDRESS = Named(200, "user", ("alice@mail.example:443", "ab@m", "z0.9_-@[2001:db8::1]:443", "a" * 32 + "@" + "m" * 120))
MAILBOX = Named(128, "mailbox", ("mail.example:443", "m"))


@dataclass(frozen=True)
class Line(Element):
    """bytes16 of UTF-8."""

    most: int

    def encode(self, value: Any) -> bytes:
        data = value.encode("utf-8")
        return len(data).to_bytes(2, "big") + data

    def decode(self, reader: Reader) -> str:
        length = reader.number(2)
        if length > self.most:
            raise malformed("TOO_LONG")
        data = reader.take(length)
        if not data:
            raise malformed("BAD_LENGTH")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise malformed("BAD_ENCODING") from None

    def samples(self) -> list[str]:
        return ["gr\u00fc\u00df dich", "a", "\u00fc" * (self.most // 2), "\U0001f600" * (self.most // 4)]

    def faults(self, value: Any) -> Iterator[Fault]:
        yield b"\x00\x00", "Malformed(BAD_LENGTH)", "is empty"
        yield (self.most + 1).to_bytes(2, "big") + b"a" * (self.most + 1), "Malformed(TOO_LONG)", f"has {self.most + 1} bytes"
        for wrong in (b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
            data = len(wrong).to_bytes(2, "big") + wrong
            yield data, "Malformed(BAD_ENCODING)", f"is {wrong.hex()}, which is not UTF-8"

    def schema(self) -> schemas.Schema:
        return schemas.text()


def _primary_first(value: dict[str, Any]) -> None:
    if value["devices"][0]["device"] != 1:
        raise malformed("BAD_VALUE")


def _other_first() -> list[tuple[dict[str, Any], str, str]]:
    return [({"devices": [{"device": 2, "registration_id": 7}]}, "Malformed(BAD_VALUE)", "without device 1")]


ENTRY = Struct((("device", DEVICE), ("registration_id", REGISTRATION_ID)))
LIST = Message(
    Struct(
        (
            ("version", Number(4, 1, 2**32 - 1)),
            ("address", ADDRESS),
            ("identity_key", IDENTITY),
            ("list_key", Fixed(32)),
            ("devices", ListOf(ENTRY, 5, 1, "Malformed(MISSING_FIELD)", key="device", rising=True)),
        ),
        _primary_first,
        _other_first,
        alone=False,
    )
)
MESSAGES = {
    "device_list": LIST,
    "device_upload": Message(
        Struct((("list", SIGNED_LIST), ("link", Maybe(Struct((("device", DEVICE), ("token_hash", Fixed(32))))))))
    ),
    "link_slot": Message(Struct((("slot", Fixed(16)),))),
    "link_deposit": Message(Struct((("slot", Fixed(16)), ("sealed", SEALED)))),
    "link_answer": Message(Struct((("sealed", Maybe(SEALED)),))),
    "provisioning": Message(
        Struct(
            (
                ("account", Fixed(16)),
                ("address", ADDRESS),
                ("identity_private_key", Fixed(32)),
                ("device", Number(1, 2, 127)),
                ("registration_id", REGISTRATION_ID),
                ("link_token", Fixed(32)),
                ("delivery_token", TOKEN),
                ("list", SIGNED_LIST),
            )
        )
    ),
}

# Among own devices
MARK = Struct((("millis", Number(8, 1, 253_402_300_799_999)), ("device", DEVICE)))
CONTACT = (("mark", MARK), ("contact", ADDRESS))
KNOWN = Struct((("account", Fixed(16)), ("identity_key", IDENTITY), ("delivery_token", Maybe(TOKEN))))
MODE = Number(1, 1, 3)
SYNC = {
    "sent_line": Message(Struct((("to", ADDRESS), ("text", Line(2500)))), 1),
    "contact": Message(Struct((*CONTACT, ("consent", Number(1, 1, 3)), ("known", Maybe(KNOWN)))), 2),
    "blocked": Message(Struct((*CONTACT, ("blocked", Flag()))), 3),
    "modes": Message(Struct((*CONTACT, ("default_mode", MODE), ("floor", MODE), ("require_pq", Flag()))), 4),
    "trust": Message(
        Struct((*CONTACT, ("identity_key", IDENTITY), ("verified", Flag()), ("acknowledged", Flag()), ("talked", Flag()))), 5
    ),
    "auto_delete": Message(Struct((*CONTACT, ("seconds", Number(4)))), 6),
    "read": Message(Struct((("contact", ADDRESS), ("message", Fixed(16)))), 7),
    "own_token": Message(Struct((("mark", MARK), ("token", TOKEN))), 8),
    "device_name": Message(Struct((("device", DEVICE), ("name", Line(64)))), 9),
    "mailbox_pin": Message(Struct((("mailbox", MAILBOX), ("tls_pin", Fixed(32)), ("trust_root", IDENTITY))), 10),
    "coming_call": Message(Struct((("contact", ADDRESS), ("call", Fixed(16)), ("device", DEVICE))), 11),
}


def decode_sync(data: bytes) -> tuple[str, dict[str, Any]]:
    for name, message in SYNC.items():
        if data[:1] == b"\x01" and data[1:2] == bytes([message.kind or 0]):
            return name, message.decode_whole(data)
    if not data or data[0] == 1 and len(data) == 1:
        raise malformed("TOO_SHORT")
    raise unsupported("VERSION" if data[0] != 1 else "MESSAGE_TYPE")


# Signatures
def _lp(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def key(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"list key %d" % seed).digest())


def public(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def binding_bytes(address: str, list_key: bytes) -> bytes:
    return _lp(b"PhantomNet device list key v1", address.encode("ascii"), list_key)


def sign(secret: Ed25519PrivateKey, device_list: bytes) -> bytes:
    return secret.sign(_lp(b"PhantomNet device list v1", device_list))


def encode_signed(device_list: bytes, binding: bytes, signature: bytes) -> bytes:
    return len(device_list).to_bytes(2, "big") + device_list + binding + signature


def decode_signed(data: bytes) -> tuple[bytes, bytes, bytes]:
    reader = Reader(data)
    length = reader.number(2)
    if length > MAX_LIST:
        raise malformed("TOO_LONG")
    device_list = reader.take(length)
    if not device_list:
        raise malformed("BAD_LENGTH")
    binding, signature = reader.take(64), reader.take(64)
    reader.finish()
    return device_list, binding, signature


def open_signed(data: bytes, address: str, identity: bytes, binding_is_good: bool) -> dict[str, Any]:
    """DEV-1, DEV-2; whether the binding is the identity key's over binding_bytes is said from outside (XEdDSA)."""
    device_list, _, signature = decode_signed(data)
    opened = LIST.decode_whole(device_list)
    list_key = bytes.fromhex(opened["list_key"])
    try:
        Ed25519PublicKey.from_public_bytes(list_key).verify(signature, _lp(b"PhantomNet device list v1", device_list))
    except (InvalidSignature, ValueError):
        raise Refused("Unauthentic(BAD_SIGNATURE)") from None
    require(binding_is_good, "Unauthentic(BAD_SIGNATURE)")
    ours = opened["address"] == address and opened["identity_key"] == identity.hex()
    require(ours, "Unauthentic(WRONG_SENDER)")
    return opened


def judge(known: dict[str, Any], offered: dict[str, Any]) -> str:
    """DEV-3."""
    if known["list_key"] != offered["list_key"]:
        return "OTHER_KEY"
    if offered["version"] > known["version"]:
        return "TAKE"
    return "KNOWN" if offered == known else "OLDER"


# The link code
PREFIX = "phantom-link:"
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def link_text(slot: bytes, public_key: bytes) -> str:
    number = int.from_bytes(slot + public_key, "big") << 1
    return PREFIX + "".join(LETTERS[number >> 5 * (76 - i) & 31] for i in range(77))


def parse_link(typed: str) -> tuple[bytes, bytes]:
    text = typed.strip("".join(map(chr, range(33)))).lower()
    require(text.startswith(PREFIX), "Malformed(BAD_VALUE)")
    code = text[len(PREFIX) :]
    require(len(code) == 77, "Malformed(BAD_LENGTH)")
    require(all(one in LETTERS for one in code), "Malformed(BAD_ENCODING)")
    number = 0
    for one in code:
        number = number << 5 | LETTERS.index(one)
    require(number & 1 == 0, "Malformed(BAD_ENCODING)")
    data = (number >> 1).to_bytes(48, "big")
    return data[:16], data[16:]

