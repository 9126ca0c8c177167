"""Cases of DTLS certificates and proofs: made, right, of another call or key, oddly encoded, and each reason to refuse."""

from typing import Any, Iterable

from phantomref import calls, certificate, certificate_cases, der, p256
from phantomref.calls import CALL, flipped
from phantomref.cases import VALID, Case
from phantomref.certificate_cases import NOW, SCALAR, SERIAL
from phantomref.chance import Chance
from phantomref.schedule import CALLEE, CALLER, Binding, sha256

NOTES = {
    "MADE": "certificates and proofs that are made, at the edges of days and of the two forms of time",
    "OTHER_CALL": "a proof made for another binding, RFC 8844's misbinding among them: catches proofs that another call can reuse",
    "OTHER_ROLE": "a proof by the other role: catches a proof sent back to its maker",
    "OTHER_KEY": "certificate, fingerprint and proof that do not belong together: catches a check that leaves one of them out",
    "SIGNATURE_FORM": "a signature that is not its one DER encoding: catches lenient readers",
    "EITHER_S": "the other value of s, which counts as well: catches own ideas of what verifies",
    **certificate_cases.NOTES,
}
BAD_PROOF = "Unauthentic(BAD_PROOF_OF_POSSESSION)"
Json = dict[str, Any]
CERTIFICATE = certificate.make(SCALAR, SERIAL, NOW)


def given(binding: Binding, signer: str, cert: bytes, proof: bytes, fingerprint: bytes | None = None) -> Json:
    named = certificate.fingerprint(cert) if fingerprint is None else fingerprint
    return {
        "call": calls.as_json(binding),
        "signer": signer,
        "certificate": cert.hex(),
        "fingerprint": named.hex(),
        "proof": proof.hex(),
    }


def proven(cert: bytes, scalar: bytes = SCALAR, signer: str = CALLER) -> Json:
    """That certificate, its fingerprint, and a right proof for them by that key."""
    return given(CALL, signer, cert, certificate.prove(CALL, signer, scalar, certificate.fingerprint(cert)))


def check(what: Json, comment: str, flags: list[str], wanted: str = BAD_PROOF) -> Case:
    return Case("check_proof", what, comment, flags, wanted)


def tests() -> Iterable[Case]:
    yield from _made()
    yield from _other_calls()
    yield from _other_keys()
    yield from _signatures()
    for comment, flags, cert, scalar, wanted in certificate_cases.all_of_them():
        yield check(proven(cert, scalar), comment, flags, wanted)
    yield check(proven(certificate_cases.other_s()), "a certificate's signature with n-s for s", ["EITHER_S"], VALID)
    broken = given(CALL, CALLER, CERTIFICATE[:-1], b"\x30\x06\x02\x01\x01\x02\x01\x01", bytes(32))
    yield check(broken, "certificate, fingerprint and proof: the certificate comes first", ["NOT_DER"], certificate_cases.ENCODING)


def _made() -> Iterable[Case]:
    moments = [
        ("the first second of a day", 1767225600),
        ("the last second of a day", 1767225599),
        ("noon on 1 March of a leap year", 1709294400),
        ("a month before 2050", 2524608000 - 30 * 86400),
        ("28 days before 2050: the end is still of 2049", 2524608000 - 29 * 86400),
        ("27 days before 2050: the end is the first second of 2050", 2524608000 - 28 * 86400),
        ("the first day of 2050: the beginning is of 2049", 2524608000),
        ("the second day of 2050", 2524608000 + 86400),
    ]
    for i, (what, now) in enumerate(moments):
        chance = Chance(f"identity {i}")
        role = (CALLER, CALLEE)[i % 2]
        made = {"call": calls.as_json(CALL), "role": role, "scalar": chance.bytes(32).hex(), "serial": chance.bytes(8).hex()}
        yield Case("dtls_identity", {**made, "now_seconds": now}, what, ["MADE"], VALID)
    for serial in (bytes(8), b"\xff" * 8, b"\x80" + bytes(7)):
        made = {"call": calls.as_json(CALL), "role": CALLER, "scalar": SCALAR.hex(), "serial": serial.hex()}
        yield Case("dtls_identity", {**made, "now_seconds": NOW}, f"serial from {serial.hex()}", ["MADE"], VALID)
    for scalar in (1, 2, p256.N - 1):
        made = {"call": calls.as_json(CALL), "role": CALLER, "scalar": scalar.to_bytes(32, "big").hex(), "serial": SERIAL.hex()}
        yield Case("dtls_identity", {**made, "now_seconds": NOW}, f"private key {scalar:x}"[:40], ["MADE"], VALID)
    for role in (CALLER, CALLEE):
        yield check(proven(CERTIFICATE, signer=role), f"the {role.lower()}'s proof", [], VALID)


def _other_calls() -> Iterable[Case]:
    named = certificate.fingerprint(CERTIFICATE)
    for what, binding in calls.other_calls():
        proof = certificate.prove(binding, CALLER, SCALAR, named)
        yield check(given(CALL, CALLER, CERTIFICATE, proof), f"made for another call: {what}", ["OTHER_CALL"])
        right = certificate.prove(CALL, CALLEE, SCALAR, named)
        yield check(given(binding, CALLEE, CERTIFICATE, right), f"shown in another call: {what}", ["OTHER_CALL"])
    for signer, shown in ((CALLER, CALLEE), (CALLEE, CALLER)):
        proof = certificate.prove(CALL, signer, SCALAR, named)
        comment = f"the {signer.lower()}'s proof shown as the {shown.lower()}'s"
        yield check(given(CALL, shown, CERTIFICATE, proof), comment, ["OTHER_ROLE"])
    back = Binding(CALL.call_id, CALL.callee, CALL.caller)
    proof = certificate.prove(back, CALLEE, SCALAR, named)
    yield check(given(CALL, CALLER, CERTIFICATE, proof), "both ends and the role swapped", ["OTHER_ROLE", "OTHER_CALL"])


def _other_keys() -> Iterable[Case]:
    flags = ["OTHER_KEY"]
    scalar = Chance("mallory's key").bytes(32)
    theirs = certificate.make(scalar, SERIAL, NOW)
    named, other = certificate.fingerprint(CERTIFICATE), certificate.fingerprint(theirs)
    mine = certificate.prove(CALL, CALLER, SCALAR, named)
    yield check(given(CALL, CALLER, theirs, mine), "another certificate with its fingerprint, the proof of the first", flags)
    yield check(given(CALL, CALLER, theirs, mine, named), "another certificate, fingerprint and proof of the first", flags)
    yield check(given(CALL, CALLER, CERTIFICATE, mine, other), "another fingerprint", flags)
    over_other = certificate.prove(CALL, CALLER, SCALAR, other)
    yield check(given(CALL, CALLER, CERTIFICATE, over_other, other), "a proof over another fingerprint, which is named", flags)
    yield check(given(CALL, CALLER, CERTIFICATE, over_other), "a proof over another fingerprint", flags)
    yield check(proven(CERTIFICATE, scalar), "a proof by another key", flags)
    again = certificate.make(SCALAR, b"\x01" * 8, NOW)
    yield check(given(CALL, CALLER, again, mine), "another certificate of the same key, its fingerprint", flags)
    for bit in (0, 128, 255):
        yield check(given(CALL, CALLER, CERTIFICATE, mine, flipped(named, bit)), f"bit {bit} of the fingerprint", flags)
    for what, short in (("no fingerprint", b""), ("31 bytes of the fingerprint", named[:31]), ("33 bytes", named + b"\x00")):
        yield check(given(CALL, CALLER, CERTIFICATE, mine, short), what, flags)


def _signatures() -> Iterable[Case]:
    named = certificate.fingerprint(CERTIFICATE)
    digest = certificate.proof_digest(CALL, CALLER, named)
    r, s = p256.sign_numbers(SCALAR, digest)
    right = p256.encode_signature(r, s)

    def case(proof: bytes, comment: str, flags: list[str], wanted: str = BAD_PROOF) -> Case:
        return check(given(CALL, CALLER, CERTIFICATE, proof), comment, flags, wanted)

    yield case(p256.encode_signature(r, p256.N - s), "n-s for s", ["EITHER_S"], VALID)
    flags = ["SIGNATURE_FORM"]
    numbers = [
        *(("r is 0", 0, s), ("s is 0", r, 0), ("both are 0", 0, 0), ("r is n", p256.N, s), ("s is n", r, p256.N)),
        *(("r + n for r", r + p256.N, s), ("s + n for s", r, s + p256.N), ("r and s are 1", 1, 1), ("swapped", s, r)),
        *(("n-r for r", p256.N - r, s), ("r + p for r", r + p256.P, s)),
    ]
    for what, first, second in numbers:
        yield case(p256.encode_signature(first, second), what, flags)
    for what, proof in odd_encodings(r, s):
        yield case(proof, what, flags)
    for bit in (8 * 10, 8 * (len(right) - 1)):
        yield case(flipped(right, bit), f"bit {bit}", flags)
    other = p256.sign(SCALAR, sha256(digest))
    yield case(other, "the digest hashed once more", ["OTHER_KEY"])
    unhashed = p256.sign(SCALAR, sha256(b"PhantomNet DTLS proof v1" + named))
    yield case(unhashed, "over label and fingerprint only", ["OTHER_KEY"])


def odd_encodings(r: int, s: int) -> list[tuple[str, bytes]]:
    """The same two numbers in every encoding but the one that counts."""
    first, second = p256.encode_integer(r), p256.encode_integer(s)
    body = first + second
    right = der.element(der.SEQUENCE, body)

    def padded(one: bytes) -> bytes:
        return bytes([2, one[1] + 1]) + b"\x00" + one[2:]

    return [
        ("nothing", b""),
        ("only the SEQUENCE's tag", b"\x30"),
        ("an empty SEQUENCE", b"\x30\x00"),
        ("r alone", der.element(der.SEQUENCE, first)),
        ("a third INTEGER", der.element(der.SEQUENCE, body, p256.encode_integer(0))),
        ("a byte after it", right + b"\x00"),
        ("a byte after s, inside", der.element(der.SEQUENCE, body, b"\x00")),
        ("cut by a byte", right[:-1]),
        ("a length one too small", bytes([0x30, len(body) - 1]) + body),
        ("a length one too large", bytes([0x30, len(body) + 1]) + body),
        ("the length in two bytes", b"\x30\x81" + bytes([len(body)]) + body),
        ("indefinite length", b"\x30\x80" + body + b"\x00\x00"),
        ("a SET", der.element(der.SET, body)),
        ("r with a zero in front", der.element(der.SEQUENCE, padded(first), second)),
        ("s with a zero in front", der.element(der.SEQUENCE, first, padded(second))),
        ("r as a negative number", der.element(der.SEQUENCE, der.integer(r - (1 << 256)), second)),
        ("s as a negative number", der.element(der.SEQUENCE, first, der.integer(-s))),
        ("r as an OCTET STRING", der.element(der.SEQUENCE, b"\x04" + first[1:], second)),
        ("r and s as 64 bytes, without DER", r.to_bytes(32, "big") + s.to_bytes(32, "big")),
        ("an empty INTEGER for r", der.element(der.SEQUENCE, b"\x02\x00", second)),
    ]
