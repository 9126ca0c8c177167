package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.phantomnet.engine.privacy.TestRelays.ip;

import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

final class SentPriorityTest {
  private static Candidate candidate(CandidateType type, long priority) {
    return new Candidate(type, TransportProtocol.UDP, ip(192, 0, 2, 1), 5_000, priority);
  }

  @Test
  @Covers("WIRE-2")
  void priority_isMadeOfTypeAndOrderAlone() {
    SentPriority sent = new SentPriority();

    assertEquals(16_777_215, sent.of(candidate(CandidateType.RELAY, 41_885_439)).priority());
    assertEquals(16_776_959, sent.of(candidate(CandidateType.RELAY, 1)).priority());
    assertEquals(2_130_706_431, sent.of(candidate(CandidateType.HOST, 2_122_260_223)).priority());
    assertEquals(1_694_498_815, sent.of(candidate(CandidateType.SERVER_REFLEXIVE, 7)).priority());
    assertEquals(16_777_215, new SentPriority().of(candidate(CandidateType.RELAY, 9)).priority());
  }

  @Test
  @Covers("WIRE-2")
  void everythingElse_staysAsItWas() {
    Candidate own = candidate(CandidateType.RELAY, 41_885_439);

    Candidate sent = new SentPriority().of(own);

    assertEquals(
        new Candidate(own.type(), own.transport(), own.address(), own.port(), sent.priority()),
        sent);
  }
}
