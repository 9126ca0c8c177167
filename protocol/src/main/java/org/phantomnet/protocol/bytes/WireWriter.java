package org.phantomnet.protocol.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the strict binary form of the mailbox, directory and grant messages: big-endian integers,
 * length-prefixed byte strings, then the extension block. One value has one encoding, so it may be
 * signed. Not thread-safe.
 */
public final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  public WireWriter u8(int value) {
    checkRange(value, 0xff);
    out.write(value);
    return this;
  }

  public WireWriter u16(int value) {
    checkRange(value, 0xffff);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  public WireWriter u32(long value) {
    checkRange(value, 0xffffffffL);
    return u16((int) (value >>> 16)).u16((int) (value & 0xffff));
  }

  public WireWriter u64(long value) {
    return u32(value >>> 32).u32(value & 0xffffffffL);
  }

  public WireWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** Bytes whose length the format fixes. */
  public WireWriter fixed(Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException("length");
    }
    return raw(value.toByteArray());
  }

  /** A u16 length, then the bytes. */
  public WireWriter bytes16(Bytes value) {
    return u16(value.length()).raw(value.toByteArray());
  }

  /** A u32 length, then the bytes. */
  public WireWriter bytes32(Bytes value) {
    return u32(value.length()).raw(value.toByteArray());
  }

  /** ASCII text behind a u8 length. */
  public WireWriter text8(String value) {
    byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
    return u8(ascii.length).raw(ascii);
  }

  /**
   * ASCII text in a field of fixed size: u8 length, text, zeros; so that its length does not show.
   */
  public WireWriter paddedText(String value, int size) {
    byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
    checkRange(ascii.length, size);
    return u8(ascii.length).raw(ascii).raw(new byte[size - ascii.length]);
  }

  /** The (empty) extension block that ends every message of version 1. */
  public WireWriter noExtensions() {
    return u8(0);
  }

  /** An extension block with one extension in it, or none where the content is empty. */
  public WireWriter extension(int number, Bytes content) {
    return content.isEmpty() ? noExtensions() : u8(1).u8(number).bytes16(content);
  }

  public Bytes toBytes() {
    return Bytes.copyOf(out.toByteArray());
  }

  private WireWriter raw(byte[] value) {
    out.write(value, 0, value.length);
    return this;
  }

  private static void checkRange(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("range");
    }
  }
}
