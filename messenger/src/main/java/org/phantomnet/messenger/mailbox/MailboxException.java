package org.phantomnet.messenger.mailbox;

/**
 * A request to the mailbox that did not succeed. The message is the reason's name only (STYLE 7).
 */
public final class MailboxException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #mayRetry()} says whether the same bytes may be tried again later. */
  public enum Reason {
    /** No connection, or it broke before the answer: the request may or may not have been taken. */
    UNREACHABLE(true),
    /** Whoever answers does not hold the pinned TLS key. Nothing was sent. */
    PIN_MISMATCH(true),
    /** The name belongs to another account. */
    NAME_TAKEN(false),
    NO_SUCH_USER(false),
    /** The user lives at another mailbox whose keys are not pinned here. */
    FOREIGN_MAILBOX(false),
    /** The other mailbox did not answer, or answered with what is not an answer, or is too busy. */
    FOREIGN_UNREACHABLE(true),
    /** The other mailbox's document is not one that the pin allows. Nothing was asked of it. */
    FOREIGN_PIN_MISMATCH(true),
    /** The account has no such device (any more). */
    NO_SUCH_DEVICE(false),
    /** The mailbox does not know this account and auth token, or {@code signIn} was not called. */
    NOT_SIGNED_IN(false),
    /** The delivery or introduction token does not count (any more): fetch the bundles again. */
    BAD_TOKEN(false),
    /** The recipient's queue is full. */
    QUEUE_FULL(true),
    /** Over the rate of this account or connection. */
    RATE_LIMITED(true),
    TOO_LARGE(false),
    /** Own clock and the mailbox's differ by more than five minutes: set the clock. */
    CLOCK_WRONG(true),
    /** The mailbox refused the request as malformed, or does not know it. */
    REFUSED(false),
    /** The mailbox failed, or answered with what is not an answer. */
    SERVER_ERROR(true),
    /** {@link Mailbox#close()} was called. */
    CLOSED(false);

    private final boolean mayRetry;

    Reason(boolean mayRetry) {
      this.mayRetry = mayRetry;
    }

    public boolean mayRetry() {
      return mayRetry;
    }
  }

  private final Reason reason;

  public MailboxException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
