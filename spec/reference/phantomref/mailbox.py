"""The messages between a client and its mailbox (spec/08 "Messages" and the frames of the WebSocket)."""

import base64
from typing import Any

from phantomref.binary import Fixed, Lengthy, Name, Number
from phantomref.binary_messages import ListOf, Maybe, Message, Struct
from phantomref.devices import SIGNED_LIST
from phantomref.errors import malformed, unsupported
from phantomref.padding import mailbox_takes

__all__ = ["FRAMES", "LINK_REGISTRATION", "MESSAGES", "decode_frame", "decode_header", "encode_header"]

DEVICE = Number(1, 1, 127)
REGISTRATION_ID = Number(2, 1, 16383)
PREKEY_ID = Number(4, 0, 2**24 - 1)
TOKEN = Fixed(16)
IDENTITY = Fixed(33)
PREKEY = Struct((("id", PREKEY_ID), ("public_key", Fixed(33))))
SIGNED = Struct((("id", PREKEY_ID), ("public_key", Lengthy(2, 1, 2048, (33, 1, 1569, 2048))), ("signature", Fixed(64))))
PREKEYS = Struct(
    (
        ("signed", SIGNED),
        ("last_resort_kyber", SIGNED),
        ("one_time", ListOf(PREKEY, 100, key="id")),
        ("one_time_kyber", ListOf(SIGNED, 100, key="id")),
    )
)
BUNDLE = Struct(
    (
        ("device", DEVICE),
        ("registration_id", REGISTRATION_ID),
        ("identity_key", IDENTITY),
        ("signed", SIGNED),
        ("one_time", Maybe(PREKEY)),
        ("kyber", SIGNED),
    )
)
REFUSALS = 16
PADDED = Lengthy(4, 0, 65540, (4100,))


def _of_padded_size(value: dict[str, Any]) -> None:
    if not mailbox_takes(len(value["padded"]) // 2):
        raise malformed("BAD_LENGTH")


def _wrong_sizes() -> list[tuple[dict[str, Any], str, str]]:
    return [({"padded": "00" * size}, "Malformed(BAD_LENGTH)", f"padded of {size} bytes") for size in (0, 1, 4096, 4099, 4101)]


MESSAGES = {
    "registration": Message(
        Struct(
            (
                ("name", Name()),
                ("identity_key", IDENTITY),
                ("device", DEVICE),
                ("registration_id", REGISTRATION_ID),
                ("auth_token", Fixed(32)),
                ("delivery_token", TOKEN),
                ("keys", PREKEYS),
                ("device_list", SIGNED_LIST),
                ("proof", Fixed(64)),
            )
        )
    ),
    "key_upload": Message(PREKEYS),
    "key_counts": Message(Struct((("one_time", Number(2)), ("one_time_kyber", Number(2))))),
    "account_id": Message(Struct((("account", Fixed(16)),))),
    "name_request": Message(Struct((("name", Name()),))),
    "delivery_token": Message(Struct((("token", TOKEN),))),
    "bundles": Message(
        Struct(
            (
                ("account", Fixed(16)),
                ("introduction", TOKEN),
                ("device_list", SIGNED_LIST),
                ("devices", ListOf(BUNDLE, 5, 1, "Malformed(MISSING_FIELD)", key="device", rising=True)),
            )
        )
    ),
    "send_request": Message(
        Struct(
            (("name", Name()), ("device", DEVICE), ("envelope_id", Fixed(16)), ("token", TOKEN), ("padded", PADDED)),
            _of_padded_size,
            _wrong_sizes,
            alone=False,
        )
    ),
    "refusal": Message(Struct((("number", Number(1, 1, REFUSALS)),))),
}
LINK_REGISTRATION = Message(
    Struct(
        (("account", Fixed(16)), ("device", DEVICE), ("auth_token", Fixed(32)), ("link_token", Fixed(32)), ("keys", PREKEYS))
    )
)
FRAMES = {
    "deliver": Message(
        Struct(
            (
                ("envelope_id", Fixed(16)),
                ("held_millis", Number(8, 0, 365 * 24 * 3600 * 1000)),
                ("padded", Lengthy(4, 0, 65540, (5,))),
            )
        ),
        1,
    ),
    "queue_delivered": Message(Struct(()), 2),
    "acknowledge": Message(Struct((("envelope_id", Fixed(16)),)), 3),
    "hello": Message(Struct((("seconds", Number(8, 0, 253_402_300_799)),)), 4),
}


def decode_frame(data: bytes) -> tuple[str, dict[str, Any]]:
    for name, message in FRAMES.items():
        if data[:1] == b"\x01" and data[1:2] == bytes([message.kind or 0]):
            return name, message.decode_whole(data)
    if not data or data[0] == 1 and len(data) == 1:
        raise malformed("TOO_SHORT")
    raise unsupported("VERSION" if data[0] != 1 else "MESSAGE_TYPE")


def encode_header(account: bytes, device: int, auth_token: bytes) -> str:
    value = account + bytes([device]) + auth_token
    return "Bearer " + base64.urlsafe_b64encode(value).decode().rstrip("=")


def decode_header(text: str) -> dict[str, Any]:
    """One account has one header: 66 characters that decode to 49 bytes and encode to themselves again."""
    if len(text) != 7 + 66 or not text.startswith("Bearer "):
        raise malformed("BAD_ENCODING")
    try:
        value = base64.b64decode((text[7:] + "==").replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        raise malformed("BAD_ENCODING") from None
    if encode_header(value[:16], value[16], value[17:]) != text:
        raise malformed("BAD_ENCODING")
    if not 1 <= value[16] <= 127:
        raise malformed("BAD_VALUE")
    return {"account": value[:16].hex(), "device": value[16], "auth_token": value[17:].hex()}
