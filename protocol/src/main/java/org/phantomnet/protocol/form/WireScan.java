package org.phantomnet.protocol.form;

import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.rule.Rule;

/**
 * Walks protobuf bytes by a {@link WireShape} from front to back and refuses everything protobuf
 * itself would let pass: repeated singular fields, falling field numbers, defaults that stand
 * written, wrong wire types, unknown critical fields, values out of bounds, overlong varints,
 * missing fields. The first fault met is the one named, in the order of spec/02-messages.md.
 * Stateless; thread-safe.
 */
@Rule("SIG-3")
public final class WireScan {
  /** Field numbers from here on may be skipped by readers that do not know them. */
  static final int FIRST_IGNORABLE = 64;

  /** Field numbers end at 2^29-1; protobuf itself would look at the low 32 bits only. */
  private static final long MAX_TAG = 0xffffffffL;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final byte[] data;
  private int at;

  private WireScan(byte[] data) {
    this.data = data;
  }

  /** Checks all of {@code data}. */
  public static void check(WireShape shape, byte[] data) throws ProtocolException {
    new WireScan(data).message(shape, data.length);
  }

  @Rule({"SIG-4", "SIG-5"})
  private void message(WireShape shape, int end) throws ProtocolException {
    int[] seen = new int[shape.limit()];
    long before = 0;
    while (at < end) {
      long tag = varint(end);
      long number = tag >>> 3;
      int wireType = (int) (tag & 7);
      if (number < 1 || tag < 0 || tag > MAX_TAG) {
        throw malformed(Malformed.Reason.BAD_ENCODING);
      }
      @Nullable WireField field = shape.field(number).orElse(null);
      if (field == null) {
        if (number < FIRST_IGNORABLE) {
          throw new Unsupported(Unsupported.Reason.CRITICAL_FIELD);
        }
        requireRising(before, number);
        before = number;
        skip(wireType, end);
        continue;
      }
      int others = seen[field.number()]++;
      if (field.most() == 1 && others > 0) {
        throw malformed(Malformed.Reason.DUPLICATE_FIELD);
      }
      requireRising(before, number);
      before = number;
      value(field, others, wireType, end);
    }
    requireAll(shape, seen);
  }

  private static void requireRising(long before, long number) throws Malformed {
    if (number < before) {
      throw malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  @Rule("SIG-6")
  private static void requireAll(WireShape shape, int[] seen) throws Malformed {
    for (int number = 1; number < shape.limit(); number++) {
      if (shape.field(number).isPresent()
          && shape.field(number).get().required()
          && seen[number] == 0) {
        throw malformed(Malformed.Reason.MISSING_FIELD);
      }
    }
  }

  /**
   * @param others how many of its kind came before
   */
  private void value(WireField field, int others, int wireType, int end) throws ProtocolException {
    switch (field.kind()) {
      case NUMBER, FLAG -> {
        requireType(wireType, VARINT);
        long value = varint(end);
        requireWritten(value != 0);
        bounded(field, value);
      }
      case BYTES -> {
        int valueEnd = contentEnd(field, others, wireType, end);
        bounded(field, valueEnd - at);
        field.content().check(data, at, valueEnd);
        at = valueEnd;
      }
      case TEXT -> {
        int valueEnd = contentEnd(field, others, wireType, end);
        int start = at;
        bounded(field, valueEnd - start);
        text(valueEnd);
        field.content().check(data, start, valueEnd);
      }
      case CHOICES, SET -> packed(field, contentEnd(field, others, wireType, end));
      case MESSAGE -> message(field.nestedShape(), fieldEnd(field, others, wireType, end));
    }
  }

  /** What a writer leaves out may not stand written (SIG-2). */
  private static void requireWritten(boolean holds) throws Malformed {
    if (!holds) {
      throw malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  /** Packed numbers: each in bounds, none twice, those of a set rising. */
  private void packed(WireField field, int end) throws ProtocolException {
    long seen = 0;
    long before = 0;
    while (at < end) {
      long number = varint(end);
      bounded(field, number);
      if (field.kind() == WireField.Kind.SET && number <= before) {
        throw malformed(Malformed.Reason.BAD_ENCODING);
      }
      if ((seen & (1L << number)) != 0) {
        throw malformed(Malformed.Reason.BAD_VALUE);
      }
      seen |= 1L << number;
      before = number;
    }
  }

  /** Every such text is printable ASCII, which is the whole UTF-8 check. */
  private void text(int end) throws Malformed {
    for (; at < end; at++) {
      if (data[at] < 0x21 || data[at] > 0x7e) {
        throw malformed(Malformed.Reason.BAD_ENCODING);
      }
    }
  }

  private static void bounded(WireField field, long value) throws ProtocolException {
    if (value < field.min() || value > field.max()) {
      throw field.refusal().refuse(value > field.max() || value < 0);
    }
  }

  private void skip(int wireType, int end) throws Malformed {
    switch (wireType) {
      case VARINT -> varint(end);
      case FIXED64 -> advance(8, end);
      case DELIMITED -> at = valueEnd(wireType, end);
      case FIXED32 -> advance(4, end);
      default -> throw malformed(Malformed.Reason.BAD_ENCODING); // groups
    }
  }

  private void advance(int count, int end) throws Malformed {
    if (end - at < count) {
      throw malformed(Malformed.Reason.TOO_SHORT);
    }
    at += count;
  }

  /** As {@link #valueEnd}, of one more than {@code others}. */
  private int fieldEnd(WireField field, int others, int wireType, int end) throws Malformed {
    int fieldEnd = valueEnd(wireType, end);
    if (others >= field.most()) {
      throw malformed(Malformed.Reason.TOO_LONG);
    }
    return fieldEnd;
  }

  /** As {@link #fieldEnd}, for what is left out when empty. */
  private int contentEnd(WireField field, int others, int wireType, int end) throws Malformed {
    int contentEnd = fieldEnd(field, others, wireType, end);
    requireWritten(contentEnd > at);
    return contentEnd;
  }

  /** Reads a length; returns where that many bytes from here end. */
  private int valueEnd(int wireType, int end) throws Malformed {
    requireType(wireType, DELIMITED);
    long length = varint(end);
    if (length < 0 || length > end - at) {
      throw malformed(Malformed.Reason.TOO_SHORT);
    }
    return at + (int) length;
  }

  private static void requireType(int wireType, int expected) throws Malformed {
    if (wireType != expected) {
      throw malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  /** A varint in its shortest form, as an unsigned 64-bit number. */
  private long varint(int end) throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw malformed(Malformed.Reason.TOO_SHORT);
      }
      byte next = data[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
          throw malformed(Malformed.Reason.BAD_ENCODING);
        }
        return value;
      }
    }
    throw malformed(Malformed.Reason.BAD_ENCODING);
  }

  private static Malformed malformed(Malformed.Reason reason) {
    return new Malformed(reason);
  }
}
