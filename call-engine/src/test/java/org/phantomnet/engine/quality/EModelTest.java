package org.phantomnet.engine.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

class EModelTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 4.41",
    "0, 150, 4.32",
    "0, 360, 3.33",
    "0, 460, 2.64",
    "0, 600, 1.71",
    "0.02, 0, 4.12",
    "0.1, 0, 2.92",
    "1, 2000, 1.0"
  })
  @Covers("CALL-32")
  void mos_ofLossAndDelay_isTheFixedFormulas(double loss, double ms, double expected) {
    assertEquals(expected, EModel.mos(loss, ms), 0.01);
  }

  @Test
  void counts_countOnlyWhatIsNew_andNeverNegativeLoss() {
    EModel.Counts earlier = new EModel.Counts(100, 10);

    EModel.Counts since = new EModel.Counts(150, 9).since(earlier);

    assertEquals(new EModel.Counts(50, -1), since);
    assertTrue(EModel.mos(since, Duration.ZERO, Duration.ZERO) > 4.3);
  }
}
