package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

final class PrimitivesTest {
  // RFC 7748 section 6.1
  private static final String ALICE_SCALAR =
      "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  private static final String BOB_SCALAR =
      "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";

  @Test
  @Covers("KEY-1")
  void lengthPrefixed_valuesAndNumbers_areUnambiguous() {
    Bytes built =
        LengthPrefixed.start()
            .lp("ab")
            .lp(Bytes.EMPTY)
            .u32(0x01020304)
            .lpU32(5)
            .lpU64(6)
            .fixed(hex("ff"))
            .bytes();

    assertEquals(
        hex("00000002 6162 00000000 01020304 00000004 00000005 00000008 0000000000000006 ff"),
        built);
  }

  @Test
  void hmac_ofRfc4231Case2_matches() {
    try (SecretKey key = SecretKey.of(hex("4a656665"))) {
      Bytes mac = Hmac.sha256(key, hex("7768617420646f2079612077616e7420666f72206e6f7468696e673f"));

      assertEquals(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), mac);
      assertEquals(hex("4a656665"), key.disclose());
    }
  }

  @Test
  void hkdf_ofRfc5869Case1_matches() {
    try (SecretKey ikm = SecretKey.of(hex("0b".repeat(22)));
        SecretKey prk = Hkdf.extract(hex("000102030405060708090a0b0c"), ikm)) {
      byte[] okm =
          prk.lend(secret -> Hkdf.expand(secret, hex("f0f1f2f3f4f5f6f7f8f9").toByteArray(), 42));

      assertEquals(
          hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"), prk.disclose());
      assertEquals(
          hex(
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
          Bytes.copyOf(okm));
    }
  }

  @Test
  void hkdf_ofSeveralInputs_isThatOfTheirConcatenation() {
    try (SecretKey a = SecretKey.of(hex("0102"));
        SecretKey b = SecretKey.of(hex("03"));
        SecretKey joined = SecretKey.of(hex("010203"));
        SecretKey ofTwo = Hkdf.extract(hex("00"), a, b);
        SecretKey ofOne = Hkdf.extract(hex("00"), joined)) {
      assertEquals(ofOne.disclose(), ofTwo.disclose());
    }
  }

  @Test
  void x25519_ofRfc7748Section61_matches() throws ProtocolException {
    try (X25519Key alice = X25519Key.generate(fixed(ALICE_SCALAR));
        X25519Key bob = X25519Key.generate(fixed(BOB_SCALAR));
        SecretKey ab = alice.agree(bob.share());
        SecretKey ba = bob.agree(alice.share())) {
      assertEquals(
          hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"), alice.share());
      assertEquals(
          hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"), ab.disclose());
      assertEquals(ab.disclose(), ba.disclose());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
        "",
        "01",
        "00000000000000000000000000000000000000000000000000000000000000",
        "090000000000000000000000000000000000000000000000000000000000000000"
      })
  @Covers("KEY-2")
  @Adversary("ADV-18")
  void x25519_shareOfLowOrderOrAnotherLength_isRefused(String share) {
    try (X25519Key own = X25519Key.generate(new SeededRandom(1))) {
      Malformed refused = assertThrows(Malformed.class, () -> own.agree(hex(share)));

      assertEquals(Malformed.Reason.BAD_KEY_SHARE, refused.reason());
    }
  }

  @Test
  void mlKem_bothSides_agree() throws ProtocolException {
    try (MlKem768Key own = MlKem768Key.generate(new SeededRandom(1))) {
      MlKem768Key.Encapsulated sent =
          MlKem768Key.encapsulate(own.encapsulationKey(), new SeededRandom(2));

      try (SecretKey received = own.decapsulate(sent.ciphertext());
          SecretKey theirs = sent.secret()) {
        assertEquals(theirs.disclose(), received.disclose());
        assertNotEquals(Bytes.copyOf(new byte[32]), received.disclose());
        assertEquals(MlKem768Key.KEY_LENGTH, own.encapsulationKey().length());
        assertEquals(MlKem768Key.CIPHERTEXT_LENGTH, sent.ciphertext().length());
      }
    }
  }

  @Test
  void mlKem_changedCiphertext_givesAnotherSecret() throws ProtocolException {
    try (MlKem768Key own = MlKem768Key.generate(new SeededRandom(1))) {
      MlKem768Key.Encapsulated sent =
          MlKem768Key.encapsulate(own.encapsulationKey(), new SeededRandom(2));
      byte[] changed = sent.ciphertext().toByteArray();
      changed[500] ^= 1;

      try (SecretKey received = own.decapsulate(Bytes.copyOf(changed));
          SecretKey theirs = sent.secret()) {
        assertNotEquals(theirs.disclose(), received.disclose());
      }
    }
  }

  @Test
  @Covers("KEY-3")
  @Adversary("ADV-18")
  void mlKem_keyUnreducedOrOfAnotherLength_isRefused() {
    try (MlKem768Key own = MlKem768Key.generate(new SeededRandom(1))) {
      byte[] key = own.encapsulationKey().toByteArray();
      byte[] low = key.clone();
      low[0] = 0x01;
      low[1] = (byte) (low[1] & 0xf0 | 0x0d); // first coefficient 0xd01 = 3329
      byte[] high = key.clone();
      high[1151] = (byte) 0xff;

      assertBadShare(Bytes.copyOf(low));
      assertBadShare(Bytes.copyOf(high));
      assertBadShare(Bytes.copyOf(Arrays.copyOf(key, 1183)));
      assertBadShare(Bytes.copyOf(Arrays.copyOf(key, 1185)));
      assertBadShare(Bytes.EMPTY);
      assertThrows(Malformed.class, () -> own.decapsulate(Bytes.copyOf(new byte[1087])));
    }
  }

  @Test
  void p256_ownSignature_verifies_andNoOther() throws ProtocolException {
    Bytes digest = Sha256.of(hex("01"));
    try (P256Key key = P256Key.generate(new SeededRandom(3));
        P256Key other = P256Key.generate(new SeededRandom(4))) {
      Bytes signature = key.sign(digest);

      assertTrue(P256Key.verify(key.point(), digest, signature));
      assertFalse(P256Key.verify(other.point(), digest, signature));
      assertFalse(P256Key.verify(key.point(), Sha256.of(hex("02")), signature));
      for (int i = 0; i < signature.length(); i++) {
        byte[] changed = signature.toByteArray();
        changed[i] ^= 1;
        assertFalse(P256Key.verify(key.point(), digest, Bytes.copyOf(changed)));
      }
      assertFalse(P256Key.verify(key.point(), digest, Bytes.EMPTY));
    }
  }

  @Test
  void p256_pointOffTheCurve_isRefused() {
    try (P256Key key = P256Key.generate(new SeededRandom(3))) {
      byte[] off = key.point().toByteArray();
      off[64] ^= 1;
      Bytes digest = Sha256.of(hex("01"));

      assertThrows(Malformed.class, () -> P256Key.verify(Bytes.copyOf(off), digest, hex("00")));
      assertThrows(Malformed.class, () -> P256Key.verify(hex("00"), digest, hex("00")));
    }
  }

  @Test
  void p256_scalarOutOfRange_isDrawnAgain() {
    byte[] order =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
            .toByteArray();
    byte[][] draws = {
      new byte[32], Arrays.copyOfRange(order, 1, 33), hex("01".repeat(32)).toByteArray()
    };
    int[] next = {0};

    try (P256Key key =
        P256Key.generate(target -> System.arraycopy(draws[next[0]++], 0, target, 0, 32))) {
      assertEquals(3, next[0]);
      assertEquals(65, key.point().length());
    }
  }

  @Test
  @Covers("KEY-11")
  void secretKey_closed_isWipedAndRefusesUse() {
    byte[][] seen = new byte[1][];
    SecretKey key = SecretKey.random(32, new SeededRandom(5));
    key.lend(secret -> seen[0] = secret);

    key.close();

    assertTrue(key.isDestroyed());
    assertEquals(Bytes.copyOf(new byte[32]), Bytes.copyOf(seen[0]));
    assertThrows(IllegalStateException.class, key::disclose);
    assertThrows(IllegalStateException.class, () -> Hmac.sha256(key, Bytes.EMPTY));
  }

  @Test
  void secretTypes_haveNoTextEqualityOrHash() throws ReflectiveOperationException {
    for (Class<?> type :
        new Class<?>[] {SecretKey.class, X25519Key.class, MlKem768Key.class, P256Key.class}) {
      for (String method : new String[] {"toString", "hashCode"}) {
        assertEquals(Object.class, type.getMethod(method).getDeclaringClass());
      }
      assertEquals(Object.class, type.getMethod("equals", Object.class).getDeclaringClass());
    }
  }

  private static void assertBadShare(Bytes key) {
    Malformed refused =
        assertThrows(Malformed.class, () -> MlKem768Key.encapsulate(key, new SeededRandom(2)));
    assertEquals(Malformed.Reason.BAD_KEY_SHARE, refused.reason());
  }

  private static RandomSource fixed(String digits) {
    return target -> System.arraycopy(hex(digits).toByteArray(), 0, target, 0, target.length);
  }
}
