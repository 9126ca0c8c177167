package org.phantomnet.engine.port;

import java.util.Optional;
import org.phantomnet.engine.privacy.LocalNetwork;

/**
 * Where the device stands in the network: read for Fast calls, whose host candidate is that of the
 * default route and no other (PRIV-1). Reading it sends nothing. Thread-safe.
 */
public interface LocalNetworks {
  /** The default route's network, without its reflexive address; empty if there is none. */
  Optional<LocalNetwork> current();
}
