package org.phantomnet.protocol.crypto;

import org.phantomnet.protocol.bytes.Bytes;

/** Hexadecimal text for tests. */
public final class Hex {
  private Hex() {}

  public static Bytes hex(String text) {
    String digits = text.replace(" ", "");
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return Bytes.copyOf(bytes);
  }

  public static String text(Bytes bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      text.append(String.format("%02x", bytes.at(i)));
    }
    return text.toString();
  }
}
