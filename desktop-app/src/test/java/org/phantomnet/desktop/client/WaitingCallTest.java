package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.port.TimerPort;

class WaitingCallTest {
  private final Deque<Runnable> looks = new ArrayDeque<>();
  private Duration waited = Duration.ZERO;
  private boolean ready;
  private int begun;
  private final TimerPort timers =
      new TimerPort() {
        @Override
        public Timer after(Duration delay, Runnable task) {
          waited = waited.plus(delay);
          looks.add(task);
          return () -> {};
        }

        @Override
        public long nanos() {
          return 0;
        }
      };
  private final WaitingCall call = new WaitingCall(() -> ready, timers, () -> begun++);

  private void look() {
    looks.remove().run();
  }

  @Test
  void call_onceRelaysAreThere_beginsOnce() {
    call.start();
    look();
    assertEquals(0, begun);

    ready = true;
    look();

    assertEquals(1, begun);
    assertTrue(looks.isEmpty());
    assertFalse(call.drop());
  }

  @Test
  void call_withoutRelays_beginsAfterFifteenSecondsAllTheSame() {
    call.start();
    while (!looks.isEmpty()) {
      look();
    }

    assertEquals(1, begun);
    assertEquals(WaitingCall.PATIENCE, waited);
  }

  @Test
  void call_thatIsDropped_neverBegins() {
    call.start();
    assertTrue(call.drop());
    ready = true;

    look();

    assertEquals(0, begun);
    assertTrue(looks.isEmpty());
  }
}
