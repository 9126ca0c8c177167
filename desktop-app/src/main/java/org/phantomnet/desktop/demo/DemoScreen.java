package org.phantomnet.desktop.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.phantomnet.desktop.capture.child.Painter;
import org.phantomnet.desktop.capture.child.VirtualScreen;
import org.phantomnet.desktop.video.Likeness;
import org.phantomnet.desktop.video.Y4m;

/**
 * A screen of the demo's own, on which a page of text turns every few seconds. Keeps what was drawn
 * to compare with what arrived. Thread-safe.
 */
public final class DemoScreen implements AutoCloseable {
  private static final int WIDTH = 1_024;
  private static final int HEIGHT = 640;
  private static final int LINES = 44;
  private static final int LETTERS = 167;
  private static final int TURN_SECONDS = 3;

  /** Likeness from which on a page is this one and can be read; two pages have far less. */
  private static final double READABLE = 0.9;

  private final Optional<VirtualScreen> server;
  private final List<ByteBuffer> drawn = new ArrayList<>();
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(DemoScreen::thread);

  private DemoScreen(Optional<VirtualScreen> server) {
    this.server = server;
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "demo-screen");
    thread.setDaemon(true);
    return thread;
  }

  /** Whether the X server that it needs is there. */
  public static boolean isPossible() {
    return Stream.of("/usr/bin/Xvfb", "/usr/local/bin/Xvfb")
        .anyMatch(program -> Files.isExecutable(Path.of(program)));
  }

  /** A screen that is none, for calls that share none. */
  public static DemoScreen none() {
    return new DemoScreen(Optional.empty());
  }

  public static DemoScreen start() throws IOException {
    VirtualScreen server = VirtualScreen.start(WIDTH, HEIGHT);
    DemoScreen screen = new DemoScreen(Optional.of(server));
    Painter painter = server.painter();
    painter.point(WIDTH - 1, HEIGHT - 1);
    int window = painter.window("Demo", 0, 0, WIDTH, HEIGHT, 0xffffff);
    screen.turns.scheduleAtFixedRate(
        () -> screen.turn(painter, window), 0, TURN_SECONDS, TimeUnit.SECONDS);
    return screen;
  }

  private void turn(Painter painter, int window) {
    try {
      painter.page(window, WIDTH, HEIGHT, text());
      int[] rgb = painter.read(window, WIDTH, HEIGHT);
      byte[] luma = new byte[rgb.length];
      for (int i = 0; i < rgb.length; i++) {
        luma[i] = (byte) (16 + (rgb[i] & 0xff) * 219 / 255); // black on white: one part says all
      }
      synchronized (this) {
        drawn.add(ByteBuffer.wrap(luma));
      }
    } catch (IOException e) {
      turns.shutdown(); // the demo is over
    }
  }

  private synchronized String[] text() {
    return Painter.words(drawn.size(), LINES, LETTERS);
  }

  /** What a program has in its environment that is to share this screen. */
  Map<String, String> environment() {
    return server.map(VirtualScreen::environment).orElse(Map.of());
  }

  /**
   * Finds each picture that arrived among the pages that were drawn.
   *
   * @param png where the last picture goes
   */
  Result compare(Path seen, Path png) throws IOException {
    List<ByteBuffer> pages;
    synchronized (this) {
      pages = List.copyOf(drawn);
    }
    List<Double> likeness = new ArrayList<>();
    TreeSet<Integer> found = new TreeSet<>();
    boolean rising = true;
    try (Y4m arrived = Y4m.open(seen)) {
      for (long i = 0; i < arrived.pictures(); i++) {
        ByteBuffer picture = arrived.picture(i);
        if (i == arrived.pictures() - 1) {
          write(picture, arrived.width(), arrived.height(), png);
        }
        if (arrived.width() != WIDTH || arrived.height() != HEIGHT) {
          return new Result((int) arrived.pictures(), 0, 0, 0, false);
        }
        int best = best(pages, found.isEmpty() ? 0 : found.last(), picture, likeness);
        rising &= found.isEmpty() || best >= found.last();
        found.add(best);
      }
    }
    return new Result(
        likeness.size(),
        found.size(),
        likeness.stream().mapToDouble(Double::doubleValue).average().orElse(0),
        likeness.stream().mapToDouble(Double::doubleValue).min().orElse(0),
        rising);
  }

  /** Looks from the page on that was found last; once one is like it, no further. */
  private static int best(
      List<ByteBuffer> pages, int from, ByteBuffer picture, List<Double> likeness) {
    int best = 0;
    double most = -1;
    for (int i = 0; i < pages.size() && most < READABLE; i++) {
      int page = (from + i) % pages.size();
      double now = Likeness.ssim(pages.get(page), picture, WIDTH, HEIGHT);
      if (now > most) {
        most = now;
        best = page;
      }
    }
    likeness.add(most);
    return best;
  }

  private static void write(ByteBuffer picture, int width, int height, Path png)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int luma = picture.get(picture.position() + y * width + x) & 0xff;
        int grey = Math.max(0, Math.min(255, (luma - 16) * 255 / 219));
        image.getRaster().setSample(x, y, 0, grey);
      }
    }
    ImageIO.write(image, "png", png.toFile());
  }

  @Override
  public void close() {
    turns.shutdownNow();
    server.ifPresent(VirtualScreen::close);
  }

  /**
   * What a comparison came to.
   *
   * @param pages different ones that were found
   * @param ssim mean over all pictures, each with the page that it is most like
   * @param rising whether the pages came in the order in which they were drawn
   */
  record Result(int compared, int pages, double ssim, double least, boolean rising) {
    boolean good() {
      return compared > 2 && pages > 1 && rising && ssim >= READABLE;
    }
  }
}
