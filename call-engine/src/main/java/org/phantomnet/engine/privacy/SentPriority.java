package org.phantomnet.engine.privacy;

import java.util.EnumMap;
import java.util.Map;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

/**
 * The priorities that own candidates are sent with, instead of the engine's own, which tell the
 * kind of network and the address family. One per connection; owned by the call's effect thread.
 */
public final class SentPriority {
  private static final int MAX_LOCAL = 65_535;
  private static final long COMPONENT = 256 - 1; // RTP, RFC 8445 section 5.1.2.1

  private final Map<CandidateType, Integer> sent = new EnumMap<>(CandidateType.class);

  /** The candidate as it may be sent; the next of its type gets a lower priority. */
  @Rule("WIRE-2")
  public Candidate of(Candidate own) {
    int before = sent.merge(own.type(), 1, Integer::sum) - 1;
    long local = Math.max(MAX_LOCAL - before, 0);
    return new Candidate(
        own.type(),
        own.transport(),
        own.address(),
        own.port(),
        preference(own.type()) << 24 | local << 8 | COMPONENT);
  }

  private static long preference(CandidateType type) {
    return switch (type) {
      case HOST -> 126;
      case SERVER_REFLEXIVE -> 100;
      case RELAY -> 0;
    };
  }
}
