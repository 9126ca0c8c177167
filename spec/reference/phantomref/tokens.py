"""Anonymous tokens (spec/19): Privacy Pass type 2 and its blind RSA, and tokens as TURN user names (TOK-1 to TOK-7)."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from phantomref import hpke, schemas, x25519
from phantomref.binary import Element, Fault, Fixed, Lengthy, Number, Reader, Text, seconds
from phantomref.binary_messages import ListOf, Message, Struct
from phantomref.errors import malformed, unauthentic, unsupported
from phantomref.schedule import lp, sha256, u32

EXPONENT = 65537
HASH = 48
MODULUS = 256
HEAD = bytes.fromhex(
    "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b"
    "0609608648016503040202a2030201300382010f003082010a0282010100"
)
TAIL = bytes.fromhex("0203010001")
KEY_LENGTH = len(HEAD) + MODULUS + len(TAIL)
SEVEN_DAYS = 7 * 86400
PREFIX = "t1."
PLAIN = 1 + 32 + 32 + MODULUS
SEALED = 32 + PLAIN + 16
USERNAME = len(PREFIX) + SEALED * 4 // 3


def _sha384(*parts: bytes) -> bytes:
    return hashlib.sha384(b"".join(parts)).digest()


def _masked(seed: bytes, data: bytes) -> bytes:
    mask = b"".join(_sha384(seed, u32(i)) for i in range(len(data) // HASH + 1))
    return bytes(a ^ b for a, b in zip(data, mask))


def encode(message: bytes, salt: bytes, bits: int) -> int:
    """EMSA-PSS (RFC 8017 section 9.1.1)."""
    length = (bits + 7) // 8
    digest = _sha384(bytes(8), _sha384(message), salt)
    block = bytes(length - 2 * HASH - 2) + b"\x01" + salt
    top = int.from_bytes(_masked(digest, block) + digest + b"\xbc", "big")
    return top & (1 << bits) - 1


def verifies(modulus: int, message: bytes, signature: bytes) -> bool:
    number = int.from_bytes(signature, "big")
    bits = modulus.bit_length() - 1
    if len(signature) != (bits + 8) // 8 or number >= modulus:
        return False
    encoded = pow(number, EXPONENT, modulus)
    length = (bits + 7) // 8
    if encoded >> bits or encoded & 0xFF != 0xBC:
        return False
    data = encoded.to_bytes(length, "big")
    block = _masked(data[-HASH - 1 : -1], data[: -HASH - 1])
    return encode(message, block[-HASH:], bits) == encoded


def modulus(key: bytes) -> int:
    """TOK-2."""
    if len(key) != KEY_LENGTH:
        raise malformed("BAD_LENGTH")
    if not key.startswith(HEAD) or not key.endswith(TAIL):
        raise malformed("BAD_ENCODING")
    number = int.from_bytes(key[len(HEAD) : -len(TAIL)], "big")
    if number.bit_length() != 8 * MODULUS or number % 2 == 0:
        raise malformed("BAD_VALUE")
    return number


def key_of(number: int) -> bytes:
    return HEAD + number.to_bytes(MODULUS, "big") + TAIL


@dataclass(frozen=True)
class TokenType(Element):
    """u16 2; not shown."""

    def encode(self, value: Any) -> bytes:
        return b"\x00\x02"

    def decode(self, reader: Reader) -> int:
        if reader.number(2) != 2:
            raise unsupported("ALGORITHM")
        return 2

    def samples(self) -> Sequence[int]:
        return [2]

    def faults(self, value: Any) -> Iterator[Fault]:
        for other in (0, 1, 3, 512):
            yield other.to_bytes(2, "big"), "Unsupported(ALGORITHM)", f"is {other}"

    def schema(self) -> schemas.Schema:
        return schemas.number(2, 2)


@dataclass(frozen=True)
class Key(Element):
    def encode(self, value: Any) -> bytes:
        return bytes.fromhex(value)

    def decode(self, reader: Reader) -> str:
        data = reader.take(KEY_LENGTH)
        modulus(data)
        return data.hex()

    def samples(self) -> Sequence[str]:
        return [key_of(number).hex() for number in (2**2047 + 1, 2**2048 - 1)]

    def faults(self, value: Any) -> Iterator[Fault]:
        yield key_of(2**2047 + 2), "Malformed(BAD_VALUE)", "is even"
        yield key_of(2**2047 - 1), "Malformed(BAD_VALUE)", "has 2047 bits"
        for at in (0, 3, 12, 40, len(HEAD) - 1, KEY_LENGTH - 1):
            good = key_of(2**2047 + 1)
            yield good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], "Malformed(BAD_ENCODING)", f"differs at {at}"

    def schema(self) -> schemas.Schema:
        return schemas.exactly(KEY_LENGTH)


def _keys_fit(value: dict[str, Any]) -> None:
    """TOK-7."""
    keys = value["keys"]
    for i, one in enumerate(keys):
        begins, ends = one["not_before"], one["not_after"]
        rising = i == 0 or keys[i - 1]["not_before"] < begins
        two = i < 2 or begins >= keys[i - 2]["not_after"]
        if not rising or not two or not begins < ends <= begins + SEVEN_DAYS:
            raise malformed("BAD_VALUE")
        if any(key_id(bytes.fromhex(other["key"]))[-1] == key_id(bytes.fromhex(one["key"]))[-1] for other in keys[:i]):
            raise malformed("BAD_VALUE")


def key_id(key: bytes) -> bytes:
    return sha256(key)


@dataclass(frozen=True)
class LiveKeys(ListOf):
    """Its samples live as long as they may, one after the other."""

    def samples(self) -> Sequence[list[Any]]:
        return [_live((0, SEVEN_DAYS)), _live((5, 5 + SEVEN_DAYS), (6, 7)), _live((0, 10), (5, 20), (10, 30))]


def _live(*spans: tuple[int, int]) -> list[dict[str, Any]]:
    keys = [key_of(2**2047 + 1 + 2 * i).hex() for i in range(len(spans))]
    return [{"key": key, "not_before": begins, "not_after": ends} for key, (begins, ends) in zip(keys, spans)]


def _keys_crossed() -> Sequence[tuple[dict[str, Any], str, str]]:
    wrong = "Malformed(BAD_VALUE)"
    same = [_live((0, 10))[0], {**_live((5, 20))[0]}]
    return [
        ({"keys": _live((5, 5))}, wrong, "a life of nothing"),
        ({"keys": _live((5, 4))}, wrong, "a life that ends before it begins"),
        ({"keys": _live((5, 6 + SEVEN_DAYS))}, wrong, "a life of a second more than seven days"),
        ({"keys": _live((5, 10), (5, 11))}, wrong, "two that begin together"),
        ({"keys": _live((5, 10), (4, 11))}, wrong, "falling beginnings"),
        ({"keys": _live((0, 11), (5, 20), (10, 30))}, wrong, "three that live at a time"),
        ({"keys": same}, wrong, "two whose ids end alike"),
    ]


REQUEST = Struct((("token_type", TokenType()), ("short_key_id", Number(1)), ("blinded", Fixed(MODULUS))))
TOKEN = Struct(
    (
        ("token_type", TokenType()),
        ("nonce", Fixed(32)),
        ("challenge_digest", Fixed(32)),
        ("key_id", Fixed(32)),
        ("authenticator", Fixed(MODULUS)),
    )
)
BATCH = Message(
    Struct((("reason", Number(1, 1, 3)), ("proof", Lengthy(2, 0, 1024, (32, 0, 1024))), ("requests", ListOf(REQUEST, 8, 1))))
)
ANSWER = Message(Struct((("blind_signatures", ListOf(Fixed(MODULUS), 8, 1)),)))
LIVE = Struct((("key", Key()), ("not_before", seconds()), ("not_after", seconds())))
NAME = Text(128, r"[A-Za-z0-9.:_-]{1,128}", ("issuer.example", "a", "a" * 128, "A0.:_-"), ("", "a b", "a/b"))
KEYS = Message(Struct((("issuer_name", NAME), ("keys", LiveKeys(LIVE, 3, 1))), _keys_fit, _keys_crossed, alone=False))


def whole(form: Struct, data: bytes) -> dict[str, Any]:
    reader = Reader(data)
    value = form.decode(reader)
    reader.finish()
    return value


def encode_challenge(issuer: bytes, context: bytes, origin: bytes) -> bytes:
    lengths = [len(issuer).to_bytes(2, "big"), bytes([len(context)]), len(origin).to_bytes(2, "big")]
    return b"\x00\x02" + b"".join(a + b for a, b in zip(lengths, (issuer, context, origin)))


def challenge(issuer: str, relay_id: bytes, epoch: int) -> bytes:
    """TOK-4."""
    context = sha256(lp("PhantomNet token context v1") + relay_id + u32(epoch))
    return encode_challenge(issuer.encode("ascii"), context, relay_id.hex().encode("ascii"))


def _name(reader: Reader) -> str:
    length = reader.number(2)
    if length > 255:
        raise malformed("TOO_LONG")
    data = reader.take(length)
    if any(not 0x21 <= one <= 0x7E for one in data):
        raise malformed("BAD_ENCODING")
    return data.decode("ascii")


def decode_challenge(data: bytes) -> dict[str, Any]:
    reader = Reader(data)
    TokenType().decode(reader)
    issuer = _name(reader)
    length = reader.number(1)
    if length not in (0, 32):
        raise malformed("BAD_LENGTH")
    context, origin = reader.take(length), _name(reader)
    reader.finish()
    if not issuer:
        raise malformed("BAD_VALUE")
    return {"issuer_name": issuer, "redemption_context": context.hex(), "origin_info": origin}


def check(token: bytes, about: bytes, key: bytes) -> dict[str, Any]:
    """TOK-5."""
    value, number = whole(TOKEN, token), modulus(key)
    decode_challenge(about)
    if value["key_id"] != key_id(key).hex():
        raise unauthentic("UNKNOWN_SIGNER")
    if value["challenge_digest"] != sha256(about).hex():
        raise unauthentic("WRONG_EPOCH")
    if not verifies(number, token[:-MODULUS], token[-MODULUS:]):
        raise unauthentic("BAD_SIGNATURE")
    return {}


def _info(relay_id: bytes) -> bytes:
    return lp("PhantomNet token credential v1") + lp(relay_id)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def seal(relay_key: bytes, relay_id: bytes, ephemeral: bytes, plain: bytes) -> dict[str, str]:
    """TOK-6, with what is sealed given."""
    enc, context = hpke.sender(relay_key, _info(relay_id), ephemeral)
    username = PREFIX + _text(enc + context.seal(b"", plain))
    return {"username": username, "password": _text(context.export(lp("PhantomNet token password v1"), 32))}


def open_username(private: bytes, relay_id: bytes, username: str) -> dict[str, Any]:
    if len(username) != USERNAME or not username.startswith(PREFIX):
        raise malformed("BAD_LENGTH")
    text = username[len(PREFIX) :]
    if any(one not in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" for one in text):
        raise malformed("BAD_ENCODING")
    data = base64.urlsafe_b64decode(text)
    context = hpke.receiver(private, data[:32], _info(relay_id))
    plain = context.open(b"", data[32:])
    if plain[0] > 1:
        raise malformed("BAD_VALUE")
    return {
        "parity": plain[0],
        "key_id": plain[1:33].hex(),
        "nonce": plain[33:65].hex(),
        "authenticator": plain[65:].hex(),
        "password": _text(context.export(lp("PhantomNet token password v1"), 32)),
    }


def public(private: bytes) -> bytes:
    return x25519.share(private)
