package org.phantomnet.conformance.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.conformance.discovery.HostileNetwork.Layout;
import org.phantomnet.conformance.discovery.HostileNetwork.Measure;
import org.phantomnet.protocol.rule.Covers;

/** A small run of what docs/discovery.md tells of, held to what must come out. */
@Tag("beside-others")
class HostileRelaysTest {
  private static final long SEED = 7;

  /** Of DIR-17, in days. */
  private static final int PATIENCE = 14;

  /** Whatever its share: who is known as one operator is never on both sides. */
  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"KNOWN", "ONE_NETWORK"})
  @Covers({"DIR-8", "PRIV-6"})
  void year_operatorThatCountsAsOneFamily_neverSeesBothSides(Layout layout) {
    HostileNetwork network = new HostileNetwork(layout, Measure.CAPACITY, 30, SEED);

    YearOfCalls.Result year = new YearOfCalls(network, 100, PATIENCE, SEED).run();

    assertEquals(0, year.bothSides());
    assertTrue(year.oneSide() > year.calls() / 5, "it was not there at all");
    assertTrue(year.failed() < year.calls() / 100, "calls failed: " + year.failed());
  }

  /** Nothing tells unlinked relays apart from honest ones: the product of both sides' choices. */
  @Test
  @Covers("DIR-10")
  void year_unlinkedSybils_seeBothSidesAsOftenAsTheirWeightSquared() {
    HostileNetwork network = new HostileNetwork(Layout.UNLINKED, Measure.CAPACITY, 20, SEED);

    YearOfCalls.Result year = new YearOfCalls(network, 400, PATIENCE, SEED).run();

    double both = (double) year.bothSides() / (year.calls() - year.failed());
    double expected = network.weight() * network.weight();
    assertTrue(both > expected / 2 && both < expected * 1.5, both + " for " + expected);
  }

  /**
   * A family holds one of the three guards at most, however long it keeps others from answering.
   */
  @Test
  @Covers({"DIR-10", "DIR-17"})
  void forcedChoice_knownFamily_neverHoldsAllGuards_andPatienceMakesItSlow() {
    HostileNetwork network = new HostileNetwork(Layout.KNOWN, Measure.CAPACITY, 20, SEED);

    ForcedChoice.Result atOnce = new ForcedChoice(network, 0, 90, SEED).run(60);
    ForcedChoice.Result patient = new ForcedChoice(network, PATIENCE, 90, SEED).run(60);

    assertEquals(0, atOnce.allGuards());
    assertEquals(0, patient.allGuards());
    assertTrue(patient.withinMonth() <= atOnce.withinMonth());
    assertTrue(patient.relayDays() > 2 * atOnce.relayDays(), patient + " and " + atOnce);
  }
}
