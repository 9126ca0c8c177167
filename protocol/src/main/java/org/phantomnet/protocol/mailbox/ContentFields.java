package org.phantomnet.protocol.mailbox;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.rule.Rule;

/**
 * The fields of an encoded content before it is parsed (CONT-2): known fields have their wire type
 * and, unless repeated, come once; unknown numbers below 64 are refused, from 64 on ignored, at
 * both levels of nesting.
 */
final class ContentFields {
  private static final int FIRST_IGNORABLE = 64;
  private static final int MAX_FIELDS = 256;

  /** The end of the year 9999. */
  private static final long MAX_MILLIS = 253_402_300_799_999L;

  private enum Kind {
    NUMBER(WireFormat.WIRETYPE_VARINT),
    MILLIS(WireFormat.WIRETYPE_VARINT),
    BYTES(WireFormat.WIRETYPE_LENGTH_DELIMITED),
    REPEATED_BYTES(WireFormat.WIRETYPE_LENGTH_DELIMITED),
    TOKENS(WireFormat.WIRETYPE_LENGTH_DELIMITED),
    RECEIPT(WireFormat.WIRETYPE_LENGTH_DELIMITED),
    RESEND(WireFormat.WIRETYPE_LENGTH_DELIMITED);

    final int wireType;

    Kind(int wireType) {
      this.wireType = wireType;
    }
  }

  private static final Map<Integer, Kind> FRAME =
      Map.ofEntries(
          Map.entry(1, Kind.NUMBER),
          Map.entry(2, Kind.NUMBER),
          Map.entry(3, Kind.BYTES),
          Map.entry(4, Kind.BYTES),
          Map.entry(5, Kind.NUMBER),
          Map.entry(6, Kind.BYTES),
          Map.entry(7, Kind.MILLIS),
          Map.entry(8, Kind.BYTES),
          Map.entry(9, Kind.TOKENS),
          Map.entry(10, Kind.TOKENS),
          Map.entry(11, Kind.RECEIPT),
          Map.entry(12, Kind.RESEND),
          Map.entry(64, Kind.BYTES));
  private static final Map<Integer, Kind> TOKENS = Map.of(1, Kind.BYTES);
  private static final Map<Integer, Kind> RECEIPT = Map.of(1, Kind.REPEATED_BYTES);
  private static final Map<Integer, Kind> RESEND = Map.of(1, Kind.NUMBER);

  private ContentFields() {}

  static void check(byte[] encoded) throws ProtocolException {
    check(encoded, FRAME);
  }

  @Rule("CONT-2")
  private static void check(byte[] encoded, Map<Integer, Kind> fields) throws ProtocolException {
    CodedInputStream in = CodedInputStream.newInstance(encoded);
    Set<Integer> seen = new HashSet<>();
    try {
      for (int count = 0; !in.isAtEnd(); count++) {
        if (count == MAX_FIELDS) {
          throw new Malformed(Malformed.Reason.TOO_LONG);
        }
        int tag = in.readTag();
        int number = WireFormat.getTagFieldNumber(tag);
        Kind kind = fields.get(number);
        if (kind == null) {
          if (number < FIRST_IGNORABLE) {
            throw new Unsupported(Unsupported.Reason.CRITICAL_FIELD);
          }
          if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP
              || !in.skipField(tag)) {
            throw new Malformed(Malformed.Reason.BAD_ENCODING);
          }
          continue;
        }
        if (WireFormat.getTagWireType(tag) != kind.wireType) {
          throw new Malformed(Malformed.Reason.BAD_ENCODING);
        }
        if (!seen.add(number) && kind != Kind.REPEATED_BYTES) {
          throw new Malformed(Malformed.Reason.DUPLICATE_FIELD);
        }
        value(in, kind);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    } catch (IOException e) {
      throw new Malformed(Malformed.Reason.TOO_SHORT);
    }
  }

  private static void value(CodedInputStream in, Kind kind) throws IOException, ProtocolException {
    switch (kind) {
      case NUMBER -> requireAtMost(Integer.MAX_VALUE, in.readRawVarint64());
      case MILLIS -> requireAtMost(MAX_MILLIS, in.readRawVarint64());
      case BYTES, REPEATED_BYTES -> in.readByteArray();
      case TOKENS -> check(in.readByteArray(), TOKENS);
      case RECEIPT -> check(in.readByteArray(), RECEIPT);
      case RESEND -> check(in.readByteArray(), RESEND);
    }
  }

  private static void requireAtMost(long most, long value) throws Malformed {
    if (value < 0 || value > most) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }
}
