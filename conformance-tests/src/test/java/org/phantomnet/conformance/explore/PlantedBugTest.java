package org.phantomnet.conformance.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exploration would notice: each wrong machine breaks the invariant it is planted for. */
@Tag("beside-others")
class PlantedBugTest {
  private static final int SHORT = 14;

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void plantedBug_breaksExactlyItsInvariant(PlantedBug bug) {
    Task.Result result = Task.of(bug).run();

    assertEquals(Set.of(bug.breaks()), result.broken().keySet());
  }

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void plantedBug_isShownByAShortChart(PlantedBug bug) {
    Task.Result result = Task.of(bug).run();

    assertTrue(result.chart().size() <= SHORT, () -> String.join("\n", result.chart()));
    assertFalse(result.chart().stream().anyMatch(line -> line.contains("?")));
  }

  @Test
  void everyInvariant_hasAPlantedBug() {
    Set<Invariant> planted = EnumSet.noneOf(Invariant.class);
    for (PlantedBug bug : PlantedBug.values()) {
      planted.add(bug.breaks());
    }

    assertEquals(EnumSet.allOf(Invariant.class), planted);
  }
}
