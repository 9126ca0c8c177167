package org.phantomnet.mixnet.tunnel;

import java.time.Duration;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/**
 * Decides whether a relay is still there, from what arrives and what is refused; times are
 * nanoseconds of one monotonic clock, given by the caller. A relay that dies silently is found by
 * STUN Binding keepalives (RFC 8489 section 6.1), to which every STUN server answers. Thread-safe:
 * senders report sends, the tunnel's thread the rest.
 */
final class RelayLiveness {
  static final Duration KEEPALIVE_EVERY = Duration.ofSeconds(2);
  static final Duration SILENCE = Duration.ofSeconds(6);
  static final int REFUSALS = 3;

  private static final int HEADER = 20;
  private static final int TRANSACTION_OFFSET = 8; // RFC 8489 section 5
  private static final int TRANSACTION_LENGTH = 12;
  private static final int RECENT = 4;

  private final RandomSource random;
  private final long keepaliveEvery;
  private final long silence;
  private final byte[][] recent = new byte[RECENT][];
  private int next;
  private boolean started;
  private long lastReceived;
  private long lastKeepalive;
  private boolean keepaliveUnanswered;
  private int refusals;

  RelayLiveness(RandomSource random, Duration keepaliveEvery, Duration silence) {
    this.random = random;
    this.keepaliveEvery = keepaliveEvery.toNanos();
    this.silence = silence.toNanos();
    for (int i = 0; i < RECENT; i++) {
      recent[i] = new byte[0];
    }
  }

  static RelayLiveness standard(RandomSource random) {
    return new RelayLiveness(random, KEEPALIVE_EVERY, SILENCE);
  }

  /** The engine sent something: from the first time on, the relay owes signs of life. */
  synchronized void sent(long now) {
    if (!started) {
      started = true;
      lastReceived = now;
      lastKeepalive = now;
    }
  }

  /** True if the packet answers a keepalive of ours, so that nobody above needs to see it. */
  synchronized boolean received(byte[] packet, int length, long now) {
    lastReceived = now;
    refusals = 0;
    keepaliveUnanswered = false;
    if (length < HEADER || (packet[0] & 0xc0) != 0) {
      return false;
    }
    for (byte[] transaction : recent) {
      if (transaction.length != 0 && sameTransaction(packet, transaction)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameTransaction(byte[] packet, byte[] transaction) {
    for (int i = 0; i < TRANSACTION_LENGTH; i++) {
      if (packet[TRANSACTION_OFFSET + i] != transaction[i]) {
        return false;
      }
    }
    return true;
  }

  /** The network said that nobody listens there. */
  synchronized void refused() {
    refusals++;
  }

  @Rule({"ENG-31", "ENG-32"})
  synchronized boolean isLost(long now) {
    return refusals >= REFUSALS
        || (started && keepaliveUnanswered && now - lastReceived >= silence);
  }

  synchronized boolean keepaliveDue(long now) {
    return started && now - lastKeepalive >= keepaliveEvery;
  }

  /** A fresh Binding request without attributes. */
  @Rule("ENG-30")
  synchronized byte[] keepalive(long now) {
    lastKeepalive = now;
    keepaliveUnanswered = true;
    byte[] transaction = random.bytes(TRANSACTION_LENGTH).toByteArray();
    recent[next] = transaction;
    next = (next + 1) % RECENT;
    byte[] request = {
      0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    System.arraycopy(transaction, 0, request, TRANSACTION_OFFSET, TRANSACTION_LENGTH);
    return request;
  }

  /** How long the tunnel's thread may sleep; at least 1, since 0 means forever to a selector. */
  synchronized long waitMillis(long now) {
    if (!started) {
      return Math.max(1, keepaliveEvery / 4_000_000);
    }
    return Math.max(1, (keepaliveEvery - (now - lastKeepalive)) / 1_000_000);
  }
}
