package org.phantomnet.protocol.mailbox;

/** How many one-time prekeys the mailbox still holds for this device. */
public record PreKeyCounts(int oneTime, int oneTimeKyber) {
  public PreKeyCounts {
    if (oneTime < 0 || oneTimeKyber < 0) {
      throw new IllegalArgumentException("prekey counts");
    }
  }
}
