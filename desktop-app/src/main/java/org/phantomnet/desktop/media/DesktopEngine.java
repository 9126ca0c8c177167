package org.phantomnet.desktop.media;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * libwebrtc in a child process per session, with one warm spare (DESIGN 8). Lives as long as the
 * client; {@link #close} ends the spare and every session. Thread-safe.
 */
public final class DesktopEngine implements MediaEngine, AutoCloseable {
  /** Time for a child to say goodbye on the wire. */
  @Rule("ENG-44")
  private static final Duration GRACE = Duration.ofMillis(300);

  private final ChildLauncher launcher;
  private final AudioPorts audio;
  private final Set<DesktopSession> sessions = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(DesktopEngine::thread);
  private Optional<MediaProcess> spare = Optional.empty();
  private boolean closed;

  /** Runs children with the Java of this process; starts the spare in the background. */
  public DesktopEngine(AudioPorts audio) {
    this(ChildLauncher.standard(), audio);
  }

  DesktopEngine(ChildLauncher launcher, AudioPorts audio) {
    this.launcher = launcher;
    this.audio = audio;
    replaceSpare();
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "media-chores");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Keying keying() {
    return Keying.DTLS_ONLY;
  }

  /**
   * True if children run in a network namespace with loopback only, those of Fast apart. May start
   * a short process to find out.
   */
  public boolean isolates() {
    return launcher.isolates();
  }

  @Override
  public MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener) {
    if (!supports(endpoint)) {
      return RefusedSession.report(listener);
    }
    try {
      MediaProcess process =
          endpoint.mode() == CallMode.FAST ? launcher.startShared() : takeSpare();
      DesktopSession session = new DesktopSession(endpoint, listener, process, audio, new Chores());
      sessions.add(session);
      session.start();
      return session;
    } catch (IOException e) {
      return RefusedSession.report(listener);
    }
  }

  @Rule("ENG-7")
  private synchronized boolean supports(MediaEndpoint endpoint) {
    boolean fast = endpoint.mode() == CallMode.FAST;
    return !closed
        && endpoint.media() == MediaKind.AUDIO
        && fast == endpoint.stun().filter(DesktopEngine::numeric).isPresent();
  }

  private static boolean numeric(MediaEndpoint.StunServer stun) {
    int length = stun.address().length();
    return (length == 4 || length == 16) && stun.port() > 0 && stun.port() <= 0xffff;
  }

  @Rule("ENG-43")
  private synchronized MediaProcess takeSpare() throws IOException {
    Optional<MediaProcess> taken = spare.filter(MediaProcess::isAlive);
    spare = Optional.empty();
    return taken.isPresent() ? taken.get() : launcher.start();
  }

  private void replaceSpare() {
    try {
      chores.execute(this::startSpare);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }

  private synchronized void startSpare() {
    if (!closed && spare.filter(MediaProcess::isAlive).isEmpty()) {
      try {
        spare = Optional.of(launcher.start());
      } catch (IOException e) {
        spare = Optional.empty(); // the next call tries again and says so
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      spare.ifPresent(MediaProcess::destroy);
      spare = Optional.empty();
    }
    sessions.forEach(DesktopSession::close);
    chores.shutdown(); // kills that are due still happen
  }

  private final class Chores implements DesktopSession.Lifecycle {
    @Override
    public void killAfterGrace(MediaProcess process) {
      try {
        chores.schedule(process::destroy, GRACE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        process.destroy();
      }
    }

    @Override
    public void settled() {
      replaceSpare();
    }

    @Override
    public void ended(DesktopSession session) {
      sessions.remove(session);
      replaceSpare();
    }
  }
}
