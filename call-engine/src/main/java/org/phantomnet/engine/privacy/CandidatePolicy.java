package org.phantomnet.engine.privacy;

import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.RelayCandidate;

/** The admission table of DESIGN 6 for one call. Pure. */
public final class CandidatePolicy {
  public CandidatePolicy(CallMode mode, RelayDiscovery relays) {}

  /** May this own candidate leave the device? {@code ownRelay} is the relay this connection stands on. */
  public Verdict admitLocal(Candidate candidate, ListedRelay ownRelay) {
    throw new UnsupportedOperationException();
  }

  /** May this engine send to that remote candidate? */
  public Verdict admitRemote(RelayCandidate remote, ListedRelay ownRelay) {
    throw new UnsupportedOperationException();
  }

  /** A remote candidate that names no relay (CALL_CANDIDATE, in Fast mode). */
  public Verdict admitRemote(Candidate remote) {
    throw new UnsupportedOperationException();
  }
}
