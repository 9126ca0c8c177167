package org.phantomnet.protocol.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.rule.Rule;

/**
 * Reads what {@link WireWriter} wrote, from a hostile source: never reads past the end, never
 * allocates more than the input holds, accepts one encoding of a value only. Not thread-safe.
 */
public final class WireReader {
  /** Extensions with a lower number must be understood; see {@link #extensions}. */
  public static final int FIRST_IGNORABLE_EXTENSION = 64;

  private final byte[] input;
  private int position;

  public WireReader(Bytes input) {
    this.input = input.toByteArray();
  }

  /** The format's version, which must be {@code known}. */
  public void version(int known) throws ProtocolException {
    if (u8() != known) {
      throw new Unsupported(Unsupported.Reason.VERSION);
    }
  }

  public int u8() throws Malformed {
    need(1);
    return input[position++] & 0xff;
  }

  public int u16() throws Malformed {
    return u8() << 8 | u8();
  }

  public long u32() throws Malformed {
    return (long) u16() << 16 | u16();
  }

  /** Refuses values above 2^63-1. */
  public long u64() throws Malformed {
    long value = u32() << 32 | u32();
    if (value < 0) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return value;
  }

  public boolean flag() throws Malformed {
    int value = u8();
    if (value > 1) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return value == 1;
  }

  public Bytes fixed(int length) throws Malformed {
    need(length);
    Bytes value = Bytes.copyOf(input, position, length);
    position += length;
    return value;
  }

  public Bytes bytes16(int max) throws Malformed {
    return limited(u16(), max);
  }

  public Bytes bytes32(int max) throws Malformed {
    return limited(u32(), max);
  }

  /** Printable ASCII. */
  public String text8(int max) throws Malformed {
    return ascii(limited(u8(), max));
  }

  public String paddedText(int size) throws Malformed {
    int length = u8();
    if (length > size) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    String text = ascii(fixed(length));
    Bytes padding = fixed(size - length);
    for (int i = 0; i < padding.length(); i++) {
      if (padding.at(i) != 0) {
        throw new Malformed(Reason.BAD_VALUE);
      }
    }
    return text;
  }

  /** A count of list elements that follow. */
  public int count(int max) throws Malformed {
    int count = u8();
    if (count > max) {
      throw new Malformed(Reason.TOO_LONG);
    }
    return count;
  }

  /**
   * Ends a message. The extension block: u8 count, then (u8 number, u16 length, content) in
   * strictly rising order of number. Numbers below {@link #FIRST_IGNORABLE_EXTENSION} are refused,
   * others skipped; nothing may follow.
   */
  public void end() throws ProtocolException {
    extensions(-1);
    endOfInput();
  }

  /**
   * As {@link #end()}, with one extension that the caller knows.
   *
   * @param known its number, from {@link #FIRST_IGNORABLE_EXTENSION} on
   * @return its content, if it is there
   */
  public Optional<Bytes> end(int known) throws ProtocolException {
    Optional<Bytes> content = extensions(known);
    endOfInput();
    return content;
  }

  /** As {@link #end}, for a form without an extension block. */
  public void endOfInput() throws Malformed {
    if (position != input.length) {
      throw new Malformed(Reason.TRAILING_BYTES);
    }
  }

  @Rule("ENV-5")
  private Optional<Bytes> extensions(int known) throws ProtocolException {
    Optional<Bytes> found = Optional.empty();
    int count = u8();
    int previous = -1;
    for (int i = 0; i < count; i++) {
      int number = u8();
      if (number == previous) {
        throw new Malformed(Reason.DUPLICATE_FIELD);
      }
      if (number < previous) {
        throw new Malformed(Reason.BAD_ENCODING);
      }
      if (number < FIRST_IGNORABLE_EXTENSION) {
        throw new Unsupported(Unsupported.Reason.CRITICAL_FIELD);
      }
      Bytes content = fixed(u16());
      if (number == known) {
        found = Optional.of(content);
      }
      previous = number;
    }
    return found;
  }

  private Bytes limited(long length, int max) throws Malformed {
    if (length > max) {
      throw new Malformed(Reason.TOO_LONG);
    }
    return fixed((int) length);
  }

  private static String ascii(Bytes bytes) throws Malformed {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) < 0x20 || bytes.at(i) > 0x7e) {
        throw new Malformed(Reason.BAD_ENCODING);
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.US_ASCII);
  }

  private void need(int length) throws Malformed {
    if (length > input.length - position) {
      throw new Malformed(Reason.TOO_SHORT);
    }
  }
}
