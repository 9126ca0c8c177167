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
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;

/**
 * Main class of the capture child. Reads {@link ToCapture} on descriptor 3 and writes {@link
 * FromCapture} on 4. Serves one request, and ends when the client goes away.
 */
public final class CaptureChild {
  /** Looks at a screen or window a second. */
  private static final int LOOKS = 15;

  private final OutputStream out;

  private CaptureChild(OutputStream out) {
    this.out = out;
  }

  /** Takes no argument that counts. */
  @SuppressWarnings({"resource", "CatchAndPrintStackTrace"}) // the process ends with the pipe
  public static void main(String[] args) throws IOException {
    CaptureChild child = new CaptureChild(new FileOutputStream("/dev/fd/4"));
    ToCaptureCodec commands = new ToCaptureCodec(new FileInputStream("/dev/fd/3"));
    try {
      ToCapture command = commands.next();
      endWithClient(commands);
      child.serve(command);
    } catch (CaptureException e) {
      child.say(new FromCapture.Failed(e.fault()));
    } catch (Throwable t) {
      child.say(new FromCapture.Failed(CaptureFault.CHILD_FAILED));
    }
    halt();
  }

  /** Nothing more is to come but the end. */
  @Rule("ENG-117")
  private static void endWithClient(ToCaptureCodec commands) {
    Thread thread =
        new Thread(
            () -> {
              try {
                commands.next();
              } catch (EOFException e) {
                // the client is gone
              } catch (IOException | ProtocolException e) {
                // it does not keep to the protocol
              }
              halt();
            },
            "capture-end");
    thread.setDaemon(true);
    thread.start();
  }

  private static void halt() {
    Runtime.getRuntime().halt(0);
  }

  private void serve(ToCapture command) throws IOException, CaptureException {
    if (command instanceof ToCapture.List list) {
      for (CaptureSource source : sources(list.kind())) {
        say(new FromCapture.Source(source));
      }
      say(new FromCapture.Listed());
    } else if (command instanceof ToCapture.Open open) {
      try (FrameRing ring = FrameRing.open(Path.of(open.directory(), "from"))) {
        if (open.kind().isCamera()) {
          watch(camera(open), ring);
        } else {
          look(open, ring);
        }
      }
    }
  }

  private static List<CaptureSource> sources(Kind kind) throws IOException, CaptureException {
    if (kind.isCamera()) {
      return kind == Kind.CAMERA ? CameraTaker.list() : List.of();
    }
    try (XServer server = server()) {
      return new DesktopSources(server).list(kind);
    }
  }

  private static Camera camera(ToCapture.Open open) throws CaptureException {
    return open.kind() == Kind.CAMERA ? CameraTaker.open(open.id()) : FilmTaker.open(open.id());
  }

  private void watch(Camera camera, FrameRing ring) throws IOException, CaptureException {
    say(new FromCapture.Opened());
    while (true) {
      say(new FromCapture.Frame(ring.write(camera.next())));
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
