"""The primitives against published samples, and the key vectors against what only the whole of them shows."""

import hashlib
import hmac
import re
import unittest
from datetime import datetime, timezone

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from areas import keys, proof
from phantomref import certificate, mlkem768, p256, schedule, x25519
from phantomref.chance import Chance


class MlKem768Test(unittest.TestCase):
    def test_a_hundred_keys_have_the_published_digest(self) -> None:
        """The accumulated vectors of the CCTV project: keys, ciphertexts, secrets and rejections in one digest."""
        drawn = hashlib.shake_128(b"").digest(100 * (64 + 32 + 1088))
        digest, at = hashlib.shake_128(), 0

        def draw(length: int) -> bytes:
            nonlocal at
            at += length
            return drawn[at - length : at]

        for _ in range(100):
            key, private = mlkem768.key_gen(draw(64))
            secret, ciphertext = mlkem768.encapsulate(key, draw(32))
            self.assertEqual(secret, mlkem768.decapsulate(private, ciphertext))
            rejected = mlkem768.decapsulate(private, draw(1088))
            digest.update(key + ciphertext + secret + rejected)

        self.assertEqual("1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415", digest.hexdigest(32))


class X25519Test(unittest.TestCase):
    def test_rfc_7748_section_5_2_iterations(self) -> None:
        k = u = x25519.BASE
        for i in range(1000):
            k, u = x25519.multiply(k, u), k
            if i == 0:
                self.assertEqual("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", k.hex())
        self.assertEqual("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", k.hex())

    def test_agreement_is_that_of_another_library(self) -> None:
        chance = Chance("x25519 against another library")
        for _ in range(20):
            ours, theirs = chance.bytes(32), X25519PrivateKey.from_private_bytes(chance.bytes(32))
            share = theirs.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            self.assertEqual(theirs.exchange(X25519PublicKey.from_public_bytes(x25519.share(ours))), x25519.agree(ours, share))


class P256Test(unittest.TestCase):
    SCALAR = bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")

    def test_rfc_6979_appendix_a_2_5(self) -> None:
        r, s = p256.sign_numbers(self.SCALAR, hashlib.sha256(b"sample").digest())
        self.assertEqual("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716", f"{r:064x}")
        self.assertEqual("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", f"{s:064x}")
        r, s = p256.sign_numbers(self.SCALAR, hashlib.sha256(b"test").digest())
        self.assertEqual("f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367", f"{r:064x}")
        self.assertEqual("019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083", f"{s:064x}")

    def test_signatures_both_ways_with_another_library(self) -> None:
        chance = Chance("p-256 against another library")
        for _ in range(10):
            scalar, digest = chance.bytes(32), chance.bytes(32)
            theirs = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
            algorithm = ec.ECDSA(utils.Prehashed(SHA256()))
            theirs.public_key().verify(p256.sign(scalar, digest), digest, algorithm)
            self.assertTrue(p256.verify(p256.public_point(scalar), digest, theirs.sign(digest, algorithm)))


class HkdfTest(unittest.TestCase):
    def test_rfc_5869_appendix_a(self) -> None:
        long = bytes(range(0x00, 0x50)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100))
        samples = [
            (b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
            (*long, 82, "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"),
            (b"\x0b" * 22, b"", b"", 42, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
        ]
        for ikm, salt, info, length, wanted in samples:
            self.assertEqual(wanted, schedule.expand(schedule.extract(salt, ikm), info, length).hex())

    def test_rfc_4231_case_2(self) -> None:
        wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        self.assertEqual(wanted, schedule.mac(b"Jefe", b"what do ya want for nothing?").hex())
        self.assertTrue(hmac.compare_digest(schedule.mac(b"k", b"m"), hmac.digest(b"k", b"m", "sha256")))


class CertificateTest(unittest.TestCase):
    def test_another_library_reads_what_is_made(self) -> None:
        chance = Chance("certificate against another library")
        for now in (1767225600, 2524608000 + 40 * 86400):
            made = certificate.make(chance.bytes(32), chance.bytes(8), now)
            read = x509.load_der_x509_certificate(made)
            begin = datetime.fromtimestamp(now - 86400, timezone.utc).replace(tzinfo=None)
            self.assertEqual("CN=WebRTC", read.subject.rfc4514_string())
            self.assertEqual(begin, read.not_valid_before)
            self.assertEqual(30, (read.not_valid_after - read.not_valid_before).days)
            self.assertEqual(0, len(read.extensions))
            key = read.public_key()
            assert isinstance(key, ec.EllipticCurvePublicKey)
            key.verify(read.signature, read.tbs_certificate_bytes, ec.ECDSA(SHA256()))
            self.assertEqual(made, certificate.require_form(made) and made)

    def test_another_library_agrees_on_every_certificate_taken(self) -> None:
        """Each certificate that the vectors call right is one for a second reader too, and its own key signed it."""
        taken = [case for case in proof.tests() if case.op == "check_proof" and case.expect == "valid"]
        self.assertGreater(len(taken), 10)
        for case in taken:
            read = x509.load_der_x509_certificate(bytes.fromhex(case.input["certificate"]))
            read.public_key().verify(read.signature, read.tbs_certificate_bytes, ec.ECDSA(SHA256()))


class KeyVectorsTest(unittest.TestCase):
    def test_every_changed_transcript_gives_other_keys_throughout(self) -> None:
        """No output of one TRANSCRIPT or OTHER_CALL case, nor of the call they all start from, is another's too."""
        seen: dict[str, str] = {}
        compared = 0
        for case in keys.tests():
            if case.op != "call_keys" or not {"TRANSCRIPT", "OTHER_CALL"} & set(case.flags):
                continue
            made = keys.OPS["call_keys"](case.input)
            last = made["epochs"][-1]
            for value in [made["confirmation_caller"], made["confirmation_callee"], *last.values()]:
                if "REKEY_CHAIN" in case.flags and value in (made["confirmation_caller"], made["confirmation_callee"]):
                    continue
                self.assertNotIn(value, seen, f"{case.comment} and {seen.get(value)}")
                seen[value] = case.comment
            compared += 1
        self.assertGreater(compared, 80)

    def test_both_sides_come_to_the_same_keys(self) -> None:
        answers: dict[str, list[str]] = {}
        for case in keys.tests():
            if "BOTH_SIDES" in case.flags:
                said = str(keys.OPS["call_keys"](case.input))
                what = re.sub("^calle[re]'s|, calle[re]$", "", case.comment)
                answers.setdefault(what, []).append(said)
        self.assertEqual(6, len(answers))
        for comment, (first, second) in answers.items():
            self.assertEqual(first, second, comment)


if __name__ == "__main__":
    unittest.main()
