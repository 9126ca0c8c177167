package org.phantomnet.relay.issuer;

import java.time.Clock;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.relay.https.Refused;

/**
 * Hands out grants for one relay, one for each solved challenge. Used on the issuer's worker
 * thread.
 */
final class GrantDesk {
  private final WorkChallenges work;
  private final IssuerRole.Mint mint;

  GrantDesk(Bytes relayId, int difficulty, IssuerRole.Mint mint, Clock clock, RandomSource random) {
    this.work = new WorkChallenges(relayId, difficulty, clock, random);
    this.mint = mint;
  }

  GrantChallenge challenge() {
    return work.challenge();
  }

  RelayGrant redeem(GrantRequest request) throws Refused {
    work.redeem(request);
    return mint.mint();
  }
}
