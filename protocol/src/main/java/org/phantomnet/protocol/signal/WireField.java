package org.phantomnet.protocol.signal;

import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;

/**
 * One field a wire message may have. {@code min} and {@code max} bound a number's value, each
 * packed number's value, the length in bytes of bytes and text, and how often a repeated message
 * may occur.
 */
record WireField(
    int number,
    Kind kind,
    boolean required,
    long min,
    long max,
    Refusal refusal,
    WireContent content,
    @Nullable WireShape nested) {

  /** How a field is encoded. */
  enum Kind {
    NUMBER,
    FLAG,
    BYTES,
    TEXT,
    /** Packed numbers in an order that means something. */
    CHOICES,
    /** Packed numbers that rise. */
    SET,
    MESSAGE,
    MESSAGES
  }

  /** The named error for a value out of bounds. */
  enum Refusal {
    VALUE,
    LENGTH,
    SIZE,
    KEY_SHARE,
    MODE,
    MEDIA,
    CODEC,
    VERSION,
    MESSAGE_TYPE;

    /**
     * @param above true if the value is above the upper bound, where newer versions may have put
     *     something
     */
    ProtocolException refuse(boolean above) {
      return switch (this) {
        case VALUE -> new Malformed(Malformed.Reason.BAD_VALUE);
        case LENGTH -> new Malformed(Malformed.Reason.BAD_LENGTH);
        case SIZE -> new Malformed(Malformed.Reason.TOO_LONG);
        case KEY_SHARE -> new Malformed(Malformed.Reason.BAD_KEY_SHARE);
        case MODE -> above ? new Unsupported(Unsupported.Reason.MODE) : VALUE.refuse(false);
        case MEDIA -> above ? new Unsupported(Unsupported.Reason.MEDIA) : VALUE.refuse(false);
        case CODEC -> above ? new Unsupported(Unsupported.Reason.CODEC) : VALUE.refuse(false);
        case VERSION -> above ? new Unsupported(Unsupported.Reason.VERSION) : VALUE.refuse(false);
        case MESSAGE_TYPE ->
            above ? new Unsupported(Unsupported.Reason.MESSAGE_TYPE) : VALUE.refuse(false);
      };
    }
  }

  static WireField number(int number, long min, long max) {
    return of(number, Kind.NUMBER, min > 0, min, max, Refusal.VALUE);
  }

  /** A number from 1 to as many as there are constants. */
  static WireField choice(int number, Enum<?>[] constants, Refusal refusal) {
    return of(number, Kind.NUMBER, true, 1, constants.length, refusal);
  }

  /** At least one of the constants, none twice, in an order that means something. */
  static WireField choices(int number, Enum<?>[] constants, Refusal refusal) {
    return of(number, Kind.CHOICES, true, 1, constants.length, refusal);
  }

  /** Any of the constants. */
  static WireField set(int number, Enum<?>[] constants) {
    return of(number, Kind.SET, false, 1, constants.length, Refusal.VALUE);
  }

  static WireField flag(int number) {
    return of(number, Kind.FLAG, false, 0, 1, Refusal.VALUE);
  }

  static WireField bytes(int number, int min, int max) {
    return of(number, Kind.BYTES, true, min, max, Refusal.LENGTH);
  }

  static WireField share(int number, int length) {
    return of(number, Kind.BYTES, true, length, length, Refusal.KEY_SHARE);
  }

  static WireField text(int number, int min, int max) {
    return of(number, Kind.TEXT, true, min, max, Refusal.LENGTH);
  }

  static WireField message(int number, WireShape nested) {
    return new WireField(number, Kind.MESSAGE, true, 1, 1, Refusal.VALUE, WireContent.ANY, nested);
  }

  static WireField messages(int number, WireShape nested, int max) {
    return new WireField(
        number, Kind.MESSAGES, true, 1, max, Refusal.VALUE, WireContent.ANY, nested);
  }

  WireField optional() {
    return new WireField(number, kind, false, min, max, refusal, content, nested);
  }

  WireField refusing(Refusal other) {
    return new WireField(number, kind, required, min, max, other, content, nested);
  }

  WireField holding(WireContent other) {
    return new WireField(number, kind, required, min, max, refusal, other, nested);
  }

  /** The shape of what is nested here. */
  WireShape nestedShape() {
    if (nested == null) {
      throw new IllegalStateException("shape");
    }
    return nested;
  }

  private static WireField of(
      int number, Kind kind, boolean required, long min, long max, Refusal refusal) {
    return new WireField(number, kind, required, min, max, refusal, WireContent.ANY, null);
  }
}
