"""The reference against the samples of spec/foreign, the same files that the Java tests read."""

import hashlib
import re
import unittest
from pathlib import Path

from phantomref import hpke, p256, schedule, tokens, x25519

FOREIGN = Path(__file__).resolve().parents[2] / "foreign"
Record = dict[str, str]


def records(file: str, first: str, *rest: str) -> list[Record]:
    """Lines NAME = value; a record begins with its first name. Anything unexpected fails."""
    found: list[Record] = []
    for line in (FOREIGN / file).read_text("ascii").splitlines():
        if re.fullmatch(r"\[[A-Za-z0-9, =-]+]|#.*|", line):
            continue
        name, _, value = (part.strip() for part in line.partition("="))
        if name == first:
            found.append({})
        assert (name == first or name in rest) and name not in found[-1], f"{file}: {line}"
        found[-1][name] = value
    return found


def _point(record: Record) -> bytes:
    return b"\x04" + b"".join(bytes.fromhex(record[name].zfill(len(record[name]) + 1 & ~1)) for name in ("Qx", "Qy"))


def _verifies(record: Record) -> bool:
    signature = p256.encode_signature(int(record["R"], 16), int(record["S"], 16))
    return p256.verify(_point(record), hashlib.sha256(bytes.fromhex(record["Msg"])).digest(), signature)


class PublishedSamplesTest(unittest.TestCase):
    def test_x25519_of_rfc_7748(self) -> None:
        samples = records("rfc7748-x25519.txt", "COUNT", "INPUT_SCALAR", "INPUT_U", "OUTPUT_U")
        for one in samples:
            secret = x25519.agree(bytes.fromhex(one["INPUT_SCALAR"]), bytes.fromhex(one["INPUT_U"]))
            self.assertEqual(one["OUTPUT_U"], secret.hex())
        self.assertEqual(3, len(samples))

    def test_hkdf_of_rfc_5869(self) -> None:
        samples = records("rfc5869-hkdf-sha256.txt", "COUNT", "Hash", "IKM", "salt", "info", "L", "PRK", "OKM")
        for one in samples:
            prk = schedule.extract(bytes.fromhex(one["salt"]), bytes.fromhex(one["IKM"]))
            self.assertEqual(one["PRK"], prk.hex())
            self.assertEqual(one["OKM"], schedule.expand(prk, bytes.fromhex(one["info"]), int(one["L"])).hex())
        self.assertEqual(3, len(samples))

    def test_hpke_of_rfc_9180(self) -> None:
        names = ("SKR", "SKE", "PKR", "ENC", "AAD", "PT", "CT", "EXPORT1", "EXPORT2", "EXPORT3")
        samples = records("rfc9180-hpke-x25519-sha256-aes256gcm.txt", "INFO", *names)
        for one in samples:
            of = {name: bytes.fromhex(value) for name, value in one.items()}
            enc, sending = hpke.sender(of["PKR"], of["INFO"], of["SKE"])
            receiving = hpke.receiver(of["SKR"], enc, of["INFO"])
            self.assertEqual(of["ENC"], enc)
            self.assertEqual(of["CT"], sending.seal(of["AAD"], of["PT"]))
            self.assertEqual(of["PT"], receiving.open(of["AAD"], of["CT"]))
            for i, context in enumerate((b"", b"\x00", b"TestContext"), 1):
                self.assertEqual(of[f"EXPORT{i}"], receiving.export(context, 32))
        self.assertEqual(1, len(samples))

    def test_blind_rsa_of_rfc_9474(self) -> None:
        names = ("q", "n", "e", "d", "msg", "salt", "inv", "encoded_msg", "blinded_msg", "blind_sig", "sig")
        samples = records("rfc9474-blind-rsa-deterministic.txt", "p", *names)
        for one in samples:
            n, inverse, signed = (int(one[name], 16) for name in ("n", "inv", "blind_sig"))
            encoded = tokens.encode(bytes.fromhex(one["msg"]), bytes.fromhex(one["salt"]), n.bit_length() - 1)
            self.assertEqual(int(one["encoded_msg"], 16), encoded)
            self.assertEqual(int(one["blinded_msg"], 16), encoded * pow(pow(inverse, -1, n), tokens.EXPONENT, n) % n)
            self.assertEqual(signed, pow(int(one["blinded_msg"], 16), int(one["d"], 16), n))
            self.assertEqual(int(one["sig"], 16), signed * inverse % n)
            self.assertTrue(tokens.verifies(n, bytes.fromhex(one["msg"]), bytes.fromhex(one["sig"])))
        self.assertEqual(1, len(samples))

    def test_tokens_of_rfc_9578(self) -> None:
        names = ("PKS", "CHALLENGE", "NONCE", "BLIND", "SALT", "REQUEST", "RESPONSE", "TOKEN")
        samples = records("rfc9578-type2-blind-rsa-2048.txt", "TYPE", *names)
        for one in samples:
            of = {name: bytes.fromhex(one[name].zfill(2)) for name in names}
            n, blind = tokens.modulus(of["PKS"]), int(one["BLIND"], 16)
            encoded = tokens.encode(of["TOKEN"][:98], of["SALT"], n.bit_length() - 1)
            blinded = encoded * pow(blind, tokens.EXPONENT, n) % n
            self.assertEqual(of["REQUEST"], b"\x00\x02" + tokens.key_id(of["PKS"])[-1:] + blinded.to_bytes(256, "big"))
            self.assertEqual(of["TOKEN"][98:], (int(one["RESPONSE"], 16) * pow(blind, -1, n) % n).to_bytes(256, "big"))
            self.assertEqual({}, tokens.check(of["TOKEN"], of["CHALLENGE"], of["PKS"]))
        self.assertEqual(2, len(samples))

    def test_hmac_of_rfc_4231(self) -> None:
        samples = records("rfc4231-hmac-sha256.txt", "Len", "Key", "Msg", "MD")
        for one in samples:
            self.assertEqual(one["MD"], schedule.mac(bytes.fromhex(one["Key"]), bytes.fromhex(one["Msg"])).hex())
        self.assertEqual(6, len(samples))

    def test_p256_verifying_of_nist(self) -> None:
        samples = records("nist-ecdsa-p256-sha256-verify.rsp", "Msg", "Qx", "Qy", "R", "S", "Result")
        for one in samples:
            self.assertEqual(one["Result"].startswith("P"), _verifies(one), one["Result"])
        self.assertEqual(15, len(samples))

    def test_p256_signatures_of_nist(self) -> None:
        samples = records("nist-ecdsa-p256-sha256-signatures.txt", "Msg", "d", "Qx", "Qy", "k", "R", "S")
        for one in samples:
            self.assertEqual(_point(one), p256.public_point(bytes.fromhex(one["d"])))
            self.assertTrue(_verifies(one))
        self.assertEqual(15, len(samples))

    def test_p256_points_of_nist(self) -> None:
        samples = records("nist-p256-points.rsp", "Qx", "Qy", "Result")
        for one in samples:
            self.assertEqual(one["Result"].startswith("P"), p256.decode_point(_point(one)) is not None, one["Result"])
        self.assertEqual(12, len(samples))


if __name__ == "__main__":
    unittest.main()
