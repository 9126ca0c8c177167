package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.privacy.TestRelays.NORTH;
import static org.phantomnet.engine.privacy.TestRelays.candidate;
import static org.phantomnet.engine.privacy.TestRelays.discovery;
import static org.phantomnet.engine.privacy.TestRelays.ip;
import static org.phantomnet.engine.privacy.TestRelays.ip6;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

final class TrickledCandidatesTest {
  private static final Bytes HOME = ip(203, 0, 113, 5);
  private static final Bytes OWN = ip(192, 168, 7, 2);
  private static final Candidate OWN_HOST = candidate(CandidateType.HOST, OWN, 5_000);
  private static final Candidate OWN_REFLEXIVE =
      candidate(CandidateType.SERVER_REFLEXIVE, HOME, 6_000);
  private static final Candidate NEIGHBOUR =
      candidate(CandidateType.HOST, ip(192, 168, 7, 9), 5_000);
  private static final Candidate NEIGHBOURS_REFLEXIVE =
      candidate(CandidateType.SERVER_REFLEXIVE, HOME, 7_000);
  private static final Candidate STRANGERS_REFLEXIVE =
      candidate(CandidateType.SERVER_REFLEXIVE, ip(203, 0, 113, 99), 7_000);

  private final ReceiptBuilder receipt = new ReceiptBuilder(CallMode.FAST);
  private final TrickledCandidates candidates =
      new TrickledCandidates(
          new CandidatePolicy(
              CallMode.FAST,
              discovery(false),
              List.of(
                  new LocalNetwork(OWN, 24, Bytes.EMPTY),
                  new LocalNetwork(ip6(0xfd00, 0, 0, 1, 0, 0, 0, 2), 64, Bytes.EMPTY))),
          NORTH,
          receipt);

  private List<Candidate> named(Candidate... remote) {
    candidates.keep(List.of(remote));
    return candidates.admit();
  }

  @Test
  void ownCandidates_leaveOnceAndOnlyThoseOfTheDefaultRoute() {
    Candidate otherInterface = candidate(CandidateType.HOST, ip(10, 8, 0, 2), 5_000);

    assertTrue(candidates.found(List.of(otherInterface, OWN_HOST, OWN_REFLEXIVE)));
    assertFalse(candidates.found(List.of(OWN_HOST)));

    assertEquals(List.of(OWN_HOST, OWN_REFLEXIVE), candidates.takeUnsent());
    assertEquals(List.of(), candidates.takeUnsent());
    assertEquals(Map.of("HOST", 2, "SERVER_REFLEXIVE", 1), receipt.build().offered());
    assertEquals(Map.of("HOST", 1, "SERVER_REFLEXIVE", 1), receipt.build().sent());
    assertEquals(Map.of("REFUSED_HOST", 1), receipt.build().refused());
  }

  @Test
  void ownHostOfEachAddressFamily_leaves() {
    Candidate host6 = candidate(CandidateType.HOST, ip6(0xfd00, 0, 0, 1, 0, 0, 0, 2), 5_000);

    assertTrue(candidates.found(List.of(OWN_HOST, host6)));
    assertEquals(List.of(OWN_HOST, host6), candidates.takeUnsent());
  }

  @Test
  @Covers("PRIV-15")
  void neighbour_isAdmittedWhicheverAddressBecomesKnownLast() {
    assertEquals(List.of(), named(NEIGHBOUR));
    assertEquals(List.of(NEIGHBOURS_REFLEXIVE), named(NEIGHBOURS_REFLEXIVE));
    assertEquals(Map.of(), receipt.build().refused());

    candidates.found(List.of(OWN_REFLEXIVE));

    assertEquals(List.of(NEIGHBOUR), candidates.admitWaiting());
    assertEquals(List.of(), candidates.admitWaiting());
  }

  @Test
  @Covers("PRIV-15")
  void neighbourBeforeItsReflexiveAddressInOneBatch_isAdmitted() {
    candidates.found(List.of(OWN_REFLEXIVE));

    assertEquals(List.of(NEIGHBOUR, NEIGHBOURS_REFLEXIVE), named(NEIGHBOUR, NEIGHBOURS_REFLEXIVE));
  }

  @Test
  @Covers("PRIV-15")
  @Adversary("ADV-36")
  void privateHostOfSomeoneElsewhere_isRefusedForGood() {
    candidates.found(List.of(OWN_REFLEXIVE));

    assertEquals(List.of(STRANGERS_REFLEXIVE), named(STRANGERS_REFLEXIVE, NEIGHBOUR));
    assertEquals(List.of(NEIGHBOURS_REFLEXIVE), named(NEIGHBOURS_REFLEXIVE)); // too late

    assertEquals(List.of(), candidates.admitWaiting());
    assertEquals(Map.of("REFUSED_PRIVATE_ADDRESS", 1), receipt.build().refused());
  }

  @Test
  @Covers("PRIV-15")
  void reflexiveAddressOfTheOtherFamily_saysNothing() {
    Bytes six = ip6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
    candidates.found(List.of(candidate(CandidateType.SERVER_REFLEXIVE, six, 6_000)));

    assertEquals(List.of(NEIGHBOURS_REFLEXIVE), named(NEIGHBOURS_REFLEXIVE, NEIGHBOUR));

    candidates.close();
    assertEquals(Map.of("REFUSED_PRIVATE_ADDRESS", 1), receipt.build().refused());
  }

  @Test
  @Adversary("ADV-36")
  void injectedPlaces_areNeverAdmitted() {
    candidates.found(List.of(OWN_HOST, OWN_REFLEXIVE));
    List<Candidate> injected = new ArrayList<>(List.of(NEIGHBOURS_REFLEXIVE));
    for (Bytes place :
        List.of(
            ip(127, 0, 0, 1),
            ip(169, 254, 169, 254),
            ip(10, 0, 0, 1),
            ip(192, 168, 8, 9),
            OWN,
            ip(0, 0, 0, 0),
            ip(224, 0, 0, 1),
            ip(255, 255, 255, 255),
            ip6(0, 0, 0, 0, 0, 0xffff, 0xc0a8, 0x0709),
            ip6(0xfe80, 0, 0, 0, 0, 0, 0, 1),
            ip6(0, 0, 0, 0, 0, 0, 0, 1))) {
      injected.add(candidate(CandidateType.HOST, place, 5_000));
      injected.add(candidate(CandidateType.SERVER_REFLEXIVE, place, 5_001));
      injected.add(candidate(CandidateType.RELAY, place, 49_500));
    }
    injected.add(candidate(CandidateType.RELAY, ip(203, 0, 113, 77), 49_500));

    assertEquals(List.of(NEIGHBOURS_REFLEXIVE), named(injected.toArray(new Candidate[0])));
    candidates.close();
    assertEquals(
        injected.size() - 1,
        receipt.build().refused().values().stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  @Covers("PRIV-16")
  @Adversary("ADV-56")
  void flood_isLookedAtUpToTheLimit() {
    List<Candidate> flood = new ArrayList<>();
    for (int port = 2_001; port <= 3_000; port++) {
      flood.add(candidate(CandidateType.HOST, HOME, port));
    }

    candidates.keep(flood);
    candidates.keep(flood);

    assertEquals(TrickledCandidates.MAX, candidates.admit().size());
    assertEquals(Map.of("HOST", 64), receipt.build().admitted());
    assertEquals(2 * (1_000 - 64), receipt.build().refused().get("REFUSED_TOO_MANY"));
    candidates.found(flood);
    assertEquals(Map.of("HOST", 64), receipt.build().offered());
  }
}
