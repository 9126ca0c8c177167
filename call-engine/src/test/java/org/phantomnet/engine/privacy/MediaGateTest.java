package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

final class MediaGateTest {
  @Test
  @Covers("GATE-1")
  @Adversary({"ADV-02", "ADV-58"})
  void gate_opensOnlyWithAllThreeConditions_inAnyOrder() {
    for (int order = 0; order < 6; order++) {
      MediaGate gate = new MediaGate();
      int first = order % 3;
      int second = (first + 1 + order / 3) % 3;
      int third = 3 - first - second;

      meet(gate, first);
      assertFalse(gate.open());
      meet(gate, second);
      assertFalse(gate.open());
      meet(gate, first);
      assertFalse(gate.open());
      meet(gate, third);
      assertTrue(gate.open());
    }
  }

  @Test
  @Covers("GATE-1")
  void gate_withAnySubset_isShut() {
    for (int subset = 0; subset < 8; subset++) {
      MediaGate gate = new MediaGate();
      for (int condition = 0; condition < 3; condition++) {
        if ((subset & 1 << condition) != 0) {
          meet(gate, condition);
        }
      }
      assertEquals(subset == 7, gate.open());
    }
  }

  @Test
  @Covers("GATE-2")
  void gate_closedOnce_neverOpensAgain() {
    MediaGate gate = new MediaGate();
    for (int condition = 0; condition < 3; condition++) {
      meet(gate, condition);
    }

    gate.closed();
    assertFalse(gate.open());
    for (int condition = 0; condition < 3; condition++) {
      meet(gate, condition);
    }

    assertFalse(gate.open());
  }

  private static void meet(MediaGate gate, int condition) {
    if (condition == 0) {
      gate.keysConfirmed();
    } else if (condition == 1) {
      gate.transportConnected();
    } else {
      gate.accepted();
    }
  }
}
