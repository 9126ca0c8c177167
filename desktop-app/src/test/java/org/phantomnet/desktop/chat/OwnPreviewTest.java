package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.capture.LetOut;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/** A look at the own pictures before a call. */
class OwnPreviewTest {
  private final OwnPreview preview = new OwnPreview(System::nanoTime);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile BlackoutState state = BlackoutState.STARTING;
  private volatile SafeFrame now = grey(16);

  /** A camera whose next frame and state the test says; its port is the call's. */
  private final OwnPictures camera =
      new OwnPictures() {
        @Override
        public VideoIn open() {
          open.incrementAndGet();
          return new VideoIn() {
            @Override
            public Optional<SafeFrame> next() {
              return Optional.of(now);
            }

            @Override
            public void close() {
              open.decrementAndGet();
            }
          };
        }

        @Override
        public Optional<LetOut> about(SafeFrame frame) {
          return Optional.of(new LetOut(frame, 0, state, Duration.ZERO));
        }

        @Override
        public void close() {}
      };

  private static SafeFrame grey(int luma) {
    byte[] pixels = new byte[64 * 48 * 3 / 2];
    Arrays.fill(pixels, (byte) 128);
    Arrays.fill(pixels, 0, 64 * 48, (byte) luma);
    return SafeFrame.ofClip(ByteBuffer.wrap(pixels), 64, 48, 1);
  }

  private static void await(BooleanSupplier reached) {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!reached.getAsBoolean()) {
      assertTrue(System.nanoTime() < limit, "not in time");
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(told.poll(20, TimeUnit.SECONDS));
  }

  @AfterEach
  void end() {
    preview.end();
    await(() -> open.get() == 0);
  }

  @Test
  @Covers({"ENG-128", "BLK-20"})
  @Adversary("ADV-06")
  void preview_showsTheVeryFramesOfACall_andTheStateInWords() throws InterruptedException {
    preview.tell(look -> told.add(look.words()));

    assertTrue(preview.toggle(camera));
    assertEquals("Preview, nothing is sent: 64x48, starting", next());
    assertEquals(0, preview.shown().orElseThrow().picture().at(1, 1));
    now = grey(235);
    state = BlackoutState.PERSON_HIDDEN;
    assertEquals("Preview, nothing is sent: 64x48, person hidden", next());
    await(() -> preview.shown().orElseThrow().picture().at(1, 1) == 0xffffff);
    now = grey(16);
    state = BlackoutState.TOO_DARK;
    assertEquals("Preview, nothing is sent: 64x48, all black: too dark", next());

    assertEquals(1, open.get());
    assertTrue(told.isEmpty(), "said once each");
  }

  @Test
  @Covers("ENG-128")
  void sameCommand_endsItAtOnce_andClosesTheDevice() throws InterruptedException {
    preview.tell(look -> told.add(look.words()));
    preview.toggle(camera);
    next();

    assertFalse(preview.toggle(camera));

    assertEquals(Optional.empty(), preview.shown());
    await(() -> open.get() == 0);
    assertEquals(Optional.empty(), preview.shown());
    assertFalse(preview.end(), "there is none");
  }

  @Test
  @Covers("ENG-128")
  void callThatBegins_endsIt_butNotOneThatRings(@TempDir Path directory) throws Exception {
    Path estate = Files.writeString(directory.resolve("given.json"), ChatControllerTest.ESTATE);
    ChatOptions options = ChatControllerTest.options(directory, Optional.of(estate));
    OwnPreview own = options.pictures().preview();
    options.pictures().send(camera);
    Recorder face = new Recorder();
    try (ClientControl control = new ClientControl(options.settings(options.estate().read()))) {
      ChatController controller = new ChatController(control, face, options, List.of());
      assertTrue(controller.execute("/preview"));
      await(() -> own.shown().isPresent());

      controller.callChanged(Views.call(Phase.RINGING, CallMode.PRIVATE));
      assertTrue(own.shown().isPresent());
      controller.callChanged(Views.call(Phase.CONNECTING, CallMode.PRIVATE));
      assertEquals(Optional.empty(), own.shown());

      assertFalse(controller.execute("/preview"));
      assertEquals("IN_CALL", face.lastFailure());
      assertEquals(Optional.empty(), own.shown());
    }
  }

  @Test
  void picturesThatEnd_areSaidToLeaveACallGoingOn_whereThereIsOne(@TempDir Path directory)
      throws Exception {
    Path estate = Files.writeString(directory.resolve("given.json"), ChatControllerTest.ESTATE);
    ChatOptions options = ChatControllerTest.options(directory, Optional.of(estate));
    Recorder face = new Recorder();
    try (ClientControl control = new ClientControl(options.settings(options.estate().read()))) {
      ChatController controller = new ChatController(control, face, options, List.of());
      String why = CaptureFault.CHILD_FAILED.words();

      options.pictures().ended(why);
      controller.callChanged(Views.call(Phase.CONNECTING, CallMode.PRIVATE));
      options.pictures().ended(why);

      assertEquals(
          List.of(why, why + " " + VideoWords.WITHOUT_OWN),
          face.notices.stream().filter(text -> text.startsWith(why)).toList());
    }
  }

  @Test
  void withoutPictures_thePersonIsToldWhatToDo(@TempDir Path directory) throws Exception {
    Path estate = Files.writeString(directory.resolve("given.json"), ChatControllerTest.ESTATE);
    ChatOptions options = ChatControllerTest.options(directory, Optional.of(estate));
    Recorder face = new Recorder();
    try (ClientControl control = new ClientControl(options.settings(options.estate().read()))) {
      assertFalse(new ChatController(control, face, options, List.of()).execute("/preview"));
    }
    assertEquals("NO_PICTURES", face.lastFailure());
  }

  @Test
  @Covers("ENG-128")
  void chatThatCloses_orADeviceThatEnds_endsIt() throws InterruptedException {
    for (boolean device : List.of(true, false)) {
      ChatPictures pictures = new ChatPictures();
      pictures.send(camera);
      assertSame(camera, pictures.own().orElseThrow());
      pictures.preview().tell(look -> told.add(look.words()));
      pictures.preview().toggle(pictures.own().orElseThrow());
      next();

      if (device) {
        pictures.ended("gone");
      } else {
        pictures.close();
      }

      assertEquals(Optional.empty(), pictures.preview().shown());
      await(() -> open.get() == 0);
    }
  }
}
