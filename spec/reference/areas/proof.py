"""Vectors of DTLS certificates and proofs of possession (KEY-13 to KEY-16). Certificates are signed with the nonces of RFC 6979, so that
they come out the same every time."""

from typing import Any, Iterable

from phantomref import calls, certificate, proof_cases
from phantomref.cases import Case
from phantomref.schemas import exactly, hexes, number, obj, ref

RULES = ["KEY-13", "KEY-14", "KEY-15", "KEY-16"]
NOTES = proof_cases.NOTES
Json = dict[str, Any]
DEFS = {name: calls.DEFS[name] for name in ("party", "call")}
SCHEMA = {
    "dtls_identity": (
        obj({"call": ref("call"), "role": calls.ROLE, "scalar": exactly(32), "serial": exactly(8), "now_seconds": number()}),
        obj({"certificate": hexes(1, 1024), "fingerprint": exactly(32), "proof": hexes(8, 72)}),
    ),
    "check_proof": (
        obj({"call": ref("call"), "signer": calls.ROLE, "certificate": hexes(), "fingerprint": hexes(), "proof": hexes()}),
        obj({}),
    ),
}


def _dtls_identity(given: Json) -> Json:
    scalar = bytes.fromhex(given["scalar"])
    made = certificate.make(scalar, bytes.fromhex(given["serial"]), given["now_seconds"])
    fingerprint = certificate.fingerprint(made)
    proof = certificate.prove(calls.binding_of(given["call"]), given["role"], scalar, fingerprint)
    return {"certificate": made.hex(), "fingerprint": fingerprint.hex(), "proof": proof.hex()}


def _check_proof(given: Json) -> Json:
    sent = (bytes.fromhex(given[name]) for name in ("certificate", "fingerprint", "proof"))
    certificate.check_proof(calls.binding_of(given["call"]), given["signer"], *sent)
    return {}


OPS = {"dtls_identity": _dtls_identity, "check_proof": _check_proof}


def tests() -> Iterable[Case]:
    return proof_cases.tests()
