"""ML-KEM-768 from FIPS 203 (August 2024), with the input checks of KEY-3.

Slow and clear; for vectors only, never for real keys. Every function takes its randomness as an argument. A key or
ciphertext that KEY-3 refuses raises Refused; a decapsulation key or seed of a wrong shape is the caller's own fault
(ValueError). A ciphertext of the right length always gives a secret (implicit rejection, algorithm 18).
"""

import functools
import hashlib

from phantomref.errors import Refused

N = 256
Q = 3329
K = 3
ETA1 = 2
ETA2 = 2
DU = 10
DV = 4
SEED_LENGTH = 64
MESSAGE_LENGTH = 32
KEY_LENGTH = 384 * K + 32
DECAPSULATION_KEY_LENGTH = 768 * K + 96
CIPHERTEXT_LENGTH = 32 * (DU * K + DV)

Polynomial = list[int]


def _bit_reverse_7(value: int) -> int:
    return int(format(value, "07b")[::-1], 2)


# FIPS 203 appendix A: powers of zeta = 17.
ZETAS = [pow(17, _bit_reverse_7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * _bit_reverse_7(i) + 1, Q) for i in range(128)]


def _g(data: bytes) -> tuple[bytes, bytes]:
    digest = hashlib.sha3_512(data).digest()
    return digest[:32], digest[32:]


def _h(data: bytes) -> bytes:
    return hashlib.sha3_256(data).digest()


def _j(data: bytes) -> bytes:
    return hashlib.shake_256(data).digest(32)


def _prf(eta: int, seed: bytes, nonce: int) -> bytes:
    return hashlib.shake_256(seed + bytes([nonce])).digest(64 * eta)


def _compress(d: int, x: int) -> int:
    """Equation 4.7: round(2^d / q * x) mod 2^d, exactly, in integers."""
    return ((x * (1 << d) + Q // 2) // Q) % (1 << d)


def _decompress(d: int, y: int) -> int:
    """Equation 4.8: round(q / 2^d * y)."""
    return (y * Q + (1 << (d - 1))) >> d


def byte_encode(d: int, values: Polynomial) -> bytes:
    """Algorithm 5."""
    bits = 0
    for i, value in enumerate(values):
        bits |= value << (d * i)
    return bits.to_bytes(32 * d, "little")


def byte_decode(d: int, data: bytes) -> Polynomial:
    """Algorithm 6."""
    bits = int.from_bytes(data, "little")
    mask = (1 << d) - 1
    values = [(bits >> (d * i)) & mask for i in range(N)]
    return [value % Q for value in values] if d == 12 else values


def _sample_ntt(seed: bytes) -> Polynomial:
    """Algorithm 7."""
    length = 840
    while True:
        stream = hashlib.shake_128(seed).digest(length)
        out: Polynomial = []
        for i in range(0, length - 2, 3):
            d1 = stream[i] + 256 * (stream[i + 1] % 16)
            d2 = stream[i + 1] // 16 + 16 * stream[i + 2]
            if d1 < Q:
                out.append(d1)
            if d2 < Q and len(out) < N:
                out.append(d2)
            if len(out) == N:
                return out
        length += 168 * 3


def _sample_cbd(eta: int, data: bytes) -> Polynomial:
    """Algorithm 8."""
    bits = int.from_bytes(data, "little")
    out = []
    for i in range(N):
        x = sum((bits >> (2 * i * eta + j)) & 1 for j in range(eta))
        y = sum((bits >> (2 * i * eta + eta + j)) & 1 for j in range(eta))
        out.append((x - y) % Q)
    return out


def _ntt(f: Polynomial) -> Polynomial:
    """Algorithm 9."""
    f = list(f)
    i = 1
    length = 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            zeta = ZETAS[i]
            i += 1
            for j in range(start, start + length):
                t = zeta * f[j + length] % Q
                f[j + length] = (f[j] - t) % Q
                f[j] = (f[j] + t) % Q
        length //= 2
    return f


def _ntt_inverse(f: Polynomial) -> Polynomial:
    """Algorithm 10."""
    f = list(f)
    i = 127
    length = 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            zeta = ZETAS[i]
            i -= 1
            for j in range(start, start + length):
                t = f[j]
                f[j] = (t + f[j + length]) % Q
                f[j + length] = zeta * (f[j + length] - t) % Q
        length *= 2
    return [value * 3303 % Q for value in f]


def _multiply_ntts(f: Polynomial, g: Polynomial) -> Polynomial:
    """Algorithms 11 and 12."""
    h = []
    for i in range(128):
        a0, a1, b0, b1 = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h.append((a0 * b0 + a1 * b1 * GAMMAS[i]) % Q)
        h.append((a0 * b1 + a1 * b0) % Q)
    return h


def _add(f: Polynomial, g: Polynomial) -> Polynomial:
    return [(a + b) % Q for a, b in zip(f, g, strict=True)]


def _subtract(f: Polynomial, g: Polynomial) -> Polynomial:
    return [(a - b) % Q for a, b in zip(f, g, strict=True)]


def _dot(left: list[Polynomial], right: list[Polynomial]) -> Polynomial:
    total = [0] * N
    for f, g in zip(left, right, strict=True):
        total = _add(total, _multiply_ntts(f, g))
    return total


@functools.lru_cache(maxsize=64)
def _matrix(rho: bytes) -> list[list[Polynomial]]:
    return [[_sample_ntt(rho + bytes([j, i])) for j in range(K)] for i in range(K)]


def _pke_key_gen(d: bytes) -> tuple[bytes, bytes]:
    """Algorithm 13."""
    rho, sigma = _g(d + bytes([K]))
    a = _matrix(rho)
    s = [_ntt(_sample_cbd(ETA1, _prf(ETA1, sigma, i))) for i in range(K)]
    e = [_ntt(_sample_cbd(ETA1, _prf(ETA1, sigma, K + i))) for i in range(K)]
    t = [_add(_dot(a[i], s), e[i]) for i in range(K)]
    encryption = b"".join(byte_encode(12, p) for p in t) + rho
    return encryption, b"".join(byte_encode(12, p) for p in s)


def _pke_encrypt(key: bytes, message: bytes, r: bytes) -> bytes:
    """Algorithm 14."""
    t = [byte_decode(12, key[384 * i : 384 * (i + 1)]) for i in range(K)]
    a = _matrix(key[384 * K :])
    y = [_ntt(_sample_cbd(ETA1, _prf(ETA1, r, i))) for i in range(K)]
    e1 = [_sample_cbd(ETA2, _prf(ETA2, r, K + i)) for i in range(K)]
    e2 = _sample_cbd(ETA2, _prf(ETA2, r, 2 * K))
    u = [_add(_ntt_inverse(_dot([a[j][i] for j in range(K)], y)), e1[i]) for i in range(K)]
    mu = [_decompress(1, bit) for bit in byte_decode(1, message)]
    v = _add(_add(_ntt_inverse(_dot(t, y)), e2), mu)
    c1 = b"".join(byte_encode(DU, [_compress(DU, x) for x in p]) for p in u)
    return c1 + byte_encode(DV, [_compress(DV, x) for x in v])


def _pke_decrypt(key: bytes, ciphertext: bytes) -> bytes:
    """Algorithm 15."""
    u = [
        [_decompress(DU, y) for y in byte_decode(DU, ciphertext[32 * DU * i : 32 * DU * (i + 1)])]
        for i in range(K)
    ]
    v = [_decompress(DV, y) for y in byte_decode(DV, ciphertext[32 * DU * K :])]
    s = [byte_decode(12, key[384 * i : 384 * (i + 1)]) for i in range(K)]
    w = _subtract(v, _ntt_inverse(_dot(s, [_ntt(p) for p in u])))
    return byte_encode(1, [_compress(1, x) for x in w])


@functools.lru_cache(maxsize=256)
def key_gen(seed: bytes) -> tuple[bytes, bytes]:
    """Algorithm 16: (encapsulation key, decapsulation key) from the 64-byte seed d || z."""
    if len(seed) != SEED_LENGTH:
        raise ValueError("seed")
    encapsulation, secret = _pke_key_gen(seed[:32])
    return encapsulation, secret + encapsulation + _h(encapsulation) + seed[32:]


def check_key(encapsulation_key: bytes) -> None:
    """KEY-3: the type and modulus checks of section 7.2."""
    if len(encapsulation_key) != KEY_LENGTH:
        raise Refused("Malformed(BAD_KEY_SHARE)")
    for i in range(K):
        part = encapsulation_key[384 * i : 384 * (i + 1)]
        if byte_encode(12, byte_decode(12, part)) != part:
            raise Refused("Malformed(BAD_KEY_SHARE)")


@functools.lru_cache(maxsize=256)
def encapsulate(encapsulation_key: bytes, m: bytes) -> tuple[bytes, bytes]:
    """Algorithms 17 and 20: (shared secret, ciphertext) with the 32-byte message m."""
    check_key(encapsulation_key)
    if len(m) != MESSAGE_LENGTH:
        raise ValueError("message")
    shared, r = _g(m + _h(encapsulation_key))
    return shared, _pke_encrypt(encapsulation_key, m, r)


def decapsulate(decapsulation_key: bytes, ciphertext: bytes) -> bytes:
    """Algorithms 18 and 21, with the checks of section 7.3 and implicit rejection."""
    if len(ciphertext) != CIPHERTEXT_LENGTH:
        raise Refused("Malformed(BAD_KEY_SHARE)")
    if len(decapsulation_key) != DECAPSULATION_KEY_LENGTH:
        raise ValueError("decapsulation key length")
    secret = decapsulation_key[: 384 * K]
    encapsulation = decapsulation_key[384 * K : 768 * K + 32]
    digest = decapsulation_key[768 * K + 32 : 768 * K + 64]
    z = decapsulation_key[768 * K + 64 :]
    if _h(encapsulation) != digest:
        raise ValueError("decapsulation key hash")
    m = _pke_decrypt(secret, ciphertext)
    shared, r = _g(m + digest)
    if _pke_encrypt(encapsulation, m, r) != ciphertext:
        return _j(z + ciphertext)
    return shared
