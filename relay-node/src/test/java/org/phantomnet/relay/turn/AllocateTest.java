package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.Fingerprint;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

final class AllocateTest {
  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  void binding_withoutCredential_tellsTheMappedAddress(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      StunMessage response = bed.client(kind).plain(StunMethod.BINDING, StunWriter::fingerprint);

      assertEquals(StunClass.SUCCESS, response.messageClass());
      assertTrue(
          TurnClient.xorAddress(response, AttributeType.XOR_MAPPED_ADDRESS)
              .getAddress()
              .isLoopbackAddress());
      assertEquals(Fingerprint.Verdict.VALID, response.fingerprint());
    }
  }

  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  @Covers({"TURN-1", "TURN-14"})
  void allocate_afterItsChallenge_givesARelayedAddress(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(kind);
      StunMessage challenge = client.plain(StunMethod.ALLOCATE, AllocateTest::udp);
      assertEquals(401, challenge.errorCode());
      client.learn(challenge);

      StunMessage response = client.allocate();

      assertEquals(StunClass.SUCCESS, response.messageClass());
      assertEquals(MessageIntegrity.Verdict.VALID, client.key.verify(response));
      assertEquals(600, response.u32(response.find(AttributeType.LIFETIME)));
      int port = TurnClient.xorAddress(response, AttributeType.XOR_RELAYED_ADDRESS).getPort();
      assertTrue(port >= TurnBed.MIN_PORT && port <= TurnBed.MAX_PORT);
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  @Test
  @Covers("TURN-1")
  void wrongPassword_isChallengedAgain() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      client.key = MessageIntegrity.longTerm("other", TurnBed.REALM, "password");

      assertEquals(401, client.allocate().errorCode());
      assertEquals(0, bed.server.liveAllocations());
    }
  }

  @Test
  @Covers("TURN-1")
  void integrityWithoutUsername_isABadRequest() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);

      assertEquals(
          400, client.plain(StunMethod.ALLOCATE, w -> udp(w).integrity(client.key)).errorCode());
    }
  }

  @Test
  @Covers("TURN-5")
  void expiredMalformedOrTooLongLivedCredential_isRefused() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      long now = TurnBed.START.getEpochSecond();
      String[] refused = {
        now + ":x", (now + 8 * 3600) + ":x", "alice", ":x", "12345678901234:x", "-5:x"
      };

      for (String username : refused) {
        assertEquals(401, bed.client(ListenerKind.UDP, username).allocate().errorCode(), username);
      }
      assertEquals(200, ok(bed.client(ListenerKind.UDP, String.valueOf(now + 60)).allocate()));
    }
  }

  @Test
  @Covers("TURN-5")
  void expiredCredential_stillRefreshesItsAllocation() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP, TurnBed.START.getEpochSecond() + 60 + ":x");
      client.allocated();
      bed.pass(Duration.ofSeconds(120));

      assertEquals(200, ok(client.refresh(600)));
    }
  }

  @Test
  @Covers("TURN-3")
  void nonceOfAnotherClientOrOfAnHourAgo_isStale() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient one = bed.client(ListenerKind.UDP);
      TurnClient other = bed.client(ListenerKind.UDP);
      one.learn(one.plain(StunMethod.ALLOCATE, AllocateTest::udp));
      other.learn(other.plain(StunMethod.ALLOCATE, AllocateTest::udp));
      byte[] own = one.nonce;

      one.nonce = other.nonce;
      assertEquals(438, one.allocate().errorCode());
      one.nonce = "not base64 !".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      assertEquals(438, one.allocate().errorCode());
      one.nonce = own;
      bed.pass(Duration.ofMillis(Nonces.LIFETIME_MILLIS));
      StunMessage stale = one.allocate();
      assertEquals(438, stale.errorCode());
      one.learn(stale);

      // the credential lives six hours, so the fresh nonce is enough
      assertEquals(200, ok(one.allocate()));
    }
  }

  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  void secondAllocateOnAConnection_isAMismatch_andARepeatGetsTheSameAnswer(ListenerKind kind)
      throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(kind);
      client.learn(client.plain(StunMethod.ALLOCATE, AllocateTest::udp));
      byte[] request = client.signed(StunMethod.ALLOCATE, TurnClient.newId(), AllocateTest::udp);
      client.wire.send(request);
      InetSocketAddress first =
          TurnClient.xorAddress(client.receive(), AttributeType.XOR_RELAYED_ADDRESS);

      client.wire.send(request);
      assertEquals(
          first, TurnClient.xorAddress(client.receive(), AttributeType.XOR_RELAYED_ADDRESS));
      assertEquals(437, client.allocate().errorCode());
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  @Test
  void requestsWithoutAllocation_areAMismatch() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      InetSocketAddress peer = bed.peer().address();

      assertEquals(437, client.refresh(600).errorCode());
      assertEquals(437, client.permit(peer).errorCode());
      assertEquals(437, client.bind(0x4000, peer).errorCode());
    }
  }

  @Test
  @Covers("TURN-1")
  void anothersCredentialOnAnAllocation_isWrong() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient owner = bed.allocated(ListenerKind.UDP);
      String name = bed.username();
      TurnClient thief = new TurnClient(owner.wire, name, TurnBed.password(name));
      thief.learn(owner.plain(StunMethod.REFRESH, w -> {}));

      assertEquals(441, thief.refresh(0).errorCode());
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  @Test
  @Covers("TURN-6")
  void secondAllocationOfACredential_isOverQuota_untilTheFirstEnds() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      String username = bed.username();
      TurnClient first = bed.client(ListenerKind.UDP, username);
      TurnClient second = bed.client(ListenerKind.TCP, username);
      first.allocated();

      assertEquals(486, second.allocate().errorCode());
      first.refresh(0);
      assertEquals(200, ok(second.allocate()));
    }
  }

  @Test
  @Covers("TURN-6")
  void fullOrDrainingNode_hasNoCapacity() throws Exception {
    TurnLimits one = new TurnLimits(1, 1, 16, 16, 8_000_000, 10);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, one))) {
      TurnClient first = bed.client(ListenerKind.UDP);
      first.allocated();
      assertEquals(508, bed.client(ListenerKind.UDP).allocate().errorCode());

      bed.server.drain();
      assertEquals(200, ok(first.refresh(600)));
      assertEquals(200, ok(first.refresh(0)));
      assertEquals(508, bed.client(ListenerKind.UDP).allocate().errorCode());
    }
  }

  @Test
  @Covers("TURN-17")
  void drainingNode_namesTheAlternateOfTheClientsFamilyOnly() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient living = bed.client(ListenerKind.UDP);
      living.allocated();

      bed.server.drain(List.of(new Alternate(TurnBed.LOOPBACK_6, 3478)));
      assertEquals(508, bed.client(ListenerKind.UDP).allocate().errorCode());

      bed.server.drain(
          List.of(new Alternate(TurnBed.LOOPBACK_6, 3478), new Alternate(TurnBed.NEIGHBOUR, 3479)));
      TurnClient late = bed.client(ListenerKind.UDP);
      StunMessage redirect = late.allocate();
      assertEquals(300, redirect.errorCode());
      assertEquals(MessageIntegrity.Verdict.VALID, late.key.verify(redirect));
      StunAddress other = new StunAddress();
      other.readPlain(redirect, redirect.find(AttributeType.ALTERNATE_SERVER));
      assertEquals(TurnBed.NEIGHBOUR, other.copyAddress());
      assertEquals(3479, other.port());

      assertEquals(200, ok(living.refresh(600)));
      assertEquals(
          401,
          bed.client(ListenerKind.UDP).plain(StunMethod.ALLOCATE, AllocateTest::udp).errorCode());
      assertEquals(2, bed.count(Counter.DRAINED));
    }
  }

  @Test
  @Covers("TURN-16")
  void lifetimes_areBetweenTenMinutesAndAnHour() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      StunMessage made =
          client.request(StunMethod.ALLOCATE, w -> udp(w).u32(AttributeType.LIFETIME, 0xFFFFFFFFL));
      assertEquals(3600, made.u32(made.find(AttributeType.LIFETIME)));

      long[][] askedAndGranted = {
        {1, 600}, {600, 600}, {1200, 1200}, {3601, 3600}, {0xFFFFFFFFL, 3600}, {0, 0}
      };
      for (long[] pair : askedAndGranted) {
        StunMessage response = client.refresh(pair[0]);
        assertEquals(pair[1], response.u32(response.find(AttributeType.LIFETIME)));
      }
      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
    }
  }

  @Test
  @Covers("TURN-16")
  void allocationWithoutRefresh_ends() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);

      bed.pass(Duration.ofSeconds(601));

      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
      assertEquals(437, client.refresh(600).errorCode());
    }
  }

  @Test
  void closedTcpConnection_endsItsAllocation() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.TCP);

      client.close();

      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
      assertEquals(0, bed.server.liveAllocations());
    }
  }

  static StunWriter udp(StunWriter writer) {
    return writer.u8(AttributeType.REQUESTED_TRANSPORT, 17);
  }

  /** 200 for a success, else the error's number, so that a failing test shows it. */
  static int ok(StunMessage response) {
    return response.messageClass() == StunClass.SUCCESS ? 200 : response.errorCode();
  }
}
