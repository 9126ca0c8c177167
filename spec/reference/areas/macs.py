"""Vectors of MACs and key confirmations: who may send what under which key, in which epoch (SIG-11 to SIG-13, KEY-10, KEY-12).

Early keys follow from a secret alone, so each check is a test. Policy keys need a whole key agreement, so those tests hold many messages
for one agreement and have a verdict for each."""

from typing import Any, Iterable

from areas import keys
from phantomref import calls, mac_cases, macs
from phantomref.cases import Case
from phantomref.errors import Refused
from phantomref.schemas import exactly, flag, hexes, list_of, number, obj, one_of, ref, text

RULES = ["SIG-11", "SIG-12", "SIG-13", "KEY-4", "KEY-7", "KEY-10", "KEY-12"]
NOTES = mac_cases.NOTES
Json = dict[str, Any]
_EARLY = {"call": ref("call"), "caller_secret": exactly(32)}
_POLICY = {**keys.FIRST, "rekeys": list_of(ref("rekey")), "waits": list_of(flag(), 1)}
_MESSAGE = {
    "sender": calls.ROLE,
    "type": one_of(*macs.TYPES),
    "counter": number(1, 2**53),
    "core": hexes(1, 2976),
}
_IN_EPOCH = {**_MESSAGE, "epoch": number(0, 2**31 - 1)}
DEFS = {**keys.DEFS, "message": obj(_IN_EPOCH), "sealed": obj({"why": text(), **_IN_EPOCH, "mac": exactly(32)})}
DEFS = {name: DEFS[name] for name in ("party", "call", "rekey", "message", "sealed")}
SCHEMA = {
    "early_mac": (obj({**_EARLY, **_MESSAGE}), obj({"mac": exactly(32)})),
    "check_early_mac": (obj({**_EARLY, **_IN_EPOCH, "mac": exactly(32)}), obj({})),
    "policy_macs": (obj({**_POLICY, "messages": list_of(ref("message"), 1)}), obj({"macs": list_of(exactly(32), 1)})),
    "check_policy_macs": (obj({**_POLICY, "messages": list_of(ref("sealed"), 1)}), obj({"verdicts": list_of(text(), 1)})),
    "check_confirmation": (obj({**keys.FIRST, "by": calls.ROLE, "confirmation": exactly(32)}), obj({})),
}


def _early_mac(given: Json) -> Json:
    return {"mac": mac_cases.early_mac(given).hex()}


def _check_early_mac(given: Json) -> Json:
    binding = calls.binding_of(given["call"])
    early = binding.early_keys(bytes.fromhex(given["caller_secret"]))
    macs.check_early(early, binding.call_id, *_sealed(given))
    return {}


def _sealed(given: Json) -> tuple[str, str, int, int, bytes, bytes]:
    core, mac = bytes.fromhex(given["core"]), bytes.fromhex(given["mac"])
    return given["sender"], given["type"], given["epoch"], given["counter"], core, mac


def _policy_macs(given: Json) -> Json:
    held = keys.held(given)
    return {"macs": [mac_cases.policy_mac(held.of(one["epoch"]), one).hex() for one in given["messages"]]}


def _check_policy_macs(given: Json) -> Json:
    held, verdicts = keys.held(given), []
    for one in given["messages"]:
        try:
            macs.check_policy(held, bytes.fromhex(given["call"]["call_id"]), *_sealed(one))
            verdicts.append(mac_cases.GOOD)
        except Refused as refusal:
            verdicts.append(refusal.name)
    return {"verdicts": verdicts}


def _check_confirmation(given: Json) -> Json:
    epoch = keys.epochs({**given, "rekeys": []})[0]
    epoch.require_confirmation(given["by"], bytes.fromhex(given["confirmation"]))
    return {}


OPS = {
    "early_mac": _early_mac,
    "check_early_mac": _check_early_mac,
    "policy_macs": _policy_macs,
    "check_policy_macs": _check_policy_macs,
    "check_confirmation": _check_confirmation,
}


def tests() -> Iterable[Case]:
    yield from mac_cases.tests(keys.epochs)
