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

  /**
   * Has {@code changed} run whenever the default route's address changed, appeared or went, or the
   * device woke from sleep, until the returned watch is closed. Runs on a thread of the watch, must
   * return soon and not throw. Watching sends nothing. Nothing is thrown; where it cannot be known,
   * nothing is ever run.
   */
  default Watch watch(Runnable changed) {
    return () -> {};
  }

  /** A running {@link #watch}; closing it is idempotent and does not wait. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
