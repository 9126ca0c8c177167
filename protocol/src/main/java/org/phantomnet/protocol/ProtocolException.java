package org.phantomnet.protocol;

/**
 * Hostile or unusable input. The message is the reason's name only: no input, address or library
 * cause ever reaches it (STYLE 7). Thrown by every decoder and verifier of this module; callers
 * refuse the input and go on.
 */
public abstract sealed class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private ProtocolException(Enum<?> reason) {
    super(reason.name(), null, false, false);
  }

  /** The input does not have the form the spec requires. */
  public static final class Malformed extends ProtocolException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
      TOO_SHORT,
      TOO_LONG,
      BAD_LENGTH,
      BAD_ENCODING,
      BAD_VALUE,
      MISSING_FIELD,
      DUPLICATE_FIELD,
      TRAILING_BYTES,
      BAD_KEY_SHARE,
      BAD_ADDRESS
    }

    private final Reason reason;

    public Malformed(Reason reason) {
      super(reason);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /** The input is well formed but does not prove who sent it or what it is bound to. */
  public static final class Unauthentic extends ProtocolException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
      BAD_MAC,
      BAD_CONFIRMATION,
      BAD_SIGNATURE,
      BAD_PROOF_OF_POSSESSION,
      WRONG_SENDER,
      WRONG_RECIPIENT,
      WRONG_CALL,
      WRONG_EPOCH,
      REPLAYED,
      EXPIRED,
      ROLLED_BACK,
      UNDER_SIGNED,
      UNKNOWN_SIGNER,
      NOT_YET_VALID,
      /** The list is of a test estate, and this client was not told to take one. */
      TEST_ESTATE
    }

    private final Reason reason;

    public Unauthentic(Reason reason) {
      super(reason);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /** The input asks for something this version does not do. */
  public static final class Unsupported extends ProtocolException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
      VERSION,
      CRITICAL_FIELD,
      MESSAGE_TYPE,
      MODE,
      MEDIA,
      CODEC,
      ALGORITHM
    }

    private final Reason reason;

    public Unsupported(Reason reason) {
      super(reason);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }
}
