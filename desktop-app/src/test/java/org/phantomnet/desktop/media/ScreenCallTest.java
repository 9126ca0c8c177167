package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.capture.CaptureChildren;
import org.phantomnet.desktop.capture.Drawn;
import org.phantomnet.desktop.capture.ScreenShare;
import org.phantomnet.desktop.capture.child.Painter;
import org.phantomnet.desktop.capture.child.VirtualScreen;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Likeness;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MediaKind;

/** A page of small text on a real X server, through a real capture child and two real engines. */
class ScreenCallTest {
  private static final int WIDTH = 1024;
  private static final int HEIGHT = 640;
  private final MemoryRelay relay = new MemoryRelay();
  private final Film nothing = new Film(new MovingShapes(2));
  private final Film seen = new Film(new MovingShapes(1));
  @TempDir private Path temporary;
  private final List<AutoCloseable> open = new ArrayList<>();
  private VirtualScreen screen;
  private Painter painter;

  @BeforeEach
  void draw() throws Exception {
    screen = VirtualScreen.start(WIDTH, HEIGHT);
    painter = screen.painter();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    relay.close();
    painter.close();
    screen.close();
  }

  private VideoPorts sharing() throws Exception {
    CaptureChildren children = new CaptureChildren(screen.environment());
    CaptureSource source = children.list(Kind.SCREEN).get(0);
    ScreenShare share = new ScreenShare(children, source, fault -> {}, System::nanoTime);
    open.add(share);
    return new VideoPorts() {
      @Override
      public VideoIn openIn() {
        return share.open();
      }

      @Override
      public VideoOut openOut() {
        return nothing.openOut();
      }
    };
  }

  private Side side(int port, VideoPorts ports, Optional<Side> other) {
    DesktopEngine engine =
        new DesktopEngine(
            new ChildLauncher(ChildLauncher.java(), temporary, true),
            new Tone(440),
            new VideoBridge.Pictures(ports, VideoBridge.Pictures.ALL));
    open.add(engine);
    Side side = new Side(relay, port).with(MediaKind.AUDIO_VIDEO);
    side.open(engine, other.map(Side::asRemote));
    return side;
  }

  private static String[] text(int page) {
    return Painter.words(page, 44, 167);
  }

  private double likeness(int[] drawn) throws InterruptedException {
    double best = 0;
    for (int i = 0; i < 25 && best < 0.97; i++) {
      assertTrue(seen.shown.tryAcquire(1, 15, TimeUnit.SECONDS));
      Picture last = seen.seen.get(seen.seen.size() - 1);
      ByteBuffer luma = last.i420().duplicate().limit(WIDTH * HEIGHT);
      best =
          last.width() == WIDTH && last.height() == HEIGHT
              ? Math.max(best, Likeness.ssim(Drawn.lumaOf(drawn), luma, WIDTH, HEIGHT))
              : best;
    }
    return best;
  }

  @Test
  @Covers({"ENG-123", "ENG-125"})
  void smallText_arrivesReadable_inItsSize_alsoWhenThePageTurns_andAtTheLowestRate()
      throws Exception {
    int window = painter.window("page", 0, 0, WIDTH, HEIGHT, 0xffffff);
    painter.page(window, WIDTH, HEIGHT, text(1));
    painter.point(WIDTH - 1, HEIGHT - 1);
    Side alice = side(50_001, sharing(), Optional.empty());
    Side bob = side(50_002, seen, Optional.of(alice));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);
    alice.session().openGate();
    bob.session().openGate();

    int[] one = painter.read(window, WIDTH, HEIGHT);
    double first = likeness(one);
    painter.page(window, WIDTH, HEIGHT, text(2));
    int[] two = painter.read(window, WIDTH, HEIGHT);
    double second = likeness(two);
    alice.session().setPictures(PictureChoice.LOW);
    painter.page(window, WIDTH, HEIGHT, text(3));
    double low = likeness(painter.read(window, WIDTH, HEIGHT));

    System.out.printf("text: SSIM %.4f, turned %.4f, at 150 kbit/s %.4f%n", first, second, low);
    double unlike = Likeness.ssim(Drawn.lumaOf(one), Drawn.lumaOf(two), WIDTH, HEIGHT);
    assertTrue(unlike < 0.5, () -> "two pages are alike: " + unlike);
    assertTrue(first > 0.95, () -> "SSIM " + first);
    assertTrue(second > 0.95, () -> "SSIM " + second);
    assertTrue(low > 0.9, () -> "SSIM " + low);
    for (Picture picture : seen.seen) {
      assertEquals(WIDTH, picture.width());
      assertEquals(HEIGHT, picture.height());
    }
  }
}
