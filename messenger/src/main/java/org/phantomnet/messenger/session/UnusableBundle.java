package org.phantomnet.messenger.session;

/** What the mailbox served cannot be a session with that contact. Rolls the step back. */
final class UnusableBundle extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean listRefused;

  UnusableBundle(boolean listRefused) {
    super("UNUSABLE_BUNDLE", null, false, false);
    this.listRefused = listRefused;
  }

  /** Its device list was not that person's. */
  boolean isListRefused() {
    return listRefused;
  }
}
