package org.phantomnet.protocol.form;

import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;

/**
 * One field a wire message may have.
 *
 * @param min with {@code max} bounds a number's value, each packed number's value, the length in
 *     bytes of bytes and text
 * @param most how often it may stand there: above 1 it is a repeated field
 */
public record WireField(
    int number,
    Kind kind,
    boolean required,
    long min,
    long max,
    int most,
    Refusal refusal,
    WireContent content,
    @Nullable WireShape nested) {

  /** How a field is encoded. */
  public enum Kind {
    NUMBER,
    FLAG,
    BYTES,
    TEXT,
    /** Packed numbers in an order that means something. */
    CHOICES,
    /** Packed numbers that rise. */
    SET,
    MESSAGE
  }

  /** The named error for a value out of bounds. */
  public enum Refusal {
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

  public static WireField number(int number, long min, long max) {
    return of(number, Kind.NUMBER, min > 0, min, max, Refusal.VALUE);
  }

  /** A number from 1 to as many as there are constants. */
  public static WireField choice(int number, Enum<?>[] constants, Refusal refusal) {
    return of(number, Kind.NUMBER, true, 1, constants.length, refusal);
  }

  /** At least one of the constants, none twice, in an order that means something. */
  public static WireField choices(int number, Enum<?>[] constants, Refusal refusal) {
    return of(number, Kind.CHOICES, true, 1, constants.length, refusal);
  }

  /** Any of the constants. */
  public static WireField set(int number, Enum<?>[] constants) {
    return of(number, Kind.SET, false, 1, constants.length, Refusal.VALUE);
  }

  public static WireField flag(int number) {
    return of(number, Kind.FLAG, false, 0, 1, Refusal.VALUE);
  }

  public static WireField bytes(int number, int min, int max) {
    return of(number, Kind.BYTES, true, min, max, Refusal.LENGTH);
  }

  public static WireField share(int number, int length) {
    return of(number, Kind.BYTES, true, length, length, Refusal.KEY_SHARE);
  }

  public static WireField text(int number, int min, int max) {
    return of(number, Kind.TEXT, true, min, max, Refusal.LENGTH);
  }

  public static WireField message(int number, WireShape nested) {
    return new WireField(
        number, Kind.MESSAGE, true, 1, 1, 1, Refusal.VALUE, WireContent.ANY, nested);
  }

  /** From 1 to {@code times} such fields. */
  public WireField repeated(int times) {
    return new WireField(number, kind, required, min, max, times, refusal, content, nested);
  }

  public WireField optional() {
    return new WireField(number, kind, false, min, max, most, refusal, content, nested);
  }

  public WireField refusing(Refusal other) {
    return new WireField(number, kind, required, min, max, most, other, content, nested);
  }

  public WireField holding(WireContent other) {
    return new WireField(number, kind, required, min, max, most, refusal, other, nested);
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
    return new WireField(number, kind, required, min, max, 1, refusal, WireContent.ANY, null);
  }
}
