package org.phantomnet.relay.forward;

import org.phantomnet.protocol.rule.Rule;

/**
 * What one credential has shown of its flow. Belongs to the credential, not to a 5-tuple: an ICE
 * restart or a new network keeps the DTLS association and sends no new handshake. Thread-safe:
 * after the handshake a packet reads one volatile, only before it a lock is taken.
 */
public final class FlowProof {
  /** DESIGN 10: SRTP-shaped packets without a handshake. */
  static final long GRACE_MILLIS = 10_000;

  static final long GRACE_BITS_PER_SECOND = 64_000;

  /**
   * All handshake bytes of both directions before the proof: several tries of a handshake with
   * post-quantum shares.
   */
  static final int HANDSHAKE_BYTES = 64 * 1024;

  private volatile boolean proven;
  private boolean graceStarted;
  private long graceEnds;
  private TokenBucket graceBucket = new TokenBucket(GRACE_BITS_PER_SECOND, 0, 0);
  private int handshakeBytes;

  public boolean proven() {
    return proven;
  }

  void prove() {
    proven = true;
  }

  /** Whether an SRTP-shaped packet passes before the proof. */
  @Rule("FWD-4")
  synchronized boolean grace(int bytes, long nowMillis) {
    if (!graceStarted) {
      graceStarted = true;
      graceEnds = nowMillis + GRACE_MILLIS;
      graceBucket =
          new TokenBucket(GRACE_BITS_PER_SECOND, GRACE_BITS_PER_SECOND / 8 / 4, nowMillis);
    }
    return nowMillis < graceEnds && graceBucket.take(bytes, nowMillis);
  }

  /** Whether a handshake-shaped packet passes before the proof. */
  @Rule("FWD-5")
  synchronized boolean handshake(int bytes) {
    if (handshakeBytes + bytes > HANDSHAKE_BYTES) {
      return false;
    }
    handshakeBytes += bytes;
    return true;
  }
}
