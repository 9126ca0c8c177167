package org.phantomnet.relay.federation;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.mailbox.MailboxLimits.Rate;

/**
 * What a mailbox does for others, and for its own people at others.
 *
 * @param lookupsOfName sealed lookups of one name
 * @param lookups sealed lookups from everywhere
 * @param sealedFromSource sealed requests from one source prefix
 * @param forwardsToTarget forwards to one mailbox
 * @param forwardsFromSource forwards from one source prefix
 * @param waitingForTarget forwards that wait for one mailbox at once
 * @param waiting forwards that wait at once
 * @param connectWithin for TCP, and again for TLS
 * @param answerWithin for all of a forward
 */
public record FederationLimits(
    Rate lookupsOfName,
    Rate lookups,
    Rate sealedFromSource,
    Rate forwardsToTarget,
    Rate forwardsFromSource,
    int waitingForTarget,
    int waiting,
    Duration connectWithin,
    Duration answerWithin) {
  @Rule({"FED-9", "FED-12"})
  public static final FederationLimits STANDARD =
      new FederationLimits(
          new Rate(30, 0.5),
          new Rate(600, 50),
          new Rate(240, 40),
          new Rate(120, 20),
          new Rate(60, 10),
          16,
          128,
          Duration.ofSeconds(3),
          Duration.ofSeconds(8));
}
