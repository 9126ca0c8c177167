"""HPKE in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-GCM (RFC 9180 sections 4, 5.1, 5.2 and 5.3), and answers
sealed as in RFC 9458 section 4.4. For vectors only."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from phantomref import x25519
from phantomref.errors import unauthentic
from phantomref.schedule import expand, extract

KEM = b"KEM" + (0x20).to_bytes(2, "big")
AES_256_GCM = (2, 32)  # id, key length
NONCE_LENGTH = 12


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + suite + label + ikm)


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def _shared(dh: bytes, enc: bytes, receiver: bytes) -> bytes:
    prk = _labeled_extract(KEM, b"", b"eae_prk", dh)
    return _labeled_expand(KEM, prk, b"shared_secret", enc + receiver, 32)


class Context:
    """For one text, so its nonce is the base nonce."""

    def __init__(self, shared: bytes, info: bytes, aead: tuple[int, int] = AES_256_GCM) -> None:
        self._suite = b"HPKE" + (0x20).to_bytes(2, "big") + (1).to_bytes(2, "big") + aead[0].to_bytes(2, "big")
        psk_id = _labeled_extract(self._suite, b"", b"psk_id_hash", b"")
        about = b"\x00" + psk_id + _labeled_extract(self._suite, b"", b"info_hash", info)
        secret = _labeled_extract(self._suite, shared, b"secret", b"")
        self.key = _labeled_expand(self._suite, secret, b"key", about, aead[1])
        self.nonce = _labeled_expand(self._suite, secret, b"base_nonce", about, NONCE_LENGTH)
        self.exporter = _labeled_expand(self._suite, secret, b"exp", about, 32)

    def seal(self, associated: bytes, plain: bytes) -> bytes:
        return AESGCM(self.key).encrypt(self.nonce, plain, associated)

    def open(self, associated: bytes, sealed: bytes) -> bytes:
        return _open(self.key, self.nonce, associated, sealed)

    def export(self, context: bytes, length: int) -> bytes:
        return _labeled_expand(self._suite, self.exporter, b"sec", context, length)


def _open(key: bytes, nonce: bytes, associated: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        raise unauthentic("BAD_MAC") from None


def sender(receiver: bytes, info: bytes, ephemeral: bytes, aead: tuple[int, int] = AES_256_GCM) -> tuple[bytes, Context]:
    enc = x25519.share(ephemeral)
    return enc, Context(_shared(x25519.agree(ephemeral, receiver), enc, receiver), info, aead)


def receiver(private: bytes, enc: bytes, info: bytes, aead: tuple[int, int] = AES_256_GCM) -> Context:
    return Context(_shared(x25519.agree(private, enc), enc, x25519.share(private)), info, aead)


def _answer_keys(secret: bytes, enc: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    prk = extract(enc + nonce, secret)
    return expand(prk, b"key", 32), expand(prk, b"nonce", NONCE_LENGTH)


def seal_answer(secret: bytes, enc: bytes, nonce: bytes, plain: bytes) -> bytes:
    key, aes_nonce = _answer_keys(secret, enc, nonce)
    return AESGCM(key).encrypt(aes_nonce, plain, b"")


def open_answer(secret: bytes, enc: bytes, nonce: bytes, sealed: bytes) -> bytes:
    key, aes_nonce = _answer_keys(secret, enc, nonce)
    return _open(key, aes_nonce, b"", sealed)
