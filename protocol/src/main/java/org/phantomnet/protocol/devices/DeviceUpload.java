package org.phantomnet.protocol.devices;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;

/**
 * A new device list for the own mailbox, from the primary.
 *
 * @param list a signed list, encoded, 1 to {@link SignedDeviceList#MAX_LENGTH} bytes
 * @param link who may register with it, if it has a new device
 */
public record DeviceUpload(Bytes list, Optional<Link> link) {
  /** SHA-256. */
  public static final int HASH_LENGTH = 32;

  public DeviceUpload {
    if (list.isEmpty() || list.length() > SignedDeviceList.MAX_LENGTH) {
      throw new IllegalArgumentException("device upload");
    }
  }

  /**
   * @param tokenHash SHA-256 of the link token, 32 bytes
   */
  public record Link(int device, Bytes tokenHash) {
    public Link {
      if (device < 1 || device > DeviceAddress.MAX_DEVICE || tokenHash.length() != HASH_LENGTH) {
        throw new IllegalArgumentException("link");
      }
    }

    @Override
    public String toString() {
      return "Link";
    }
  }

  @Override
  public String toString() {
    return "DeviceUpload";
  }
}
