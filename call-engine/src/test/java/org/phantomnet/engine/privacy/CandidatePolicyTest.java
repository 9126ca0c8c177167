package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.privacy.TestRelays.LOOPBACK;
import static org.phantomnet.engine.privacy.TestRelays.MAX_PORT;
import static org.phantomnet.engine.privacy.TestRelays.MIN_PORT;
import static org.phantomnet.engine.privacy.TestRelays.NORTH;
import static org.phantomnet.engine.privacy.TestRelays.SOUTH;
import static org.phantomnet.engine.privacy.TestRelays.SOUTH_TOO;
import static org.phantomnet.engine.privacy.TestRelays.addressOf;
import static org.phantomnet.engine.privacy.TestRelays.candidate;
import static org.phantomnet.engine.privacy.TestRelays.discovery;
import static org.phantomnet.engine.privacy.TestRelays.filled;
import static org.phantomnet.engine.privacy.TestRelays.ip;
import static org.phantomnet.engine.privacy.TestRelays.ip6;
import static org.phantomnet.engine.privacy.TestRelays.on;
import static org.phantomnet.engine.privacy.TestRelays.relay;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;

final class CandidatePolicyTest {
  private static final Bytes PUBLIC_ADDRESS = ip(203, 0, 113, 5);
  private static final Bytes OWN_ADDRESS = ip(192, 168, 7, 2);
  private static final Bytes NEIGHBOUR = ip(192, 168, 7, 9);
  private static final LocalNetwork NETWORK = new LocalNetwork(OWN_ADDRESS, 24, PUBLIC_ADDRESS);
  private static final List<Bytes> NOWHERE =
      List.of(
          ip(0, 0, 0, 0),
          ip(169, 254, 169, 254),
          ip(224, 0, 0, 1),
          ip(255, 255, 255, 255),
          ip6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1),
          ip6(0, 0, 0, 0, 0, 0, 0, 0),
          ip6(0xff02, 0, 0, 0, 0, 0, 0, 1),
          ip6(0xfe80, 0, 0, 0, 0, 0, 0, 1));

  private final CandidatePolicy fast =
      new CandidatePolicy(CallMode.FAST, discovery(false), List.of(NETWORK));

  private static CandidatePolicy of(CallMode mode) {
    return new CandidatePolicy(mode, discovery(false));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE", "PARANOID"})
  @Covers({"PRIV-1", "PRIV-2", "PRIV-8"})
  @Adversary("ADV-34")
  void hostAndReflexiveCandidates_inRelayModes_neverLeave(CallMode mode) {
    for (Bytes address : List.of(PUBLIC_ADDRESS, OWN_ADDRESS, ip(127, 0, 0, 1), addressOf(NORTH))) {
      assertEquals(
          Verdict.REFUSED_HOST,
          of(mode).admitLocal(candidate(CandidateType.HOST, address, MIN_PORT), NORTH));
      assertEquals(
          Verdict.REFUSED_REFLEXIVE,
          of(mode).admitLocal(candidate(CandidateType.SERVER_REFLEXIVE, address, MIN_PORT), NORTH));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Covers("PRIV-3")
  void ownRelayCandidate_onTheOwnRelay_leaves(CallMode mode) {
    assertEquals(Verdict.ADMITTED, of(mode).admitLocal(relayed(addressOf(NORTH), MIN_PORT), NORTH));
    assertEquals(Verdict.ADMITTED, of(mode).admitLocal(relayed(addressOf(NORTH), MAX_PORT), NORTH));
  }

  @ParameterizedTest
  @EnumSource
  @Covers("PRIV-3")
  @Adversary("ADV-35")
  void ownRelayCandidate_elsewhere_staysHere(CallMode mode) {
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        of(mode).admitLocal(relayed(addressOf(SOUTH), MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        of(mode).admitLocal(relayed(addressOf(NORTH), MIN_PORT - 1), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        of(mode).admitLocal(relayed(addressOf(NORTH), MAX_PORT + 1), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY, of(mode).admitLocal(relayed(OWN_ADDRESS, MIN_PORT), NORTH));
  }

  @ParameterizedTest
  @EnumSource
  @Covers("PRIV-7")
  @Adversary("ADV-36")
  void forbiddenAddressOrTcp_inAnyModeAndDirection_isRefused(CallMode mode) {
    for (CandidateType type : CandidateType.values()) {
      for (Bytes address : NOWHERE) {
        assertEquals(
            Verdict.REFUSED_ADDRESS,
            of(mode).admitLocal(candidate(type, address, MIN_PORT), NORTH));
        assertEquals(
            Verdict.REFUSED_ADDRESS, of(mode).admitRemote(candidate(type, address, MIN_PORT)));
      }
      Candidate tcp = new Candidate(type, TransportProtocol.TCP, addressOf(SOUTH), MIN_PORT, 1);
      assertEquals(Verdict.REFUSED_TRANSPORT, of(mode).admitLocal(tcp, NORTH));
      assertEquals(Verdict.REFUSED_TRANSPORT, of(mode).admitRemote(tcp));
    }
    for (Bytes address : NOWHERE) {
      assertEquals(
          Verdict.REFUSED_ADDRESS, of(mode).admitRemote(on(SOUTH, address, MIN_PORT), NORTH));
    }
    Candidate tcp =
        new Candidate(CandidateType.RELAY, TransportProtocol.TCP, addressOf(SOUTH), MIN_PORT, 1);
    assertEquals(
        Verdict.REFUSED_TRANSPORT,
        of(mode).admitRemote(new RelayCandidate(tcp, SOUTH.relayId()), NORTH));
  }

  @ParameterizedTest
  @EnumSource
  @Covers("PRIV-4")
  void remoteRelayCandidate_withinAListedRelay_isAdmitted(CallMode mode) {
    assertEquals(
        Verdict.ADMITTED, of(mode).admitRemote(on(SOUTH, addressOf(SOUTH), MIN_PORT), NORTH));
    assertEquals(
        Verdict.ADMITTED, of(mode).admitRemote(on(SOUTH, addressOf(SOUTH), MAX_PORT), NORTH));
  }

  @ParameterizedTest
  @EnumSource
  @Covers("PRIV-4")
  @Adversary({"ADV-34", "ADV-36"})
  void remoteRelayCandidate_outsideItsListedRelay_isRefused(CallMode mode) {
    CandidatePolicy policy = of(mode);

    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(SOUTH, PUBLIC_ADDRESS, MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(SOUTH, addressOf(SOUTH_TOO), MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(SOUTH, addressOf(SOUTH), 3478), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(SOUTH, ip(127, 0, 0, 1), MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(SOUTH, ip(10, 0, 0, 1), MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_UNKNOWN_RELAY,
        policy.admitRemote(
            new RelayCandidate(relayed(addressOf(SOUTH), MIN_PORT), filled(32, 99)), NORTH));
  }

  @Test
  @Covers("PRIV-4")
  void loopbackAddress_isARelayOnlyWhereTheListSaysSo() {
    CandidatePolicy policy = of(CallMode.PRIVATE);

    assertEquals(
        Verdict.ADMITTED, policy.admitRemote(on(LOOPBACK, addressOf(LOOPBACK), MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_OUTSIDE_RELAY,
        policy.admitRemote(on(LOOPBACK, ip(127, 10, 0, 2), MIN_PORT), NORTH));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE", "PARANOID"})
  @Covers("PRIV-5")
  @Adversary({"ADV-34", "ADV-36"})
  void remoteCandidateWithoutRelay_inRelayModes_isRefusedByType(CallMode mode) {
    for (Bytes address : List.of(PUBLIC_ADDRESS, NEIGHBOUR, ip(127, 0, 0, 1), addressOf(SOUTH))) {
      assertEquals(
          Verdict.REFUSED_HOST,
          of(mode).admitRemote(candidate(CandidateType.HOST, address, MIN_PORT)));
      assertEquals(
          Verdict.REFUSED_REFLEXIVE,
          of(mode).admitRemote(candidate(CandidateType.SERVER_REFLEXIVE, address, MIN_PORT)));
      assertEquals(Verdict.REFUSED_UNKNOWN_RELAY, of(mode).admitRemote(relayed(address, MIN_PORT)));
    }
  }

  @Test
  @Covers("PRIV-6")
  void relayOfTheOwnFamily_isRefusedUnlessTheEstateAllowsOne() {
    RelayCandidate sibling = on(SOUTH_TOO, addressOf(SOUTH_TOO), MIN_PORT);
    RelayCandidate same = on(SOUTH, addressOf(SOUTH), MIN_PORT);
    CandidatePolicy oneFamily = new CandidatePolicy(CallMode.PRIVATE, discovery(true));

    assertEquals(Verdict.REFUSED_SAME_OPERATOR, of(CallMode.PRIVATE).admitRemote(sibling, SOUTH));
    assertEquals(Verdict.REFUSED_SAME_OPERATOR, of(CallMode.PARANOID).admitRemote(same, SOUTH));
    assertEquals(Verdict.ADMITTED, of(CallMode.FAST).admitRemote(sibling, SOUTH));
    assertEquals(Verdict.ADMITTED, oneFamily.admitRemote(sibling, SOUTH));
  }

  @Test
  @Covers({"PRIV-1", "PRIV-2", "PRIV-8"})
  void ownCandidates_inFast_leaveOnlyFromTheDefaultRoute() {
    assertEquals(
        Verdict.ADMITTED,
        fast.admitLocal(candidate(CandidateType.HOST, OWN_ADDRESS, 5_000), NORTH));
    assertEquals(
        Verdict.REFUSED_HOST,
        fast.admitLocal(candidate(CandidateType.HOST, ip(10, 9, 9, 9), 5_000), NORTH));
    assertEquals(
        Verdict.REFUSED_HOST,
        of(CallMode.FAST).admitLocal(candidate(CandidateType.HOST, OWN_ADDRESS, 5_000), NORTH));
    assertEquals(
        Verdict.ADMITTED,
        fast.admitLocal(candidate(CandidateType.SERVER_REFLEXIVE, PUBLIC_ADDRESS, 5_000), NORTH));
  }

  @Test
  @Covers("PRIV-9")
  void publicRemoteCandidate_inFast_isAdmitted() {
    for (CandidateType type : List.of(CandidateType.HOST, CandidateType.SERVER_REFLEXIVE)) {
      assertEquals(Verdict.ADMITTED, fast.admitRemote(candidate(type, PUBLIC_ADDRESS, 5_000)));
    }
  }

  @Test
  @Covers("PRIV-17")
  @Adversary("ADV-36")
  void remoteCandidate_inFast_onAServicesPort_isRefused() {
    Optional<Bytes> same = Optional.of(PUBLIC_ADDRESS);
    for (CandidateType type : List.of(CandidateType.HOST, CandidateType.SERVER_REFLEXIVE)) {
      for (int port : new int[] {1, 53, 123, 443, 1_023}) {
        assertEquals(Verdict.REFUSED_PORT, fast.admitRemote(candidate(type, PUBLIC_ADDRESS, port)));
        assertEquals(
            Verdict.REFUSED_PORT, fast.admitRemote(candidate(type, NEIGHBOUR, port), same));
      }
      assertEquals(Verdict.ADMITTED, fast.admitRemote(candidate(type, PUBLIC_ADDRESS, 1_024)));
    }
  }

  /** The list may say that a relay's ports begin lower; nothing else may. */
  @Test
  @Covers("PRIV-17")
  void relayCandidate_onAServicesPort_isAdmittedWhereTheListSaysSo() {
    ListedRelay low = relay(2, "south", addressOf(SOUTH), 440, 450);
    CandidatePolicy policy = new CandidatePolicy(CallMode.FAST, discovery(false, low));

    assertEquals(Verdict.ADMITTED, policy.admitRemote(relayed(addressOf(low), 443)));
    assertEquals(Verdict.REFUSED_UNKNOWN_RELAY, policy.admitRemote(relayed(addressOf(low), 451)));
  }

  @Test
  @Covers("PRIV-14")
  @Adversary("ADV-36")
  void remoteRelayCandidate_inFast_isAdmittedOnlyWhereTheListHasARelay() {
    Bytes south = SOUTH.descriptor().relayedAddresses().get(0);

    assertEquals(Verdict.ADMITTED, fast.admitRemote(relayed(south, TestRelays.MIN_PORT)));
    assertEquals(Verdict.ADMITTED, fast.admitRemote(relayed(ip(127, 10, 0, 1), 49_999)));
    assertEquals(Verdict.REFUSED_UNKNOWN_RELAY, fast.admitRemote(relayed(south, 49_151)));
    assertEquals(Verdict.REFUSED_UNKNOWN_RELAY, fast.admitRemote(relayed(PUBLIC_ADDRESS, 49_500)));
    assertEquals(Verdict.REFUSED_UNKNOWN_RELAY, fast.admitRemote(relayed(ip(10, 0, 0, 1), 49_500)));
    assertEquals(Verdict.REFUSED_ADDRESS, fast.admitRemote(relayed(ip(127, 0, 0, 1), 49_500)));
  }

  @Test
  @Covers("PRIV-9")
  @Adversary("ADV-36")
  void privateRemoteHost_inFast_isAdmittedOnlyBehindTheSameReflexiveAddress() {
    Candidate host = candidate(CandidateType.HOST, NEIGHBOUR, 5_000);

    assertEquals(Verdict.ADMITTED, fast.admitRemote(host, Optional.of(PUBLIC_ADDRESS)));
    assertEquals(Verdict.REFUSED_PRIVATE_ADDRESS, fast.admitRemote(host));
    assertEquals(
        Verdict.REFUSED_PRIVATE_ADDRESS, fast.admitRemote(host, Optional.of(ip(203, 0, 113, 6))));
    assertEquals(
        Verdict.REFUSED_PRIVATE_ADDRESS,
        of(CallMode.FAST).admitRemote(host, Optional.of(PUBLIC_ADDRESS)));
    for (Bytes address : List.of(ip(192, 168, 8, 9), OWN_ADDRESS, ip(10, 0, 0, 1))) {
      assertEquals(
          Verdict.REFUSED_PRIVATE_ADDRESS,
          fast.admitRemote(
              candidate(CandidateType.HOST, address, 5_000), Optional.of(PUBLIC_ADDRESS)));
    }
    assertEquals(
        Verdict.REFUSED_PRIVATE_ADDRESS,
        fast.admitRemote(
            candidate(CandidateType.SERVER_REFLEXIVE, NEIGHBOUR, 5_000),
            Optional.of(PUBLIC_ADDRESS)));
    assertEquals(
        Verdict.REFUSED_ADDRESS,
        fast.admitRemote(
            candidate(CandidateType.HOST, ip(127, 0, 0, 1), 80), Optional.of(PUBLIC_ADDRESS)));
  }

  @Test
  @Covers("PRIV-10")
  @Adversary("ADV-34")
  void peer_isAdmittedOnlyIfItsCandidateWas() {
    AdmittedPeers peers = new AdmittedPeers(CallMode.PRIVATE);
    byte[] south = addressOf(SOUTH).toByteArray();
    byte[] buffer = {9, 9, south[0], south[1], south[2], south[3], 9};

    assertFalse(peers.admits(buffer, 2, 4));
    peers.admit(relayed(addressOf(SOUTH), 49_500));
    peers.admit(relayed(addressOf(SOUTH), 49_500));

    assertTrue(peers.admits(buffer, 2, 4));
    assertTrue(peers.admits(buffer, 2, 4, 49_500));
    assertFalse(peers.admits(buffer, 2, 4, 49_501));
    assertFalse(peers.admits(buffer, 1, 4));
    assertFalse(peers.admits(buffer, 1, 4, 49_500));
    assertFalse(peers.admits(buffer, 2, 3));
  }

  @Test
  @Covers("PRIV-10")
  void peers_withoutEnd_areAnOwnBug() {
    AdmittedPeers peers = new AdmittedPeers(CallMode.PRIVATE);

    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int port = 1; port < 100; port++) {
            peers.admit(relayed(addressOf(SOUTH), port));
          }
        });
  }

  @Test
  @Covers("PRIV-8")
  void modes_demandWhatTheTableSays() {
    assertFalse(ModePolicy.of(CallMode.FAST).relayRequired());
    assertFalse(ModePolicy.of(CallMode.FAST).distinctOperators());
    for (CallMode mode : List.of(CallMode.PRIVATE, CallMode.PARANOID)) {
      assertTrue(ModePolicy.of(mode).relayRequired());
      assertTrue(ModePolicy.of(mode).distinctOperators());
    }
  }

  @Test
  @Covers("PRIV-11")
  @Adversary("ADV-33")
  void transportsStartWhileRinging_onlyWhereTheyShowNoAddress() {
    assertFalse(ModePolicy.of(CallMode.FAST).connectsWhileRinging());
    assertTrue(ModePolicy.of(CallMode.PRIVATE).connectsWhileRinging());
    assertTrue(ModePolicy.of(CallMode.PARANOID).connectsWhileRinging());
  }

  @Test
  @Covers("PRIV-13")
  void mode_meetsAFloorThatIsNotStricter() {
    for (CallMode mode : CallMode.values()) {
      for (CallMode floor : CallMode.values()) {
        assertEquals(mode.ordinal() >= floor.ordinal(), ModePolicy.of(mode).meets(floor));
      }
    }
  }

  private static Candidate relayed(Bytes address, int port) {
    return candidate(CandidateType.RELAY, address, port);
  }

  @Test
  @Covers({"PRIV-1", "PRIV-9"})
  void inFast_withoutKnowledgeOfTheOwnNetwork_nothingPrivateLeavesOrIsAdmitted() {
    CandidatePolicy blind = new CandidatePolicy(CallMode.FAST, discovery(false));

    assertEquals(
        Verdict.REFUSED_HOST,
        blind.admitLocal(candidate(CandidateType.HOST, OWN_ADDRESS, MIN_PORT), NORTH));
    assertEquals(
        Verdict.REFUSED_PRIVATE_ADDRESS,
        blind.admitRemote(
            candidate(CandidateType.HOST, NEIGHBOUR, MIN_PORT), Optional.of(PUBLIC_ADDRESS)));
  }

  /** A list could name one relay twice, in two families: it is one operator all the same. */
  @Test
  @Covers("PRIV-6")
  void ownRelayUnderAnotherFamily_isTheSameOperator() {
    ListedRelay renamed = relay(1, "west", addressOf(NORTH));

    assertEquals(
        Verdict.REFUSED_SAME_OPERATOR,
        of(CallMode.PRIVATE).admitRemote(on(NORTH, addressOf(NORTH), MIN_PORT), renamed));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE", "PARANOID"})
  @Covers("PRIV-1")
  @Adversary("ADV-34")
  void ownHostCandidate_inRelayModesWithAKnownNetwork_neverLeaves(CallMode mode) {
    CandidatePolicy policy = new CandidatePolicy(mode, discovery(false), List.of(NETWORK));

    assertEquals(
        Verdict.REFUSED_HOST,
        policy.admitLocal(candidate(CandidateType.HOST, OWN_ADDRESS, MIN_PORT), NORTH));
  }

  /** Not knowing the own address is not the same as having the same one. */
  @Test
  @Covers("PRIV-9")
  void neighbour_withNeitherReflexiveAddressKnown_isRefused() {
    LocalNetwork unseen = new LocalNetwork(OWN_ADDRESS, 24, Bytes.EMPTY);
    CandidatePolicy policy = new CandidatePolicy(CallMode.FAST, discovery(false), List.of(unseen));

    assertEquals(
        Verdict.REFUSED_PRIVATE_ADDRESS,
        policy.admitRemote(
            candidate(CandidateType.HOST, NEIGHBOUR, MIN_PORT), Optional.of(Bytes.EMPTY)));
  }
}
