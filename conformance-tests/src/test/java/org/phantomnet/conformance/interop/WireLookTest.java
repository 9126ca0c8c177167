package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;

/** The comparison of captures finds what it is for, and no more than that, in made-up captures. */
final class WireLookTest {
  private static final long MILLI = 1_000_000;
  private static final int PACKETS = 300;

  private final Random random = new Random(44);

  /** Late by up to 8 ms each, and by 60 ms once in fifty. */
  private long lateness() {
    return random.nextInt(50) == 0 ? 60 * MILLI : (long) (random.nextDouble() * 8 * MILLI);
  }

  private WireLook look(int size, int spread, int keepOneOf) {
    List<Wiretap.Packet> packets = new ArrayList<>();
    for (int i = 0; i < PACKETS; i += keepOneOf) {
      byte[] head = new byte[24];
      ByteBuffer.wrap(head)
          .put(new byte[] {0x40, 0, 0, 102, (byte) 0x90, 111})
          .putShort((short) (i / keepOneOf))
          .putInt(960 * i);
      long at = 20 * MILLI * i + lateness();
      packets.add(new Wiretap.Packet(at, size + random.nextInt(spread), head));
    }
    WireLook look = new WireLook();
    look.add(packets, 0, 20 * MILLI * PACKETS + 100 * MILLI);
    return look;
  }

  @Test
  @Adversary("ADV-44")
  void constantRate_onABusyMachine_tellsNothing() {
    for (int i = 0; i < 50; i++) {
      assertEquals(List.of(), look(106, 1, 1).tellsFrom(look(106, 1, 1)));
    }
  }

  @Test
  @Adversary("ADV-44")
  void variableBitRate_tells() {
    List<String> tells = look(106, 1, 1).tellsFrom(look(60, 40, 1));

    assertEquals(1, tells.size());
    assertEquals("sizes", tells.get(0).split(" ")[0]);
  }

  @Test
  @Adversary("ADV-44")
  void silenceLeftOut_tells_byEveryMeasureButSize() {
    List<String> tells = look(106, 1, 1).tellsFrom(look(106, 1, 20));

    assertEquals(
        List.of("media steps [960] and [19200]", "packets per second", "intervals"), tells);
  }

  @Test
  @Adversary("ADV-44")
  void anotherPace_ofTheSameRate_tells() {
    WireLook even = look(106, 1, 1);
    List<Wiretap.Packet> pairs = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      byte[] head = new byte[24];
      ByteBuffer.wrap(head)
          .put(new byte[] {0x40, 0, 0, 102, (byte) 0x90, 111})
          .putShort((short) i)
          .putInt(960 * i);
      pairs.add(new Wiretap.Packet(40 * MILLI * (i / 2) + lateness() / 4, 106, head));
    }
    WireLook inPairs = new WireLook();
    inPairs.add(pairs, 0, 20 * MILLI * PACKETS + 100 * MILLI);

    assertEquals(List.of("intervals"), even.tellsFrom(inPairs));
  }
}
