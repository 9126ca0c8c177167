package org.phantomnet.messenger.contacts;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * What two people compare to know that nobody sits between them.
 *
 * @param digits 60 digits, the same on both sides
 * @param scannable libsignal's scannable form, for a QR code
 */
public record SafetyNumber(String digits, Bytes scannable, boolean verified) {
  /** In twelve groups of five. */
  public String grouped() {
    StringBuilder out = new StringBuilder(digits.length() + digits.length() / 5);
    for (int i = 0; i < digits.length(); i += 5) {
      out.append(i == 0 ? "" : " ").append(digits, i, Math.min(i + 5, digits.length()));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return "SafetyNumber";
  }
}
