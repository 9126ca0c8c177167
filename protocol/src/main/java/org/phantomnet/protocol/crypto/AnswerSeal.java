package org.phantomnet.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Seals the answer to a text that {@link Hpke} sealed, under a secret that both ends export, as RFC
 * 9458 section 4.4 does. Stateless; thread-safe.
 */
public final class AnswerSeal {
  /** Length of the answer's own nonce, in bytes: it makes the key new even for a repeated text. */
  public static final int NONCE_LENGTH = 32;

  /** Length of the exported secret, in bytes. */
  public static final int SECRET_LENGTH = AeadKey.KEY_LENGTH;

  private AnswerSeal() {}

  /**
   * @param exported 32 bytes, of the same context as the text
   * @param enc the text's encapsulated key
   * @param nonce 32 random bytes, never used with this secret before
   */
  public static Bytes seal(SecretKey exported, Bytes enc, Bytes nonce, Bytes plain) {
    try (Derived derived = new Derived(exported, enc, nonce)) {
      return derived.key.seal(derived.nonce, Bytes.EMPTY, plain);
    }
  }

  /**
   * @throws Unauthentic BAD_MAC if it does not answer that text
   */
  public static Bytes open(SecretKey exported, Bytes enc, Bytes nonce, Bytes sealed)
      throws Unauthentic {
    try (Derived derived = new Derived(exported, enc, nonce)) {
      return derived.key.open(derived.nonce, Bytes.EMPTY, sealed);
    }
  }

  private static final class Derived implements AutoCloseable {
    final AeadKey key;
    final Bytes nonce;

    Derived(SecretKey exported, Bytes enc, Bytes answerNonce) {
      Bytes salt = LengthPrefixed.start().fixed(enc).fixed(answerNonce).bytes();
      try (SecretKey prk = Hkdf.extract(salt, exported)) {
        byte[] aes = prk.lend(secret -> Hkdf.expand(secret, ascii("key"), AeadKey.KEY_LENGTH));
        try (SecretKey material = SecretKey.owning(aes)) {
          this.key = AeadKey.of(material);
        }
        byte[] iv = prk.lend(secret -> Hkdf.expand(secret, ascii("nonce"), AeadKey.NONCE_LENGTH));
        this.nonce = Bytes.copyOf(iv);
        Arrays.fill(iv, (byte) 0);
      }
    }

    @Override
    public void close() {
      key.close();
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
