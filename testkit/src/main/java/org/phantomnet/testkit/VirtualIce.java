package org.phantomnet.testkit;

import java.util.Optional;
import org.phantomnet.engine.port.MediaSession.SelectedPath;
import org.phantomnet.protocol.signal.Candidate;

/** Which pair of candidates two virtual sessions of a Fast call would select, if any. */
final class VirtualIce {
  private VirtualIce() {}

  /** As {@code one} sees it: directly if there is a way, else over either relay. */
  static Optional<SelectedPath> pair(VirtualSession one, VirtualSession other) {
    VirtualStanding here = one.standing();
    VirtualStanding there = other.standing();
    if (here.isBeside(there)
        && one.knows(there.hostCandidate())
        && other.knows(here.hostCandidate())) {
      return path("host", "host");
    }
    if (here.reaches(there)
        && one.knows(there.reflexiveCandidate())
        && other.knows(here.reflexiveCandidate())) {
      return path("srflx", "srflx");
    }
    if (usesRelayOf(other, one)) {
      return path("host", "relay");
    }
    return usesRelayOf(one, other) ? path("relay", "prflx") : Optional.empty();
  }

  /** The guest sends to the owner's relay, which lets in what the owner was told of. */
  private static boolean usesRelayOf(VirtualSession owner, VirtualSession guest) {
    Candidate reflexive = guest.standing().reflexiveCandidate();
    return owner.relayIsUp() && guest.knows(owner.candidate()) && owner.knows(reflexive);
  }

  private static Optional<SelectedPath> path(String local, String remote) {
    return Optional.of(new SelectedPath(local, remote, "udp"));
  }
}
