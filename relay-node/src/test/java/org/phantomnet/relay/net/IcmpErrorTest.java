package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

/** What the kernel says of errors, as bytes. */
class IcmpErrorTest {
  private static final int IPV4 = 11;
  private static final int IPV6 = 41 << 8 | 25;
  private static final int ICMP = 2;
  private static final int ICMP6 = 3;
  private static final int LOCAL = 1;

  private final IcmpError error = new IcmpError();

  private static ByteBuffer control(
      int option, int number, int origin, int type, int code, int info) {
    return ByteBuffer.allocate(IcmpError.CONTROL_SIZE)
        .order(ByteOrder.nativeOrder())
        .putLong(0, 48)
        .putInt(8, option >>> 8)
        .putInt(12, option & 0xFF)
        .putInt(16, number)
        .put(20, (byte) origin)
        .put(21, (byte) type)
        .put(22, (byte) code)
        .putInt(24, info);
  }

  private boolean told(ByteBuffer control) {
    return error.told(control, 0, IcmpError.CONTROL_SIZE);
  }

  @Test
  @Covers("TURN-47")
  void types_thatTurnTells_areTold_andNoOthers() {
    for (int type = 0; type < 256; type++) {
      boolean four = Set.of(3, 11).contains(type);
      boolean six = Set.of(1, 2, 3).contains(type);

      assertEquals(four, told(control(IPV4, 111, ICMP, type, 1, 9)));
      assertEquals(six, told(control(IPV6, 111, ICMP6, type, 1, 9)));
      assertEquals(type, error.type());
      assertEquals(1, error.code());
      assertEquals(type == 2 ? 9 : 0, error.data());
      assertFalse(told(control(IPV4, 111, ICMP6, type, 1, 0)));
      assertFalse(told(control(IPV6, 111, 4, type, 1, 0)));
    }
  }

  @Test
  @Covers("TURN-47")
  void mtu_isToldOfWhatWasTooBig() {
    assertTrue(told(control(IPV4, 90, ICMP, 3, 4, 1400)));
    assertEquals(1400, error.data());
    assertTrue(told(control(IPV4, 90, LOCAL, 0, 0, 1280)));
    assertEquals(3, error.type());
    assertEquals(4, error.code());
    assertEquals(1280, error.data());
    assertTrue(told(control(IPV6, 90, LOCAL, 0, 0, 1280)));
    assertEquals(2, error.type());
    assertEquals(0, error.code());
    assertFalse(told(control(IPV4, 1, LOCAL, 3, 4, 1280)));
  }

  @Test
  void bytesOfAnyKind_areAnErrorOrNone() {
    Random random = new Random(1);
    byte[] bytes = new byte[IcmpError.CONTROL_SIZE];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(bytes);
      error.told(ByteBuffer.wrap(bytes), 0, random.nextInt(IcmpError.CONTROL_SIZE + 1));
    }
    assertFalse(error.told(ByteBuffer.wrap(bytes), 0, 31));
  }
}
