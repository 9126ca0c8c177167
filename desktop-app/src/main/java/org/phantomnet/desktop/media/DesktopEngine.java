package org.phantomnet.desktop.media;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * libwebrtc in a child process per session, with a warm spare, and one for Fast when such a call is
 * near (DESIGN 8). Lives as long as the client; {@link #close} ends the spares and every session.
 * Thread-safe.
 */
public final class DesktopEngine implements MediaEngine, AutoCloseable {
  /** Time for a child to say goodbye on the wire. */
  @Rule("ENG-44")
  private static final Duration GRACE = Duration.ofMillis(300);

  /** After a connection stands, its first sound needs the processor more than the next spare. */
  private static final Duration CALM = Duration.ofSeconds(3);

  /** How long a spare for Fast waits for its call. */
  @Rule("ENG-85")
  private static final Duration SHARED_SPARE = Duration.ofMinutes(2);

  private final AudioPorts audio;
  private final Optional<VideoBridge.Pictures> pictures;
  private final Duration sharedLifetime;
  private final ChildLauncher launcher;
  private final SpareChild isolated;
  private final SpareChild shared;
  private final Set<DesktopSession> sessions = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(DesktopEngine::thread);
  private Optional<ScheduledFuture<?>> sharedEnd = Optional.empty();
  private boolean closed;

  /**
   * Runs children with the Java of this process; starts the spare in the background. For calls
   * without video.
   */
  public DesktopEngine(AudioPorts audio) {
    this(ChildLauncher.standard(), audio);
  }

  /** The same, for calls with video too. */
  public DesktopEngine(AudioPorts audio, VideoPorts video) {
    this(
        ChildLauncher.standard(),
        audio,
        Optional.of(new VideoBridge.Pictures(video, VideoBridge.Pictures.ALL)),
        SHARED_SPARE);
  }

  DesktopEngine(ChildLauncher launcher, AudioPorts audio) {
    this(launcher, audio, SHARED_SPARE);
  }

  DesktopEngine(ChildLauncher launcher, AudioPorts audio, VideoBridge.Pictures pictures) {
    this(launcher, audio, Optional.of(pictures), SHARED_SPARE);
  }

  DesktopEngine(ChildLauncher launcher, AudioPorts audio, Duration sharedLifetime) {
    this(launcher, audio, Optional.empty(), sharedLifetime);
  }

  private DesktopEngine(
      ChildLauncher launcher,
      AudioPorts audio,
      Optional<VideoBridge.Pictures> pictures,
      Duration sharedLifetime) {
    this.pictures = pictures.filter(wanted -> FrameMemory.exists());
    this.launcher = launcher;
    this.audio = audio;
    this.sharedLifetime = sharedLifetime;
    isolated = new SpareChild(launcher::start);
    shared = new SpareChild(launcher::startShared);
    chore(isolated::fill);
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

  @Override
  public List<Codec> videoCodecs() {
    return pictures.map(VideoBridge.Pictures::codecs).orElse(List.of());
  }

  /**
   * True if children run in a network namespace with loopback only, those of Fast apart. May start
   * a short process to find out.
   */
  public boolean isolates() {
    return launcher.isolates();
  }

  /** True while there is a media session. */
  public boolean isInCall() {
    return !sessions.isEmpty();
  }

  @Override
  @Rule("ENG-43")
  public MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener) {
    if (!supports(endpoint)) {
      return RefusedSession.report(listener);
    }
    Optional<FrameMemory> memory = Optional.empty();
    try {
      memory = memoryFor(endpoint);
      MediaProcess process = (endpoint.mode() == CallMode.FAST ? shared : isolated).take();
      CallSound sound =
          endpoint.succeeds().flatMap(DesktopEngine::soundOf).orElseGet(() -> new CallSound(audio));
      Optional<VideoBridge> video =
          memory.map(m -> new VideoBridge(m, pictures.orElseThrow(), sound::held, process));
      DesktopSession session =
          new DesktopSession(
              endpoint, listener, process, sound, video, new Chores(endpoint.mode()));
      sessions.add(session);
      session.start();
      return session;
    } catch (IOException e) {
      memory.ifPresent(FrameMemory::close);
      return RefusedSession.report(listener);
    }
  }

  private static Optional<FrameMemory> memoryFor(MediaEndpoint endpoint) throws IOException {
    return endpoint.media() == MediaKind.AUDIO
        ? Optional.empty()
        : Optional.of(FrameMemory.create());
  }

  @Rule("ENG-7")
  private synchronized boolean supports(MediaEndpoint endpoint) {
    boolean fast = endpoint.mode() == CallMode.FAST;
    return !closed
        && (endpoint.media() == MediaKind.AUDIO || pictures.isPresent())
        && fast == endpoint.stun().filter(DesktopEngine::numeric).isPresent();
  }

  private static boolean numeric(MediaEndpoint.StunServer stun) {
    int length = stun.address().length();
    return (length == 4 || length == 16) && stun.port() > 0 && stun.port() <= 0xffff;
  }

  private static Optional<CallSound> soundOf(MediaSession former) {
    return former instanceof DesktopSession session
        ? Optional.of(session.sound())
        : Optional.empty(); // it was refused: it never had any
  }

  @Override
  @Rule("ENG-84")
  public void prepare(CallMode mode) {
    chore(mode == CallMode.FAST ? this::prepareShared : isolated::fill);
  }

  private synchronized void prepareShared() {
    if (closed) {
      return;
    }
    shared.fill();
    keepShared();
  }

  /** From now on its time runs, unless a Fast call stands. */
  private synchronized void keepShared() {
    if (closed) {
      return;
    }
    sharedEnd.ifPresent(end -> end.cancel(false));
    sharedEnd = later(sharedLifetime, this::dropUnneeded);
  }

  private void dropUnneeded() {
    if (sessions.stream().noneMatch(DesktopSession::isFast)) {
      shared.drop();
    }
  }

  private void chore(Runnable chore) {
    try {
      chores.execute(chore);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }

  private Optional<ScheduledFuture<?>> later(Duration pause, Runnable chore) {
    try {
      return Optional.of(chores.schedule(chore, pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException e) {
      return Optional.empty(); // closed
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      sharedEnd.ifPresent(end -> end.cancel(false));
      isolated.close();
      shared.close();
    }
    sessions.forEach(DesktopSession::close);
    chores.shutdown(); // kills that are due still happen
  }

  private final class Chores implements SessionLifecycle {
    private final CallMode mode;

    private Chores(CallMode mode) {
      this.mode = mode;
    }

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
      later(CALM, this::prepareNext);
    }

    /** A call that is over by now has no next connection. */
    private void prepareNext() {
      if (isInCall()) {
        prepare(mode);
      }
    }

    @Override
    public void interrupted() {
      prepare(mode);
    }

    @Override
    public void ended(DesktopSession session) {
      sessions.remove(session);
      chore(isolated::fill);
      if (session.isFast()) {
        chore(DesktopEngine.this::keepShared);
      }
    }
  }
}
