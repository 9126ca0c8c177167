package org.phantomnet.relay.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

final class FlowGuardTest {
  private static final int AES_CM_80 = 0x0001;
  private static final int AEAD_GCM = 0x0007;
  private static final int NULL_80 = 0x0005;
  private static final byte[] SRTP = packet(0x80, 160);
  private static final byte[] CLIENT_HELLO =
      Dtls.client(Dtls.clientHello(Dtls.useSrtp(AEAD_GCM, AES_CM_80)));
  private static final byte[] SERVER_HELLO = Dtls.server(Dtls.serverHello(Dtls.useSrtp(AES_CM_80)));
  private static final byte[] APPLICATION_DATA = Dtls.record(23, new byte[100]);

  private final FlowProof proof = new FlowProof();
  private final FlowGuard strict = new FlowGuard(ForwardMode.STRICT, proof, 0);

  @Test
  @Covers("FWD-3")
  void handshakeWithSrtp_provesTheFlow() {
    assertEquals(FlowVerdict.PASS, judge(Direction.TO_PEER, CLIENT_HELLO, 0));
    assertFalse(proof.proven());
    assertEquals(FlowVerdict.PASS_PROVING, judge(Direction.TO_CLIENT, SERVER_HELLO, 0));

    assertTrue(proof.proven());
    assertEquals(FlowVerdict.PASS, judge(Direction.TO_PEER, SRTP, 3_600_000));
    assertEquals(FlowVerdict.PASS, judge(Direction.TO_PEER, APPLICATION_DATA, 3_600_000));
  }

  @Test
  @Covers("FWD-3")
  void peerAsDtlsClient_provesTheFlowToo() {
    judge(Direction.TO_CLIENT, CLIENT_HELLO, 0);
    judge(Direction.TO_PEER, SERVER_HELLO, 0);

    assertTrue(proof.proven());
  }

  @Test
  @Covers("FWD-3")
  void dtls13ServerHello_provesByItsVersion() {
    judge(Direction.TO_PEER, CLIENT_HELLO, 0);
    judge(
        Direction.TO_CLIENT,
        Dtls.server(Dtls.serverHello(Dtls.supportedVersion(Dtls.DTLS_1_3))),
        0);

    assertTrue(proof.proven());
  }

  @Test
  @Covers("FWD-3")
  void helloInFragmentsOfAnyOrder_isPutTogether() {
    byte[] hello = Dtls.clientHello(Dtls.extension(51, new byte[2_500]), Dtls.useSrtp(AES_CM_80));
    for (int size : new int[] {100, 1_000, 3_000}) {
      FlowProof own = new FlowProof();
      FlowGuard guard = new FlowGuard(ForwardMode.STRICT, own, 0);
      List<byte[]> fragments = Dtls.clientInFragments(hello, size);
      Collections.shuffle(fragments, new Random(size));

      for (byte[] fragment : fragments) {
        assertEquals(
            FlowVerdict.PASS, guard.judge(Direction.TO_PEER, fragment, 0, fragment.length, 0));
      }
      guard.judge(Direction.TO_CLIENT, SERVER_HELLO, 0, SERVER_HELLO.length, 0);

      assertTrue(own.proven(), "fragments of " + size);
    }
  }

  @Test
  @Covers("FWD-3")
  void missingFragment_provesNothing() {
    byte[] hello = Dtls.clientHello(Dtls.useSrtp(AES_CM_80));
    List<byte[]> fragments = Dtls.clientInFragments(hello, 20);
    fragments.remove(1);

    fragments.forEach(f -> judge(Direction.TO_PEER, f, 0));
    judge(Direction.TO_CLIENT, SERVER_HELLO, 0);

    assertFalse(proof.proven());
  }

  @Test
  @Covers("FWD-3")
  void helloWithoutSrtpOrWithNullProfile_isDropped() {
    byte[][] refused = {
      Dtls.clientHello(Dtls.useSrtp(AES_CM_80, NULL_80)),
      Dtls.clientHello(Dtls.useSrtp(0x0006)),
      Dtls.clientHello(),
      Dtls.clientHello(Dtls.extension(10, new byte[4])),
      Dtls.clientHello(Dtls.useSrtp()),
      Dtls.clientHello(Dtls.extension(14, new byte[] {0, 3, 0, 1, 0})),
      Dtls.clientHello(Dtls.extension(14, new byte[0])),
    };

    for (int i = 0; i < refused.length; i++) {
      FlowVerdict expected = i < 2 ? FlowVerdict.DROP_NULL_PROFILE : FlowVerdict.DROP_NO_SRTP;
      assertEquals(expected, judge(Direction.TO_PEER, Dtls.client(refused[i]), 0));
      assertEquals(FlowVerdict.DROP_DTLS, judge(Direction.TO_CLIENT, SERVER_HELLO, 0));
    }
    assertFalse(proof.proven());
  }

  @Test
  @Covers("FWD-3")
  void serverHelloThatFallsShort_provesNothing() {
    byte[][] refused = {
      Dtls.serverHello(),
      Dtls.serverHello(Dtls.useSrtp(NULL_80)),
      Dtls.serverHello(Dtls.useSrtp(AES_CM_80, AEAD_GCM)),
      Dtls.serverHello(Dtls.supportedVersion(Dtls.DTLS_1_2)),
    };
    judge(Direction.TO_PEER, CLIENT_HELLO, 0);

    for (byte[] hello : refused) {
      assertNotEquals(FlowVerdict.PASS, judge(Direction.TO_CLIENT, Dtls.server(hello), 0));
    }
    assertEquals(
        FlowVerdict.DROP_DTLS, judge(Direction.TO_PEER, SERVER_HELLO, 0)); // both from one side
    assertFalse(proof.proven());
  }

  @Test
  @Covers("FWD-3")
  void clientHelloOfAnOrdinaryDtlsVpn_isDropped() throws Exception {
    SSLContext context = SSLContext.getInstance("DTLSv1.2");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer datagram = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.beginHandshake();
    while (datagram.position() == 0) {
      engine.wrap(ByteBuffer.allocate(0), datagram);
      Runnable task = engine.getDelegatedTask();
      if (task != null) {
        task.run();
      }
    }
    byte[] hello = Arrays.copyOf(datagram.array(), datagram.position());

    assertEquals(FlowVerdict.DROP_NO_SRTP, judge(Direction.TO_PEER, hello, 0));
  }

  @Test
  @Covers("FWD-3")
  void truncatedAndMutatedHellos_neverThrow() {
    Random random = new Random(5);
    for (byte[] whole : new byte[][] {CLIENT_HELLO, SERVER_HELLO}) {
      for (int length = 0; length < whole.length; length++) {
        judge(Direction.TO_PEER, Arrays.copyOf(whole, length), 0);
        Hello.offered(Arrays.copyOfRange(whole, 25, 25 + Math.min(length, whole.length - 25)));
        Hello.selected(Arrays.copyOfRange(whole, 25, 25 + Math.min(length, whole.length - 25)));
      }
      for (int round = 0; round < 20_000; round++) {
        byte[] mutated = whole.clone();
        for (int i = 0; i < 3; i++) {
          mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        new FlowGuard(ForwardMode.STRICT, new FlowProof(), 0)
            .judge(Direction.TO_PEER, mutated, 0, mutated.length, 0);
      }
    }
  }

  @Test
  @Covers("FWD-4")
  void srtpWithoutHandshake_passesSlowlyForTenSeconds() {
    int passed = 0;
    for (int millis = 5_000; millis < 30_000; millis += 5) { // 264 kbit/s offered
      if (judge(Direction.TO_PEER, SRTP, millis) == FlowVerdict.PASS) {
        passed++;
        assertTrue(millis < 15_000);
      }
    }

    int bytes = passed * SRTP.length;
    assertTrue(bytes <= 10 * 64_000 / 8 + 2_000 && bytes > 9 * 64_000 / 8, "passed " + bytes);
  }

  @Test
  @Covers("FWD-4")
  void graceBelongsToTheCredential_notToTheAllocation() {
    judge(Direction.TO_PEER, SRTP, 0);
    FlowGuard next = new FlowGuard(ForwardMode.STRICT, proof, 11_000);

    assertEquals(FlowVerdict.DROP_RTP, next.judge(Direction.TO_PEER, SRTP, 0, SRTP.length, 11_000));
  }

  @Test
  @Covers("FWD-5")
  void dtlsWithoutProof_isBounded_andCarriesNoData() {
    assertEquals(FlowVerdict.DROP_DTLS, judge(Direction.TO_PEER, APPLICATION_DATA, 0));
    byte[] certificate = Dtls.record(22, Dtls.fragment(11, 1, new byte[1_000], 0, 1_000));
    int passed = 0;
    for (int i = 0; i < 1_000; i++) {
      if (judge(Direction.TO_PEER, certificate, i * 1_000L) == FlowVerdict.PASS) {
        passed += certificate.length;
      }
    }

    assertTrue(passed <= 64 * 1024 && passed > 60 * 1024, "passed " + passed);
  }

  @Test
  @Covers("FWD-5")
  void recordsThatAreNotDtls_areDropped() {
    byte[][] refused = {
      packet(22, 200),
      {22},
      Dtls.record(22, new byte[0]),
      Dtls.join(CLIENT_HELLO, new byte[] {1, 2, 3}),
      Dtls.record(30, new byte[10]),
      Dtls.record(22, new byte[] {1, 2, 3}),
    };

    for (byte[] packet : refused) {
      assertEquals(FlowVerdict.DROP_DTLS, judge(Direction.TO_PEER, packet, 0));
    }
  }

  @Test
  @Covers("FWD-2")
  void stun_passesWithCookieAndLength_andNotWithoutThem() {
    byte[] check = stun(40);
    byte[] wireGuardInitiation = packet(1, 148);
    byte[] wrongLength = Arrays.copyOf(check, check.length + 4);
    byte[] wrongCookie = check.clone();
    wrongCookie[4] ^= 1;

    assertEquals(FlowVerdict.PASS, judge(Direction.TO_PEER, check, 0));
    assertEquals(FlowVerdict.DROP_STUN, judge(Direction.TO_PEER, wireGuardInitiation, 0));
    assertEquals(FlowVerdict.DROP_STUN, judge(Direction.TO_PEER, wrongLength, 0));
    assertEquals(FlowVerdict.DROP_STUN, judge(Direction.TO_PEER, wrongCookie, 0));
    assertEquals(FlowVerdict.DROP_STUN, judge(Direction.TO_PEER, new byte[] {0}, 0));
  }

  @Test
  @Covers("FWD-2")
  void dataDressedAsStun_isSlow() {
    byte[] tunnel = stun(1_000);
    int passed = 0;
    for (int millis = 0; millis < 10_000; millis += 10) {
      if (judge(Direction.TO_PEER, tunnel, millis) == FlowVerdict.PASS) {
        passed += tunnel.length;
      }
    }

    assertTrue(passed <= 8_000 + 10 * 8_000, "passed " + passed);
  }

  @Test
  @Covers("FWD-1")
  void demux_passesByFirstByteOnly() {
    FlowGuard demux = new FlowGuard(ForwardMode.DEMUX, proof, 0);
    for (int first = 0; first < 256; first++) {
      byte[] packet = packet(first, 50);
      boolean passes = first <= 3 || (first >= 20 && first <= 63) || (first >= 128 && first <= 191);

      FlowVerdict verdict = demux.judge(Direction.TO_PEER, packet, 0, packet.length, 0);

      assertEquals(passes, verdict == FlowVerdict.PASS, "first byte " + first);
    }
    assertEquals(FlowVerdict.DROP_UNKNOWN, demux.judge(Direction.TO_PEER, new byte[0], 0, 0, 0));
  }

  @Test
  @Covers({"FWD-5", "FWD-7"})
  @Adversary("ADV-49")
  void otherProtocols_areRefusedAndCountedByKind() {
    proof.prove();
    byte[] quicInitial = packet(0xC3, 1_200);
    System.arraycopy(new byte[] {0, 0, 0, 1, 8}, 0, quicInitial, 1, 5);
    byte[] quicShort = packet(0x5A, 60);
    byte[] zrtp = packet(0x10, 40);
    byte[] http = "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
    byte[] dnsQuery = {0x07, 0x11, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1};

    assertEquals(FlowVerdict.DROP_QUIC, judge(Direction.TO_PEER, quicInitial, 0));
    assertEquals(FlowVerdict.DROP_QUIC, judge(Direction.TO_PEER, quicShort, 0));
    assertEquals(FlowVerdict.DROP_ZRTP, judge(Direction.TO_PEER, zrtp, 0));
    assertEquals(FlowVerdict.DROP_HTTP, judge(Direction.TO_PEER, http, 0));
    assertEquals(FlowVerdict.DROP_CHANNEL, judge(Direction.TO_PEER, packet(0x47, 40), 0));
    assertEquals(FlowVerdict.DROP_DNS, judge(Direction.TO_PEER, dnsQuery, 0));
    assertEquals(FlowVerdict.DROP_UNKNOWN, judge(Direction.TO_PEER, new byte[0], 0));
    assertEquals(FlowVerdict.DROP_RTP, judge(Direction.TO_PEER, packet(0x80, 4), 0));
  }

  @Test
  void provenFlow_isJudgedWithoutAllocating() {
    proof.prove();
    byte[] check = stun(40);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int rounds = 50_000;
    long before = 0;
    for (int i = 0; i < 2 * rounds; i++) {
      if (i == rounds) {
        before = threads.getThreadAllocatedBytes(thread);
      }
      judge(Direction.TO_PEER, SRTP, i);
      judge(Direction.TO_CLIENT, APPLICATION_DATA, i);
      judge(Direction.TO_PEER, check, i);
    }

    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertTrue(allocated < rounds, "allocated " + allocated);
  }

  @Test
  void off_passesEverything() {
    FlowGuard off = new FlowGuard(ForwardMode.OFF, proof, 0);

    assertEquals(FlowVerdict.PASS, off.judge(Direction.TO_PEER, packet(0xFF, 9), 0, 9, 0));
    assertEquals(FlowVerdict.PASS, off.judge(Direction.TO_PEER, new byte[0], 0, 0, 0));
  }

  private FlowVerdict judge(Direction direction, byte[] packet, long millis) {
    return strict.judge(direction, packet, 0, packet.length, millis);
  }

  private static byte[] packet(int first, int length) {
    byte[] packet = new byte[length];
    Arrays.fill(packet, (byte) 0x77);
    packet[0] = (byte) first;
    return packet;
  }

  private static byte[] stun(int attributes) {
    byte[] packet = new byte[20 + attributes];
    packet[1] = 1;
    packet[2] = (byte) (attributes >> 8);
    packet[3] = (byte) attributes;
    packet[4] = 0x21;
    packet[5] = 0x12;
    packet[6] = (byte) 0xA4;
    packet[7] = 0x42;
    return packet;
  }
}
