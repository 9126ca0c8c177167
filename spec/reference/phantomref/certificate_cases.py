"""Certificates in every form that KEY-14 takes or refuses, each with the key its proof is made by."""

from datetime import datetime, timezone
from typing import Callable, Iterable

from phantomref import certificate, der, p256
from phantomref.certificate import ECDSA_WITH_SHA256, P256_KEY, VERSION_3, key_info, name
from phantomref.chance import Chance
from phantomref.schedule import sha256

NOTES = {
    "UNCHECKED": "a certificate that differs in what KEY-14 does not look at: catches refusals of one's own invention",
    "TOO_LONG": "more than 1,024 bytes: catches readers that parse first",
    "NOT_DER": "bytes that are not exactly one certificate in DER: catches BER readers and trailing bytes",
    "CERTIFICATE_KEY": "another kind, form or curve of key: catches points that the engine or the proof would read otherwise",
    "CERTIFICATE_ALGORITHM": "another signature algorithm, in either place: catches MD5, SHA-1 and confusion between the two places",
    "ISSUER": "an issuer that is not byte for byte the subject: catches comparisons that fold case or kinds of string",
    "CERTIFICATE_SIGNATURE": "a signature that the certificate's own key did not make: catches signatures that are never checked",
}
LONG, ENCODING, VALUE, VALID = "Malformed(TOO_LONG)", "Malformed(BAD_ENCODING)", "Malformed(BAD_VALUE)", "valid"
SCALAR, SERIAL, NOW = Chance("dtls key").bytes(32), Chance("serial").bytes(8), 1767225600
OTHER = Chance("another dtls key").bytes(32)
POINT = p256.public_point(SCALAR)
ECDSA_SHA384 = der.element(der.SEQUENCE, der.oid("1.2.840.10045.4.3.3"))
ECDSA_SHA1 = der.element(der.SEQUENCE, der.oid("1.2.840.10045.4.1"))
RSA_SHA256 = der.element(der.SEQUENCE, der.oid("1.2.840.113549.1.1.11"), b"\x05\x00")
ED25519 = der.element(der.SEQUENCE, der.oid("1.3.101.112"))
EC_KEY, P256_OID = der.oid("1.2.840.10045.2.1"), der.oid("1.2.840.10045.3.1.7")
Row = tuple[str, list[str], bytes, bytes, str]


def parts(**change: bytes) -> dict[str, bytes]:
    """The elements of a right certificate's body, in order; changes replace or, at the end, add."""
    usual = {
        "version": VERSION_3,
        "serial": der.integer(certificate.serial(SERIAL)),
        "algorithm": ECDSA_WITH_SHA256,
        "issuer": name("WebRTC"),
        "validity": certificate.validity(NOW),
        "subject": name("WebRTC"),
        "key": key_info(POINT),
    }
    return {**usual, **change}


def body(**change: bytes) -> bytes:
    return der.element(der.SEQUENCE, *parts(**change).values())


def build(outer: bytes = ECDSA_WITH_SHA256, scalar: bytes = SCALAR, **change: bytes) -> bytes:
    return certificate.signed(body(**change), scalar, outer)


def wrapped(signature: bytes, to_be_signed: bytes | None = None, unused: int = 0) -> bytes:
    """A certificate with that signature."""
    signed = body() if to_be_signed is None else to_be_signed
    return der.element(der.SEQUENCE, signed, ECDSA_WITH_SHA256, der.bit_string(signature, unused))


def extension(oid: str, value: bytes, *critical: bytes) -> bytes:
    return der.element(der.SEQUENCE, der.oid(oid), *critical, der.element(der.OCTET_STRING, value))


def extensions(*all: bytes) -> bytes:
    return der.element(0xA3, der.element(der.SEQUENCE, *all))


def of_length(length: int) -> bytes:
    """A right certificate of exactly that many bytes, made long by an extension."""
    for number in range(1, 100):
        made, fill = b"", length - 320
        while len(made) < length:
            added = extensions(extension("1.3.6.1.4.1.99999.1", bytes(fill)))
            made, fill = build(serial=der.integer(number), extensions=added), fill + 1
        if len(made) == length:
            return made
    raise ValueError("length")


def all_of_them() -> Iterable[Row]:
    for rows in (_unchecked, _too_long, _not_der, _keys, _algorithms, _issuers, _signatures):
        for comment, made, *rest in rows():
            flags, wanted = _KIND[rows]
            yield (comment, flags, made, rest[0] if rest else SCALAR, wanted)


def _unchecked() -> Iterable[tuple[str, bytes]]:
    def dates(begin: datetime, end: datetime) -> bytes:
        return der.element(der.SEQUENCE, certificate.time(begin), certificate.time(end))

    def utc(year: int) -> datetime:
        return datetime(year, 6, 1, tzinfo=timezone.utc)

    yield "another name in both places", build(issuer=name("Somebody"), subject=name("Somebody"))
    nobody = der.element(der.SEQUENCE)
    yield "an empty name in both places", build(issuer=nobody, subject=nobody)
    two = der.element(der.SET, *sorted(_attribute(oid, b"x") for oid in ("2.5.4.3", "2.5.4.10")))
    yield "a name of two attributes in one set", build(issuer=der.element(der.SEQUENCE, two), subject=der.element(der.SEQUENCE, two))
    yield "over since 1971", build(validity=dates(utc(1970), utc(1971)))
    yield "not yet begun", build(validity=dates(utc(2060), utc(2061)))
    yield "over before it begins", build(validity=dates(utc(2030), utc(2020)))
    yield "a GeneralizedTime before 2050", build(validity=der.element(der.SEQUENCE, *[der.element(0x18, b"20260101000000Z")] * 2))
    for what, serial in (("0", 0), ("-1", -1), ("127", 127), ("128", 128), ("of 20 bytes", 1 << 158), ("of 40 bytes", 1 << 318)):
        yield f"serial number {what}", build(serial=der.integer(serial))
    authority = extension("2.5.29.19", der.element(der.SEQUENCE, der.element(der.BOOLEAN, b"\xff")))
    yield "an extension", build(extensions=extensions(authority))
    critical = extension("1.3.6.1.4.1.99999.2", b"not DER", der.element(der.BOOLEAN, b"\xff"))
    yield "a critical extension nobody knows", build(extensions=extensions(authority, critical))
    yield "1,024 bytes", of_length(1024)


def _too_long() -> Iterable[tuple[str, bytes]]:
    yield "1,025 bytes", of_length(1025)
    yield "a right certificate and zeros behind it, 1,025 bytes", build() + bytes(1025 - len(build()))
    yield "5,000 bytes of nothing", bytes(5000)


def _not_der() -> Iterable[tuple[str, bytes]]:
    whole, inner = build(), body()
    rest = whole[len(whole) - len(der.read(whole).body) + len(inner) :]
    yield "nothing", b""
    yield "one byte", whole[:1]
    yield "a zero byte behind it", whole + b"\x00"
    yield "twice the same", whole + whole
    yield "cut by a byte", whole[:-1]
    yield "cut in half", whole[: len(whole) // 2]
    yield "indefinite length", b"\x30\x80" + inner + rest + b"\x00\x00"
    yield "the outer length in three bytes", b"\x30\x83\x00" + whole[2:4] + whole[4:]
    yield "an empty SEQUENCE", der.element(der.SEQUENCE)
    yield "a SET", b"\x31" + whole[1:]
    yield "a fourth element", der.element(der.SEQUENCE, inner, rest, der.element(0x05))
    yield "text", b"-----BEGIN CERTIFICATE-----"
    yield "the to-be-signed part alone", inner
    bent = _bent_inside()
    for what, made in bent:
        yield what, made


def _bent_inside() -> list[tuple[str, bytes]]:
    """What is wrong is inside the signed part, and signed."""
    boolean = der.element(der.BOOLEAN, b"\x01"), der.element(der.BOOLEAN, b"\x00")
    one = "1.3.6.1.4.1.99999.1"
    attribute = der.element(der.SET, _attribute("2.5.4.3", b"x"))
    unsorted = der.element(der.SET, *sorted((_attribute(oid, b"x") for oid in ("2.5.4.3", "2.5.4.10")), reverse=True))

    def named(value: bytes) -> bytes:
        return build(issuer=der.element(der.SEQUENCE, value), subject=der.element(der.SEQUENCE, value))

    def dated(tag: int, text: bytes) -> bytes:
        return build(validity=der.element(der.SEQUENCE, *[der.element(tag, text)] * 2))

    return [
        ("version 1, left out", build(version=b"")),
        ("version 1, written", build(version=der.element(0xA0, der.integer(0)))),
        ("version 2", build(version=der.element(0xA0, der.integer(1)))),
        ("version 4", build(version=der.element(0xA0, der.integer(3)))),
        ("an issuer's unique identifier", build(unique=der.element(0x81, b"\x00\x01"))),
        ("a subject's unique identifier", build(unique=der.element(0x82, b"\x00\x01"))),
        ("a serial number with a zero in front", build(serial=bytes.fromhex("02020001"))),
        ("an empty serial number", build(serial=bytes.fromhex("0200"))),
        ("no serial number", build(serial=b"")),
        ("no validity", build(validity=b"")),
        ("one time only", build(validity=der.element(der.SEQUENCE, certificate.time(datetime.fromtimestamp(NOW, timezone.utc))))),
        ("times without seconds", dated(der.UTC_TIME, b"2601010000Z")),
        ("times with an offset", dated(der.UTC_TIME, b"260101000000+0000")),
        ("times with fractions", dated(der.GENERALIZED_TIME, b"20260101000000.5Z")),
        ("times of letters", dated(der.UTC_TIME, b"26010100000AZ")),
        ("times as text", dated(der.UTF8_STRING, b"260101000000Z")),
        ("a name with an empty set", named(der.element(der.SET))),
        ("a name whose set is out of order", named(unsorted)),
        ("a name that is a set", build(issuer=attribute, subject=attribute)),
        ("an attribute of three parts", named(der.element(der.SET, der.element(der.SEQUENCE, der.oid("2.5.4.3"), *[b"\x05\x00"] * 2)))),
        ("no extensions, but a place for them", build(extensions=extensions())),
        ("an extension's critical flag written though false", build(extensions=extensions(extension(one, b"", boolean[1])))),
        ("an extension's critical flag of 01", build(extensions=extensions(extension(one, b"", boolean[0])))),
        ("the same extension twice", build(extensions=extensions(extension(one, b""), extension(one, b"x")))),
        ("something behind the extensions", build(extensions=extensions(extension(one, b"")), more=b"\x05\x00")),
        ("a signature of -1 unused bits", wrapped(p256.sign(SCALAR, sha256(body())), unused=8)),
        ("no room in the signature", der.element(der.SEQUENCE, body(), ECDSA_WITH_SHA256, der.element(der.BIT_STRING))),
    ]


def _keys() -> Iterable[tuple[str, bytes]]:
    def info(*algorithm: bytes, point: bytes = POINT) -> bytes:
        return build(key=key_info(point, der.element(der.SEQUENCE, *algorithm)))

    yield "a compressed point", build(key=key_info(p256.compressed(POINT)))
    yield "a hybrid point", build(key=key_info(bytes([6 + (POINT[64] & 1)]) + POINT[1:]))
    yield "the point at infinity", build(key=key_info(b"\x00"))
    yield "no point", build(key=key_info(b""))
    yield "a point off the curve", build(key=key_info(POINT[:-1] + bytes([POINT[-1] ^ 1])))
    yield "the point 0, 0", build(key=key_info(b"\x04" + bytes(64)))
    yield "a coordinate of p or more", build(key=key_info(_unreduced()))
    yield "a point and a byte", build(key=key_info(POINT + b"\x00"))
    yield "a point less a byte", build(key=key_info(POINT[:-1]))
    yield "a point with an unused bit", build(key=der.element(der.SEQUENCE, P256_KEY, der.bit_string(POINT[:-1] + b"\x00", 1)))
    yield "P-384 named", info(EC_KEY, der.oid("1.3.132.0.34"))
    yield "secp256k1 named", info(EC_KEY, der.oid("1.3.132.0.10"))
    yield "no curve", info(EC_KEY)
    yield "the curve is NULL", info(EC_KEY, b"\x05\x00")
    yield "the curve's parameters written out", info(EC_KEY, der.element(der.SEQUENCE, der.integer(1)))
    yield "id-ecDH", info(der.oid("1.3.132.1.12"), P256_OID)
    yield "Ed25519", build(key=key_info(bytes(32), der.element(der.SEQUENCE, der.oid("1.3.101.112"))))
    rsa = der.element(der.SEQUENCE, der.oid("1.2.840.113549.1.1.1"), b"\x05\x00")
    number = der.element(der.SEQUENCE, der.integer((1 << 1023) + 1), der.integer(65537))
    yield "an RSA key", build(key=key_info(number, rsa))


def _unreduced() -> bytes:
    """A point of the curve with x below 2^256 - p, written as x + p."""
    for x in range(5, 1000):
        square = (x**3 + p256.A * x + p256.B) % p256.P
        y = pow(square, (p256.P + 1) // 4, p256.P)
        if y * y % p256.P == square:
            return b"\x04" + (x + p256.P).to_bytes(32, "big") + y.to_bytes(32, "big")
    raise AssertionError("no such point")


def _algorithms() -> Iterable[tuple[str, bytes]]:
    null = der.element(der.SEQUENCE, der.oid("1.2.840.10045.4.3.2"), b"\x05\x00")
    for what, other in (
        *(("ecdsa-with-SHA384", ECDSA_SHA384), ("ecdsa-with-SHA1", ECDSA_SHA1), ("RSA with SHA-256", RSA_SHA256)),
        *(("Ed25519", ED25519), ("ecdsa-with-SHA256 and NULL", null)),
    ):
        yield f"{what} in both places", build(outer=other, algorithm=other)
        yield f"{what} in the signed part only", build(algorithm=other)
        yield f"{what} in the outer part only", build(outer=other)


def _issuers() -> Iterable[tuple[str, bytes]]:
    yield "another issuer", build(issuer=name("WebRTD"))
    yield "an issuer in other case", build(issuer=name("webrtc"))
    yield "an issuer with a space behind it", build(issuer=name("WebRTC "))
    printable = der.element(der.SEQUENCE, der.element(der.SET, _attribute("2.5.4.3", b"WebRTC", 0x13)))
    yield "the issuer as PrintableString", build(issuer=printable)
    yield "an empty issuer", build(issuer=der.element(der.SEQUENCE))
    first, second = (der.element(der.SET, _attribute(oid, b"x")) for oid in ("2.5.4.3", "2.5.4.10"))
    in_order, turned = der.element(der.SEQUENCE, first, second), der.element(der.SEQUENCE, second, first)
    yield "the issuer's parts in another order", build(issuer=in_order, subject=turned)


def _signatures() -> Iterable[tuple[str, bytes]]:
    digest = sha256(body())
    r, s = p256.sign_numbers(SCALAR, digest)
    yield "signed by another key", build(scalar=OTHER)
    right = bytearray(build())
    at = right.rfind(der.integer(certificate.serial(SERIAL))) + 5
    right[at] ^= 1
    yield "one bit of the serial number changed after signing", bytes(right)
    yield "a signature of zeros", wrapped(bytes(70))
    yield "an empty signature", wrapped(b"")
    yield "r and s swapped", wrapped(p256.encode_signature(s, r))
    yield "r is 0", wrapped(p256.encode_signature(0, s))
    yield "s + n for s", wrapped(p256.encode_signature(r, s + p256.N))
    yield "r with a zero in front", wrapped(der.element(der.SEQUENCE, _padded(r), p256.encode_integer(s)))
    yield "a byte behind the signature", wrapped(p256.encode_signature(r, s) + b"\x00")
    yield "over the digest, hashed once more", wrapped(p256.sign(SCALAR, sha256(digest)))
    yield "another body's", wrapped(p256.encode_signature(r, s), body(serial=der.integer(1)))
    yield "r and s as 64 bytes", wrapped(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    even = next(n for n in range(1000) if p256.sign(SCALAR, sha256(body(serial=der.integer(n))))[-1] % 2 == 0)
    signed = body(serial=der.integer(even))
    yield "an unused bit", wrapped(p256.sign(SCALAR, sha256(signed)), signed, 1)


def other_s() -> bytes:
    r, s = p256.sign_numbers(SCALAR, sha256(body()))
    return wrapped(p256.encode_signature(r, p256.N - s))


def _padded(value: int) -> bytes:
    whole = p256.encode_integer(value)
    return bytes([2, whole[1] + 1]) + b"\x00" + whole[2:]


def _attribute(oid: str, value: bytes, tag: int = der.UTF8_STRING) -> bytes:
    return der.element(der.SEQUENCE, der.oid(oid), der.element(tag, value))


_KIND: dict[Callable[[], Iterable[tuple[str, bytes]]], tuple[list[str], str]] = {
    _unchecked: (["UNCHECKED"], VALID),
    _too_long: (["TOO_LONG"], LONG),
    _not_der: (["NOT_DER"], ENCODING),
    _keys: (["CERTIFICATE_KEY"], VALUE),
    _algorithms: (["CERTIFICATE_ALGORITHM"], VALUE),
    _issuers: (["ISSUER"], VALUE),
    _signatures: (["CERTIFICATE_SIGNATURE"], VALUE),
}
