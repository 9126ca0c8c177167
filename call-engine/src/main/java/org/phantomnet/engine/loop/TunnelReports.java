package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Brings a tunnel's reports from its own thread to the effect thread. Before the gate is open a
 * relay that stays silent is lost, at once where another guard is left to try (CALL-57).
 * Thread-safe; never throws.
 */
final class TunnelReports implements GuardedTunnel.Listener {
  /** From the first report of silence on, which comes when it has lasted for a while (ENG-31). */
  private static final Duration PATIENCE = Duration.ofMillis(3_500);

  private final Path path;
  private final Paths paths;
  private final Executor effects;
  private final TimerPort timers;
  private long silences; // effect thread only
  private boolean silent; // effect thread only

  TunnelReports(Path path, Paths paths, Executor effects, TimerPort timers) {
    this.path = path;
    this.paths = paths;
    this.effects = effects;
    this.timers = timers;
  }

  @Override
  public void lost() {
    effects.execute(
        () -> {
          paths.silent(path);
          if (!paths.elsewhere(path)) {
            path.ownRelay().lost();
          }
        });
  }

  @Override
  public void silent() {
    effects.execute(
        () -> {
          silent = true;
          silences++;
          paths.silent(path);
          if (paths.elsewhere(path)) {
            return;
          }
          path.ownRelay().silent();
          long which = silences;
          timers.after(PATIENCE, () -> effects.execute(() -> endIfStill(which)));
        });
  }

  private void endIfStill(long silence) {
    if (silent && silence == silences && !path.opened()) {
      path.ownRelay().lost();
    }
  }

  @Override
  public void said(Bytes message) {
    effects.execute(() -> paths.said(path, message));
  }

  @Override
  public void heard() {
    effects.execute(
        () -> {
          silent = false;
          path.ownRelay().heard();
        });
  }

  @Override
  public void rebound() {
    effects.execute(path.ownRelay()::rebound);
  }
}
