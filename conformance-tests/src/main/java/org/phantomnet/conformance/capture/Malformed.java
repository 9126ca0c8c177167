package org.phantomnet.conformance.capture;

/** Some octets are not what their place says they must be; the message is why. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  Malformed(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }

  static void unless(boolean holds, String why) throws Malformed {
    if (!holds) {
      throw new Malformed(why);
    }
  }
}
