package org.phantomnet.protocol.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;

/**
 * AES-256-GCM (NIST SP 800-38D) over parts of arrays, for many packets under one key: the
 * platform's cipher, which uses the processor's instructions where there are any, so it is fast and
 * its time says nothing of the key. The caller chooses nonces as for {@link AeadKey}.
 *
 * <p>One thread at a time. Owned by whoever made it, who closes it; a closed one throws {@link
 * IllegalStateException}. The platform's copies of the key cannot be wiped, only let go.
 */
public final class PacketCipher implements Destroyable, AutoCloseable {
  /** How much longer a sealed text is, in bytes. */
  public static final int TAG_LENGTH = AeadKey.TAG_LENGTH;

  private static final int TAG_BITS = TAG_LENGTH * 8;

  private Optional<SecretKeySpec> key;
  private final Cipher cipher;

  private PacketCipher(SecretKeySpec key, Cipher cipher) {
    this.key = Optional.of(key);
    this.cipher = cipher;
  }

  /** A cipher with the same 32 bytes; {@code key} stays its owner's to close. */
  public static PacketCipher of(SecretKey key) {
    if (key.length() != AeadKey.KEY_LENGTH) {
      throw new IllegalArgumentException("key length");
    }
    try {
      return new PacketCipher(
          key.lend(secret -> new SecretKeySpec(secret, "AES")),
          Cipher.getInstance("AES/GCM/NoPadding"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM"); // every Java and Android platform has it
    }
  }

  /**
   * Writes the ciphertext, then the tag, to {@code out}, which must not overlap {@code text}.
   *
   * @param nonce 12 bytes, never used with this key before
   * @param head how many bytes of {@code text} from {@code at} are authenticated only, and not
   *     written
   * @param length of head and plaintext together, in bytes
   */
  public void seal(byte[] nonce, byte[] text, int at, int head, int length, byte[] out, int outAt) {
    try {
      run(Cipher.ENCRYPT_MODE, nonce, text, at, head, length, out, outAt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing");
    }
  }

  /**
   * Writes the plaintext to {@code out}, which must not overlap {@code text}.
   *
   * @param length of head, ciphertext and tag together, in bytes
   * @return false if this key did not seal just that with that nonce and head; nothing was written
   */
  public boolean open(
      byte[] nonce, byte[] text, int at, int head, int length, byte[] out, int outAt) {
    if (length - head < TAG_LENGTH) {
      return false;
    }
    try {
      run(Cipher.DECRYPT_MODE, nonce, text, at, head, length, out, outAt);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening");
    }
  }

  private void run(
      int mode, byte[] nonce, byte[] text, int at, int head, int length, byte[] out, int outAt)
      throws GeneralSecurityException {
    SecretKeySpec alive = key.orElseThrow(() -> new IllegalStateException("destroyed"));
    cipher.init(mode, alive, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(text, at, head);
    cipher.doFinal(text, at + head, length - head, out, outAt);
  }

  @Override
  public void destroy() {
    key = Optional.empty();
  }

  @Override
  public boolean isDestroyed() {
    return key.isEmpty();
  }

  @Override
  public void close() {
    destroy();
  }
}
