package org.phantomnet.relay.admission;

import java.util.Arrays;
import java.util.function.Function;
import javax.security.auth.Destroyable;

/**
 * The secret an operator's credential issuer and its relays share. Thread-safe; wiping is best
 * effort.
 */
public final class SharedSecret implements Destroyable, AutoCloseable {
  /** Shorter ones can be guessed from one captured credential. */
  public static final int MIN_LENGTH = 16;

  private final byte[] value;
  private volatile boolean destroyed;

  private SharedSecret(byte[] value) {
    this.value = value;
  }

  /**
   * Copies {@code value}; the caller wipes its own.
   *
   * @throws IllegalArgumentException if shorter than {@link #MIN_LENGTH} bytes
   */
  public static SharedSecret of(byte[] value) {
    if (value.length < MIN_LENGTH) {
      throw new IllegalArgumentException("shared secret too short");
    }
    return new SharedSecret(value.clone());
  }

  /** Lends the bytes for one computation inside this package; never keep them. */
  <T> T lend(Function<byte[], T> use) {
    if (destroyed) {
      throw new IllegalStateException("destroyed");
    }
    return use.apply(value);
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }
}
