package org.phantomnet.mixnet.tunnel;

import java.time.Duration;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunMessage;

/**
 * Decides whether a relay is still there and still knows this device, from what arrives and what is
 * refused; times are nanoseconds of one monotonic clock, given by the caller. A relay that dies
 * silently is found by STUN Binding keepalives (RFC 8489 section 6.1), to which every STUN server
 * answers; their answers also name the address that the relay sees. Thread-safe: senders report
 * sends, the tunnel's thread the rest.
 */
final class RelayLiveness {
  /** What became of the way to the relay. */
  enum Change {
    NONE,
    /** Nothing comes any more. */
    SILENT,
    /** Something came after that. */
    HEARD,
    /** The relay sees another address than before. */
    REBOUND
  }

  /**
   * The times of ENG-30 and ENG-31.
   *
   * @param askEvery while answers come
   * @param askAgain while the last one is missing
   * @param silence without any packet
   * @param firstSilence the same of a relay from which nothing ever came
   */
  record Pace(Duration askEvery, Duration askAgain, Duration silence, Duration firstSilence) {
    static final Pace STANDARD =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(2_500),
            Duration.ofMillis(1_500));
  }

  static final int REFUSALS = 3;
  private static final int UNANSWERED = 2;
  private static final int RECENT = 8;

  private final RandomSource random;
  private final long askEvery;
  private final long askAgain;
  private final long silence;
  private final long firstSilence;
  private final byte[][] recent = new byte[RECENT][];
  private final StunMessage answer = new StunMessage();
  private final StunAddress mapped = new StunAddress();
  private int next;
  private boolean started;
  private boolean everHeard;
  private long lastReceived;
  private long lastAsked;
  private int unanswered;
  private int refusals;
  private boolean silent;
  private boolean heardAgain;
  private boolean reboundNow;
  private Bytes seenAddress = Bytes.EMPTY;
  private int seenPort;

  RelayLiveness(RandomSource random, Pace pace) {
    this.random = random;
    this.askEvery = pace.askEvery().toNanos();
    this.askAgain = pace.askAgain().toNanos();
    this.silence = pace.silence().toNanos();
    this.firstSilence = pace.firstSilence().toNanos();
    for (int i = 0; i < RECENT; i++) {
      recent[i] = new byte[0];
    }
  }

  static RelayLiveness standard(RandomSource random) {
    return new RelayLiveness(random, Pace.STANDARD);
  }

  /** The engine sent something: from the first time on, the relay owes signs of life. */
  synchronized void sent(long now) {
    if (!started) {
      started = true;
      lastReceived = now;
      lastAsked = now;
    }
  }

  /** True if the packet answers a keepalive of ours, so that nobody above needs to see it. */
  synchronized boolean received(byte[] packet, int length, long now) {
    lastReceived = now;
    everHeard = true;
    refusals = 0;
    unanswered = 0;
    heardAgain |= silent;
    silent = false;
    if (answer.wrap(packet, 0, length) != StunMessage.Verdict.MESSAGE || !answersUs()) {
      return false;
    }
    noteMappedAddress();
    return true;
  }

  private boolean answersUs() {
    for (byte[] transaction : recent) {
      if (transaction.length != 0 && sameTransaction(transaction)) {
        return true;
      }
    }
    return false;
  }

  private boolean sameTransaction(byte[] transaction) {
    for (int i = 0; i < transaction.length; i++) {
      if (answer.buffer()[answer.transactionIdOffset() + i] != transaction[i]) {
        return false;
      }
    }
    return true;
  }

  @Rule("ENG-33")
  private void noteMappedAddress() {
    int at = answer.find(AttributeType.XOR_MAPPED_ADDRESS);
    if (at == StunMessage.NONE || mapped.readXor(answer, at) != StunAddress.Verdict.ADDRESS) {
      return;
    }
    if (!seenAddress.isEmpty()) {
      reboundNow |= !mapped.sameAddress(seenAddress) || mapped.port() != seenPort;
    }
    seenAddress = mapped.copyAddress();
    seenPort = mapped.port();
  }

  /** The network said that nobody listens there. */
  synchronized void refused() {
    refusals++;
  }

  @Rule("ENG-32")
  synchronized boolean isLost() {
    return refusals >= REFUSALS;
  }

  /** What changed since this was asked before; one thing at a time, asked until there is none. */
  @Rule("ENG-31")
  synchronized Change change(long now) {
    if (heardAgain) {
      heardAgain = false;
      return Change.HEARD;
    }
    if (reboundNow) {
      reboundNow = false;
      return Change.REBOUND;
    }
    long patience = everHeard ? silence : firstSilence;
    if (started && !silent && unanswered >= UNANSWERED && now - lastReceived >= patience) {
      silent = true;
      return Change.SILENT;
    }
    return Change.NONE;
  }

  @Rule("ENG-30")
  synchronized boolean keepaliveDue(long now) {
    return started && now - lastAsked >= pause();
  }

  private long pause() {
    return unanswered > 0 || !everHeard ? askAgain : askEvery;
  }

  /** A fresh Binding request without attributes. */
  synchronized byte[] keepalive(long now) {
    lastAsked = now;
    unanswered++;
    byte[] transaction = random.bytes(StunMessage.TRANSACTION_ID_LENGTH).toByteArray();
    recent[next] = transaction;
    next = (next + 1) % RECENT;
    byte[] request = {
      0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    System.arraycopy(
        transaction, 0, request, StunMessage.TRANSACTION_ID_OFFSET, transaction.length);
    return request;
  }

  /** How long the tunnel's thread may sleep; at least 1, since 0 means forever to a selector. */
  synchronized long waitMillis(long now) {
    if (!started) {
      return Math.max(1, askEvery / 4_000_000);
    }
    return Math.max(1, (pause() - (now - lastAsked)) / 1_000_000);
  }
}
