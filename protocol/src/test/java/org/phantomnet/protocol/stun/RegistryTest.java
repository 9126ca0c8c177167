package org.phantomnet.protocol.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

/** The numbers are IANA's ("STUN Parameters" and "TURN Channel Numbers" registries). */
final class RegistryTest {
  @Test
  void attributeTypes_areTheRegistrys() throws Exception {
    Map<String, Integer> registry = new TreeMap<>();
    registry.put("MAPPED_ADDRESS", 0x0001);
    registry.put("USERNAME", 0x0006);
    registry.put("MESSAGE_INTEGRITY", 0x0008);
    registry.put("ERROR_CODE", 0x0009);
    registry.put("UNKNOWN_ATTRIBUTES", 0x000A);
    registry.put("CHANNEL_NUMBER", 0x000C);
    registry.put("LIFETIME", 0x000D);
    registry.put("XOR_PEER_ADDRESS", 0x0012);
    registry.put("DATA", 0x0013);
    registry.put("REALM", 0x0014);
    registry.put("NONCE", 0x0015);
    registry.put("XOR_RELAYED_ADDRESS", 0x0016);
    registry.put("REQUESTED_ADDRESS_FAMILY", 0x0017);
    registry.put("EVEN_PORT", 0x0018);
    registry.put("REQUESTED_TRANSPORT", 0x0019);
    registry.put("DONT_FRAGMENT", 0x001A);
    registry.put("MESSAGE_INTEGRITY_SHA256", 0x001C);
    registry.put("PASSWORD_ALGORITHM", 0x001D);
    registry.put("USERHASH", 0x001E);
    registry.put("XOR_MAPPED_ADDRESS", 0x0020);
    registry.put("RESERVATION_TOKEN", 0x0022);
    registry.put("PRIORITY", 0x0024);
    registry.put("USE_CANDIDATE", 0x0025);
    registry.put("ADDITIONAL_ADDRESS_FAMILY", 0x8000);
    registry.put("ADDRESS_ERROR_CODE", 0x8001);
    registry.put("PASSWORD_ALGORITHMS", 0x8002);
    registry.put("ALTERNATE_DOMAIN", 0x8003);
    registry.put("ICMP", 0x8004);
    registry.put("SOFTWARE", 0x8022);
    registry.put("ALTERNATE_SERVER", 0x8023);
    registry.put("FINGERPRINT", 0x8028);
    registry.put("ICE_CONTROLLED", 0x8029);
    registry.put("ICE_CONTROLLING", 0x802A);

    Map<String, Integer> ours = new TreeMap<>();
    for (Field field : AttributeType.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && !field.isSynthetic()) {
        ours.put(field.getName(), field.getInt(null));
      }
    }

    assertEquals(registry, ours);
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
