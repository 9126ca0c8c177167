package org.phantomnet.conformance.vectors;

/** The input is refused with a name of the spec that is no {@code ProtocolException}'s. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param error exactly as the spec names it
   */
  Refused(String error) {
    super(error, null, false, false);
  }

  String error() {
    return String.valueOf(getMessage());
  }
}
