package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.PublishedFile.PublishedRecord;
import org.phantomnet.protocol.rule.Covers;

/** Our primitives against the samples that RFCs and NIST publish (spec/foreign). */
final class PublishedSamplesTest {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  @Test
  void x25519_ofRfc7748_matches() throws ProtocolException {
    List<PublishedRecord> samples =
        PublishedFile.read("rfc7748-x25519.txt", "COUNT", "INPUT_SCALAR", "INPUT_U", "OUTPUT_U");

    for (PublishedRecord sample : samples) {
      X25519Key own = X25519Key.generate(giving(sample.bytes("INPUT_SCALAR")));
      assertEquals(sample.bytes("OUTPUT_U"), own.agree(sample.bytes("INPUT_U")).disclose());
    }
    assertEquals(3, samples.size());
  }

  @Test
  void hkdf_ofRfc5869_matches() {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "rfc5869-hkdf-sha256.txt", "COUNT", "Hash", "IKM", "salt", "info", "L", "PRK", "OKM");

    for (PublishedRecord sample : samples) {
      SecretKey prk = Hkdf.extract(sample.bytes("salt"), SecretKey.of(sample.bytes("IKM")));
      assertEquals(sample.bytes("PRK"), prk.disclose());
      byte[] info = sample.bytes("info").toByteArray();
      int length = Integer.parseInt(sample.text("L"));
      byte[] output = Hkdf.expand(prk.disclose().toByteArray(), info, length);
      assertEquals(sample.bytes("OKM"), Bytes.copyOf(output));
    }
    assertEquals(3, samples.size());
  }

  @Test
  void hmac_ofRfc4231_matches() {
    List<PublishedRecord> samples =
        PublishedFile.read("rfc4231-hmac-sha256.txt", "Len", "Key", "Msg", "MD");

    for (PublishedRecord sample : samples) {
      SecretKey key = SecretKey.of(sample.bytes("Key"));
      assertTrue(Hmac.verify(key, sample.bytes("Msg"), sample.bytes("MD")));
    }
    assertEquals(6, samples.size());
  }

  @Test
  void aesGcm_sealed_isAsNistPublished() {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "nist-aes-256-gcm-encrypt.rsp", "Count", "Key", "IV", "PT", "AAD", "CT", "Tag");

    for (PublishedRecord sample : samples) {
      AeadKey key = AeadKey.of(SecretKey.of(sample.bytes("Key")));
      Bytes sealed = key.seal(sample.bytes("IV"), sample.bytes("AAD"), sample.bytes("PT"));
      assertEquals(joined(sample.bytes("CT"), sample.bytes("Tag")), sealed);
    }
    assertEquals(375, samples.size());
  }

  @Test
  void aesGcm_opened_isAsNistPublished() throws ProtocolException {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "nist-aes-256-gcm-decrypt.rsp", "Count", "Key", "IV", "CT", "AAD", "Tag", "PT", "FAIL");
    int refused = 0;

    for (PublishedRecord sample : samples) {
      AeadKey key = AeadKey.of(SecretKey.of(sample.bytes("Key")));
      Bytes sealed = joined(sample.bytes("CT"), sample.bytes("Tag"));
      if (sample.has("FAIL")) {
        assertThrows(
            Unauthentic.class, () -> key.open(sample.bytes("IV"), sample.bytes("AAD"), sealed));
        refused++;
      } else {
        Bytes plain = key.open(sample.bytes("IV"), sample.bytes("AAD"), sealed);
        assertEquals(sample.bytes("PT"), plain);
      }
    }
    assertEquals(375, samples.size());
    assertTrue(refused > 100, () -> "some are wrong on purpose");
  }

  @Test
  void p256_verifying_isAsNistPublished() throws ProtocolException {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "nist-ecdsa-p256-sha256-verify.rsp", "Msg", "Qx", "Qy", "R", "S", "Result");

    for (PublishedRecord sample : samples) {
      assertEquals(sample.text("Result").startsWith("P"), verifies(sample));
    }
    assertEquals(15, samples.size());
  }

  @Test
  void p256_signaturesThatNistPublished_verify() throws ProtocolException {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "nist-ecdsa-p256-sha256-signatures.txt", "Msg", "d", "Qx", "Qy", "k", "R", "S");

    for (PublishedRecord sample : samples) {
      try (P256Key key = P256Key.generate(giving(sample.bytes("d")))) {
        assertEquals(point(sample), key.point());
      }
      assertTrue(verifies(sample));
    }
    assertEquals(15, samples.size());
  }

  @Test
  void p256_points_areThoseOfTheCurve() {
    List<PublishedRecord> samples =
        PublishedFile.read("nist-p256-points.rsp", "Qx", "Qy", "Result");
    Bytes signature = Hex.hex("3006020101020101");

    for (PublishedRecord sample : samples) {
      boolean taken;
      try {
        P256Key.verify(point(sample), Sha256.of(Bytes.EMPTY), signature);
        taken = true;
      } catch (Malformed notOnTheCurve) {
        taken = false;
      }
      assertEquals(sample.text("Result").startsWith("P"), taken);
    }
    assertEquals(12, samples.size());
  }

  /**
   * A hundred keys, ciphertexts, secrets and rejections in the one digest that the authors of
   * several implementations published (the CCTV project's accumulated vectors).
   */
  @Test
  @Covers("KEY-3")
  void mlKem_ofAHundredKeys_hasThePublishedDigest() throws ProtocolException {
    SHAKEDigest drawn = new SHAKEDigest(128);
    SHAKEDigest digest = new SHAKEDigest(128);
    RandomSource chance = target -> drawn.doOutput(target, 0, target.length);

    for (int i = 0; i < 100; i++) {
      MlKem768Key key = MlKem768Key.generate(chance);
      update(digest, key.encapsulationKey());
      MlKem768Key.Encapsulated made = MlKem768Key.encapsulate(key.encapsulationKey(), chance);
      update(digest, made.ciphertext());
      update(digest, made.secret().disclose());
      assertEquals(made.secret().disclose(), key.decapsulate(made.ciphertext()).disclose());
      update(digest, key.decapsulate(chance.bytes(1088)).disclose());
    }

    byte[] output = new byte[32];
    digest.doFinal(output, 0, output.length);
    assertEquals(
        "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415",
        Hex.text(Bytes.copyOf(output)));
  }

  private static boolean verifies(PublishedRecord sample) throws Malformed {
    try {
      byte[] signature =
          StandardDSAEncoding.INSTANCE.encode(ORDER, number(sample, "R"), number(sample, "S"));
      return P256Key.verify(point(sample), Sha256.of(sample.bytes("Msg")), Bytes.copyOf(signature));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BigInteger number(PublishedRecord sample, String name) {
    return new BigInteger(sample.text(name), 16);
  }

  /** Uncompressed; a coordinate too long for 32 bytes stays too long. */
  private static Bytes point(PublishedRecord sample) {
    return joined(
        joined(Bytes.copyOf(new byte[] {4}), coordinate(sample, "Qx")), coordinate(sample, "Qy"));
  }

  private static Bytes coordinate(PublishedRecord sample, String name) {
    String text = sample.text(name);
    return Hex.hex(text.length() % 2 == 0 ? text : "0" + text);
  }

  private static void update(SHAKEDigest digest, Bytes bytes) {
    digest.update(bytes.toByteArray(), 0, bytes.length());
  }

  private static Bytes joined(Bytes a, Bytes b) {
    byte[] both = new byte[a.length() + b.length()];
    System.arraycopy(a.toByteArray(), 0, both, 0, a.length());
    System.arraycopy(b.toByteArray(), 0, both, a.length(), b.length());
    return Bytes.copyOf(both);
  }

  private static RandomSource giving(Bytes bytes) {
    return target -> {
      assertEquals(bytes.length(), target.length);
      System.arraycopy(bytes.toByteArray(), 0, target, 0, target.length);
    };
  }
}
