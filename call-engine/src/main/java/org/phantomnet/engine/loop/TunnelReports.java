package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.TimerPort;

/**
 * Brings a tunnel's reports from its own thread to the effect thread. A relay that stays silent is
 * lost. Thread-safe; never throws.
 */
final class TunnelReports implements GuardedTunnel.Listener {
  /** From the first report of silence on, which comes when it has lasted for 2.5 s. */
  private static final Duration PATIENCE = Duration.ofMillis(3_500);

  private final Path path;
  private final Executor effects;
  private final TimerPort timers;
  private long silences; // effect thread only
  private boolean silent; // effect thread only

  TunnelReports(Path path, Executor effects, TimerPort timers) {
    this.path = path;
    this.effects = effects;
    this.timers = timers;
  }

  @Override
  public void lost() {
    effects.execute(path::relayLost);
  }

  @Override
  public void silent() {
    effects.execute(
        () -> {
          silent = true;
          silences++;
          long which = silences;
          timers.after(PATIENCE, () -> effects.execute(() -> endIfStill(which)));
        });
  }

  private void endIfStill(long silence) {
    if (silent && silence == silences) {
      path.relayLost();
    }
  }

  @Override
  public void heard() {
    effects.execute(() -> silent = false);
  }
}
