package org.phantomnet.protocol.handshake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * One element of DER (X.690), read so strictly that every byte has only one way to be there: a
 * library's reader takes much of BER as well. Knows the universal types that a certificate is made
 * of and tags up to 30. Immutable.
 */
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final int CONSTRUCTED = 0x20;
  private static final int CLASS = 0xc0;
  private static final int LONG_TAG = 0x1f;
  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 2;
  private static final int BYTE = 0xff;

  private final byte[] input;
  private final int start;
  private final int bodyStart;
  private final int end;

  private Der(byte[] input, int start, int bodyStart, int end) {
    this.input = input;
    this.start = start;
    this.bodyStart = bodyStart;
    this.end = end;
  }

  /**
   * The one element that {@code bytes} are, checked at every level.
   *
   * @throws Malformed BAD_ENCODING if they are anything else, or go on behind it
   */
  static Der read(Bytes bytes) throws Malformed {
    byte[] input = bytes.toByteArray();
    Der element = at(input, 0, input.length);
    require(element.end == input.length);
    element.requireDer();
    return element;
  }

  int tag() {
    return input[start] & BYTE;
  }

  /** With its tag and length. */
  Bytes whole() {
    return Bytes.copyOf(Arrays.copyOfRange(input, start, end));
  }

  Bytes body() {
    return Bytes.copyOf(Arrays.copyOfRange(input, bodyStart, end));
  }

  int bodyLength() {
    return end - bodyStart;
  }

  List<Der> children() throws Malformed {
    List<Der> children = new ArrayList<>();
    for (int at = bodyStart; at < end; ) {
      Der child = at(input, at, end);
      children.add(child);
      at = child.end;
    }
    return children;
  }

  static void require(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  private static Der at(byte[] input, int start, int limit) throws Malformed {
    require(limit - start >= 2 && (input[start] & LONG_TAG) != LONG_TAG);
    int length = input[start + 1] & BYTE;
    int bodyStart = start + 2;
    if ((length & LONG_FORM) != 0) {
      int lengthBytes = length - LONG_FORM;
      // without bytes of its own (0x80, an end found later) the length is 0, which is too short
      require(lengthBytes <= MAX_LENGTH_BYTES);
      require(limit - bodyStart > lengthBytes && input[bodyStart] != 0);
      length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | input[bodyStart++] & BYTE;
      }
      require(length >= LONG_FORM);
    }
    require(length <= limit - bodyStart);
    return new Der(input, start, bodyStart, bodyStart + length);
  }

  private void requireDer() throws Malformed {
    int tag = tag();
    if ((tag & CONSTRUCTED) != 0) {
      require(tag == SEQUENCE || tag == SET || (tag & CLASS) != 0);
      List<Der> children = children();
      for (Der child : children) {
        child.requireDer();
      }
      require(tag != SET || isSorted(children));
    } else {
      require(isPrimitive(tag));
    }
  }

  /** Types without a rule of their own, and those of other classes, may hold anything. */
  private boolean isPrimitive(int tag) {
    return switch (tag) {
      case BOOLEAN -> bodyLength() == 1 && (at(0) == 0 || at(0) == BYTE);
      case INTEGER -> isShortestInteger();
      case BIT_STRING -> isBitString();
      case OID -> isOid();
      case SEQUENCE & ~CONSTRUCTED, SET & ~CONSTRUCTED -> false;
      default -> true;
    };
  }

  private boolean isShortestInteger() {
    if (bodyLength() < 2) {
      return bodyLength() == 1;
    }
    boolean negative = at(1) >= LONG_FORM;
    return at(0) != (negative ? BYTE : 0);
  }

  private boolean isBitString() {
    if (bodyLength() == 0 || at(0) > 7) {
      return false;
    }
    // where no byte of bits follows, the count itself is the last one: only 0 has no bit below it
    return (at(bodyLength() - 1) & (1 << at(0)) - 1) == 0;
  }

  private boolean isOid() {
    boolean begins = true;
    for (int i = 0; i < bodyLength(); i++) {
      if (begins && at(i) == LONG_FORM) {
        return false;
      }
      begins = at(i) < LONG_FORM;
    }
    return bodyLength() > 0 && begins;
  }

  private static boolean isSorted(List<Der> children) {
    for (int i = 1; i < children.size(); i++) {
      if (compare(children.get(i - 1).whole(), children.get(i).whole()) > 0) {
        return false;
      }
    }
    return true;
  }

  private static int compare(Bytes a, Bytes b) {
    for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
      int order = Integer.compare(a.at(i) & BYTE, b.at(i) & BYTE);
      if (order != 0) {
        return order;
      }
    }
    return 0; // an element says its length, so that none is the beginning of another
  }

  private int at(int index) {
    return input[bodyStart + index] & BYTE;
  }

  /** The children of an element, taken from front to back. Confined to one thread. */
  static final class Fields {
    private final List<Der> children;
    private int next;

    Fields(Der of) throws Malformed {
      this.children = of.children();
    }

    /** The next child, which must be there with that tag. */
    Der take(int tag) throws Malformed {
      require(isNext(tag));
      return children.get(next++);
    }

    /** True if the next child is there with that tag. */
    boolean isNext(int tag) {
      return next < children.size() && children.get(next).tag() == tag;
    }

    boolean isAtEnd() {
      return next == children.size();
    }
  }
}
