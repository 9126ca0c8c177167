package org.phantomnet.messenger.store;

/**
 * The store did not do what was asked. Nothing of the failed transaction is kept. The message is
 * the reason's name only; {@link #advice()} is what a person can do. Unchecked because libsignal's
 * store interfaces declare nothing.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, and what to do. */
  public enum Reason {
    WRONG_PASSPHRASE("The passphrase is wrong. Type it again; nothing was changed."),
    CORRUPT(
        "The message store is damaged. Nothing was overwritten: copy the directory away, then restore your own backup"
            + " of it, or start anew in another directory."),
    READ_ONLY(
        "The directory of the message store cannot be written. Make it writable for this user, then start again."),
    DISK_FULL(
        "The disk is full. Free some space, then try again; nothing that was stored is lost."),
    IN_USE("Another program has this message store open. Close it, or choose another directory."),
    NEWER_VERSION("A newer version of this program wrote the message store. Update the program."),
    UNAVAILABLE(
        "The message store could not be read or written. Check the disk, then start again."),
    CLOSED("The message store is closed.");

    private final String advice;

    Reason(String advice) {
      this.advice = advice;
    }

    public String advice() {
      return advice;
    }
  }

  private final Reason reason;

  public StoreException(Reason reason) {
    super(reason.name(), null, false, true);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public String advice() {
    return reason.advice();
  }
}
