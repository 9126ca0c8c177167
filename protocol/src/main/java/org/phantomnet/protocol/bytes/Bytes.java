package org.phantomnet.protocol.bytes;

import java.util.Arrays;

/**
 * An immutable byte string with value equality. Not for secrets: it cannot be wiped (see {@code
 * protocol.crypto.SecretKey}).
 *
 * <p>Thread-safe. {@link #toString()} gives the length only, so that no record holding one can
 * print content.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes copyOf(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** Copies {@code length} bytes of {@code value} from {@code offset}. */
  public static Bytes copyOf(byte[] value, int offset, int length) {
    return new Bytes(Arrays.copyOfRange(value, offset, offset + length));
  }

  public int length() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  public byte at(int index) {
    return value[index];
  }

  /** A fresh copy, the caller's to change. */
  public byte[] toByteArray() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes && Arrays.equals(value, ((Bytes) other).value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Bytes(" + value.length + ")";
  }
}
