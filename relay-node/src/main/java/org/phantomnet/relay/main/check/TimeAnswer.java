package org.phantomnet.relay.main.check;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a time server answers (RFC 4330, RFC 5905). Immutable. Timestamps are seconds since 1900 in
 * 32.32 fixed point; only their differences count, which are right beyond 2036, too.
 *
 * @param received the server's clock as the question came
 * @param sent and as the answer left
 */
record TimeAnswer(long received, long sent) {
  static final int LENGTH = 48;
  private static final int CLIENT = 0x23; // version 4, mode 3
  private static final int SERVER_MODE = 4;
  private static final int UNSYNCHRONISED = 3;
  private static final int MOST_STRATUM = 15;
  private static final int ORIGINATE = 24;
  private static final int RECEIVED = 32;
  private static final int SENT = 40;
  private static final long FROM_1900_TO_1970 = 2_208_988_800L;
  private static final double UNIT = 4_294_967_296.0; // of a second

  /** A question that says nothing of our clock: where it goes stands {@code cookie}. */
  static byte[] question(long cookie) {
    return ByteBuffer.allocate(LENGTH).put(0, (byte) CLIENT).putLong(SENT, cookie).array();
  }

  /**
   * Empty for anything but the answer of a synchronised server to the question with that cookie.
   */
  static Optional<TimeAnswer> parse(byte[] answer, long cookie) {
    if (answer.length < LENGTH) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(answer);
    int stratum = in.get(1) & 0xFF;
    TimeAnswer said = new TimeAnswer(in.getLong(RECEIVED), in.getLong(SENT));
    boolean right =
        (in.get(0) & 7) == SERVER_MODE
            && (in.get(0) >> 6 & 3) != UNSYNCHRONISED
            && stratum >= 1
            && stratum <= MOST_STRATUM
            && in.getLong(ORIGINATE) == cookie
            && said.sent != 0;
    return right ? Optional.of(said) : Optional.empty();
  }

  /** How far the server's clock is ahead of the one that read {@code asked} and {@code heard}. */
  Duration ahead(Instant asked, Instant heard) {
    double there = (received - fixed(asked)) / UNIT;
    double back = (sent - fixed(heard)) / UNIT;
    return Duration.ofMillis(Math.round((there + back) / 2 * 1_000));
  }

  /** An instant as such a timestamp; its era is lost, as it is on the wire. */
  static long fixed(Instant instant) {
    return instant.getEpochSecond() + FROM_1900_TO_1970 << 32
        | (long) (instant.getNano() / 1e9 * UNIT);
  }
}
