package org.phantomnet.relay.mailbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/** Sealed envelopes that wait for devices. Used on the mailbox's worker thread. */
final class Queues {
  private final MailboxDatabase database;
  private final MailboxLimits limits;
  private final Clock clock;

  Queues(MailboxDatabase database, MailboxLimits limits, Clock clock) {
    this.database = database;
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
  boolean isKnown(AccountId id, int device, UUID envelopeId) throws SQLException {
    try (ResultSet row =
        database
            .prepared(
                "SELECT 1 FROM envelopes WHERE account = ? AND device = ? AND envelope_id = ?",
                Blobs.of(id.value()),
                device,
                Blobs.of(envelopeId))
            .executeQuery()) {
      return row.next();
    }
  }

  void add(AccountId id, SendRequest request) throws SQLException, Refused {
    byte[] account = Blobs.of(id.value());
    int size = request.padded().length();
    try (ResultSet row =
        database
            .prepared(
                "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM envelopes"
                    + " WHERE account = ? AND device = ? AND acked_at IS NULL",
                account,
                request.device())
            .executeQuery()) {
      if (row.getInt(1) >= limits.queueLength() || row.getLong(2) + size > limits.queueBytes()) {
        throw new Refused(Refusal.QUEUE_FULL);
      }
    }
    database.update(
        "INSERT INTO envelopes (account, device, envelope_id, queued_at, size, padded) VALUES (?, ?, ?, ?, ?, ?)",
        account,
        request.device(),
        Blobs.of(request.envelopeId()),
        clock.millis(),
        size,
        request.padded().toByteArray());
  }

  /** The oldest envelopes after {@code afterSeq} that are not acknowledged. */
  List<Waiting> next(AccountId id, int device, long afterSeq, int most) throws SQLException {
    long now = clock.millis();
    List<Waiting> waiting = new ArrayList<>();
    try (ResultSet rows =
        database
            .prepared(
                "SELECT seq, envelope_id, queued_at, padded FROM envelopes"
                    + " WHERE account = ? AND device = ? AND acked_at IS NULL AND seq > ? ORDER BY seq LIMIT ?",
                Blobs.of(id.value()),
                device,
                afterSeq,
                most)
            .executeQuery()) {
      while (rows.next()) {
        waiting.add(
            new Waiting(
                rows.getLong(1),
                Blobs.uuid(rows.getBytes(2)),
                Duration.ofMillis(Math.max(0, now - rows.getLong(3))),
                Bytes.copyOf(rows.getBytes(4))));
      }
    }
    return waiting;
  }

  /**
   * Deletes the envelope; its id is remembered for a while. An unknown or repeated one is no error.
   */
  @Rule("MBX-15")
  void acknowledge(AccountId id, int device, UUID envelopeId) throws SQLException {
    database.update(
        "UPDATE envelopes SET padded = NULL, size = 0, acked_at = ?"
            + " WHERE account = ? AND device = ? AND envelope_id = ? AND acked_at IS NULL",
        clock.millis(),
        Blobs.of(id.value()),
        device,
        Blobs.of(envelopeId));
  }

  void sweep() throws SQLException {
    long now = clock.millis();
    database.update(
        "DELETE FROM envelopes WHERE acked_at IS NULL AND queued_at <= ?",
        now - limits.expiry().toMillis());
    database.update(
        "DELETE FROM envelopes WHERE acked_at IS NOT NULL AND acked_at <= ?",
        now - limits.remember().toMillis());
  }
}
