"""Vectors of key agreement and the key schedule: shares, binding, early keys, every epoch's keys (KEY-1 to KEY-10, KEY-12)."""

from typing import Any, Iterable

from phantomref import agreement, calls, mlkem768, schedule_cases, share_cases, x25519
from phantomref.cases import Case
from phantomref.macs import message_mac
from phantomref.schedule import CALLEE, CALLER, Epoch, Held
from phantomref.schemas import exactly, flag, hexes, list_of, number, obj, one_of, ref

RULES = [f"KEY-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)]
NOTES = {**share_cases.NOTES, **schedule_cases.NOTES}
Json = dict[str, Any]
PROBE_CORE = bytes.fromhex("08011001")
FIRST = {
    "call": ref("call"),
    "side": calls.ROLE,
    "offer": hexes(1, 2976),
    "answer": hexes(1, 2976),
    "x25519": exactly(32),
    "ml_kem": hexes(32, 64),
}
DEFS = {
    **calls.DEFS,
    "rekey": obj(
        {
            "by": one_of("REKEY", "MODE_SWITCH"),
            "requester": calls.ROLE,
            "request": hexes(1, 2976),
            "reply": hexes(1, 2976),
            "x25519": exactly(32),
            "ml_kem": hexes(32, 64),
        }
    ),
    "epoch_keys": obj({name: exactly(32) for name in ("media_caller", "media_callee", "policy_mac_caller", "policy_mac_callee")}),
}
SCHEMA = {
    "x25519": (obj({"scalar": exactly(32), "share": hexes()}), obj({"own_share": exactly(32), "secret": exactly(32)})),
    "ml_kem_key": (obj({"seed": exactly(64)}), obj({"key": exactly(1184)})),
    "ml_kem_encapsulate": (
        obj({"key": hexes(), "message": exactly(32)}),
        obj({"ciphertext": exactly(1088), "secret": exactly(32)}),
    ),
    "ml_kem_decapsulate": (obj({"seed": exactly(64), "ciphertext": hexes()}), obj({"secret": exactly(32)})),
    "early_keys": (
        obj({"call": ref("call"), "caller_secret": exactly(32)}),
        obj({"hangup_mac_caller": exactly(32), "hangup_mac_callee": exactly(32)}),
    ),
    "call_keys": (
        obj({**FIRST, "rekeys": list_of(ref("rekey"))}),
        obj(
            {"confirmation_caller": exactly(32), "confirmation_callee": exactly(32), "epochs": list_of(ref("epoch_keys"), 1)}
        ),
    ),
    "held_epochs": (
        obj({**FIRST, "rekeys": list_of(ref("rekey")), "waits": list_of(flag())}),
        obj({"held": list_of(number(0, 2**31 - 1), 1)}),
    ),
}


def _x25519(given: Json) -> Json:
    scalar = bytes.fromhex(given["scalar"])
    secret = x25519.agree(scalar, bytes.fromhex(given["share"]))
    return {"own_share": x25519.share(scalar).hex(), "secret": secret.hex()}


def _ml_kem_encapsulate(given: Json) -> Json:
    secret, ciphertext = mlkem768.encapsulate(bytes.fromhex(given["key"]), bytes.fromhex(given["message"]))
    return {"ciphertext": ciphertext.hex(), "secret": secret.hex()}


def _ml_kem_decapsulate(given: Json) -> Json:
    key = mlkem768.key_gen(bytes.fromhex(given["seed"]))[1]
    return {"secret": mlkem768.decapsulate(key, bytes.fromhex(given["ciphertext"])).hex()}


def _hangup_mac(key: bytes, call_id: bytes, epoch: int) -> str:
    """A key shown by what it makes: the MAC of a HANGUP with counter 1 and a core of four bytes."""
    return message_mac(key, "HANGUP", call_id, epoch, 1, PROBE_CORE).hex()


def _early_keys(given: Json) -> Json:
    binding = calls.binding_of(given["call"])
    keys = binding.early_keys(bytes.fromhex(given["caller_secret"]))
    return {f"hangup_mac_{role.lower()}": _hangup_mac(keys[role], binding.call_id, 0) for role in (CALLER, CALLEE)}


def epochs(given: Json) -> list[Epoch]:
    """Epoch 0 and one more for each rekey."""
    opened = [agreement.open_first(calls.binding_of(given["call"]), given["side"], given)]
    for rekey in given["rekeys"]:
        opened.append(agreement.open_next(opened[-1], given["side"], rekey))
    return opened


def _shown(epoch: Epoch) -> Json:
    media = {name: epoch.key(name).hex() for name in ("media_caller", "media_callee")}
    call_id = epoch.binding.call_id
    policy = {f"policy_mac_{role.lower()}": _hangup_mac(epoch.policy(role), call_id, epoch.number) for role in (CALLER, CALLEE)}
    return {**media, **policy}


def _call_keys(given: Json) -> Json:
    opened = epochs(given)
    confirmations = {f"confirmation_{role.lower()}": opened[0].confirmation(role).hex() for role in (CALLER, CALLEE)}
    return {**confirmations, "epochs": [_shown(epoch) for epoch in opened]}


def held(given: Json) -> Held:
    """The epochs held after the last rekey; waits[n] says whether 5 seconds passed before rekey n+1, or at the end."""
    state = Held()
    for epoch, waited in zip(epochs(given), given["waits"], strict=True):
        state.open(epoch)
        if waited:
            state.five_seconds_later()
    return state


OPS = {
    "x25519": _x25519,
    "ml_kem_key": lambda given: {"key": mlkem768.key_gen(bytes.fromhex(given["seed"]))[0].hex()},
    "ml_kem_encapsulate": _ml_kem_encapsulate,
    "ml_kem_decapsulate": _ml_kem_decapsulate,
    "early_keys": _early_keys,
    "call_keys": _call_keys,
    "held_epochs": lambda given: {"held": [epoch.number for epoch in held(given).epochs]},
}


def tests() -> Iterable[Case]:
    yield from share_cases.tests()
    yield from schedule_cases.tests()
