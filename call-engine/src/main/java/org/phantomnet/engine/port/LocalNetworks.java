package org.phantomnet.engine.port;

import java.util.List;
import org.phantomnet.engine.privacy.LocalNetwork;

/**
 * Where the device stands in the network: read for Fast calls, whose host candidate is that of the
 * default route and no other (PRIV-1). Reading it sends nothing. Thread-safe.
 */
public interface LocalNetworks {
  /**
   * The networks of the default routes, at most one of each address family, without their reflexive
   * addresses; empty if there is none.
   */
  List<LocalNetwork> current();
}
