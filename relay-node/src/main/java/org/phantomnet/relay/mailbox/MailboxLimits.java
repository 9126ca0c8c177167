package org.phantomnet.relay.mailbox;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a mailbox allows, the same for every account.
 *
 * @param queueLength most envelopes that wait for one device
 * @param queueBytes most padded bytes that wait for one device
 * @param expiry how long an envelope waits
 * @param remember how long an acknowledged envelope's id is kept, so that a late repeat is not
 *     queued again
 * @param registrations of all accounts together
 * @param lookups bundle and account requests, and key uploads, of one account
 * @param sends of all senders to one account
 */
public record MailboxLimits(
    int queueLength,
    long queueBytes,
    Duration expiry,
    Duration remember,
    Rate registrations,
    Rate lookups,
    Rate sends) {
  @Rule({"MBX-9", "MBX-10", "MBX-13"})
  public static final MailboxLimits STANDARD =
      new MailboxLimits(
          1_000,
          16L * 1_024 * 1_024,
          Duration.ofDays(30),
          Duration.ofDays(2),
          new Rate(200, 5),
          new Rate(120, 1),
          new Rate(600, 20));

  /** A token bucket's size and its refill per second. */
  public record Rate(int burst, double perSecond) {}
}
