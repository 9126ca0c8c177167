package org.phantomnet.relay.main.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.main.config.AddressLiteral;

/** What servers answer that an operator's check asks, and what the operator types to name them. */
class ProbeFuzzTest {
  private static final byte[] ID = new byte[StunMessage.TRANSACTION_ID_LENGTH];
  private static final long COOKIE = 0x0102030405060708L;

  private static byte[] message(StunClass type, boolean mapped) {
    byte[] out = new byte[100];
    StunWriter writer = new StunWriter().begin(out, 0, StunMethod.BINDING, type, ID, 0);
    if (mapped) {
      writer.xorAddress(
          AttributeType.XOR_MAPPED_ADDRESS, Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 1}), 9);
    }
    return Arrays.copyOf(out, writer.length());
  }

  /** No answer but that of the question counts, and no more than one message is read. */
  @FuzzTest
  void stunStream(byte[] data) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(data);

    Optional<InetSocketAddress> seen = StunProbe.parseStream(in, message(StunClass.REQUEST, false));

    if (seen.isPresent()) {
      assertTrue(!seen.get().isUnresolved());
      assertArrayEquals(ID, Arrays.copyOfRange(data, 8, 20));
    }
    assertTrue(data.length - in.available() <= 1_520);
  }

  static List<byte[]> stunStreamSeeds() {
    byte[] answer = message(StunClass.SUCCESS, true);
    return List.of(
        answer,
        Arrays.copyOf(answer, answer.length - 1),
        message(StunClass.SUCCESS, false),
        new byte[] {1, 1, (byte) 0xFF, (byte) 0xFF});
  }

  @FuzzTest
  void time(byte[] data) {
    TimeAnswer.parse(data, COOKIE)
        .ifPresent(
            said -> {
              assertTrue(ByteBuffer.wrap(data).getLong(24) == COOKIE);
              // Within an era's half of the clock, whatever was said.
              assertTrue(said.ahead(Instant.EPOCH, Instant.EPOCH).abs().getSeconds() <= 1L << 31);
            });
  }

  static List<byte[]> timeSeeds() {
    ByteBuffer answer = ByteBuffer.allocate(TimeAnswer.LENGTH).put(0, (byte) 0x24).put(1, (byte) 1);
    answer.putLong(24, COOKIE).putLong(32, 1L << 40).putLong(40, 1L << 63);
    return List.of(answer.array(), TimeAnswer.question(COOKIE), new byte[47]);
  }

  /** An address with a port, and no name is looked up. */
  @FuzzTest
  void address(byte[] data) {
    AddressLiteral.withPort(new String(data, StandardCharsets.UTF_8))
        .ifPresent(
            address -> {
              assertTrue(address.getPort() >= 1 && !address.isUnresolved());
              assertTrue(
                  AddressLiteral.parse(address.getAddress().getHostAddress().replaceAll("%.*", ""))
                      .isPresent());
            });
  }

  static List<byte[]> addressSeeds() {
    return List.of(
            "192.0.2.1:3478", "[2001:db8::1]:443", "::1:1", "[::ffff:192.0.2.1]:65536", "a:1")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
