package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/** How much waits for a device, and how long. Inside a transaction. */
final class Queues {
  private final MailboxLimits limits;
  private final Clock clock;

  Queues(MailboxLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @param seq rises in the order of queueing
   */
  record Waiting(long seq, UUID envelopeId, Duration heldFor, Bytes padded) {
    @Override
    public String toString() {
      return "Waiting";
    }
  }

  @Rule("MBX-5")
  boolean isKnown(Content content, AccountId to, SendRequest request) throws StorageException {
    return content.queues().isKnown(to, request.device(), request.envelopeId());
  }

  void add(Content content, AccountId to, SendRequest request) throws StorageException, Refused {
    Bytes padded = request.padded();
    StoredQueues.Load load = content.queues().load(to, request.device());
    if (load.envelopes() >= limits.queueLength()
        || load.bytes() + padded.length() > limits.queueBytes()) {
      throw new Refused(Refusal.QUEUE_FULL);
    }
    content.queues().add(to, request.device(), request.envelopeId(), padded, clock.instant());
  }

  /** The oldest envelopes after {@code afterSeq} that are not acknowledged. */
  List<Waiting> next(Content content, Account account, long afterSeq, int most)
      throws StorageException {
    Instant now = clock.instant();
    return content.queues().next(account.id(), account.device(), afterSeq, most).stream()
        .map(
            waiting ->
                new Waiting(
                    waiting.seq(),
                    waiting.envelopeId(),
                    held(waiting.queuedAt(), now),
                    waiting.padded()))
        .toList();
  }

  private static Duration held(Instant since, Instant now) {
    return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
  }

  /**
   * Deletes the envelope; its id is remembered for a while. An unknown or repeated one is no error.
   */
  @Rule("MBX-15")
  void acknowledge(Content content, Account account, UUID envelopeId) throws StorageException {
    content.queues().acknowledge(account.id(), account.device(), envelopeId, clock.instant());
  }

  void sweep(Content content) throws StorageException {
    Instant now = clock.instant();
    content.queues().expire(now.minus(limits.expiry()));
    content.queues().forget(now.minus(limits.remember()));
  }
}
