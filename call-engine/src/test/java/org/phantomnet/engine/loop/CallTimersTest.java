package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.engine.state.TimerEvent;
import org.phantomnet.engine.state.TimerKind;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;

/** Timers whose task was on its way to the loop when they were cancelled or armed again. */
class CallTimersTest {
  private static final CallRef CALL =
      new CallRef(new CallId(Bytes.copyOf(new byte[CallId.LENGTH])), Role.CALLER);

  private final List<Runnable> due = new ArrayList<>();
  private final List<CallEvent> fired = new ArrayList<>();
  private final CallTimers timers =
      new CallTimers(
          new TimerPort() {
            @Override
            public Timer after(Duration delay, Runnable task) {
              due.add(task);
              return () -> {};
            }

            @Override
            public long nanos() {
              return 0;
            }
          },
          Runnable::run,
          fired::add);

  private void start() {
    timers.start(new LocalEffect.StartTimer(CALL, TimerKind.RECONNECT, Duration.ofSeconds(30)));
  }

  @Test
  void timer_fires_once() {
    start();

    due.forEach(Runnable::run);
    due.forEach(Runnable::run);

    assertEquals(List.of(new TimerEvent.ReconnectTimeout(CALL)), fired);
  }

  @Test
  void timer_armedAgain_firesForTheNewArmingOnly() {
    start();
    start();

    due.get(0).run();
    int early = fired.size();
    due.get(1).run();

    assertEquals(0, early);
    assertEquals(1, fired.size());
  }

  @Test
  void timer_cancelledTooLate_doesNotFire() {
    start();

    timers.cancel(CALL, TimerKind.RECONNECT);
    due.get(0).run();
    start();
    timers.cancelAll(CALL);
    due.get(1).run();

    assertEquals(List.of(), fired);
  }
}
