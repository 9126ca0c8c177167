package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/** Each thing that a policy forbids, once on the wire, and that it is shown. */
class WirePolicyTest {
  private static final byte[] MEDIA = Frames.channel(Frames.shielded(new byte[40], 1));
  private static final Instant AFTER = Frames.GATE.plusMillis(1);

  private static byte[] stun(StunMethod method, StunClass kind, int attribute, Endpoint address) {
    byte[] out = new byte[200];
    StunWriter writer =
        new StunWriter()
            .begin(out, 0, method, kind, new byte[12], 0)
            .xorAddress(attribute, Bytes.copyOf(address.host().octets().copy()), address.port());
    return Arrays.copyOf(out, writer.length());
  }

  private static byte[] binding() {
    byte[] out = new byte[20];
    new StunWriter().begin(out, 0, StunMethod.BINDING, StunClass.REQUEST, new byte[12], 0);
    return out;
  }

  private static byte[] permission(Endpoint peer) {
    return stun(
        StunMethod.CREATE_PERMISSION, StunClass.REQUEST, AttributeType.XOR_PEER_ADDRESS, peer);
  }

  private static List<String> reasons(Frames frames, WirePolicy policy) {
    return frames.audit(policy).violations().stream().map(Violation::why).toList();
  }

  private static void assertRefused(String why, Frames frames) {
    assertEquals(List.of(why), reasons(frames, Frames.PRIVATE));
  }

  private static void assertAllowed(Frames frames) {
    assertEquals("", frames.audit(Frames.PRIVATE).shown());
  }

  private static Frames out(byte[] payload) {
    return new Frames().at(AFTER).udp(Frames.CLIENT, Frames.RELAY, payload);
  }

  private static Frames in(byte[] payload) {
    return new Frames().at(AFTER).udp(Frames.RELAY, Frames.CLIENT, payload);
  }

  @Test
  void privateCall_withItsRelay_isAllowed() {
    assertAllowed(out(MEDIA));
    assertAllowed(in(MEDIA));
    assertAllowed(out(permission(Frames.PEER_RELAYED)));
    assertAllowed(out(binding()));
  }

  @Test
  void packet_toAnybodyElse_isShown() {
    Frames dns = new Frames().udp(Frames.CLIENT, Endpoint.of("192.0.2.53", 53), new byte[30]);
    Frames mdns = new Frames().udp(Frames.CLIENT, Endpoint.of("224.0.0.251", 5353), new byte[30]);
    Frames peer = new Frames().udp(Frames.CLIENT, Frames.PEER, MEDIA);
    Frames fromPeer = new Frames().udp(Frames.PEER, Frames.CLIENT, MEDIA);
    Frames web =
        new Frames().tcp(Frames.CLIENT, Endpoint.of("198.51.100.9", 443), 2, 1, new byte[0]);

    for (Frames frames : List.of(dns, mdns, peer, fromPeer)) {
      assertRefused("UDP with somebody who is no listed relay", frames);
    }
    assertRefused("TCP with somebody who is no server of this client's", web);
    assertEquals(
        "2027-01-15T08:00:00Z OUT 192.0.2.10:40000 > 224.0.0.251:5353 UDP, 30 octets:"
            + " UDP with somebody who is no listed relay"
            + " [00000000 00000000 00000000 00000000 00000000 00000000 00000000 0000]",
        mdns.audit(Frames.PRIVATE).shown());
  }

  @Test
  @Adversary("ADV-34")
  void addresses_thatAreNoRelaysAllocation_mayStandNowhere() {
    for (Endpoint leak : List.of(Frames.PEER, Endpoint.of("198.51.100.53", 19_999))) {
      assertRefused("XOR_PEER_ADDRESS of no relay's allocation", out(permission(leak)));
      assertRefused(
          "XOR_MAPPED_ADDRESS of a connectivity check is no relay's allocation",
          out(
              Frames.channel(
                  stun(
                      StunMethod.BINDING,
                      StunClass.SUCCESS,
                      AttributeType.XOR_MAPPED_ADDRESS,
                      leak))));
    }
    assertRefused(
        "a Binding that is more than the tunnel's sign of life",
        out(
            stun(
                StunMethod.BINDING,
                StunClass.REQUEST,
                AttributeType.XOR_MAPPED_ADDRESS,
                Frames.CLIENT)));
  }

  @Test
  @Adversary("ADV-58")
  void media_beforeTheGate_isShownInEitherDirectionAndForm() {
    byte[] control = Frames.join(Frames.bytes("80c80001 00000003"), new byte[32 + 8]);
    Instant before = Frames.GATE.minusMillis(1);
    for (byte[] payload : List.of(MEDIA, Frames.channel(control))) {
      String what = payload == MEDIA ? "SRTP" : "SRTCP";
      assertRefused(
          what + " before the gate opened",
          new Frames().at(before).udp(Frames.CLIENT, Frames.RELAY, payload));
      assertRefused(
          what + " before the gate opened",
          new Frames().at(before).udp(Frames.RELAY, Frames.CLIENT, payload));
    }
  }

  @Test
  @Adversary({"ADV-26", "ADV-27"})
  void media_withoutTheShield_orWithACounterTwice_isShown() {
    byte[] bare = Frames.srtp(new Frames().randomBytes(60));
    assertRefused("SRTP that is not under the shield", out(Frames.channel(bare)));
    assertRefused("SRTP that is not under the shield", in(Frames.channel(bare)));
    Frames twice = out(MEDIA).udp(Frames.CLIENT, Frames.RELAY, MEDIA);
    assertRefused("a counter of the shield that was there before", twice);
    assertAllowed(out(MEDIA).udp(Frames.RELAY, Frames.CLIENT, MEDIA));
    byte[] next = Frames.channel(Frames.shielded(new byte[40], 2));
    assertAllowed(out(MEDIA).udp(Frames.CLIENT, Frames.RELAY, next));
  }

  @Test
  void content_thatIsUnknown_orInTheWrongPlace_isShown() {
    assertRefused("to or from a relay, but not TURN: SRTP", out(Frames.srtp(new byte[40])));
    assertRefused(
        "to or from a relay, but not TURN: UNKNOWN (length of the ChannelData)",
        out("Hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertRefused("UNKNOWN (first octet 72)", out(Frames.channel(new byte[] {72, 73})));
    assertRefused(
        "CreatePermission request in that direction", in(permission(Frames.PEER_RELAYED)));
    byte[] extended = Frames.shielded(new byte[60], 1);
    extended[0] = (byte) 0x90;
    assertRefused(
        "SRTP with a header that tells more than Opus is inside", out(Frames.channel(extended)));
  }

  @Test
  void link_sharesOnlyWhatAKernelSays() {
    byte[] arp =
        Frames.bytes(
            "0001080006040001 020000000002 c000020a 000000000000 cb007101".replace(" ", ""));
    byte[] foreign = arp.clone();
    foreign[27] = 9;
    byte[] solicit =
        Frames.join(Frames.bytes("87000000 00000000"), Host.of("fe80::1").octets().copy());
    byte[] report =
        Frames.join(
            Frames.bytes("8f00000000000001 04000000"), Host.of("ff02::1:ff00:10").octets().copy());
    byte[] mdns =
        Frames.join(Frames.bytes("8f00000000000001 04000000"), Host.of("ff02::fb").octets().copy());

    assertAllowed(new Frames().add(Frames.ethernet(0x0806, arp)));
    assertAllowed(ndp("ff02::1:ff00:1", 255, solicit));
    assertAllowed(ndp("ff02::16", 1, report));
    assertRefused(
        "ARP 1 that no kernel says to its router",
        new Frames().add(Frames.ethernet(0x0806, foreign)));
    assertRefused(
        "ICMPV6 135 that no kernel says to its router", ndp("ff02::1:ff00:1", 64, solicit));
    assertRefused("ICMPV6 143 that no kernel says to its router", ndp("ff02::16", 1, mdns));
    assertRefused(
        "ICMPV6 128 that no kernel says to its router",
        ndp("ff02::1", 255, Frames.bytes("8000000000000000")));
    assertRefused("neither from nor to this machine", new Frames().add(out802()));
  }

  private static byte[] out802() {
    return Frames.ethernet(0x88cc, new byte[46]);
  }

  private static Frames ndp(String to, int hops, byte[] message) {
    WirePolicy policy = Frames.PRIVATE;
    assertTrue(policy.hosts().contains(Host.of("2001:db8::10")));
    return new Frames()
        .add(Frames.ethernet(0x86dd, Frames.ipv6(58, hops, "2001:db8::10", to, message)));
  }

  @Test
  @Adversary("ADV-33")
  void fast_beforeTheAccept_isNothingWithThePeerAndThenEverything() {
    Instant accept = Frames.START.plusSeconds(5);
    WirePolicy fast = fast(Optional.of(accept));
    byte[] media = Frames.srtp(new byte[40]);
    byte[] check = binding();

    for (byte[] payload : List.of(media, check)) {
      assertEquals(
          List.of("to or from the peer before the accept", "to or from the peer before the accept"),
          reasons(
              new Frames()
                  .udp(Frames.CLIENT, Frames.PEER, payload)
                  .udp(Frames.PEER, Frames.CLIENT, payload),
              fast));
      assertEquals(
          List.of(),
          reasons(
              new Frames()
                  .at(accept.plus(Duration.ofMillis(1)))
                  .udp(Frames.CLIENT, Frames.PEER, payload)
                  .udp(Frames.PEER, Frames.CLIENT, payload),
              fast));
    }
    assertEquals(
        List.of("UDP with somebody who is no listed relay"),
        reasons(
            new Frames().at(AFTER).udp(Frames.CLIENT, Endpoint.of("198.51.100.11", 9), check),
            fast));
  }

  private static WirePolicy fast(Optional<Instant> accept) {
    return new WirePolicy(
        Frames.PRIVATE.hosts(),
        Frames.PRIVATE.routers(),
        Frames.PRIVATE.servers(),
        Frames.PRIVATE.relays(),
        new WirePolicy.Media(accept, accept),
        Optional.of(new WirePolicy.Direct(accept, Set.of(Frames.PEER.host()))));
  }

  @Test
  @Adversary("ADV-33")
  void fast_beforeTheAccept_isNothingWithAnyRelayEither() {
    Frames asks = new Frames().udp(Frames.CLIENT, Frames.RELAY, binding());
    Frames checks = new Frames().udp(Frames.CLIENT, Frames.PEER_RELAYED, binding());

    WirePolicy later = fast(Optional.of(Frames.START.plusSeconds(1)));
    assertEquals(List.of("to or from a relay before the accept"), reasons(asks, later));
    assertEquals(List.of("to or from the peer before the accept"), reasons(checks, later));
    assertEquals(List.of(), reasons(asks, fast(Optional.of(Frames.START))));
    assertEquals(List.of(), reasons(checks, fast(Optional.of(Frames.START))));
    assertRefused("UDP with somebody who is no listed relay", checks);
  }

  @Test
  void policies_oneAfterTheOther_holdForTheirTime() {
    Frames frames =
        new Frames()
            .udp(Frames.CLIENT, Frames.RELAY, binding())
            .at(Frames.GATE)
            .udp(Frames.CLIENT, Frames.RELAY, binding())
            .at(Frames.GATE.plusSeconds(5))
            .udp(Frames.CLIENT, Frames.RELAY, binding());
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    policies.put(Instant.MIN, fast(Optional.empty()));
    policies.put(Frames.GATE, fast(Optional.of(Frames.GATE)));
    policies.put(Frames.GATE.plusSeconds(5), fast(Optional.empty()));

    assertEquals(
        List.of(Frames.START, Frames.GATE.plusSeconds(5)),
        WireAudit.of(frames.all(), Frames.VANTAGE, policies).violations().stream()
            .map(violation -> violation.packet().at())
            .toList());
  }
}
