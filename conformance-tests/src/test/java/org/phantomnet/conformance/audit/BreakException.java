package org.phantomnet.conformance.audit;

/** A break that cannot be made: its text is not there, or what it makes does not compile. */
public final class BreakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BreakException(String which, String why) {
    super(which + " " + why);
  }
}
