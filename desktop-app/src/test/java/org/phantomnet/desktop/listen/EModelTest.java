package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

@Covers("AUD-11")
class EModelTest {
  @ParameterizedTest
  @CsvSource({"0, 4.4", "360, 3.3", "460, 2.6", "600, 1.7"})
  void delayAlone_costsWhatTheEModelSays(double millis, double expected) {
    assertEquals(expected, EModel.mos(millis, 0), 0.05);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 4.27", "0.05, 3.62", "0.1, 2.92", "1, 1.05"})
  void lossAlone_costsByBpl16(double loss, double expected) {
    assertEquals(expected, EModel.mos(0, loss), 0.02);
  }

  @Test
  void worse_neverScoresBetter_whereTheCubicGrows_andStaysInRange() {
    for (double loss = 0; loss <= 1; loss += 0.01) {
      for (double delay = 0; delay < 3_000; delay += 50) {
        double mos = EModel.mos(delay, loss);
        assertTrue(mos >= 1 && mos <= 4.5);
      }
    }
    for (double delay = 0; delay < 650; delay += 10) {
      assertTrue(EModel.mos(delay, 0) > EModel.mos(delay + 10, 0));
    }
  }

  @Test
  void nonsense_isACallersMistake() {
    assertThrows(IllegalArgumentException.class, () -> EModel.mos(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> EModel.mos(Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> EModel.mos(0, 1.1));
    assertThrows(IllegalArgumentException.class, () -> new Listen.Transport(0, -0.1));
  }
}
