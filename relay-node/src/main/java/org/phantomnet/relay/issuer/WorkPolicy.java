package org.phantomnet.relay.issuer;

import java.time.Clock;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/** Open to all who work: a solved challenge is worth one batch. One thread. */
public final class WorkPolicy implements IssuePolicy {
  /** About a million hashes for eight tokens: half a second of one core. */
  public static final int DEFAULT_DIFFICULTY = 20;

  private final WorkChallenges challenges;

  /**
   * @param nodeId what challenges name: the id of the issuer's node, 32 bytes
   * @param difficulty leading zero bits
   */
  public WorkPolicy(Bytes nodeId, int difficulty, Clock clock, RandomSource random) {
    this.challenges = new WorkChallenges(nodeId, difficulty, clock, random);
  }

  GrantChallenge challenge() {
    return challenges.challenge();
  }

  @Rule("TOK-14")
  @Override
  public void admit(Bytes proof, int tokens) throws Refused {
    GrantRequest solved;
    try {
      solved = GrantRequest.decode(proof);
    } catch (ProtocolException e) {
      throw new Refused(Refusal.BAD_WORK);
    }
    challenges.redeem(solved);
  }
}
