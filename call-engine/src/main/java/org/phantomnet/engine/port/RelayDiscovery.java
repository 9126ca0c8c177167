package org.phantomnet.engine.port;

import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;

/**
 * The verified relay list, and this device's guards. Answers from memory; never touches the network
 * at call time.
 */
public interface RelayDiscovery {
  /** Up to three guards of three operator families, in order of use. Empty before a first list. */
  List<ListedRelay> guards();

  Optional<ListedRelay> find(Bytes relayId);

  /** Every relay of the list; empty before a first list. */
  List<ListedRelay> listed();

  /** True if the estate's signed list says one operator family is acceptable. */
  boolean singleFamilyAllowed();
}
