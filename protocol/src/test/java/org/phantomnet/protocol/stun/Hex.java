package org.phantomnet.protocol.stun;

/** Reads hex with spaces: test vectors look like the RFC they come from. */
final class Hex {
  private Hex() {}

  static byte[] bytes(String... lines) {
    String digits = String.join("", lines).replace(" ", "");
    byte[] out = new byte[digits.length() / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return out;
  }
}
