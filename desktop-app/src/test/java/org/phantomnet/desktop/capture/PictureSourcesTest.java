package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.capture.child.Painter;
import org.phantomnet.desktop.capture.child.VirtualScreen;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** What a person types, and what it names on this machine. */
class PictureSourcesTest {
  private static PictureSources sources(Map<String, String> environment) {
    return new PictureSources(
        new CaptureChildren(environment),
        name -> new MovingShapes(Integer.parseInt(name)),
        fault -> {},
        CameraPace.USUAL);
  }

  private static Optional<OwnPictures> choose(Map<String, String> environment, String text)
      throws PictureChoiceException {
    return sources(environment).choose(text, CameraChoice.DEFAULT);
  }

  private static String advice(Map<String, String> environment, String text) {
    return assertThrows(PictureChoiceException.class, () -> choose(environment, text)).advice();
  }

  @Test
  @Covers("ENG-126")
  void text_thatNamesNothing_isAnsweredByWhatToDo() throws Exception {
    assertTrue(choose(Map.of(), "none").isEmpty());
    assertTrue(choose(Map.of(), "clip:1").isPresent());
    assertEquals("\"movie\" is none of " + PictureSources.FORMS + ".", advice(Map.of(), "movie:x"));
    assertTrue(advice(Map.of(), "film:/no/such.y4m").startsWith("The film cannot be played."));
    assertTrue(advice(Map.of(), "film:\u0000").startsWith("The film cannot be played."));
    assertEquals(CaptureFault.NO_DISPLAY.words(), advice(Map.of(), "screen"));
    assertEquals(CaptureFault.NO_DISPLAY.words(), advice(Map.of(), "window:x"));
    assertTrue(advice(Map.of(), "camera:\u0007").length() > 20);
  }

  @Test
  @Covers("ENG-126")
  void window_isNamedByItsTitle_ifThatNamesOneOnly() throws Exception {
    try (VirtualScreen screen = VirtualScreen.start(640, 480);
        Painter painter = screen.painter()) {
      painter.window("Letter to Bob", 0, 0, 100, 100, 0xffffff);
      painter.window("Letter to Carol", 0, 0, 100, 100, 0xffffff);
      painter.window("\u001b[31mred\u202e", 0, 0, 100, 100, 0xffffff);

      assertInstanceOf(
          ScreenShare.class, choose(screen.environment(), "window:letter to bob").orElseThrow());
      assertInstanceOf(ScreenShare.class, choose(screen.environment(), "screen").orElseThrow());
      assertInstanceOf(ScreenShare.class, choose(screen.environment(), "screen:1").orElseThrow());
      String several = advice(screen.environment(), "window:Letter");
      assertTrue(several.startsWith("Several have that name. There are: \"Letter to Bob\""));
      assertTrue(several.contains("\"[31mred\""), several);
      assertTrue(advice(screen.environment(), "window:").startsWith("No window"));
      assertTrue(advice(screen.environment(), "screen:2").startsWith("Say which screen"));
    }
  }

  @Test
  @Covers("ENG-128")
  @Adversary("ADV-06")
  void preview_showsWhatTheSamePortWouldSend_andClosesIt() {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    SafeFrame only = Drawn.frame(64, 48, 180);
    OwnPictures pictures =
        new OwnPictures() {
          @Override
          public VideoIn open() {
            open.incrementAndGet();
            return new VideoIn() {
              @Override
              public Optional<SafeFrame> next() {
                asked.incrementAndGet();
                return Optional.of(only);
              }

              @Override
              public void close() {
                open.decrementAndGet();
              }
            };
          }

          @Override
          public void close() {}
        };

    SafeFrame seen = Preview.after(pictures, Duration.ofMillis(100)).orElseThrow().frame();

    assertEquals(only, seen);
    assertEquals(0, open.get());
    assertTrue(asked.get() > 1);
    int grey = Preview.image(seen).getRGB(10, 10) & 0xff;
    assertEquals(191, grey, 1); // (180 - 16) * 255 / 219
  }
}
