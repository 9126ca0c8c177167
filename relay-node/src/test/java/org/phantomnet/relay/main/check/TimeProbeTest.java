package org.phantomnet.relay.main.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.crypto.SystemRandom;

/** Against a time server on loopback. */
class TimeProbeTest {
  /** Of the next era: in 2036 the seconds begin anew. */
  private static final Instant NOW = Instant.parse("2040-02-03T04:05:06.5Z");

  /** What a check says if the server is so far ahead and its first answer is then changed. */
  private static Finding check(Duration ahead, Consumer<ByteBuffer> change) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      socket.setSoTimeout(10_000);
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try {
                  answer(socket, ahead, change);
                  answer(socket, ahead, unchanged -> {});
                } catch (java.io.IOException e) {
                  // closed: one answer was enough
                }
              });
      Finding found =
          TimeProbe.clock(
                  new InetSocketAddress("127.0.0.1", socket.getLocalPort()),
                  Clock.fixed(NOW, ZoneOffset.UTC),
                  new SystemRandom())
              .get(0);
      socket.close();
      served.join();
      return found;
    }
  }

  private static void answer(DatagramSocket socket, Duration ahead, Consumer<ByteBuffer> change)
      throws java.io.IOException {
    DatagramPacket asked = new DatagramPacket(new byte[100], 100);
    socket.receive(asked);
    ByteBuffer question = ByteBuffer.wrap(asked.getData());
    assertEquals(48, asked.getLength());
    assertEquals(0x23, question.get(0));
    ByteBuffer answer = ByteBuffer.allocate(48);
    answer.put(0, (byte) 0x24).put(1, (byte) 2).putLong(24, question.getLong(40));
    answer.putLong(32, TimeAnswer.fixed(NOW.plus(ahead)));
    answer.putLong(40, TimeAnswer.fixed(NOW.plus(ahead)));
    change.accept(answer);
    socket.send(new DatagramPacket(answer.array(), 48, asked.getSocketAddress()));
  }

  @Test
  void clock_right_isOk() throws Exception {
    assertEquals(
        Finding.ok("clock", "300 ms behind the server of --time-source"),
        check(Duration.ofMillis(300), unchanged -> {}));
  }

  @Test
  void clock_secondsOff_warns() throws Exception {
    Finding found = check(Duration.ofSeconds(-10), unchanged -> {});

    assertEquals(Finding.Level.WARN, found.level());
    assertTrue(found.words().startsWith("10000 ms ahead of the server"), found.words());
  }

  @Test
  void clock_minutesOff_fails() throws Exception {
    Finding found = check(Duration.ofMinutes(-5), unchanged -> {});

    assertEquals(Finding.Level.FAIL, found.level());
    assertTrue(found.words().contains("set it, then"), found.words());
  }

  /** The probe asks again, and hears the right answer. */
  @Test
  void answer_toAnotherQuestionOrOfNoServer_doesNotCount() throws Exception {
    for (Consumer<ByteBuffer> change :
        java.util.List.<Consumer<ByteBuffer>>of(
            answer -> answer.putLong(24, answer.getLong(24) + 1).putLong(32, 0),
            answer -> answer.put(0, (byte) 0x23).putLong(32, 0),
            answer -> answer.put(0, (byte) 0xE4).putLong(32, 0),
            answer -> answer.put(1, (byte) 0).putLong(32, 0),
            answer -> answer.putLong(40, 0))) {
      assertEquals(Finding.Level.OK, check(Duration.ofMillis(1), change).level());
    }
  }
}
