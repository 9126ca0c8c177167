package org.phantomnet.protocol.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Builds the unambiguous byte strings that are hashed, authenticated and signed: {@code lp(x)} is
 * the length of x as u32 in network order, then x (KEY-1). For public values only. One use, one
 * thread.
 */
@Rule("KEY-1")
public final class LengthPrefixed {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  private LengthPrefixed() {}

  public static LengthPrefixed start() {
    return new LengthPrefixed();
  }

  /** Starts with {@code lp(label)}. */
  public static LengthPrefixed start(Label label) {
    return new LengthPrefixed().lp(label.ascii());
  }

  /** Appends {@code lp(value)}. */
  public LengthPrefixed lp(Bytes value) {
    return lp(value.toByteArray());
  }

  /** Appends {@code lp(text)} of an ASCII text. */
  public LengthPrefixed lp(String text) {
    return lp(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Appends {@code value} without its length: only for values of one fixed length. */
  public LengthPrefixed fixed(Bytes value) {
    byte[] bytes = value.toByteArray();
    out.write(bytes, 0, bytes.length);
    return this;
  }

  /** Appends a u32, without a length before it. */
  public LengthPrefixed u32(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  /** Appends {@code lp} of a u32. */
  public LengthPrefixed lpU32(int value) {
    return u32(Integer.BYTES).u32(value);
  }

  /** Appends {@code lp} of a u64. */
  public LengthPrefixed lpU64(long value) {
    return u32(Long.BYTES).u32((int) (value >>> 32)).u32((int) value);
  }

  public Bytes bytes() {
    return Bytes.copyOf(out.toByteArray());
  }

  /** SHA-256 of what was appended, 32 bytes. */
  public Bytes sha256() {
    return Sha256.of(bytes());
  }

  private LengthPrefixed lp(byte[] value) {
    u32(value.length);
    out.write(value, 0, value.length);
    return this;
  }
}
