"""What one device says to another inside the ratchet: the frame, its bodies, who it is for, and how a call is carried in it
(CONT-1 to CONT-3, CONT-13, spec/proto/content.proto)."""

from typing import Any

from phantomref import ids, messages, reader, wire
from phantomref.errors import Refused
from phantomref.shape import Field, Message, Shape, require

MAX_LENGTH = 3456
MAX_TEXT, MAX_BESIDE_CALL = 2500, 64
MAX_IDS = 32
LAST_MILLIS = 253_402_300_799_999  # the end of the year 9999
MISSED_CALL = "missed call; this version cannot take calls"
MAX_LIST, MAX_SYNC = 1024, 2800
BODIES = ("text", "contact_request", "contact_accept", "delivery_receipt", "resend_request", "device_list", "sync", "call")
CONSENTS = ("contact_request", "contact_accept")


def _bytes(number: int, name: str, least: int, most: int = 0, **rest: Any) -> Field:
    return Field(number, name, "bytes", least, most or least, **rest)


def _address(number: int, name: str) -> Field:
    return Field(number, name, "text", 1, 256, allowed=ids.is_user)


REQUEST = Shape("ContactRequest", (_bytes(1, "delivery_token", 16), _bytes(2, "mailbox_document", 1, 512, optional=True)))
TOKENS = Shape("ContactTokens", (_bytes(1, "delivery_token", 16),))
RECEIPT = Shape("DeliveryReceipt", (Field(1, "id", "byte_strings", 16, 16, count=MAX_IDS),))
RESEND = Shape("ResendRequest", (Field(1, "reason", "enum", values=("SESSION_LOST",)),))


def _one_body(message: Message) -> None:
    """CONT-3: text may stand beside a call, a device list stands beside a request or a consent; neither is a body then."""
    said = [name for name in BODIES if name in message]
    consents = any(name in said for name in CONSENTS)
    beside = {"text"} if "call" in said else {"device_list"} if consents else set()
    bodies = [name for name in said if name not in beside]
    require(bool(bodies), "Malformed(MISSING_FIELD)")
    require(len(bodies) == 1, "Malformed(BAD_VALUE)")
    require(not consents or "device_list" in message, "Malformed(MISSING_FIELD)")
    long = "call" in message and len(message.get("text", "").encode("utf-8")) > MAX_BESIDE_CALL
    require(not long, "Malformed(BAD_LENGTH)")


def _body(number: int, name: str, shape: Shape) -> Field:
    return Field(number, name, "message", shape=shape, optional=True)


FRAME = Shape(
    "ContentFrame",
    (
        Field(1, "version", "uint", 1, messages.INT31),
        Field(2, "min_version", "uint", 1, 1, above="Unsupported(VERSION)"),
        _address(3, "sender"),
        _address(4, "recipient"),
        Field(5, "recipient_device", "uint", *ids.DEVICES),
        _bytes(6, "id", 16),
        Field(7, "sent_at_millis", "uint", 1, LAST_MILLIS),
        Field(8, "text", "utf8", 1, MAX_TEXT, optional=True),
        _body(9, "contact_request", REQUEST),
        _body(10, "contact_accept", TOKENS),
        _body(11, "delivery_receipt", RECEIPT),
        _body(12, "resend_request", RESEND),
        _bytes(13, "device_list", 1, MAX_LIST, optional=True),
        _bytes(14, "sync", 1, MAX_SYNC, optional=True),
        _bytes(64, "call", 1, messages.MAX_SEALED, length_error="Malformed(TOO_LONG)", optional=True),
    ),
    _one_body,
)
HEAD = ("version", "min_version")


def encode(message: Message) -> bytes:
    """`message` is without version and min_version, which a writer of this version writes as 1."""
    return wire.encode(FRAME, {"version": 1, "min_version": 1, **message})


def decode(data: bytes) -> Message:
    read = reader.read(FRAME, data, MAX_LENGTH)
    return {name: value for name, value in read.items() if name not in HEAD}


def take(data: bytes, sender: str, recipient: str, device: int) -> Message:
    """CONT-1: `sender` is the certificate's name, the others are this device's."""
    message = decode(data)
    require(message["sender"] == sender, "Unauthentic(WRONG_SENDER)")
    ours = message["recipient"] == recipient and message["recipient_device"] == device
    require(ours, "Unauthentic(WRONG_RECIPIENT)")
    return message


def text_beside(sealed: bytes) -> str:
    """CONT-13: what a writer puts beside a call message, empty if nothing. A message that no reader takes is no offer."""
    try:
        return MISSED_CALL if messages.decode_sealed(sealed)["type"] == "OFFER" else ""
    except Refused:
        return ""
