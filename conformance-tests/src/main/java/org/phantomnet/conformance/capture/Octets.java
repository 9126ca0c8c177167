package org.phantomnet.conformance.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of an array that nobody changes any more. Reading outside of it is a defect of the reader
 * and throws {@link IndexOutOfBoundsException}. Thread-safe.
 */
public final class Octets {
  public static final Octets NONE = new Octets(new byte[0], 0, 0);
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final byte[] array;
  private final int from;
  private final int length;

  private Octets(byte[] array, int from, int length) {
    this.array = array;
    this.from = from;
    this.length = length;
  }

  /** All of an array, which is not copied and must not change. */
  public static Octets of(byte[] array) {
    return new Octets(array, 0, array.length);
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The unsigned octet there. */
  public int u8(int at) {
    if (at < 0 || at >= length) {
      throw new IndexOutOfBoundsException(at);
    }
    return array[from + at] & 0xff;
  }

  public int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  public int u24(int at) {
    return u8(at) << 16 | u16(at + 1);
  }

  public long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  public long u48(int at) {
    return (long) u16(at) << 32 | u32(at + 2);
  }

  /** A view, without copying. */
  public Octets part(int at, int partLength) {
    if (at < 0 || partLength < 0 || at > length - partLength) {
      throw new IndexOutOfBoundsException(at);
    }
    return new Octets(array, from + at, partLength);
  }

  /** What follows, without copying. */
  public Octets after(int at) {
    return part(at, length - at);
  }

  public byte[] copy() {
    return Arrays.copyOfRange(array, from, from + length);
  }

  /** One character an octet. */
  public String latin() {
    return new String(array, from, length, StandardCharsets.ISO_8859_1);
  }

  /** The first octets, for the message of a failure. */
  public String hex(int most) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < Math.min(length, most); at++) {
      text.append(HEX[u8(at) >> 4]).append(HEX[u8(at) & 15]);
      if (at % 4 == 3) {
        text.append(' ');
      }
    }
    return text.toString().strip() + (length > most ? " ..." : "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets
        && Arrays.equals(
            array,
            from,
            from + length,
            ((Octets) other).array,
            ((Octets) other).from,
            ((Octets) other).from + ((Octets) other).length);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(copy());
  }
}
