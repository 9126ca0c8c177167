package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class AgeTest {
  @ParameterizedTest
  @CsvSource({
    "59999, 0, FRESH",
    "60000, 0, FRESH",
    "60001, 0, DOUBTFUL",
    "-60000, 0, FRESH",
    "-60001, 0, DOUBTFUL",
    "0, 999999999, FRESH",
    "86400000, 59999, DOUBTFUL",
    "86400000, 60000, EXPIRED",
    "-86400000, 59999, DOUBTFUL",
    "86400000, -1, EXPIRED",
  })
  @Covers({"AGE-1", "AGE-2"})
  @Adversary("ADV-15")
  void age_atItsLimits_isDecidedByTheOwnClockFirst(long ageMillis, long heldMillis, Age expected) {
    Age age =
        Age.of(Fixtures.NOW.minusMillis(ageMillis), Duration.ofMillis(heldMillis), Fixtures.NOW);

    assertEquals(expected, age);
  }
}
