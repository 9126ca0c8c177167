"""The certificate of a DTLS connection, its fingerprint, and the proof that its key is held (KEY-13 to KEY-16)."""

import hmac
import re
from datetime import datetime, timedelta, timezone

from phantomref import der, p256
from phantomref.errors import malformed, unauthentic
from phantomref.schedule import CALLER, Binding, lp, sha256

MOST = 1024
DAYS = 30
ECDSA_WITH_SHA256 = der.element(der.SEQUENCE, der.oid("1.2.840.10045.4.3.2"))
P256_KEY = der.element(der.SEQUENCE, der.oid("1.2.840.10045.2.1"), der.oid("1.2.840.10045.3.1.7"))
VERSION_3 = der.element(0xA0, der.integer(2))


def name(common: str) -> bytes:
    attribute = der.element(der.SEQUENCE, der.oid("2.5.4.3"), der.element(der.UTF8_STRING, common.encode()))
    return der.element(der.SEQUENCE, der.element(der.SET, attribute))


def time(moment: datetime) -> bytes:
    """RFC 5280 section 4.1.2.5: UTCTime to the end of 2049, GeneralizedTime from then on."""
    if moment.year < 2050:
        return der.element(der.UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return der.element(der.GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())


def validity(now_seconds: int) -> bytes:
    """KEY-13: from the start of yesterday, UTC, for 30 days."""
    today = datetime.fromtimestamp(now_seconds, timezone.utc).replace(hour=0, minute=0, second=0)
    begin = today - timedelta(days=1)
    return der.element(der.SEQUENCE, time(begin), time(begin + timedelta(days=DAYS)))


def serial(chance: bytes) -> int:
    """KEY-13: 8 random bytes, the first two bits replaced by 01."""
    return int.from_bytes(chance, "big") & (1 << 62) - 1 | 1 << 62


def key_info(point: bytes, algorithm: bytes = P256_KEY) -> bytes:
    return der.element(der.SEQUENCE, algorithm, der.bit_string(point))


def signed(to_be_signed: bytes, scalar: bytes, algorithm: bytes = ECDSA_WITH_SHA256) -> bytes:
    signature = p256.sign(scalar, sha256(to_be_signed))
    return der.element(der.SEQUENCE, to_be_signed, algorithm, der.bit_string(signature))


def make(scalar: bytes, serial_chance: bytes, now_seconds: int) -> bytes:
    """KEY-13, signed with the nonce of RFC 6979."""
    common = name("WebRTC")
    body = [VERSION_3, der.integer(serial(serial_chance)), ECDSA_WITH_SHA256, common, validity(now_seconds), common]
    return signed(der.element(der.SEQUENCE, *body, key_info(p256.public_point(scalar))), scalar)


def fingerprint(certificate: bytes) -> bytes:
    return sha256(certificate)


class _Fields:
    """The children of a constructed element, taken one after the other."""

    def __init__(self, of: der.Element, tag: int = der.SEQUENCE) -> None:
        if of.tag != tag:
            raise malformed("BAD_ENCODING")
        self._rest = of.children()

    def take(self, *tags: int) -> der.Element:
        if not self._rest or self._rest[0].tag not in tags:
            raise malformed("BAD_ENCODING")
        return self._rest.pop(0)

    def maybe(self, tag: int) -> der.Element | None:
        return self._rest.pop(0) if self._rest and self._rest[0].tag == tag else None

    def end(self) -> None:
        if self._rest:
            raise malformed("BAD_ENCODING")


def require_form(certificate: bytes) -> bytes:
    """KEY-14: the point of a certificate's key."""
    if len(certificate) > MOST:
        raise malformed("TOO_LONG")
    outer = _Fields(der.read(certificate))
    to_be_signed = outer.take(der.SEQUENCE)
    outer_algorithm = _algorithm(outer.take(der.SEQUENCE))
    signature = outer.take(der.BIT_STRING)
    outer.end()
    fields = _Fields(to_be_signed)
    _version_and_serial(fields)
    inner_algorithm = _algorithm(fields.take(der.SEQUENCE))
    issuer = _name(fields.take(der.SEQUENCE))
    _validity(fields.take(der.SEQUENCE))
    subject = _name(fields.take(der.SEQUENCE))
    key = _Fields(fields.take(der.SEQUENCE))
    key_algorithm, key_bits = _algorithm(key.take(der.SEQUENCE)), key.take(der.BIT_STRING)
    key.end()
    _extensions(fields)
    if not (outer_algorithm == inner_algorithm == ECDSA_WITH_SHA256 and issuer == subject and key_algorithm == P256_KEY):
        raise malformed("BAD_VALUE")
    point = key_bits.bits()
    if p256.decode_point(point) is None or not p256.verify(point, sha256(to_be_signed.whole), signature.bits()):
        raise malformed("BAD_VALUE")
    return point


def _version_and_serial(fields: _Fields) -> None:
    version = fields.maybe(0xA0)
    if version is None or version.whole != VERSION_3:
        raise malformed("BAD_ENCODING")
    fields.take(der.INTEGER)


def _algorithm(one: der.Element) -> bytes:
    fields = _Fields(one)
    fields.take(der.OID)
    if len(one.children()) > 2:
        raise malformed("BAD_ENCODING")
    return one.whole


def _name(one: der.Element) -> bytes:
    for relative in one.children():
        attributes = _Fields(relative, der.SET)
        if not relative.body:
            raise malformed("BAD_ENCODING")
        for child in relative.children():
            attribute = _Fields(attributes.take(der.SEQUENCE))
            attribute.take(der.OID)
            if len(child.children()) != 2:
                raise malformed("BAD_ENCODING")
    return one.whole


def _validity(one: der.Element) -> None:
    fields = _Fields(one)
    for _ in range(2):
        moment = fields.take(der.UTC_TIME, der.GENERALIZED_TIME)
        digits = 12 if moment.tag == der.UTC_TIME else 14
        if not re.fullmatch(rb"[0-9]{%d}Z" % digits, moment.body):
            raise malformed("BAD_ENCODING")
    fields.end()


def _extensions(fields: _Fields) -> None:
    wrapped = fields.maybe(0xA3)
    fields.end()
    if wrapped is None:
        return
    holder = _Fields(wrapped, 0xA3)
    listed = holder.take(der.SEQUENCE)
    holder.end()
    if not listed.body:
        raise malformed("BAD_ENCODING")
    seen: set[bytes] = set()
    for one in listed.children():
        extension = _Fields(one)
        identifier = extension.take(der.OID).whole
        if identifier in seen:
            raise malformed("BAD_ENCODING")
        seen.add(identifier)
        critical = extension.maybe(der.BOOLEAN)
        if critical is not None and critical.body == b"\x00":  # the default is left out
            raise malformed("BAD_ENCODING")
        extension.take(der.OCTET_STRING)
        extension.end()


def proof_digest(binding: Binding, signer: str, certificate_fingerprint: bytes) -> bytes:
    """KEY-15."""
    role = "caller" if signer == CALLER else "callee"
    return sha256(lp("PhantomNet DTLS proof v1") + binding.context() + lp(role) + lp(certificate_fingerprint))


def prove(binding: Binding, signer: str, scalar: bytes, certificate_fingerprint: bytes) -> bytes:
    """KEY-15, with the nonce of RFC 6979."""
    return p256.sign(scalar, proof_digest(binding, signer, certificate_fingerprint))


def check_proof(binding: Binding, signer: str, certificate: bytes, named: bytes, proof: bytes) -> None:
    """KEY-16, in its order: the certificate's form, the fingerprint, the proof."""
    point = require_form(certificate)
    if not hmac.compare_digest(fingerprint(certificate), named):
        raise unauthentic("BAD_PROOF_OF_POSSESSION")
    if not p256.verify(point, proof_digest(binding, signer, named), proof):
        raise unauthentic("BAD_PROOF_OF_POSSESSION")


