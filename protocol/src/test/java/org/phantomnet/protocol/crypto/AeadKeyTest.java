package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;

/** What published samples do not say of an {@link AeadKey}: see {@link PublishedSamplesTest}. */
final class AeadKeyTest {
  private static final Bytes NONCE = Bytes.copyOf(new byte[AeadKey.NONCE_LENGTH]);
  private static final Bytes HEADER = Bytes.copyOf(new byte[] {1, 2, 3});
  private static final Bytes PLAIN = Bytes.copyOf(new byte[] {4, 5, 6, 7});

  private final SecretKey secret = SecretKey.random(AeadKey.KEY_LENGTH, new SeededRandom(3));
  private final AeadKey key = AeadKey.of(secret);

  @Test
  void sealed_opensAgain_andIsATagLonger() throws Unauthentic {
    Bytes sealed = key.seal(NONCE, HEADER, PLAIN);

    assertEquals(PLAIN.length() + AeadKey.TAG_LENGTH, sealed.length());
    assertEquals(PLAIN, key.open(NONCE, HEADER, sealed));
  }

  @Test
  void nothing_sealed_isATagAlone() throws Unauthentic {
    Bytes sealed = key.seal(NONCE, Bytes.EMPTY, Bytes.EMPTY);

    assertEquals(AeadKey.TAG_LENGTH, sealed.length());
    assertEquals(Bytes.EMPTY, key.open(NONCE, Bytes.EMPTY, sealed));
  }

  @Test
  void anyBitChanged_isUnauthentic() {
    Bytes sealed = key.seal(NONCE, HEADER, PLAIN);

    for (int bit = 0; bit < sealed.length() * 8; bit++) {
      Bytes changed = flipped(sealed, bit);
      assertUnauthentic(NONCE, HEADER, changed);
    }
    assertUnauthentic(flipped(NONCE, 95), HEADER, sealed);
    assertUnauthentic(NONCE, flipped(HEADER, 0), sealed);
    assertUnauthentic(NONCE, Bytes.EMPTY, sealed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 19})
  void cutShort_isUnauthentic(int length) {
    Bytes sealed = key.seal(NONCE, HEADER, PLAIN);

    assertUnauthentic(NONCE, HEADER, Bytes.copyOf(sealed.toByteArray(), 0, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 11, 13, 16})
  void nonceOfAnotherLength_isAnOwnBug(int length) {
    Bytes nonce = Bytes.copyOf(new byte[length]);

    assertThrows(IllegalArgumentException.class, () -> key.seal(nonce, HEADER, PLAIN));
    assertThrows(IllegalArgumentException.class, () -> key.open(nonce, HEADER, PLAIN));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 24, 31, 33})
  void keyOfAnotherLength_isAnOwnBug(int length) {
    SecretKey other = SecretKey.random(length, new SeededRandom(4));

    assertThrows(IllegalArgumentException.class, () -> AeadKey.of(other));
  }

  @Test
  void closed_isWipedAndRefusesUse_andItsSourceIsNot() {
    key.close();

    assertTrue(key.isDestroyed());
    assertFalse(secret.isDestroyed());
    assertThrows(IllegalStateException.class, () -> key.seal(NONCE, HEADER, PLAIN));
    assertThrows(IllegalStateException.class, () -> key.open(NONCE, HEADER, PLAIN));
  }

  @Test
  void sourceClosed_keyWorksOn() throws Unauthentic {
    secret.close();

    assertEquals(PLAIN, key.open(NONCE, HEADER, key.seal(NONCE, HEADER, PLAIN)));
  }

  private void assertUnauthentic(Bytes nonce, Bytes associated, Bytes sealed) {
    Unauthentic refused =
        assertThrows(Unauthentic.class, () -> key.open(nonce, associated, sealed));
    assertEquals(Unauthentic.Reason.BAD_MAC, refused.reason());
  }

  private static Bytes flipped(Bytes bytes, int bit) {
    byte[] changed = bytes.toByteArray();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return Bytes.copyOf(changed);
  }
}
