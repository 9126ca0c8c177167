#!/usr/bin/python3
"""The reference against a copy of the Wycheproof project's files (spec/foreign/README.md). Strict: an unknown field, flag, algorithm or
verdict, or another number of cases than a file says, fails; no case is passed over."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Callable

sys.dont_write_bytecode = True

from phantomref import mlkem768, p256, schedule, x25519  # noqa: E402
from phantomref.errors import Refused  # noqa: E402

Json = dict[str, Any]
TOP = {"algorithm", "schema", "numberOfTests", "header", "notes", "testGroups"}
CASE = {"tcId", "comment", "flags", "result"}


def _hex(case: Json, name: str) -> bytes:
    return bytes.fromhex(case[name])


def _x25519(group: Json, case: Json) -> bool:
    """Acceptable cases are decided: an all-zero secret is refused (KEY-2), all others give the secret."""
    wanted = "ZeroSharedSecret" not in case["flags"]
    try:
        secret = x25519.agree(_hex(case, "private"), _hex(case, "public"))
    except Refused:
        return not wanted and case["result"] == "acceptable"
    return wanted and secret == _hex(case, "shared")


def _hkdf(group: Json, case: Json) -> bool:
    try:
        output = schedule.expand(schedule.extract(_hex(case, "salt"), _hex(case, "ikm")), _hex(case, "info"), case["size"])
    except ValueError:
        return case["result"] == "invalid"
    return (case["result"] == "valid") == (output == _hex(case, "okm"))


def _hmac(group: Json, case: Json) -> bool:
    tag = schedule.mac(_hex(case, "key"), _hex(case, "msg"))[: group["tagSize"] // 8]
    return (case["result"] == "valid") == (tag == _hex(case, "tag"))


def _ecdsa(group: Json, case: Json) -> bool:
    key, digest = _hex(group["publicKey"], "uncompressed"), hashlib.sha256(_hex(case, "msg")).digest()
    return (case["result"] == "valid") == p256.verify(key, digest, _hex(case, "sig"))


def _refuses(case: Json, wanted: dict[str, bytes], run: Callable[[], dict[str, bytes]]) -> bool:
    try:
        made = run()
    except (Refused, ValueError):
        return case["result"] == "invalid"
    return case["result"] == "valid" and made == wanted


def _ml_kem(group: Json, case: Json) -> bool:
    def run() -> dict[str, bytes]:
        key, private = mlkem768.key_gen(_hex(case, "seed"))
        return {"ek": key, "K": mlkem768.decapsulate(private, _hex(case, "c"))}

    wanted = {"ek": _hex(case, "ek") if "ek" in case else b"", "K": _hex(case, "K")}
    return _refuses(case, wanted, run)


def _ml_kem_encapsulate(group: Json, case: Json) -> bool:
    def run() -> dict[str, bytes]:
        secret, ciphertext = mlkem768.encapsulate(_hex(case, "ek"), _hex(case, "m"))
        return {"K": secret, "c": ciphertext}

    return _refuses(case, {"K": _hex(case, "K"), "c": _hex(case, "c")}, run)


def _ml_kem_keys(group: Json, case: Json) -> bool:
    return _refuses(case, {"ek": _hex(case, "ek"), "dk": _hex(case, "dk")}, lambda: dict(zip(("ek", "dk"), mlkem768.key_gen(_hex(case, "seed")))))


def _ml_kem_decapsulate(group: Json, case: Json) -> bool:
    wanted = {"K": _hex(case, "K")} if "K" in case else {}
    return _refuses(case, wanted, lambda: {"K": mlkem768.decapsulate(_hex(case, "dk"), _hex(case, "c"))})


# file -> (algorithm, fields of a group beside type, tests and source, fields of a case, what decides it)
Row = tuple[str, set[str], set[str], Callable[[Json, Json], bool]]
_ECDSA_GROUP = {"publicKey", "publicKeyDer", "publicKeyPem", "sha"}
FILES: dict[str, Row] = {
    "x25519": ("XDH", {"curve"}, {"public", "private", "shared"}, _x25519),
    "hkdf_sha256": ("HKDF-SHA-256", {"keySize"}, {"ikm", "salt", "info", "size", "okm"}, _hkdf),
    "hmac_sha256": ("HMACSHA256", {"keySize", "tagSize"}, {"key", "msg", "tag"}, _hmac),
    "ecdsa_secp256r1_sha256": ("ECDSA", _ECDSA_GROUP, {"msg", "sig"}, _ecdsa),
    "mlkem_768": ("ML-KEM", {"parameterSet"}, {"seed", "ek", "c", "K"}, _ml_kem),
    "mlkem_768_encaps": ("ML-KEM", {"parameterSet"}, {"m", "ek", "c", "K"}, _ml_kem_encapsulate),
    "mlkem_768_keygen_seed": ("ML-KEM", {"parameterSet"}, {"seed", "ek", "dk"}, _ml_kem_keys),
    "mlkem_768_semi_expanded_decaps": ("ML-KEM", {"parameterSet"}, {"dk", "c", "ek", "K"}, _ml_kem_decapsulate),
}


def run(name: str, whole: Json) -> tuple[int, list[str]]:
    """The number of cases, and what is wrong."""
    algorithm, group_fields, fields, decide = FILES[name]
    faults = [f"{name}: unknown {field}" for field in set(whole) - TOP]
    if whole["algorithm"] != algorithm:
        faults.append(f"{name}: algorithm {whole['algorithm']}")
    notes, count = set(whole.get("notes", {})), 0
    for group in whole["testGroups"]:
        faults += [f"{name}: unknown {field}" for field in set(group) - group_fields - {"type", "tests", "source"}]
        for case in group["tests"]:
            count += 1
            where = f"{name} {case['tcId']} ({case.get('comment', '')})"
            faults += [f"{where}: unknown {field}" for field in set(case) - CASE - fields]
            faults += [f"{where}: unknown flag {flag}" for flag in set(case.get("flags", [])) - notes if notes]
            if case["result"] not in ("valid", "invalid") and (name, case["result"]) != ("x25519", "acceptable"):
                faults.append(f"{where}: result {case['result']}")
            elif not decide(group, case):
                faults.append(f"{where}: differs")
    if count != whole["numberOfTests"]:
        faults.append(f"{name}: {count} cases, the file says {whole['numberOfTests']}")
    return count, faults


def main() -> int:
    if len(sys.argv) != 2:
        print(f"usage: {sys.argv[0]} FOLDER", file=sys.stderr)
        return 2
    failed = False
    for name in FILES:
        count, faults = run(name, json.loads((Path(sys.argv[1]) / f"{name}_test.json").read_text("utf-8")))
        print(f"{name}: {count} cases, {len(faults)} wrong")
        print("".join(f"  {fault}\n" for fault in faults[:10]), end="")
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
