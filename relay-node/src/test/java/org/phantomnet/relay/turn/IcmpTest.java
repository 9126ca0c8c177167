package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.net.RelaySocket;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** Real ICMP errors of this machine's own network, and the DF bit. */
@Timeout(30)
class IcmpTest {
  private static final byte[] HELLO = {1, 2, 3, 4};
  private static final int CHANNEL = 0x4000;

  /** A port of a peer where nobody listens. */
  private static InetSocketAddress closed(TurnBed bed, Bytes address) throws Exception {
    try (TestPeer gone = bed.peer(address)) {
      return gone.address();
    }
  }

  private static void assertTold(
      StunMessage told, InetSocketAddress peer, int type, int code, long data) throws Exception {
    assertEquals(StunMethod.DATA, told.method());
    assertEquals(StunClass.INDICATION, told.messageClass());
    assertFalse(told.has(AttributeType.DATA));
    assertEquals(peer, TurnClient.xorAddress(told, AttributeType.XOR_PEER_ADDRESS));
    byte[] mtu = {(byte) (data >>> 24), (byte) (data >>> 16), (byte) (data >>> 8), (byte) data};
    assertArrayEquals(
        new byte[] {0, 0, (byte) type, (byte) code, mtu[0], mtu[1], mtu[2], mtu[3]},
        told.copyValue(told.find(AttributeType.ICMP)));
  }

  @ParameterizedTest
  @EnumSource(
      value = ListenerKind.class,
      names = {"UDP", "TLS"})
  @Covers("TURN-47")
  void closedPort_isToldAsPortUnreachable(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(kind);
      InetSocketAddress nobody = closed(bed, TurnBed.NEIGHBOUR);
      client.permit(nobody);

      client.sendIndication(nobody, HELLO);

      assertTold(client.receive(), nobody, 3, 3, 0);
      client.bind(CHANNEL, nobody);
      client.sendChannelData(CHANNEL, HELLO);
      assertTold(client.receive(), nobody, 3, 3, 0);
      bed.awaitCount(Counter.ICMP_TOLD, 2);
      bed.awaitBalance();
      assertEquals(2, bed.count(Counter.FORWARDED_TO_PEER));
    }
  }

  @Test
  @Covers("TURN-47")
  void closedPortOverIpv6_isToldAsItsOwnType() throws Exception {
    try (TurnBed bed = new TurnBed(TurnBed::dual)) {
      TurnClient client = bed.client(ListenerKind.UDP);
      client.request(
          StunMethod.ALLOCATE,
          w ->
              w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                  .u8(AttributeType.REQUESTED_ADDRESS_FAMILY, 2));
      InetSocketAddress nobody = closed(bed, TurnBed.LOOPBACK_6);
      client.permit(nobody);

      client.sendIndication(nobody, HELLO);

      assertTold(client.receive(), nobody, 1, 4, 0);
    }
  }

  /** The system says of the error where the next datagram is to go, whoever that is for. */
  @Test
  @Covers("TURN-47")
  void errorOfOnePeer_losesNoPacketToOrFromAnother() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      InetSocketAddress nobody = closed(bed, TurnBed.NEIGHBOUR);
      TestPeer peer = bed.peer();
      client.permit(nobody, peer.address());
      client.bind(CHANNEL, peer.address());
      client.bind(CHANNEL + 1, nobody);

      for (int i = 0; i < 50; i++) {
        client.sendChannelData(CHANNEL + 1, HELLO);
        client.sendChannelData(CHANNEL, new byte[] {9, (byte) i});
        peer.send(client.relayed(), new byte[] {8, (byte) i});
      }

      for (int i = 0; i < 50; i++) {
        assertArrayEquals(new byte[] {9, (byte) i}, peer.receiveBytes());
      }
      bed.awaitCount(Counter.FORWARDED_TO_CLIENT, 50);
      bed.awaitBalance();
      assertEquals(100, bed.count(Counter.FORWARDED_TO_PEER));
      assertEquals(0, bed.count(Counter.DROPPED_SEND_FAILED));
    }
  }

  @Test
  @Covers("TURN-48")
  void errors_areToldEightAtOnce_andEightASecond() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      InetSocketAddress nobody = closed(bed, TurnBed.NEIGHBOUR);
      client.permit(nobody);

      for (int i = 0; i < 40; i++) {
        client.sendIndication(nobody, HELLO);
      }

      bed.awaitCount(Counter.ICMP_RECEIVED, 40);
      assertEquals(8, bed.count(Counter.ICMP_TOLD));
      IcmpNews news = new IcmpNews();
      long told = 0;
      for (long millis = 0; millis < 10_000; millis++) {
        told += news.mayTell(millis) ? 1 : 0;
      }
      assertEquals(8 + 80, told);
    }
  }

  @Test
  @Covers("TURN-47")
  void errorOfAPeerThatIsNotPermitted_isNotTold() {
    Peers peers = new Peers(TurnLimits.DEFAULT);
    InetSocketAddress peer = new InetSocketAddress("192.0.2.1", 1);

    peers.permit(peer.getAddress().getAddress(), 0);

    assertTrue(peers.permits(peer.getAddress(), Peers.PERMISSION_MILLIS - 1));
    assertFalse(peers.permits(peer.getAddress(), Peers.PERMISSION_MILLIS));
    assertFalse(peers.permits(new InetSocketAddress("192.0.2.2", 1).getAddress(), 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = ListenerKind.class,
      names = {"UDP", "TCP"})
  @Covers("TURN-49")
  void dontFragment_isUnderstood_andItsDataArrives(ListenerKind kind) throws Exception {
    assertTrue(RelaySocket.canForbidFragments(), "the tests run with what a relay runs with");
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(kind);
      StunMessage made =
          client.request(
              StunMethod.ALLOCATE,
              w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17).flag(AttributeType.DONT_FRAGMENT));
      assertEquals(StunClass.SUCCESS, made.messageClass());
      TestPeer peer = bed.peer();
      client.permit(peer.address());

      client.sendUnfragmented(peer.address(), HELLO);
      client.sendIndication(peer.address(), HELLO);

      assertArrayEquals(HELLO, peer.receiveBytes());
      assertArrayEquals(HELLO, peer.receiveBytes());
    }
  }

  @Test
  @Covers("TURN-49")
  void withoutTheSystemsCalls_dontFragmentIsUnknown_andNoErrorIsTold() throws Exception {
    System.setProperty(WithoutSystemCalls.JDK_ONLY, "true");
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      assertEquals(
          420,
          client
              .request(
                  StunMethod.ALLOCATE,
                  w ->
                      w.u8(AttributeType.REQUESTED_TRANSPORT, 17).flag(AttributeType.DONT_FRAGMENT))
              .errorCode());
      client.allocated();
      InetSocketAddress nobody = closed(bed, TurnBed.NEIGHBOUR);
      client.permit(nobody);

      client.sendIndication(nobody, HELLO);

      client.assertNothingReceived();
    } finally {
      System.clearProperty(WithoutSystemCalls.JDK_ONLY);
    }
  }

  /** In a network of its own whose only link takes 1280 bytes: see {@link ShortLink}. */
  @Test
  @Covers({"TURN-47", "TURN-49"})
  void tooLongForTheLink_isToldWithItsMtu_onlyWithDontFragment() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c"));
    command.add("ip link set lo mtu 1280 && ip link set lo up && exec \"$@\"");
    command.add("sh");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED", "-Xmx64m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ShortLink.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));

    boolean mayNot = !said.contains(ShortLink.STARTED);
    if (mayNot) {
      System.err.println("SKIPPED tooLongForTheLink: no network namespace to be had here");
    }
    Assumptions.assumeFalse(mayNot, "no network namespace to be had here");
    assertTrue(said.contains(ShortLink.DONE), said);
  }
}
