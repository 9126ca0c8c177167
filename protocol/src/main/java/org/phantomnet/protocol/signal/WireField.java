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
    @Nullable WireShape nested) {

  /** How a field is encoded. */
  enum Kind {
    NUMBER,
    FLAG,
    BYTES,
    TEXT,
    PACKED,
    MESSAGE,
    MESSAGES
  }

  /** The named error for a value out of bounds. */
  enum Refusal {
    VALUE,
    LENGTH,
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
    return new WireField(number, Kind.NUMBER, min > 0, min, max, Refusal.VALUE, null);
  }

  /** A number from 1 to as many as there are constants. */
  static WireField choice(int number, Enum<?>[] constants, Refusal refusal) {
    return new WireField(number, Kind.NUMBER, true, 1, constants.length, refusal, null);
  }

  static WireField choices(int number, boolean required, Enum<?>[] constants, Refusal refusal) {
    return new WireField(number, Kind.PACKED, required, 1, constants.length, refusal, null);
  }

  static WireField flag(int number) {
    return new WireField(number, Kind.FLAG, false, 0, 1, Refusal.VALUE, null);
  }

  static WireField bytes(int number, int min, int max) {
    return new WireField(number, Kind.BYTES, true, min, max, Refusal.LENGTH, null);
  }

  static WireField share(int number, int length) {
    return new WireField(number, Kind.BYTES, true, length, length, Refusal.KEY_SHARE, null);
  }

  static WireField text(int number, int min, int max) {
    return new WireField(number, Kind.TEXT, true, min, max, Refusal.LENGTH, null);
  }

  static WireField message(int number, WireShape nested) {
    return new WireField(number, Kind.MESSAGE, true, 1, 1, Refusal.VALUE, nested);
  }

  static WireField messages(int number, WireShape nested, int max) {
    return new WireField(number, Kind.MESSAGES, true, 1, max, Refusal.VALUE, nested);
  }

  WireField optional() {
    return new WireField(number, kind, false, min, max, refusal, nested);
  }

  WireField refusing(Refusal other) {
    return new WireField(number, kind, required, min, max, other, nested);
  }
}
