"""Documents, pins, passes, and requests sealed from one mailbox's people to another (spec/08 "Federation", FED-1 to FED-6)."""

import base64
import re
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from phantomref import hpke, schemas
from phantomref.binary import LAST_SECOND, Element, Fault, Fixed, Lengthy, Number, Reader, Text
from phantomref.binary_messages import Message, Struct
from phantomref.errors import malformed, unsupported
from phantomref.ids import is_mailbox
from phantomref.schedule import lp, mac, sha256, u32

REQUEST_BLOCK, REQUEST_BLOCKS = 4352, 16
ANSWER_BLOCK, ANSWER_BLOCKS = 10240, 4
TAG = 16
DAYS_30 = 30 * 86400
STEP = 600
FIELD = 128
WRONG_MAILBOXES = ("", "mail example", "Mail.example", "mail.example:", "mail.example:123456", "[::1", "a@b", "https://a")
MAILBOXES = ("mail.example:443", "a", "[2001:db8::1]:65535", "mailbox-" * 15 + ":65535")


@dataclass(frozen=True)
class Mailbox(Text):
    """A mailbox name as text (ID-2)."""

    most: int = FIELD
    form: str = ""
    good: tuple[str, ...] = MAILBOXES
    bad: tuple[str, ...] = WRONG_MAILBOXES

    def decode(self, reader: Reader) -> str:
        return _named(Text(self.most, r"[\s\S]*", (), ()).decode(reader))


def _named(text: str) -> str:
    if not is_mailbox(text):
        raise malformed("BAD_VALUE")
    return text


@dataclass(frozen=True)
class MailboxField(Element):
    """A mailbox name in its field of 128 bytes."""

    def encode(self, value: Any) -> bytes:
        return bytes([len(value)]) + value.encode("ascii").ljust(FIELD, b"\x00")

    def decode(self, reader: Reader) -> str:
        length = reader.number(1)
        if length > FIELD:
            raise malformed("BAD_LENGTH")
        data = reader.take(length)
        if any(not 0x20 <= one <= 0x7E for one in data):
            raise malformed("BAD_ENCODING")
        if any(reader.take(FIELD - length)):
            raise malformed("BAD_VALUE")
        return _named(data.decode("ascii"))

    def samples(self) -> Sequence[str]:
        return MAILBOXES

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in WRONG_MAILBOXES:
            yield self.encode(wrong), "Malformed(BAD_VALUE)", f"is {wrong!r}"
        yield bytes([FIELD + 1]) + b"a" * FIELD, "Malformed(BAD_LENGTH)", "claims 129 bytes"
        for at in (len(value), FIELD - 1):
            field = bytearray(self.encode(value))
            field[1 + at] = 0x61
            yield bytes(field), "Malformed(BAD_VALUE)", f"has a byte behind it, at {at}"
        yield bytes([2]) + b"a\xe9".ljust(FIELD, b"\x00"), "Malformed(BAD_ENCODING)", "is not ASCII"

    def schema(self) -> schemas.Schema:
        return schemas.text()


@dataclass(frozen=True)
class Step(Number):
    """Seconds that are a multiple of 600."""

    size: int = 8
    most: int = LAST_SECOND

    def decode(self, reader: Reader) -> int:
        value = super().decode(reader)
        if value % STEP:
            raise malformed("BAD_VALUE")
        return value

    def samples(self) -> Sequence[int]:
        return [1_793_491_200, 0, LAST_SECOND // STEP * STEP]

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        for wrong in (value + 1, value + STEP - 1):
            yield wrong.to_bytes(8, "big"), "Malformed(BAD_VALUE)", f"is {wrong}"


@dataclass(frozen=True)
class Kind(Number):
    """What is asked, of which another number is another message."""

    size: int = 1
    least: int = 1
    most: int = 3

    def decode(self, reader: Reader) -> int:
        value = reader.number(1)
        if not self.least <= value <= self.most:
            raise unsupported("MESSAGE_TYPE")
        return value

    def faults(self, value: Any) -> Iterator[Fault]:
        for wrong in (0, 4, 255):
            yield bytes([wrong]), "Unsupported(MESSAGE_TYPE)", f"is {wrong}"


def _lifetime(value: dict[str, Any]) -> None:
    if not value["valid_from"] < value["valid_until"] <= value["valid_from"] + DAYS_30:
        raise malformed("BAD_VALUE")


def _wrong_lifetimes() -> list[tuple[dict[str, Any], str, str]]:
    begin = 1_793_491_200
    ends = (begin, begin - 1, begin + DAYS_30 + 1)
    return [({"valid_from": begin, "valid_until": end}, "Malformed(BAD_VALUE)", f"valid for {end - begin} seconds") for end in ends]


@dataclass(frozen=True)
class Begin(Number):
    size: int = 8
    most: int = LAST_SECOND

    def samples(self) -> Sequence[int]:
        return [1_793_491_200]


@dataclass(frozen=True)
class End(Begin):
    def samples(self) -> Sequence[int]:
        return [1_793_491_200 + DAYS_30, 1_793_491_201]


def _is_padded(size: int, block: int, blocks: int) -> bool:
    return size > 0 and size % block == 0 and size // block <= blocks


def _sealed_length(block: int, blocks: int) -> Any:
    def check(value: dict[str, Any]) -> None:
        if not _is_padded(len(value["ciphertext"]) // 2 - TAG, block, blocks):
            raise malformed("BAD_LENGTH")

    return check


def _wrong_lengths(block: int) -> Any:
    sizes = (0, 1, TAG, block, block + TAG - 1, block + TAG + 1)
    return lambda: [({"ciphertext": "5c" * size}, "Malformed(BAD_LENGTH)", f"ciphertext of {size} bytes") for size in sizes]


DOCUMENT = Struct(
    (
        ("mailbox", Mailbox()),
        ("trust_root", Fixed(33)),
        ("tls_pin", Fixed(32)),
        ("hpke_key", Fixed(32)),
        ("serial", Number(4)),
        ("valid_from", Begin()),
        ("valid_until", End()),
        ("signature", Fixed(64)),
    ),
    _lifetime,
    _wrong_lifetimes,
    alone=False,
)
SEALED = Lengthy(4, 0, REQUEST_BLOCK * REQUEST_BLOCKS + TAG, (REQUEST_BLOCK + TAG, 2 * REQUEST_BLOCK + TAG))
ANSWER = Lengthy(4, 0, ANSWER_BLOCK * ANSWER_BLOCKS + TAG, (ANSWER_BLOCK + TAG,))
MESSAGES = {
    "mailbox_document": Message(DOCUMENT),
    "forward_pass": Message(Struct((("pass", Fixed(16)),))),
    "document_request": Message(Struct((("pass", Fixed(16)), ("mailbox", MailboxField())))),
    "forward_request": Message(
        Struct(
            (
                ("pass", Fixed(16)),
                ("mailbox", MailboxField()),
                ("tls_pin", Fixed(32)),
                ("sealed", Lengthy(4, 0, 69690, (9, 0))),
            )
        )
    ),
    "sealed_request": Message(
        Struct(
            (("serial", Number(4)), ("enc", Fixed(32)), ("ciphertext", SEALED)),
            _sealed_length(REQUEST_BLOCK, REQUEST_BLOCKS),
            _wrong_lengths(REQUEST_BLOCK),
            alone=False,
        )
    ),
    "sealed_answer": Message(
        Struct(
            (("nonce", Fixed(32)), ("ciphertext", ANSWER)),
            _sealed_length(ANSWER_BLOCK, ANSWER_BLOCKS),
            _wrong_lengths(ANSWER_BLOCK),
            alone=False,
        )
    ),
}
ASKED = Message(Struct((("kind", Kind()), ("made_at", Step()), ("content", Lengthy(4, 0, 65796, (36, 0))))))


def _refused_alone(value: dict[str, Any]) -> None:
    if value["refusal"] and value["content"]:
        raise malformed("BAD_VALUE")


ANSWERED = Message(
    Struct(
        (("refusal", Number(1, 0, 16)), ("content", Lengthy(4, 0, 32768, (20, 0)))),
        _refused_alone,
        lambda: [({"refusal": 3, "content": "00"}, "Malformed(BAD_VALUE)", "a refusal with content")],
        alone=False,
    )
)


def pad(data: bytes, block: int) -> bytes:
    """FED-5."""
    size = -(-(4 + len(data)) // block) * block
    return (u32(len(data)) + data).ljust(size, b"\x00")


def unpad(padded: bytes, block: int, blocks: int) -> bytes:
    if not _is_padded(len(padded), block, blocks):
        raise malformed("BAD_LENGTH")
    length = int.from_bytes(padded[:4], "big")
    if 4 + length > len(padded) or len(pad(bytes(length), block)) != len(padded):
        raise malformed("BAD_LENGTH")
    if any(padded[4 + length :]):
        raise malformed("BAD_VALUE")
    return padded[4 : 4 + length]


def encode_asked(value: dict[str, Any]) -> bytes:
    return pad(ASKED.encode(value), REQUEST_BLOCK)


def decode_asked(padded: bytes) -> dict[str, Any]:
    return ASKED.decode_whole(unpad(padded, REQUEST_BLOCK, REQUEST_BLOCKS))


def encode_answered(value: dict[str, Any]) -> bytes:
    return pad(ANSWERED.encode(value), ANSWER_BLOCK)


def decode_answered(padded: bytes) -> dict[str, Any]:
    return ANSWERED.decode_whole(unpad(padded, ANSWER_BLOCK, ANSWER_BLOCKS))


def pin(mailbox: str, trust_root: bytes) -> str:
    """FED-1."""
    digest = sha256(lp("PhantomNet mailbox v1") + lp(mailbox) + lp(trust_root))
    return base64.b32encode(digest).decode().rstrip("=").lower()


def is_pin(text: str) -> bool:
    return re.fullmatch("[a-z2-7]{51}[aq]", text) is not None


def signed_bytes(document: dict[str, Any]) -> bytes:
    """FED-2: all but the signature and the extension block."""
    whole = MESSAGES["mailbox_document"].encode(document)
    return lp("PhantomNet mailbox document v1") + lp(whole[: -64 - 1])


def forward_pass(key: bytes, day: int) -> bytes:
    """FED-6."""
    return mac(key, lp("PhantomNet forward pass v1") + lp(u32(day)))[:16]


def info(mailbox: str, serial: int) -> bytes:
    """FED-4."""
    return lp("PhantomNet sealed request v1") + lp(mailbox) + lp(u32(serial))


def _secret(context: hpke.Context) -> bytes:
    return context.export(lp("PhantomNet sealed answer v1"), 32)


def ask(key: bytes, mailbox: str, serial: int, ephemeral: bytes, asked: dict[str, Any]) -> bytes:
    enc, context = hpke.sender(key, info(mailbox, serial), ephemeral)
    sealed = context.seal(b"", encode_asked(asked))
    return MESSAGES["sealed_request"].encode({"serial": serial, "enc": enc.hex(), "ciphertext": sealed.hex()})


def _received(private: bytes, mailbox: str, sealed: dict[str, Any]) -> tuple[hpke.Context, dict[str, Any]]:
    context = hpke.receiver(private, bytes.fromhex(sealed["enc"]), info(mailbox, sealed["serial"]))
    return context, decode_asked(context.open(b"", bytes.fromhex(sealed["ciphertext"])))


def open_asked(private: bytes, mailbox: str, data: bytes) -> dict[str, Any]:
    return _received(private, mailbox, MESSAGES["sealed_request"].decode_whole(data))[1]


def answer(private: bytes, mailbox: str, data: bytes, nonce: bytes, answered: dict[str, Any]) -> bytes:
    sealed = MESSAGES["sealed_request"].decode_whole(data)
    context, _ = _received(private, mailbox, sealed)
    ciphertext = hpke.seal_answer(_secret(context), bytes.fromhex(sealed["enc"]), nonce, encode_answered(answered))
    return MESSAGES["sealed_answer"].encode({"nonce": nonce.hex(), "ciphertext": ciphertext.hex()})


def open_answered(key: bytes, mailbox: str, serial: int, ephemeral: bytes, data: bytes) -> dict[str, Any]:
    enc, context = hpke.sender(key, info(mailbox, serial), ephemeral)
    sealed = MESSAGES["sealed_answer"].decode_whole(data)
    nonce, ciphertext = bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["ciphertext"])
    return decode_answered(hpke.open_answer(_secret(context), enc, nonce, ciphertext))
