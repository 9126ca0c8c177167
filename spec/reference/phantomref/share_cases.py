"""Cases of X25519 and ML-KEM-768 shares: what is refused, and what must not be (KEY-2, KEY-3)."""

from typing import Iterable

from phantomref import mlkem768, x25519
from phantomref.calls import flipped
from phantomref.cases import VALID, Case
from phantomref.chance import Chance

NOTES = {
    "LOW_ORDER": "a point of low order in any of its encodings: catches agreements on a secret that everybody knows",
    "NON_CANONICAL": "a share that another encoding stands for too, and that is not refused: catches own ideas of what RFC 7748 allows",
    "CLAMPING": "a scalar whose lowest or highest bits do not count: catches scalars used as they are",
    "BAD_LENGTH": "one byte too few or too many, none, or another parameter set's: catches reading beyond the end and padding",
    "COEFFICIENT": "an ML-KEM key with a coefficient of 3329 or more: catches a missing modulus check (FIPS 203 section 7.2)",
    "IMPLICIT_REJECTION": "a ciphertext nobody made: it gives a secret of its own, not an error; catches an oracle",
}
REFUSED = "Malformed(BAD_KEY_SHARE)"
P = x25519.P
# The u of both points of order 8; 0 is of order 1 or 2, 1 and p-1 of order 4 (RFC 7748 section 6.1).
_ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
LOW_ORDER = [
    (f"{name}{', top bit set' if top else ''}", (u | top << 255).to_bytes(32, "little"))
    for name, u in (
        ("0", 0),
        ("1", 1),
        ("p-1", P - 1),
        ("p, which is 0", P),
        ("p+1, which is 1", P + 1),
        ("the first point of order 8", _ORDER_8[0]),
        ("the second point of order 8", _ORDER_8[1]),
    )
    for top in (0, 1)
]


def with_coefficient(key: bytes, at: int, value: int) -> bytes:
    """An encapsulation key with coefficient `at` (0 to 767) of its polynomials replaced."""
    part = 384 * (at // 256)
    bits = int.from_bytes(key[part : part + 384], "little")
    shift = 12 * (at % 256)
    changed = bits & ~(0xFFF << shift) | value << shift
    return key[:part] + changed.to_bytes(384, "little") + key[part + 384 :]


def tests() -> Iterable[Case]:
    yield from _x25519()
    yield from _ml_kem()


def _x25519() -> Iterable[Case]:
    chance = Chance("x25519 cases")

    def case(scalar: bytes, share: bytes, comment: str, flags: list[str], expect: str = VALID) -> Case:
        return Case("x25519", {"scalar": scalar.hex(), "share": share.hex()}, comment, flags, expect)

    alice, bob = (bytes.fromhex(text) for text in _RFC_7748)
    secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    for who, own, other, share in (("Alice", alice, bob, _RFC_7748_SHARES[0]), ("Bob", bob, alice, _RFC_7748_SHARES[1])):
        whole = {"own_share": share, "secret": secret}
        given = {"scalar": own.hex(), "share": x25519.share(other).hex()}
        yield Case("x25519", given, f"RFC 7748 section 6.1, {who}", [], whole)
    for i in range(4):
        yield case(chance.bytes(32), x25519.share(chance.bytes(32)), f"agreement {i + 1}", [])
    scalar, share = chance.bytes(32), x25519.share(chance.bytes(32))
    for bit in (0, 1, 2, 254, 255):
        yield case(flipped(scalar, bit), share, f"the scalar's bit {bit} does not count", ["CLAMPING"])
    yield case(flipped(scalar, 3), share, "the scalar's bit 3 counts", ["CLAMPING"])
    yield case(bytes(32), share, "the scalar 0, which is clamped to 2^254", ["CLAMPING"])
    yield case(b"\xff" * 32, share, "the scalar of ones", ["CLAMPING"])
    yield case(scalar, flipped(share, 255), "a share with the top bit set", ["NON_CANONICAL"])
    for name, u in (("2", 2), ("p+2, which is 2", P + 2), ("2^255-1, which is 18", 2**255 - 1), ("p-2", P - 2)):
        yield case(scalar, u.to_bytes(32, "little"), f"the share {name}", ["NON_CANONICAL"])
    for name, point in LOW_ORDER:
        yield case(scalar, point, f"the share {name}", ["LOW_ORDER"], REFUSED)
    for length in (0, 1, 31, 33, 64):
        yield case(scalar, (share * 2)[:length], f"a share of {length} bytes", ["BAD_LENGTH"], REFUSED)


def _ml_kem() -> Iterable[Case]:
    chance = Chance("ml-kem cases")
    seeds = [bytes(64), b"\xff" * 64, bytes(32) + b"\x01" * 32, b"\x01" * 32 + bytes(32), chance.bytes(64), chance.bytes(64)]
    for i, seed in enumerate(seeds):
        yield Case("ml_kem_key", {"seed": seed.hex()}, f"key {i + 1}", [], VALID)
    seed = seeds[-1]
    key = mlkem768.key_gen(seed)[0]
    yield from _encapsulations(key, chance)
    ciphertext = mlkem768.encapsulate(key, chance.bytes(32))[1]
    yield from _decapsulations(seed, ciphertext)


def _encapsulations(key: bytes, chance: Chance) -> Iterable[Case]:
    def case(key: bytes, message: bytes, comment: str, flags: list[str], expect: str = VALID) -> Case:
        return Case("ml_kem_encapsulate", {"key": key.hex(), "message": message.hex()}, comment, flags, expect)

    for message in (bytes(32), b"\xff" * 32, chance.bytes(32)):
        yield case(key, message, f"message {message[:2].hex()}...", [])
    message = chance.bytes(32)
    yield case(key[:-32] + bytes(32), message, "a key with another matrix seed: nothing to check there", [])
    for at in (0, 1, 2, 255, 256, 511, 512, 766, 767):
        yield case(with_coefficient(key, at, 3328), message, f"coefficient {at} is 3328", ["COEFFICIENT"])
        for value in (3329, 3330, 4095) if at in (0, 767) else (3329,):
            given = with_coefficient(key, at, value)
            yield case(given, message, f"coefficient {at} is {value}", ["COEFFICIENT"], REFUSED)
    every = with_coefficient(key, 0, 0)[:0] + b"\xff" * 1152 + key[1152:]
    yield case(every, message, "every coefficient is 4095", ["COEFFICIENT"], REFUSED)
    for length in (0, 1, 800, 1183, 1185, 1568):
        yield case((key * 2)[:length], message, f"a key of {length} bytes", ["BAD_LENGTH"], REFUSED)


def _decapsulations(seed: bytes, ciphertext: bytes) -> Iterable[Case]:
    def case(given: bytes, comment: str, flags: list[str], expect: str = VALID) -> Case:
        return Case("ml_kem_decapsulate", {"seed": seed.hex(), "ciphertext": given.hex()}, comment, flags, expect)

    yield case(ciphertext, "a ciphertext made for this key", [])
    for bit in (0, 9, 320 * 8 - 1, 960 * 8 - 1, 960 * 8, 1088 * 8 - 1):
        yield case(flipped(ciphertext, bit), f"bit {bit} changed", ["IMPLICIT_REJECTION"])
    for what, given in (("zeros", bytes(1088)), ("ones", b"\xff" * 1088)):
        yield case(given, f"a ciphertext of {what}", ["IMPLICIT_REJECTION"])
    other = mlkem768.encapsulate(mlkem768.key_gen(bytes(64))[0], bytes(32))[1]
    yield case(other, "a ciphertext for another key", ["IMPLICIT_REJECTION"])
    for length in (0, 1, 768, 1087, 1089, 1568):
        yield case((ciphertext * 2)[:length], f"a ciphertext of {length} bytes", ["BAD_LENGTH"], REFUSED)


_RFC_7748 = (
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
)
_RFC_7748_SHARES = (
    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
)
