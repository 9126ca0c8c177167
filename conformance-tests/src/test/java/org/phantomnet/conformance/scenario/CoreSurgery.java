package org.phantomnet.conformance.scenario;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Takes a core apart into its fields and puts it together again with one of them changed or gone,
 * as no writer of this project would.
 */
final class CoreSurgery {
  private CoreSurgery() {}

  /** Without that field. */
  static Bytes without(Bytes core, int field) {
    Map<Integer, byte[]> fields = fields(core);
    fields.remove(field);
    return joined(fields);
  }

  /** With that number in place of the field's. */
  static Bytes with(Bytes core, int field, long value) {
    Map<Integer, byte[]> fields = fields(core);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (long) field << 3);
    varint(out, value);
    fields.put(field, out.toByteArray());
    return joined(fields);
  }

  /** With those bytes in place of the field's. */
  static Bytes with(Bytes core, int field, byte[] value) {
    Map<Integer, byte[]> fields = fields(core);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (long) field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
    fields.put(field, out.toByteArray());
    return joined(fields);
  }

  /** The value of a field of bytes. */
  static byte[] value(Bytes core, int field) {
    byte[] entry = fields(core).getOrDefault(field, new byte[0]);
    int[] at = {0};
    varint(entry, at);
    int length = (int) varint(entry, at);
    return Arrays.copyOfRange(entry, at[0], at[0] + length);
  }

  /** Each field with its tag, by number. */
  static Map<Integer, Bytes> entries(Bytes core) {
    Map<Integer, Bytes> entries = new LinkedHashMap<>();
    fields(core).forEach((number, entry) -> entries.put(number, Bytes.copyOf(entry)));
    return entries;
  }

  private static Bytes joined(Map<Integer, byte[]> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    fields.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> out.writeBytes(field.getValue()));
    return Bytes.copyOf(out.toByteArray());
  }

  /** Each field with its tag, by number. */
  private static Map<Integer, byte[]> fields(Bytes core) {
    byte[] bytes = core.toByteArray();
    Map<Integer, byte[]> fields = new LinkedHashMap<>();
    int[] at = {0};
    while (at[0] < bytes.length) {
      int from = at[0];
      long tag = varint(bytes, at);
      long value = varint(bytes, at);
      if ((tag & 7) == 2) {
        at[0] += (int) value;
      }
      fields.put((int) (tag >>> 3), Arrays.copyOfRange(bytes, from, at[0]));
    }
    return fields;
  }

  private static long varint(byte[] bytes, int[] at) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at[0]++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
