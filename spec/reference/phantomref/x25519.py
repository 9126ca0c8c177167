"""X25519 from RFC 7748 sections 5 and 6.1, with the refusals of KEY-2. For vectors only: not constant in time."""

from phantomref.errors import Refused

LENGTH = 32
P = 2**255 - 19
A24 = 121665
BASE = (9).to_bytes(LENGTH, "little")


def _scalar(k: bytes) -> int:
    """decodeScalar25519: the clamped scalar."""
    value = int.from_bytes(k, "little")
    return (value & ~7 & ((1 << 255) - 1)) | (1 << 254)


def multiply(k: bytes, u: bytes) -> bytes:
    """The function X25519; the top bit of u does not count and u is taken modulo p (RFC 7748 section 5)."""
    if len(k) != LENGTH or len(u) != LENGTH:
        raise ValueError("length")
    scalar = _scalar(k)
    x1 = (int.from_bytes(u, "little") & ((1 << 255) - 1)) % P
    x2, z2, x3, z3 = 1, 0, x1, 1
    swapped = 0
    for t in reversed(range(255)):
        bit = scalar >> t & 1
        if swapped ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swapped = bit
        a, b = x2 + z2, x2 - z2
        aa, bb = a * a % P, b * b % P
        e = aa - bb
        da, cb = (x3 - z3) * a, (x3 + z3) * b
        x3 = (da + cb) ** 2 % P
        z3 = x1 * (da - cb) ** 2 % P
        x2 = aa * bb % P
        z2 = e * (aa + A24 * e) % P
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(LENGTH, "little")


def share(scalar: bytes) -> bytes:
    """The public share of a 32-byte scalar."""
    return multiply(scalar, BASE)


def agree(scalar: bytes, theirs: bytes) -> bytes:
    """The shared secret; KEY-2 refuses another length and the all-zero secret."""
    if len(theirs) != LENGTH:
        raise Refused("Malformed(BAD_KEY_SHARE)")
    secret = multiply(scalar, theirs)
    if secret == bytes(LENGTH):
        raise Refused("Malformed(BAD_KEY_SHARE)")
    return secret
