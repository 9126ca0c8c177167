"""The cores of one key agreement, written field by field so that a case can change any one of them (SIG-2, spec/proto/call.proto).

A core is a dict of named parts in the order of their numbers; `write` encodes it, whatever its values are."""

from typing import Any

from phantomref.schedule import Binding, Party

Parts = dict[str, Any]
_DEVICE = {"user": 1, "device": 2, "registration_id": 3}
_PARAMETERS = {
    **{"ice_ufrag": 1, "ice_pwd": 2, "dtls_fingerprint": 3, "codecs": 4},
    **{"max_audio_bitrate": 5, "max_video_bitrate": 6},
}
_CANDIDATE = {"type": 1, "transport": 2, "address": 3, "port": 4, "priority": 5}
_RELAY = {"candidate": 1, "relay_id": 2}
_CALL = {"version": 1, "min_version": 2, "call_id": 3}
_BOTH = {**_CALL, "caller": 4, "callee": 5, "mode": 6, "media": 7, "parameters": 8, "relay": 9}
_TAIL = {"capabilities": 13, "created_at_millis": 14, "dtls_certificate": 15, "dtls_proof": 16}
NUMBERS: dict[str, dict[str, int]] = {
    "OFFER": {**_BOTH, "caller_secret": 10, "x25519_share": 11, "ml_kem_key": 12, **_TAIL},
    "ANSWER": {**_BOTH, "callee_secret": 10, "x25519_share": 11, "ml_kem_ciphertext": 12, **_TAIL},
    "REKEY": {**_CALL, "epoch": 4, "reply": 5, "x25519_share": 6, "ml_kem": 7},
    "MODE_SWITCH_REQUEST": {
        **_CALL,
        **{"epoch": 4, "from": 5, "to": 6, "reason": 7, "x25519_share": 8, "ml_kem_key": 9},
    },
    "MODE_SWITCH_ACK": {**_CALL, "epoch": 4, "to": 5, "approved": 6, "x25519_share": 7, "ml_kem_ciphertext": 8},
    "caller": _DEVICE,
    "callee": _DEVICE,
    "parameters": _PARAMETERS,
    "relay": _RELAY,
    "candidate": _CANDIDATE,
}


def _varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def write(kind: str, parts: Parts) -> bytes:
    out = b""
    for name, number in NUMBERS[kind].items():
        value = parts.get(name, 0)
        if isinstance(value, dict):
            value = write(name, value)
        elif isinstance(value, str):
            value = value.encode("ascii")
        elif isinstance(value, list):
            value = b"".join(_varint(one) for one in value)
        if isinstance(value, int) and value:
            out += _varint(number << 3) + _varint(value)
        elif isinstance(value, bytes) and value:
            out += _varint(number << 3 | 2) + _varint(len(value)) + value
    return out


def opening(call_id: bytes) -> Parts:
    return {"version": 1, "min_version": 1, "call_id": call_id}


def device(party: Party) -> Parts:
    return {"user": party.user, "device": party.device, "registration_id": party.registration_id}


def described(binding: Binding, who: str) -> Parts:
    """What an offer (of `who` caller) or answer says beside its shares. Certificate and proof are short stand-ins: to the key schedule
    they are bytes like any others."""
    first = who == "caller"
    relay = {
        "candidate": {
            "type": 3,
            "transport": 1,
            "address": bytes([192, 0, 2, 11]) if first else bytes.fromhex("20010db8") + bytes(11) + b"\x17",
            "port": 50000 if first else 65535,
            "priority": 16777215 if first else 1,
        },
        "relay_id": bytes(range(32)) if first else bytes(range(32, 64)),
    }
    parameters = {
        "ice_ufrag": "aUfr" if first else "bUfrag+/",
        "ice_pwd": f"{who}Password0123456789"[:24],
        "dtls_fingerprint": bytes(range(64, 96)) if first else bytes(range(96, 128)),
        "codecs": [1, 2, 4] if first else [1, 2],
        "max_audio_bitrate": 32000,
        "max_video_bitrate": 1500000 if first else 0,
    }
    head = {**opening(binding.call_id), "caller": device(binding.caller), "callee": device(binding.callee)}
    tail = {"capabilities": [1, 2, 3] if first else [2, 4], "dtls_certificate": who.encode() * 3, "dtls_proof": who.encode() * 2}
    if first:
        tail["created_at_millis"] = 1767225600000
    return {**head, "mode": 2, "media": 2 if first else 1, "parameters": parameters, "relay": relay, **tail}
