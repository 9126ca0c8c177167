package org.phantomnet.protocol.crypto;

import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Secret bytes that can be wiped. They are lent inside this package only; elsewhere a key is
 * something to pass to {@link Hkdf}, {@link Hmac} and their like. No equality, no hash, no text:
 * each of those would leak.
 *
 * <p>Owned by whoever made it, who closes it. Thread-safe; using a closed key throws {@link
 * IllegalStateException}. Wiping on a JVM is best effort (docs/known-issues.md).
 */
public final class SecretKey implements Destroyable, AutoCloseable {
  private final byte[] value;
  private boolean destroyed;

  private SecretKey(byte[] value) {
    this.value = value;
  }

  /** Takes ownership of {@code value}. */
  static SecretKey owning(byte[] value) {
    return new SecretKey(value);
  }

  public static SecretKey random(int length, RandomSource random) {
    byte[] value = new byte[length];
    random.fill(value);
    return new SecretKey(value);
  }

  /** A secret that arrived in, or leaves in, a message. */
  public static SecretKey of(Bytes value) {
    return new SecretKey(value.toByteArray());
  }

  /**
   * Copies the secret out, for a message that carries it inside the ratchet. The copy cannot be
   * wiped.
   */
  public synchronized Bytes disclose() {
    requireAlive();
    return Bytes.copyOf(value);
  }

  /** Another key of the same bytes, the caller's to close. */
  public synchronized SecretKey copy() {
    requireAlive();
    return new SecretKey(value.clone());
  }

  /** In bytes. */
  public int length() {
    return value.length;
  }

  /** Lends the bytes; {@code use} must not keep or change them. */
  synchronized <T> T lend(Use<T> use) {
    requireAlive();
    return use.with(value);
  }

  @Override
  public synchronized void destroy() {
    Arrays.fill(value, (byte) 0);
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  private void requireAlive() {
    if (destroyed) {
      throw new IllegalStateException("destroyed");
    }
  }

  /** Something done with lent bytes. */
  interface Use<T> {
    T with(byte[] secret);
  }
}
