package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/**
 * Every way to name a peer, in every form of an address, against a relay that admits what a relay
 * in production does. Nothing is sent to any of them.
 */
@Adversary("ADV-48")
final class RefusedPeersTest {
  private static final int CHANNEL = 0x4000;
  private static final int PORT = 5_000;
  private static final byte[] DATA = "knock".getBytes(StandardCharsets.US_ASCII);

  private static final List<String> FORMS =
      List.of(
          // IPv4
          "127.0.0.1",
          "10.0.0.1",
          "172.16.0.1",
          "192.168.0.1",
          "169.254.169.254",
          "100.64.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "0.0.0.0",
          "11.22.33.44",
          // IPv6
          "::",
          "::1",
          "fe80::1",
          "fc00::1",
          "fd00:ec2::254",
          "ff02::1",
          "2600::7",
          // mapped and compatible
          "::ffff:127.0.0.1",
          "::ffff:169.254.169.254",
          "::ffff:8.8.8.8",
          "::ffff:11.22.33.44",
          "::127.0.0.1",
          "::8.8.8.8",
          // NAT64, well-known and local
          "64:ff9b::127.0.0.1",
          "64:ff9b::10.0.0.1",
          "64:ff9b::169.254.169.254",
          "64:ff9b::11.22.33.44",
          "64:ff9b:1::8.8.8.8",
          // 6to4 of 127.0.0.1, 10.0.0.1, 192.168.0.1, 11.22.33.44
          "2002:7f00:1::1",
          "2002:a00:1::1",
          "2002:c0a8:1::1",
          "2002:b16:212c::1",
          // ISATAP of 127.0.0.1, 10.0.0.1, 11.22.33.44, both interface identifiers
          "2600::5efe:127.0.0.1",
          "2600::200:5efe:10.0.0.1",
          "2600::5efe:11.22.33.44",
          // Teredo
          "2001::1",
          "2001:0:808:808:0:ffff:f5ff:fffe");

  /** What a NAT before the relay shows: public, and the relay's own. */
  private static final Bytes SHOWN = Bytes.copyOf(new byte[] {11, 22, 33, 44});

  private static final Bytes SHOWN_6 =
      Bytes.copyOf(new byte[] {0x26, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7});

  /** Of both families, and no test estate. */
  private static TurnConfig production(TurnConfig c) {
    return ConfigDraft.changed(
        TurnBed.dual(c),
        draft -> {
          draft.relayed =
              List.of(
                  new TurnConfig.Relayed(TurnBed.LOOPBACK, Optional.of(SHOWN)),
                  new TurnConfig.Relayed(TurnBed.LOOPBACK_6, Optional.of(SHOWN_6)));
          draft.estate = List.of();
        });
  }

  private static StunWriter peer(StunWriter writer, byte[] address, int port) {
    return writer.xorAddress(AttributeType.XOR_PEER_ADDRESS, address, address.length, port);
  }

  /** Java would turn a mapped address into the IPv4 address in it. */
  private static byte[] bytes(String text) throws UnknownHostException {
    if (!text.startsWith("::ffff:")) {
      return InetAddress.getByName(text).getAddress();
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    byte[] inner = InetAddress.getByName(text.substring("::ffff:".length())).getAddress();
    System.arraycopy(inner, 0, mapped, 12, inner.length);
    return mapped;
  }

  private static void assertRefused(TurnBed bed, TurnClient client, String form) throws Exception {
    byte[] address = bytes(form);
    long denied = bed.count(Counter.DENIED_PEER);

    StunMessage permission =
        client.request(StunMethod.CREATE_PERMISSION, w -> peer(w, address, PORT));
    assertEquals(403, permission.errorCode(), form);
    StunMessage channel =
        client.request(
            StunMethod.CHANNEL_BIND,
            w -> peer(w.u16(AttributeType.CHANNEL_NUMBER, CHANNEL), address, PORT));
    assertEquals(403, channel.errorCode(), form);
    sendIndication(client, address, PORT);

    bed.awaitCount(Counter.DENIED_PEER, denied + 3);
    assertEquals(0, bed.count(Counter.FORWARDED_TO_PEER));
    assertEquals(0, bed.count(Counter.DROPPED_SEND_FAILED));
  }

  private static void sendIndication(TurnClient client, byte[] address, int port) throws Exception {
    byte[] out = new byte[256];
    StunWriter writer =
        new StunWriter()
            .begin(out, 0, StunMethod.SEND, StunClass.INDICATION, TurnClient.newId(), 0);
    peer(writer, address, port).bytes(AttributeType.DATA, DATA);
    client.wire.send(java.util.Arrays.copyOf(out, writer.length()));
  }

  @Test
  @Covers("TURN-8")
  void addressInAnyForm_byAnyWay_isRefused() throws Exception {
    try (TurnBed bed = new TurnBed(RefusedPeersTest::production)) {
      TurnClient client = bed.client(ListenerKind.UDP);
      StunMessage made =
          client.request(
              StunMethod.ALLOCATE,
              w ->
                  w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                      .u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2));
      assertEquals(StunClass.SUCCESS, made.messageClass());

      for (String form : FORMS) {
        assertRefused(bed, client, form);
      }
    }
  }

  @Test
  @Covers("TURN-9")
  void ownPorts_areRefused_alsoWhereATestEstateAdmitsTheAddress() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      byte[] own = TurnBed.LOOPBACK.toByteArray();
      int refused = 0;

      for (TurnConfig.Listener listener : bed.server.addresses()) {
        refused += refusesPort(client, own, listener.port()) ? 1 : 0;
        sendIndication(client, own, listener.port());
      }
      // where the same machine has its figures, its mailbox, its name server, its shell
      for (int port : new int[] {9_464, 8_443, 53, 22, 443, TurnBed.MIN_PORT - 1}) {
        refused += refusesPort(client, own, port) ? 1 : 0;
        sendIndication(client, own, port);
      }

      int ports = bed.server.addresses().size() + 6;
      assertEquals(ports, refused);
      bed.awaitCount(Counter.DENIED_PEER, 2L * ports);
      assertEquals(0, bed.count(Counter.FORWARDED_TO_PEER));
    }
  }

  private static boolean refusesPort(TurnClient client, byte[] address, int port) throws Exception {
    return client
            .request(
                StunMethod.CHANNEL_BIND,
                w -> peer(w.u16(AttributeType.CHANNEL_NUMBER, CHANNEL), address, port))
            .errorCode()
        == 403;
  }
}
