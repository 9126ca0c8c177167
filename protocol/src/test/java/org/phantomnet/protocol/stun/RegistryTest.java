package org.phantomnet.protocol.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

/** The numbers are IANA's ("STUN Parameters" and "TURN Channel Numbers" registries). */
final class RegistryTest {
  private static List<String[]> registry(String name) throws IOException {
    try (InputStream in = RegistryTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .toList();
    }
  }

  /** Each of ours is registered under that number, and is optional or not as its number says. */
  @Test
  void attributeTypes_areTheRegistrys() throws Exception {
    Map<String, Integer> registry = new TreeMap<>();
    for (String[] row : registry("iana-stun-attributes.txt")) {
      registry.put(row[1].replace('-', '_'), Integer.decode(row[0]));
    }

    int ours = 0;
    for (Field field : AttributeType.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && !field.isSynthetic()) {
        ours++;
        int number = field.getInt(null);
        assertEquals(registry.get(field.getName()), number, field.getName());
        assertEquals(number < 0x8000, AttributeType.comprehensionRequired(number));
      }
    }
    assertEquals(33, ours);
  }

  @Test
  void methods_areTheRegistrys() throws Exception {
    Map<String, Integer> registry = new TreeMap<>();
    for (String[] row : registry("iana-stun-methods.txt")) {
      registry.put(row[1], Integer.decode(row[0]));
    }
    for (StunMethod method : StunMethod.values()) {
      if (method != StunMethod.OTHER) {
        String name =
            Arrays.stream(method.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        assertEquals(registry.get(name), method.number(), name);
      }
    }
  }

  @Test
  void errorCodes_areTheRegistrys() throws Exception {
    Set<String> registry = new TreeSet<>();
    Set<Integer> without = new TreeSet<>();
    for (String[] row : registry("iana-stun-error-codes.txt")) {
      if (row[1].equals("-")) {
        without.add(Integer.valueOf(row[0]));
      } else {
        registry.add(String.join(" ", row));
      }
    }
    Set<String> ours = new TreeSet<>();
    for (StunErrorCode code : StunErrorCode.values()) {
      ours.add(code.number() + " " + code.name() + " " + code.reason());
    }

    assertEquals(registry, ours);
    assertEquals(Set.of(405, 446, 447), without); // of mobility and TCP allocations
  }

  @Test
  void messageTypes_areTheRegistrys() {
    assertEquals(0x0001, StunMethod.BINDING.type(StunClass.REQUEST));
    assertEquals(0x0101, StunMethod.BINDING.type(StunClass.SUCCESS));
    assertEquals(0x0111, StunMethod.BINDING.type(StunClass.ERROR));
    assertEquals(0x0003, StunMethod.ALLOCATE.type(StunClass.REQUEST));
    assertEquals(0x0113, StunMethod.ALLOCATE.type(StunClass.ERROR));
    assertEquals(0x0004, StunMethod.REFRESH.type(StunClass.REQUEST));
    assertEquals(0x0016, StunMethod.SEND.type(StunClass.INDICATION));
    assertEquals(0x0017, StunMethod.DATA.type(StunClass.INDICATION));
    assertEquals(0x0108, StunMethod.CREATE_PERMISSION.type(StunClass.SUCCESS));
    assertEquals(0x0109, StunMethod.CHANNEL_BIND.type(StunClass.SUCCESS));
  }

  @Test
  void everyMessageType_splitsIntoMethodAndClass() {
    for (StunMethod method : StunMethod.values()) {
      for (StunClass messageClass : StunClass.values()) {
        int type = method.type(messageClass);

        assertEquals(method, StunMethod.ofType(type));
        assertEquals(messageClass, StunClass.ofType(type));
        assertEquals(0, type & 0xC000);
      }
    }
  }

  @Test
  void unassignedMethods_areOther() {
    for (int number : new int[] {0x000, 0x002, 0x005, 0x00A, 0x00F, 0x010, 0x080, 0xFFE}) {
      int type = (number & 0x00F) | (number & 0x070) << 1 | (number & 0xF80) << 2;

      assertEquals(StunMethod.OTHER, StunMethod.ofType(type), "method " + number);
    }
  }

  @Test
  @Covers("STUN-7")
  void firstByte_tellsTheKind() {
    PacketKind[] expected = new PacketKind[256];
    java.util.Arrays.fill(expected, PacketKind.UNKNOWN);
    java.util.Arrays.fill(expected, 0, 4, PacketKind.STUN);
    java.util.Arrays.fill(expected, 16, 20, PacketKind.ZRTP);
    java.util.Arrays.fill(expected, 20, 64, PacketKind.DTLS);
    java.util.Arrays.fill(expected, 64, 80, PacketKind.TURN_CHANNEL);
    java.util.Arrays.fill(expected, 80, 128, PacketKind.QUIC);
    java.util.Arrays.fill(expected, 128, 192, PacketKind.RTP);
    java.util.Arrays.fill(expected, 192, 256, PacketKind.QUIC);

    for (int b = 0; b < 256; b++) {
      assertEquals(expected[b], PacketKind.of((byte) b), "first byte " + b);
    }
  }

  @Test
  @Covers("STUN-6")
  void channelData_outsideItsDatagram_isRefused() {
    byte[] out = new byte[20];
    ChannelData.writeHeader(out, 0, 0x4001, 16);

    assertEquals(ChannelData.Verdict.CHANNEL_DATA, ChannelData.check(out, 0, 20));
    assertEquals(0x4001, ChannelData.number(out, 0));
    assertEquals(16, ChannelData.dataLength(out, 0));
    for (int length = 4; length < 20; length++) {
      assertEquals(ChannelData.Verdict.BAD_LENGTH, ChannelData.check(out, 0, length));
    }
    for (int length = 0; length < 4; length++) {
      assertEquals(ChannelData.Verdict.TOO_SHORT, ChannelData.check(out, 0, length));
    }
    out[0] = (byte) 0x80;
    assertEquals(ChannelData.Verdict.NOT_A_CHANNEL, ChannelData.check(out, 0, 20));
  }

  @Test
  @Covers("STUN-6")
  void channelNumbers_outsideTheRange_areNotBindable() {
    assertTrue(ChannelData.isBindable(0x4000));
    assertTrue(ChannelData.isBindable(ChannelData.MAX_NUMBER));
    assertFalse(ChannelData.isBindable(0x3FFF));
    assertFalse(ChannelData.isBindable(0x8000));
    assertEquals(8, ChannelData.streamLength(1));
    assertEquals(4, ChannelData.streamLength(0));
  }

  @Test
  void comprehension_isRequiredBelow0x8000() {
    assertTrue(AttributeType.comprehensionRequired(AttributeType.DONT_FRAGMENT));
    assertFalse(AttributeType.comprehensionRequired(AttributeType.SOFTWARE));
  }
}
