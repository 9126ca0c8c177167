package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.relay.turn.AllocateTest.ok;
import static org.phantomnet.relay.turn.AllocateTest.udp;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** What an Allocate asks for: transport, families, ports. */
final class AllocateWishTest {
  @Test
  @Covers("TURN-2")
  void transport_thatIsMissingOrNotUdp_isRefused() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);

      assertEquals(400, client.request(StunMethod.ALLOCATE, w -> {}).errorCode());
      assertEquals(
          442,
          client
              .request(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 6))
              .errorCode());
      assertEquals(
          400,
          client
              .request(
                  StunMethod.ALLOCATE,
                  w -> w.bytes(AttributeType.REQUESTED_TRANSPORT, new byte[] {17}))
              .errorCode());
    }
  }

  @Test
  @Covers("TURN-2")
  void attributesThatExcludeEachOther_areABadRequest() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      byte[] token = new byte[8];
      byte[] reserve = {(byte) 0x80};

      assertEquals(
          400,
          allocate(
              client,
              w ->
                  w.bytes(AttributeType.RESERVATION_TOKEN, token)
                      .bytes(AttributeType.EVEN_PORT, reserve)));
      assertEquals(
          400,
          allocate(
              client,
              w ->
                  w.u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2)
                      .u8(AttributeType.REQUESTED_ADDRESS_FAMILY, 1)));
      assertEquals(400, allocate(client, w -> w.u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 1)));
      assertEquals(508, allocate(client, w -> w.bytes(AttributeType.RESERVATION_TOKEN, token)));
      assertEquals(0, bed.server.liveAllocations());
    }
  }

  @Test
  @Covers("TURN-2")
  void addressFamilyTheNodeHasNot_isRefused() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);

      for (int family : new int[] {2, 3}) {
        assertEquals(
            440, allocate(client, w -> w.u8(AttributeType.REQUESTED_ADDRESS_FAMILY, family)));
      }
    }
  }

  @Test
  @Covers("TURN-2")
  void additionalFamilyTheNodeHasNot_isNamedInTheSuccess() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      StunMessage response =
          bed.client(ListenerKind.UDP)
              .request(
                  StunMethod.ALLOCATE, w -> udp(w).u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2));

      assertEquals(200, ok(response));
      assertArrayEquals(
          new byte[] {2, 0, 4, 40},
          response.copyValue(response.find(AttributeType.ADDRESS_ERROR_CODE)));
    }
  }

  @Test
  @Covers("TURN-2")
  void unknownRequiredAttribute_isNamed() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);

      StunMessage response =
          client.request(StunMethod.ALLOCATE, w -> udp(w).flag(0x7776).flag(0x7777).flag(0x8777));

      assertEquals(420, response.errorCode());
      assertArrayEquals(
          new byte[] {0x77, 0x76, 0x77, 0x77},
          response.copyValue(response.find(AttributeType.UNKNOWN_ATTRIBUTES)));
    }
  }

  @Test
  @Covers("TURN-14")
  void evenPortWithReservation_holdsTheNextPortForItsCredential() throws Exception {
    TurnLimits two = new TurnLimits(2, 10, 16, 16, 8_000_000, 10);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, two))) {
      String username = bed.username();
      StunMessage first =
          bed.client(ListenerKind.UDP, username)
              .request(
                  StunMethod.ALLOCATE,
                  w -> udp(w).bytes(AttributeType.EVEN_PORT, new byte[] {(byte) 0x80}));
      int even = TurnClient.xorAddress(first, AttributeType.XOR_RELAYED_ADDRESS).getPort();
      byte[] token = first.copyValue(first.find(AttributeType.RESERVATION_TOKEN));

      assertEquals(0, even % 2);
      TurnClient other = bed.client(ListenerKind.UDP);
      assertEquals(508, allocate(other, w -> w.bytes(AttributeType.RESERVATION_TOKEN, token)));
      StunMessage second =
          bed.client(ListenerKind.UDP, username)
              .request(
                  StunMethod.ALLOCATE, w -> udp(w).bytes(AttributeType.RESERVATION_TOKEN, token));
      assertEquals(
          even + 1, TurnClient.xorAddress(second, AttributeType.XOR_RELAYED_ADDRESS).getPort());
    }
  }

  @Test
  void unclaimedReservation_isGivenBack() throws Exception {
    TurnLimits two = new TurnLimits(2, 10, 16, 16, 8_000_000, 10);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, two))) {
      TurnClient client = bed.client(ListenerKind.UDP);
      client.request(
          StunMethod.ALLOCATE,
          w -> udp(w).bytes(AttributeType.EVEN_PORT, new byte[] {(byte) 0x80}));
      assertEquals(2, bed.server.liveAllocations());

      bed.pass(Duration.ofSeconds(31));

      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (bed.server.liveAllocations() > 1) {
        assertTrue(System.nanoTime() < deadline);
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  void dualAllocationOverIpv6_hasBothFamilies(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed(TurnBed::dual)) {
      TurnClient client = bed.client(kind);

      StunMessage response =
          client.request(
              StunMethod.ALLOCATE, w -> udp(w).u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2));

      int first = response.find(AttributeType.XOR_RELAYED_ADDRESS);
      int second = response.next(first);
      assertEquals(AttributeType.XOR_RELAYED_ADDRESS, response.typeAt(second));
      assertEquals(8, response.lengthAt(first));
      assertEquals(20, response.lengthAt(second));
      assertFalse(response.has(AttributeType.ADDRESS_ERROR_CODE));
    }
  }

  /** RFC 8489 section 14: what is optional and not understood is ignored. */
  @Test
  @Covers("TURN-2")
  void draftsNumberForAnotherFamily_countsOnlyWhereItAsksForIpv6AndNothingExcludesIt()
      throws Exception {
    int draft = 0x8032;
    try (TurnBed bed = new TurnBed(TurnBed::dual)) {
      assertEquals(2, addresses(bed, w -> udp(w).u8(draft, 2)));
      assertEquals(1, addresses(bed, w -> udp(w).u8(draft, 1)));
      assertEquals(1, addresses(bed, w -> udp(w).bytes(draft, new byte[] {2})));
      assertEquals(
          1,
          addresses(bed, w -> udp(w).u8(AttributeType.REQUESTED_ADDRESS_FAMILY, 2).u8(draft, 2)));
    }
  }

  /** Asks for UDP and more; 200 for a success, else the error's number. */
  private static int allocate(TurnClient client, Consumer<StunWriter> more) throws Exception {
    return ok(client.request(StunMethod.ALLOCATE, w -> more.accept(udp(w))));
  }

  private static int addresses(TurnBed bed, Consumer<StunWriter> wish) throws Exception {
    StunMessage response = bed.client(ListenerKind.UDP).request(StunMethod.ALLOCATE, wish);
    assertEquals(200, ok(response));
    int found = 0;
    for (int at = response.first(); at != StunMessage.NONE; at = response.next(at)) {
      found += response.typeAt(at) == AttributeType.XOR_RELAYED_ADDRESS ? 1 : 0;
    }
    return found;
  }

  @Test
  void relayedPorts_areNotInARow() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      int a = bed.client(ListenerKind.UDP).allocated().getPort();
      int b = bed.client(ListenerKind.UDP).allocated().getPort();
      int c = bed.client(ListenerKind.UDP).allocated().getPort();

      assertNotEquals(b - a, c - b);
    }
  }
}
