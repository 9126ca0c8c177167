package org.phantomnet.desktop.capture.child;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.segmenter.SelfieModel;

/**
 * Main class of the capture child. Reads {@link ToCapture} on descriptor 3 and writes {@link
 * FromCapture} on 4. Serves one request, and ends when the client goes away.
 */
public final class CaptureChild {
  /** Looks at a screen or window a second. */
  private static final int LOOKS = 15;

  private final OutputStream out;
  private final Cameras cameras;
  private final Blackouts blackouts;

  /** Opens what a camera's pictures come from. */
  interface Cameras {
    Camera open(Kind kind, String id) throws CaptureException;
  }

  /** Makes a blackout with that monotonic clock. */
  interface Blackouts {
    Blackout make(LongSupplier nanos);
  }

  private CaptureChild(OutputStream out, Cameras cameras, Blackouts blackouts) {
    this.out = out;
    this.cameras = cameras;
    this.blackouts = blackouts;
  }

  /** Takes no argument that counts. */
  public static void main(String[] args) throws IOException {
    run(
        (kind, id) -> kind == Kind.CAMERA ? CameraTaker.open(id) : FilmTaker.open(id),
        nanos -> new Blackout(new SelfieModel(), nanos));
  }

  /** The whole life of a child; the process ends with it. */
  @SuppressWarnings({"resource", "CatchAndPrintStackTrace"}) // the process ends with the pipe
  static void run(Cameras cameras, Blackouts blackouts) throws IOException {
    CaptureChild child = new CaptureChild(new FileOutputStream("/dev/fd/4"), cameras, blackouts);
    try {
      child.serve(new ToCaptureCodec(new FileInputStream("/dev/fd/3")));
    } catch (CaptureException e) {
      child.say(new FromCapture.Failed(e.fault()));
    } catch (Throwable t) {
      child.say(new FromCapture.Failed(CaptureFault.CHILD_FAILED));
    }
    halt();
  }

  /** Goes on hearing what the client says; whatever else than another choice ends the process. */
  @Rule("ENG-117")
  private static void follow(ToCaptureCodec commands, Consumer<ToCapture.Choose> chosen) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (commands.next() instanceof ToCapture.Choose choose) {
                  chosen.accept(choose);
                }
              } catch (EOFException e) {
                // the client is gone
              } catch (IOException | ProtocolException | RuntimeException e) {
                // it does not keep to the protocol
              }
              halt();
            },
            "capture-follow");
    thread.setDaemon(true);
    thread.start();
  }

  private static void halt() {
    Runtime.getRuntime().halt(0);
  }

  private void serve(ToCaptureCodec commands)
      throws IOException, ProtocolException, CaptureException {
    ToCapture command = afterMakingReady(commands);
    if (command instanceof ToCapture.OpenCamera open) {
      watch(open, commands);
      return;
    }
    follow(commands, CaptureChild::unasked);
    if (command instanceof ToCapture.List list) {
      for (CaptureSource source : sources(list.kind())) {
        say(new FromCapture.Source(source));
      }
      say(new FromCapture.Listed());
    } else if (command instanceof ToCapture.Open open) {
      try (FrameRing ring = ring(open.directory())) {
        look(open, ring);
      }
    }
  }

  private ToCapture afterMakingReady(ToCaptureCodec commands)
      throws IOException, ProtocolException {
    ToCapture command = commands.next();
    if (command instanceof ToCapture.MakeReady) {
      WarmUp warmUp = new WarmUp(() -> blackouts.make(System::nanoTime));
      warmUp.begin();
      command = commands.next();
      warmUp.end();
    }
    return command;
  }

  private static void unasked(ToCapture.Choose choose) {
    throw new IllegalStateException("no camera");
  }

  private static FrameRing ring(String directory) throws IOException {
    return FrameRing.open(Path.of(directory, "from"));
  }

  private static List<CaptureSource> sources(Kind kind) throws IOException, CaptureException {
    if (kind.isCamera()) {
      return kind == Kind.CAMERA ? CameraTaker.list() : List.of();
    }
    try (XServer server = server()) {
      return new DesktopSources(server).list(kind);
    }
  }

  private void watch(ToCapture.OpenCamera open, ToCaptureCodec commands)
      throws IOException, CaptureException {
    AtomicReference<ToCapture.Choose> chosen =
        new AtomicReference<>(new ToCapture.Choose(0, CameraChoice.DEFAULT));
    follow(commands, chosen::set);
    LongSupplier clock = open.pace() == CameraPace.PATIENT ? () -> 0 : System::nanoTime;
    try (FrameRing ring = ring(open.directory());
        Blackout blackout = blackouts.make(clock)) {
      Camera taker = cameras.open(open.kind(), open.id());
      HiddenCamera camera =
          new HiddenCamera(taker, blackout, open.pace(), chosen::get, System::nanoTime);
      say(new FromCapture.Opened());
      while (true) {
        say(camera.next(ring));
      }
    }
  }

  private static XServer server() throws IOException, CaptureException {
    return XServer.open(variable("DISPLAY"), Path.of(variable("XAUTHORITY")));
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }

  private void look(ToCapture.Open open, FrameRing ring) throws IOException, CaptureException {
    try (XServer server = server()) {
      Taker taker = new DesktopSources(server).taker(open.kind(), open.id());
      say(new FromCapture.Opened());
      look(taker, ring);
    }
  }

  private void look(Taker taker, FrameRing ring) throws IOException, CaptureException {
    Shrink shrink = new Shrink();
    Optional<Bitmap> before = Optional.empty();
    long next = System.nanoTime();
    while (true) {
      Bitmap now = taker.take();
      if (before.isPresent() && before.get().shows(now)) {
        say(new FromCapture.Same());
      } else {
        say(new FromCapture.Frame(ring.write(shrink.picture(now, System.nanoTime()))));
      }
      before = Optional.of(now);
      next = Math.max(next + TimeUnit.SECONDS.toNanos(1) / LOOKS, System.nanoTime());
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void say(FromCapture message) throws IOException {
    out.write(FromCaptureCodec.encode(message));
  }
}
