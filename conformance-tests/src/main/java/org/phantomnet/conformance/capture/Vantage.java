package org.phantomnet.conformance.capture;

import java.util.Optional;
import java.util.Set;

/**
 * Whose traffic a capture holds, so that each frame has a direction.
 *
 * @param mac of its interface: decides if it is known
 * @param hosts its addresses, link-local ones included where they are known
 */
public record Vantage(Optional<Octets> mac, Set<Host> hosts) {
  public Vantage {
    hosts = Set.copyOf(hosts);
  }
}
