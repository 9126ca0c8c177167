package org.phantomnet.messenger.relays;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Where the last verified relay list is kept, byte for byte. Methods block; {@link #save} is
 * durable.
 */
public interface RelayListStore {
  Optional<Bytes> load();

  void save(Bytes signedList);
}
