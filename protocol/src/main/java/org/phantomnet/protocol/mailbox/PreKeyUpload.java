package org.phantomnet.protocol.mailbox;

import java.util.List;

/**
 * The prekeys one device publishes. The signed EC prekey and the Kyber last-resort key replace what
 * the mailbox had; the one-time keys are added to what it has (an id it still holds is replaced).
 *
 * @param oneTime at most {@link #MAX_ONE_TIME}
 * @param oneTimeKyber at most {@link #MAX_ONE_TIME}
 */
public record PreKeyUpload(
    SignedPreKey signed,
    SignedPreKey lastResortKyber,
    List<PreKey> oneTime,
    List<SignedPreKey> oneTimeKyber) {
  /** Most one-time keys of one kind in an upload, and most that a mailbox holds for a device. */
  public static final int MAX_ONE_TIME = 100;

  public PreKeyUpload {
    oneTime = List.copyOf(oneTime);
    oneTimeKyber = List.copyOf(oneTimeKyber);
    if (oneTime.size() > MAX_ONE_TIME || oneTimeKyber.size() > MAX_ONE_TIME) {
      throw new IllegalArgumentException("prekey upload");
    }
  }
}
