package org.phantomnet.engine.port;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;

/** Relay permissions, fetched ahead of time on a schedule with jitter, never at call time. */
public interface GrantSource {
  /** Takes one unused, unexpired grant for that relay; each is handed out once. */
  Optional<RelayGrant> take(Bytes relayId);
}
