"""Call messages: the 18 types, their cores and what carries them, in shapes (SIG-1 to SIG-10, SIG-12, spec/proto/call.proto)."""

import re
from typing import Any

from phantomref import ids, reader, wire
from phantomref.shape import Field, Message, Shape, require

MAX_CORE, MAX_SEALED = 2976, 3072
INT31, INT53 = 2**31 - 1, 2**53
KEY_SHARE = "Malformed(BAD_KEY_SHARE)"

MODES = ("FAST", "PRIVATE", "PARANOID")
MEDIA = ("AUDIO", "AUDIO_VIDEO")
CODECS = ("OPUS", "VP8", "VP9", "H264", "AV1")
CANDIDATE_TYPES = ("HOST", "SERVER_REFLEXIVE", "RELAY")
TRANSPORTS = ("UDP", "TCP")
CAPABILITIES = ("VIDEO", "REKEY", "MODE_SWITCH", "MEDIA_SHIELD", "FRAME_KEYS", "MOVE")
DECLINES = ("DECLINED", "BUSY", "MODE_TOO_WEAK", "UNSUPPORTED", "PQ_REQUIRED")
HANGUPS = (
    *("NORMAL", "CANCELLED", "ACCEPTED_ELSEWHERE", "DECLINED_ELSEWHERE", "GLARE", "TIMEOUT", "RESTARTED", "RELAY_LOST"),
    *("ENGINE_LOST", "CONNECTION_FAILED", "SECURITY", "IDENTITY_CHANGED", "NO_SECOND_OPERATOR", "MOVED"),
)
CHANGES = ("ADD_VIDEO", "REMOVE_VIDEO", "HOLD", "RESUME")
MOVE_REFUSALS = ("NOT_ALLOWED", "NOT_NOW", "DECLINED", "BUSY", "NO_ANSWER", "FAILED")
SWITCHES = ("MORE_PRIVACY", "BETTER_QUALITY")


def _uint(number: int, name: str, least: int, most: int, **rest: Any) -> Field:
    return Field(number, name, "uint", least, most, **rest)


def _mode(number: int, name: str, **rest: Any) -> Field:
    return Field(number, name, "enum", values=MODES, above="Unsupported(MODE)", **rest)


def _share(number: int, name: str, length: int, most: int = 0, **rest: Any) -> Field:
    return Field(number, name, "bytes", length, most or length, length_error=KEY_SHARE, **rest)


def _bytes(number: int, name: str, least: int, most: int = 0, **rest: Any) -> Field:
    return Field(number, name, "bytes", least, most or least, **rest)


def _message(number: int, name: str, shape: Shape, **rest: Any) -> Field:
    return Field(number, name, "message", shape=shape, **rest)


def _ice_text(number: int, name: str, least: int, most: int) -> Field:
    """RFC 8839: ice-char is ALPHA, DIGIT, + and /."""
    allowed = re.compile(r"[A-Za-z0-9+/]*").fullmatch
    return Field(number, name, "text", least, most, allowed=lambda text: allowed(text) is not None)


DEVICE = Shape(
    "Device",
    (
        Field(1, "user", "text", 1, 256, allowed=ids.is_user),
        _uint(2, "device", *ids.DEVICES),
        _uint(3, "registration_id", *ids.REGISTRATIONS),
    ),
)
PARAMETERS = Shape(
    "Parameters",
    (
        _ice_text(1, "ice_ufrag", 4, 32),
        _ice_text(2, "ice_pwd", 22, 64),
        _bytes(3, "dtls_fingerprint", 32),
        Field(4, "codecs", "enums", values=CODECS, above="Unsupported(CODEC)"),
        _uint(5, "max_audio_bitrate", 6_000, 128_000),
        _uint(6, "max_video_bitrate", 0, 20_000_000),
    ),
)


CANDIDATE = Shape(
    "IceCandidate",
    (
        Field(1, "type", "enum", values=CANDIDATE_TYPES),
        Field(2, "transport", "enum", values=TRANSPORTS),
        _bytes(3, "address", 4, 16, lengths=(4, 16)),
        _uint(4, "port", 1, 65535),
        _uint(5, "priority", 1, INT31),
    ),
)


def _relay_rule(message: Message) -> None:
    require(message["candidate"]["type"] == "RELAY", "Malformed(BAD_VALUE)")


RELAY = Shape("Relay", (_message(1, "candidate", CANDIDATE), _bytes(2, "relay_id", 32)), _relay_rule)

_HEAD = (_uint(1, "version", 1, INT31), _uint(2, "min_version", 1, 1, above="Unsupported(VERSION)"), _bytes(3, "call_id", 16))
_SIDES = (
    _message(4, "caller", DEVICE),
    _message(5, "callee", DEVICE),
    _mode(6, "mode"),
    Field(7, "media", "enum", values=MEDIA, above="Unsupported(MEDIA)"),
    _message(8, "parameters", PARAMETERS),
    _message(9, "relay", RELAY, optional=True),
)
_CAPABILITIES = Field(13, "capabilities", "set", values=CAPABILITIES)


def _dtls(first: int) -> tuple[Field, Field]:
    return _bytes(first, "dtls_certificate", 1, 1024), _bytes(first + 1, "dtls_proof", 8, 72)


def _decline_rule(message: Message) -> None:
    weak = message["reason"] == "MODE_TOO_WEAK"
    require("required" in message or not weak, "Malformed(MISSING_FIELD)")
    require("required" not in message or weak, "Malformed(BAD_VALUE)")


def _rekey_rule(message: Message) -> None:
    require(len(message["ml_kem"]) == (1088 if message["reply"] else 1184), KEY_SHARE)


def _ack_rule(message: Message) -> None:
    for name in ("x25519_share", "ml_kem_ciphertext"):
        require(name in message or not message["approved"], "Malformed(MISSING_FIELD)")
        require(name not in message or message["approved"], "Malformed(BAD_VALUE)")
    require("refuses" in message or message["approved"], "Malformed(MISSING_FIELD)")
    require("refuses" not in message or not message["approved"], "Malformed(BAD_VALUE)")


def _update_rule(message: Message) -> None:
    require("answers" in message or not message["reply"], "Malformed(MISSING_FIELD)")
    require("answers" not in message or message["reply"], "Malformed(BAD_VALUE)")


def _core(name: str, *fields: Field, **rest: Any) -> Shape:
    return Shape(name, (*_HEAD, *fields), **rest)


_SEQUENCE = _uint(4, "sequence", 0, INT31)
_EPOCH = _uint(4, "epoch", 1, INT31)
_X25519 = 32
OFFER = _core(
    "OfferCore",
    *_SIDES,
    _share(10, "caller_secret", 32),
    _share(11, "x25519_share", _X25519),
    _share(12, "ml_kem_key", 1184),
    _CAPABILITIES,
    _uint(14, "created_at_millis", 1, INT53),
    *_dtls(15),
    _bytes(64, "continues", 16, optional=True),
)
ANSWER = _core(
    "AnswerCore",
    *_SIDES,
    _share(10, "callee_secret", 32),
    _share(11, "x25519_share", _X25519),
    _share(12, "ml_kem_ciphertext", 1088),
    _CAPABILITIES,
    *_dtls(15),
)
PLAIN = _core("PlainCore")
CONFIRM = _core("ConfirmCore", _bytes(4, "confirm_caller", 32))
CANDIDATES = _core("CandidateCore", _SEQUENCE, Field(5, "candidates", "messages", 1, 16, shape=CANDIDATE))
DECLINE = _core(
    "DeclineCore", Field(4, "reason", "enum", values=DECLINES), _mode(5, "required", optional=True), rule=_decline_rule
)
REKEY = _core(
    "RekeyCore",
    _EPOCH,
    Field(5, "reply", "flag"),
    _share(6, "x25519_share", _X25519),
    _share(7, "ml_kem", 1088, 1184),
    rule=_rekey_rule,
)
SWITCH_REQUEST = _core(
    "ModeSwitchRequestCore",
    _EPOCH,
    _mode(5, "from"),
    _mode(6, "to"),
    Field(7, "reason", "enum", values=SWITCHES),
    _share(8, "x25519_share", _X25519),
    _share(9, "ml_kem_key", 1184),
)
SWITCH_ACK = _core(
    "ModeSwitchAckCore",
    _EPOCH,
    _mode(5, "to"),
    Field(6, "approved", "flag"),
    _share(7, "x25519_share", _X25519, optional=True),
    _share(8, "ml_kem_ciphertext", 1088, optional=True),
    _bytes(64, "refuses", 32, optional=True),
    rule=_ack_rule,
)
UPDATE = _core(
    "UpdateCore",
    _uint(4, "epoch", 0, INT31),
    Field(5, "reply", "flag"),
    Field(6, "new_connection", "flag"),
    _message(7, "parameters", PARAMETERS),
    _message(8, "relay", RELAY, optional=True),
    *_dtls(9),
    _bytes(64, "answers", 32, optional=True),
    rule=_update_rule,
)
MEDIA_REQUEST = _core(
    "MediaRequestCore", _SEQUENCE, Field(5, "change", "enum", values=CHANGES, above="Unsupported(MEDIA)")
)
MEDIA_ACK = _core("MediaAckCore", _SEQUENCE, Field(5, "approved", "flag"))
MOVE = _core("MoveCore", _message(4, "to", DEVICE), Field(5, "refusal", "enum", values=MOVE_REFUSALS, optional=True))
HANGUP = _core("HangupCore", Field(4, "reason", "enum", values=HANGUPS))
NONCE = _core("NonceCore", _bytes(4, "nonce", 16))

CALLER, CALLEE = "CALLER", "CALLEE"
BOTH = (CALLER, CALLEE)
TYPES: dict[str, tuple[Shape, tuple[str, ...]]] = {
    "OFFER": (OFFER, (CALLER,)),
    "RING": (PLAIN, (CALLEE,)),
    "ANSWER": (ANSWER, (CALLEE,)),
    "CONFIRM": (CONFIRM, (CALLER,)),
    "CANDIDATE": (CANDIDATES, BOTH),
    "ACCEPT": (PLAIN, (CALLEE,)),
    "DECLINE": (DECLINE, (CALLEE,)),
    "SELECTED": (PLAIN, (CALLER,)),
    "REKEY": (REKEY, BOTH),
    "MODE_SWITCH_REQUEST": (SWITCH_REQUEST, BOTH),
    "MODE_SWITCH_ACK": (SWITCH_ACK, BOTH),
    "UPDATE": (UPDATE, BOTH),
    "MEDIA_REQUEST": (MEDIA_REQUEST, BOTH),
    "MEDIA_ACK": (MEDIA_ACK, BOTH),
    "MOVE": (MOVE, BOTH),
    "HANGUP": (HANGUP, BOTH),
    "NONCE_CHALLENGE": (NONCE, (CALLEE,)),
    "NONCE_RESPONSE": (NONCE, (CALLER,)),
}


def _sealed_rule(message: Message) -> None:
    answers = message["type"] == "ANSWER"
    require("confirm" in message or not answers, "Malformed(MISSING_FIELD)")
    require("confirm" not in message or answers, "Malformed(BAD_VALUE)")


SEALED = Shape(
    "Sealed",
    (
        Field(1, "type", "enum", values=tuple(TYPES), above="Unsupported(MESSAGE_TYPE)"),
        _uint(2, "epoch", 0, INT31),
        _uint(3, "counter", 1, INT53),
        _bytes(4, "core", 1, MAX_CORE, length_error="Malformed(TOO_LONG)"),
        _bytes(5, "confirm", 32, optional=True),
        _bytes(6, "mac", 32),
    ),
    _sealed_rule,
)


def sends(role: str, message_type: str) -> bool:
    """SIG-12."""
    return role in TYPES[message_type][1]


def encode_core(message_type: str, message: Message) -> bytes:
    """`message` is without version and min_version, which a writer of this version writes as 1 (SIG-7)."""
    return wire.encode(TYPES[message_type][0], {"version": 1, "min_version": 1, **message})


def decode_core(message_type: str, core: bytes) -> Message:
    """The core's fields without version and min_version, which say nothing more once they are accepted."""
    done = reader.read(TYPES[message_type][0], core, MAX_CORE)
    return {name: value for name, value in done.items() if name not in ("version", "min_version")}


def encode_sealed(message: Message) -> bytes:
    return wire.encode(SEALED, message)


def decode_sealed(sealed: bytes) -> Message:
    """What carries the core, which is not looked into (SIG-10)."""
    return reader.read(SEALED, sealed, MAX_SEALED)
