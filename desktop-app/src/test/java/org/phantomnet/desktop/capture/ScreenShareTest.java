package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.capture.child.Painter;
import org.phantomnet.desktop.capture.child.VirtualScreen;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Covers;

/** A real X server without a screen, real windows, a real capture child. */
class ScreenShareTest {
  private static final int WIDTH = 1024;
  private static final int HEIGHT = 640;
  private static VirtualScreen screen;

  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Painter painter;

  @BeforeAll
  static void start() throws Exception {
    screen = VirtualScreen.start(WIDTH, HEIGHT);
  }

  @AfterAll
  static void stop() {
    screen.close();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private CaptureChildren children() {
    return new CaptureChildren(screen.environment());
  }

  @BeforeEach
  void draw() throws Exception {
    painter = screen.painter();
    open.add(painter);
    painter.point(WIDTH - 1, HEIGHT - 1);
  }

  private CaptureSource source(Kind kind, String name) throws Exception {
    return children().list(kind).stream()
        .filter(one -> one.name().contains(name))
        .findFirst()
        .orElseThrow();
  }

  private VideoIn share(CaptureSource source) {
    ScreenShare share = new ScreenShare(children(), source, ended::add, System::nanoTime);
    open.add(share);
    VideoIn port = share.open();
    open.add(port);
    return port;
  }

  private static SafeFrame await(VideoIn port, Predicate<SafeFrame> wanted) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < until) {
      Optional<SafeFrame> frame = port.next();
      if (frame.filter(wanted).isPresent()) {
        return frame.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError("no such picture");
  }

  @Test
  @Covers({"ENG-116", "ENG-123"})
  void screen_isSharedInItsColoursAndPlaces() throws Exception {
    int window = painter.window("card", 0, 0, WIDTH, HEIGHT, 0);
    int[] card = Drawn.card(WIDTH, HEIGHT);
    painter.picture(window, 0, 0, WIDTH, HEIGHT, card);

    VideoIn port = share(source(Kind.SCREEN, "1024 x 640"));
    SafeFrame frame = await(port, one -> Drawn.luma(one, 2, 2) > 100);

    assertEquals(WIDTH, frame.width());
    assertEquals(HEIGHT, frame.height());
    double psnr = Drawn.psnr(card, WIDTH, HEIGHT, frame);
    System.out.printf("screen: PSNR %.1f dB%n", psnr);
    assertTrue(psnr > 45, () -> "PSNR " + psnr);
  }

  @Test
  @Covers({"ENG-120", "ENG-121"})
  void oneScreenOfTwo_isSharedWithoutTheOther_andEndsWhenItIsUnplugged() throws Exception {
    painter.screen("left", 0, 0, 512, HEIGHT);
    painter.screen("right", 512, 0, 512, HEIGHT);
    int window = painter.window("both", 0, 0, WIDTH, HEIGHT, 0x000000);
    int[] card = Drawn.card(512, HEIGHT);
    painter.picture(window, 512, 0, 512, HEIGHT, card);
    painter.point(0, HEIGHT - 1);

    VideoIn port = share(source(Kind.SCREEN, "right"));
    SafeFrame frame = await(port, one -> Drawn.luma(one, 2, 2) > 100);
    assertEquals(512, frame.width());
    assertTrue(Drawn.psnr(card, 512, HEIGHT, frame) > 45);

    painter.noScreen("right");
    assertEquals(CaptureFault.SCREEN_GONE, ended.poll(10, TimeUnit.SECONDS));
    assertTrue(Drawn.black(port.next().orElseThrow()));
    painter.noScreen("left");
  }

  @Test
  @Covers({"ENG-120", "ENG-122"})
  void window_isSharedAlone_whateverStandsBeforeIt() throws Exception {
    int chosen = painter.window("chosen", 40, 30, 400, 300, 0);
    int[] card = Drawn.card(400, 300);
    painter.picture(chosen, 0, 0, 400, 300, card);
    VideoIn port = share(source(Kind.WINDOW, "chosen"));
    await(port, one -> Drawn.psnr(card, 400, 300, one) > 45);

    painter.window("secret", 0, 0, 500, 400, 0xffffff);
    painter.fill(chosen, 0, 0, 20, 20, 0x00ff00); // something new, drawn while it is covered
    SafeFrame frame = await(port, one -> Drawn.luma(one, 4, 4) > 140);

    int[] now = card.clone();
    for (int i = 0; i < 400; i++) {
      now[i / 20 * 400 + i % 20] = 0x00ff00;
    }
    assertTrue(Drawn.psnr(now, 400, 300, frame) > 45);
  }

  @Test
  @Covers({"ENG-122", "ENG-124"})
  void window_thatIsClosed_endsTheSharingInBlack_andNeverBecomesTheScreen() throws Exception {
    int chosen = painter.window("closing", 40, 30, 400, 300, 0xffffff);
    VideoIn port = share(source(Kind.WINDOW, "closing"));
    await(port, one -> Drawn.luma(one, 100, 100) > 200);

    painter.destroy(chosen);

    assertEquals(CaptureFault.WINDOW_GONE, ended.poll(10, TimeUnit.SECONDS));
    int black = 0;
    for (Optional<SafeFrame> frame = port.next(); frame.isPresent(); frame = port.next()) {
      assertTrue(Drawn.black(frame.get()));
      assertEquals(400, frame.get().width());
      black++;
    }
    assertEquals(15, black);
    assertFalse(port.next().isPresent());
  }

  @Test
  @Covers("ENG-121")
  void pointer_isShownWhereItIs() throws Exception {
    int window = painter.window("under", 0, 0, WIDTH, HEIGHT, 0xffffff);
    VideoIn port = share(source(Kind.SCREEN, ""));
    await(port, one -> Drawn.luma(one, 300, 200) > 200);

    painter.point(300, 200);
    await(port, one -> Drawn.luma(one, 301, 202) < 60);
    painter.point(WIDTH - 1, HEIGHT - 1);
    await(port, one -> Drawn.luma(one, 301, 202) > 200);
    painter.destroy(window);
  }

  @Test
  @Covers({"ENG-122", "ENG-124"})
  void window_thatIsMinimised_endsTheSharing_andIsNotShownAgainByItself() throws Exception {
    int chosen = painter.window("small soon", 40, 30, 400, 300, 0xffffff);
    VideoIn port = share(source(Kind.WINDOW, "small soon"));
    await(port, one -> Drawn.luma(one, 100, 100) > 200);

    painter.unmap(chosen);
    assertEquals(CaptureFault.WINDOW_HIDDEN, ended.poll(10, TimeUnit.SECONDS));
    painter.map(chosen);

    for (int i = 0; i < 15; i++) {
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
    assertFalse(port.next().isPresent());
  }

  @Test
  @Covers("ENG-122")
  void window_thatBecomesAnIcon_endsTheSharing_andOneThatGrowsGoesOn() throws Exception {
    int chosen = painter.window("growing", 40, 30, 400, 300, 0xffffff);
    VideoIn port = share(source(Kind.WINDOW, "growing"));
    await(port, one -> one.width() == 400 && Drawn.luma(one, 100, 100) > 200);

    painter.resize(chosen, 501, 333);
    SafeFrame grown = await(port, one -> one.width() == 500);
    assertEquals(332, grown.height());
    assertTrue(ended.isEmpty());

    painter.state(chosen, 3);
    assertEquals(CaptureFault.WINDOW_HIDDEN, ended.poll(10, TimeUnit.SECONDS));
    assertTrue(Drawn.black(port.next().orElseThrow()));
  }

  @Test
  @Covers("ENG-119")
  void screen_whoseServerDies_endsTheSharing() throws Exception {
    VirtualScreen own = VirtualScreen.start(320, 240);
    CaptureChildren there = new CaptureChildren(own.environment());
    ScreenShare share =
        new ScreenShare(there, there.list(Kind.SCREEN).get(0), ended::add, System::nanoTime);
    open.add(share);
    VideoIn port = share.open();
    await(port, one -> one.width() == 320);

    own.close();

    assertEquals(CaptureFault.CHILD_FAILED, ended.poll(10, TimeUnit.SECONDS));
    assertTrue(Drawn.black(port.next().orElseThrow()));
  }

  @Test
  @Covers("ENG-120")
  void window_thatWasReplacedBeforeTheSharing_isNotShared() throws Exception {
    int chosen = painter.window("first", 40, 30, 400, 300, 0xffffff);
    CaptureSource source = source(Kind.WINDOW, "first");
    painter.type(chosen, "another program");

    VideoIn port = share(source);

    assertEquals(CaptureFault.NO_SUCH_SOURCE, ended.poll(20, TimeUnit.SECONDS));
    assertTrue(Drawn.black(port.next().orElseThrow()));
  }

  @Test
  @Covers("ENG-117")
  void child_hasNoNetworkAndNothingButItsScreen_andGoesWithItsPort() throws Exception {
    painter.window("plain", 0, 0, 200, 200, 0xffffff);
    Capture capture = children().openScreen(source(Kind.SCREEN, ""), ended::add);
    open.add(capture);
    ProcessHandle child = ProcessHandle.of(capture.child().pid()).orElseThrow();
    Path proc = Path.of("/proc", Long.toString(child.pid()));
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (capture.newest().isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    assertTrue(capture.newest().isPresent());
    assertEquals(
        "DISPLAY=" + screen.display() + "\0LC_ALL=C.UTF-8\0XAUTHORITY=/nonexistent\0",
        sorted(Files.readString(proc.resolve("environ"))));
    assertFalse(Files.readString(proc.resolve("cmdline")).contains("messenger"));
    assertFalse(Files.readString(proc.resolve("maps")).contains("webrtc"));
    if (capture.child().isolated()) {
      assertEquals(
          List.of("lo"),
          Files.readAllLines(proc.resolve("net/dev")).stream()
              .skip(2)
              .map(line -> line.strip().split(":")[0])
              .toList());
    }
    capture.close();
    assertTrue(child.onExit().orTimeout(5, TimeUnit.SECONDS).thenApply(gone -> true).get());
    assertTrue(ended.isEmpty());
  }

  private static String sorted(String environment) {
    return String.join("\0", java.util.stream.Stream.of(environment.split("\0")).sorted().toList())
        + "\0";
  }
}
