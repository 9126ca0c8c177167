package org.phantomnet.engine.loop;

import java.util.List;
import java.util.concurrent.Executor;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.signal.Candidate;

/**
 * Brings a session's reports from its own thread to the effect thread. Thread-safe; never throws.
 */
final class SessionReports implements MediaSession.Listener {
  private final Path path;
  private final Paths paths;
  private final Executor effects;

  SessionReports(Path path, Paths paths, Executor effects) {
    this.path = path;
    this.paths = paths;
    this.effects = effects;
  }

  @Override
  public void gathered(MediaSession.Local local) {
    effects.execute(
        () -> {
          if (!path.gathered(local) && !paths.elsewhere(path)) {
            path.unreachable();
          }
        });
  }

  @Override
  public void candidates(List<Candidate> found) {
    List<Candidate> all = List.copyOf(found);
    effects.execute(() -> path.found(all));
  }

  @Override
  public void connected(MediaSession.SelectedPath selected) {
    effects.execute(() -> path.connected(selected));
  }

  @Override
  public void interrupted() {
    effects.execute(path::interrupted);
  }

  @Override
  public void stats(MediaSession.Stats stats) {
    effects.execute(() -> path.stats(stats));
  }

  @Override
  public void firstAudio() {
    effects.execute(path::firstAudio);
  }

  @Override
  public void failed(MediaSession.FailureReason reason) {
    effects.execute(
        () -> {
          boolean ofRelay = reason == MediaSession.FailureReason.ICE_FAILED;
          if (!ofRelay || !paths.elsewhere(path)) {
            path.failed(reason);
          }
        });
  }

  @Override
  public void released() {
    effects.execute(() -> paths.released(path));
  }
}
