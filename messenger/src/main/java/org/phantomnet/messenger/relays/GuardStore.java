package org.phantomnet.messenger.relays;

import java.time.Instant;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/** Where the chosen guards are kept. Methods block; {@link #save} is durable when it returns. */
public interface GuardStore {
  /** In order of use; empty before the first choice. */
  List<Guard> load();

  /** Replaces all. */
  void save(List<Guard> guards);

  /**
   * @param relayId 32 bytes
   */
  record Guard(Bytes relayId, Instant chosenAt) {
    @Override
    public String toString() {
      return "Guard";
    }
  }
}
