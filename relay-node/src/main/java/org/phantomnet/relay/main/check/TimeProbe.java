package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.crypto.RandomSource;

/** Asks a time server that the operator names how right this machine's clock is. Stateless. */
public final class TimeProbe {
  /** Of SNTP. */
  public static final int PORT = 123;

  private static final String CLOCK = "clock";
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int TRIES = 3;
  private static final Duration GOOD = Duration.ofSeconds(2);

  /** Credentials forgive five minutes, other machines' certificates less. */
  private static final Duration BAD = Duration.ofMinutes(1);

  private TimeProbe() {}

  /**
   * One question, tried again if no answer comes.
   *
   * @throws IOException if no socket can be had
   */
  public static List<Finding> clock(InetSocketAddress server, Clock clock, RandomSource random)
      throws IOException {
    Optional<Duration> ahead = ask(server, clock, random);
    if (ahead.isEmpty()) {
      return List.of(
          Finding.warn(
              CLOCK,
              "the server of --time-source does not answer: let UDP to its port "
                  + server.getPort()
                  + " out, or name another one"));
    }
    Duration wrong = ahead.get().abs();
    String words =
        wrong.toMillis()
            + " ms "
            + (ahead.get().isNegative() ? "ahead of" : "behind")
            + " the server of --time-source";
    if (wrong.compareTo(BAD) > 0) {
      return List.of(
          Finding.fail(CLOCK, words + ": set it, then 'timedatectl set-ntp true', or run chrony"));
    }
    return List.of(
        wrong.compareTo(GOOD) > 0
            ? Finding.warn(CLOCK, words + ": see that NTP or chrony runs")
            : Finding.ok(CLOCK, words));
  }

  private static Optional<Duration> ask(InetSocketAddress server, Clock clock, RandomSource random)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      for (int attempt = 0; attempt < TRIES; attempt++) {
        long cookie = ByteBuffer.wrap(random.bytes(Long.BYTES).toByteArray()).getLong();
        byte[] question = TimeAnswer.question(cookie);
        Instant asked = clock.instant();
        socket.send(new DatagramPacket(question, question.length));
        DatagramPacket answer = new DatagramPacket(new byte[TimeAnswer.LENGTH], TimeAnswer.LENGTH);
        try {
          socket.receive(answer);
        } catch (SocketTimeoutException e) {
          continue;
        }
        Instant heard = clock.instant();
        Optional<TimeAnswer> said =
            TimeAnswer.parse(Arrays.copyOf(answer.getData(), answer.getLength()), cookie);
        if (said.isPresent()) {
          return Optional.of(said.get().ahead(asked, heard));
        }
      }
    } catch (PortUnreachableException e) {
      // nobody listens there
    }
    return Optional.empty();
  }
}
