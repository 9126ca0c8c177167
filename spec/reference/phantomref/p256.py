"""ECDSA on P-256 with SHA-256: FIPS 186-5, deterministic nonces of RFC 6979, DER of RFC 3279 (KEY-13 to KEY-15).

For vectors only: not constant in time. Signatures are strict DER: one SEQUENCE of two INTEGERs in their shortest
form, nothing before, between or after, both from 1 to n-1. Either of the two values of s counts (KEY-15).
"""

import hashlib
import hmac

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
POINT_LENGTH = 65

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]
INFINITY: Jacobian = (1, 1, 0)


def on_curve(point: Affine) -> bool:
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def _double(p: Jacobian) -> Jacobian:
    x, y, z = p
    if not z or not y:
        return INFINITY
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    z3 = ((y + z) ** 2 - gamma - delta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, z3


def _add(p: Jacobian, q: Jacobian) -> Jacobian:
    if not p[2]:
        return q
    if not q[2]:
        return p
    z1, z2 = p[2] * p[2] % P, q[2] * q[2] % P
    u1, u2 = p[0] * z2 % P, q[0] * z1 % P
    s1, s2 = p[1] * q[2] * z2 % P, q[1] * p[2] * z1 % P
    if u1 == u2:
        return _double(p) if s1 == s2 else INFINITY
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, p[2] * q[2] * h % P


def _multiply(k: int, point: Affine) -> Jacobian:
    result, step = INFINITY, (point[0], point[1], 1)
    while k:
        if k & 1:
            result = _add(result, step)
        step = _double(step)
        k >>= 1
    return result


def _affine(p: Jacobian) -> Affine:
    inverse = pow(p[2], -1, P)
    return p[0] * inverse * inverse % P, p[1] * inverse**3 % P


def public_point(scalar: bytes) -> bytes:
    """The uncompressed point (SEC 1 section 2.3.3) of a 32-byte scalar from 1 to n-1."""
    d = _private(scalar)
    x, y = _affine(_multiply(d, G))
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def decode_point(data: bytes) -> Affine | None:
    """The point of an uncompressed encoding, None for anything else: compressed, hybrid, infinity, off the curve."""
    if len(data) != POINT_LENGTH or data[0] != 4:
        return None
    point = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    return point if on_curve(point) else None


def compressed(point: bytes) -> bytes:
    """The compressed form of an uncompressed point, for certificates that KEY-14 refuses."""
    return bytes([2 + (point[64] & 1)]) + point[1:33]


def _private(scalar: bytes) -> int:
    d = int.from_bytes(scalar, "big")
    if len(scalar) != 32 or not 0 < d < N:
        raise ValueError("scalar")
    return d


def _nonces(d: int, digest: bytes):
    """RFC 6979 section 3.2."""
    h1 = (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    x = d.to_bytes(32, "big")
    key, value = bytes(32), b"\x01" * 32
    for separator in (b"\x00", b"\x01"):
        key = hmac.digest(key, value + separator + x + h1, hashlib.sha256)
        value = hmac.digest(key, value, hashlib.sha256)
    while True:
        value = hmac.digest(key, value, hashlib.sha256)
        k = int.from_bytes(value, "big")
        if 0 < k < N:
            yield k
        key = hmac.digest(key, value + b"\x00", hashlib.sha256)
        value = hmac.digest(key, value, hashlib.sha256)


def sign_numbers(scalar: bytes, digest: bytes) -> tuple[int, int]:
    """(r, s) over a SHA-256 digest, with the nonce of RFC 6979."""
    d = _private(scalar)
    e = int.from_bytes(digest, "big")
    for k in _nonces(d, digest):
        r = _affine(_multiply(k, G))[0] % N
        s = pow(k, -1, N) * (e + r * d) % N
        if r and s:
            return r, s
    raise AssertionError("unreachable")


def sign(scalar: bytes, digest: bytes) -> bytes:
    return encode_signature(*sign_numbers(scalar, digest))


def encode_integer(value: int) -> bytes:
    """A DER INTEGER, 0 or more."""
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return bytes([2, len(body)]) + body


def encode_signature(r: int, s: int) -> bytes:
    body = encode_integer(r) + encode_integer(s)
    return bytes([0x30, len(body)]) + body


def decode_signature(data: bytes) -> tuple[int, int] | None:
    """(r, s), or None for anything but the one encoding: decoded loosely, then compared with its own encoding."""
    if len(data) < 8 or data[0] != 0x30 or data[2] != 2:
        return None
    length = data[3]
    rest = data[4 + length :]
    if len(rest) < 2 or rest[0] != 2:
        return None
    r, s = int.from_bytes(data[4 : 4 + length], "big"), int.from_bytes(rest[2:], "big")
    if not (0 < r < N and 0 < s < N) or encode_signature(r, s) != data:
        return None
    return r, s


def verify(point: bytes, digest: bytes, signature: bytes) -> bool:
    """FIPS 186-5 section 6.4.2. The point must be one that decode_point takes."""
    q = decode_point(point)
    numbers = decode_signature(signature)
    if q is None:
        raise ValueError("point")
    if numbers is None:
        return False
    r, s = numbers
    w = pow(s, -1, N)
    e = int.from_bytes(digest, "big")
    total = _add(_multiply(e * w % N, G), _multiply(r * w % N, q))
    return bool(total[2]) and _affine(total)[0] % N == r
