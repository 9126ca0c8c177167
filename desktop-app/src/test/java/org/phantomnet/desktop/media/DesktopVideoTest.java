package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.desktop.video.Watching;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaKind;

/** Real encoders and decoders in real children, a relay in memory between them. */
class DesktopVideoTest {
  private final MovingShapes alicesClip = new MovingShapes(1);
  private final MovingShapes bobsClip = new MovingShapes(2);
  private final Tone alicesAudio = new Tone(440);
  private final Tone bobsAudio = new Tone(700);
  private final Film alicesFilm = new Film(alicesClip);
  private final Film bobsFilm = new Film(bobsClip);
  private final MemoryRelay relay = new MemoryRelay();
  @TempDir private Path temporary;
  private Optional<DesktopEngine> alicesEngine = Optional.empty();
  private Optional<DesktopEngine> bobsEngine = Optional.empty();
  private Side alice;
  private Side bob;

  @BeforeEach
  void start() {
    alice = new Side(relay, 50_001).with(MediaKind.AUDIO_VIDEO);
    bob = new Side(relay, 50_002).with(MediaKind.AUDIO_VIDEO);
  }

  @AfterEach
  void stop() {
    alicesEngine.ifPresent(DesktopEngine::close);
    bobsEngine.ifPresent(DesktopEngine::close);
    relay.close();
  }

  private DesktopEngine engine(Tone audio, Film film, List<Codec> codecs) {
    return new DesktopEngine(
        new ChildLauncher(ChildLauncher.java(), temporary, true),
        audio,
        new VideoBridge.Pictures(film, codecs));
  }

  private void connect(List<Codec> alices, List<Codec> bobs) {
    alicesEngine = Optional.of(engine(alicesAudio, alicesFilm, alices));
    bobsEngine = Optional.of(engine(bobsAudio, bobsFilm, bobs));
    alice.open(alicesEngine.get(), Optional.empty());
    bob.open(bobsEngine.get(), Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);
  }

  private static Watching.Result watch(List<Picture> seen, MovingShapes sent) {
    Watching watching = new Watching(sent);
    seen.forEach(picture -> watching.compare(picture.i420(), picture.width(), picture.height()));
    return watching.result();
  }

  @Test
  @Covers({"ENG-100", "ENG-101", "ENG-103"})
  void clips_areSeenBothWays_asTheyWereSent() throws Exception {
    connect(VideoBridge.Pictures.ALL, VideoBridge.Pictures.ALL);

    alice.session().openGate();
    bob.session().openGate();

    assertTrue(alicesFilm.shown.tryAcquire(60, 15, TimeUnit.SECONDS));
    assertTrue(bobsFilm.shown.tryAcquire(60, 15, TimeUnit.SECONDS));
    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
    Watching.Result bobSaw = watch(bobsFilm.seen, alicesClip);
    Watching.Result aliceSaw = watch(alicesFilm.seen, bobsClip);
    assertTrue(bobSaw.good(), bobSaw::toString);
    assertTrue(aliceSaw.good(), aliceSaw::toString);
    alice.session().close();
    bob.session().close();
    assertTrue(alice.released.get(2, TimeUnit.SECONDS));
    assertTrue(bob.released.get(2, TimeUnit.SECONDS));
    assertEquals(0, alicesFilm.openPorts.get() + bobsFilm.openPorts.get());
  }

  @Test
  @Covers({"ENG-19", "ENG-102"})
  void gateOfTheOtherSideFirst_orLast_videoIsSeenBothWays() throws Exception {
    connect(VideoBridge.Pictures.ALL, VideoBridge.Pictures.ALL);
    bob.session().openGate();
    assertTrue(bob.tunnel.speech.tryAcquire(60, 10, TimeUnit.SECONDS));

    alice.session().openGate();

    assertTrue(bobsFilm.shown.tryAcquire(10, 10, TimeUnit.SECONDS));
    assertTrue(alicesFilm.shown.tryAcquire(10, 10, TimeUnit.SECONDS));
    assertTrue(watch(alicesFilm.seen, bobsClip).good());
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"VP9", "H264", "AV1"})
  @Covers("ENG-101")
  void everyCodec_thatBothName_isUsed(Codec codec) throws Exception {
    connect(List.of(Codec.VP8, codec), List.of(codec));

    alice.session().openGate();
    bob.session().openGate();

    assertTrue(bobsFilm.shown.tryAcquire(5, 15, TimeUnit.SECONDS));
    Watching.Result bobSaw = watch(bobsFilm.seen, alicesClip);
    assertTrue(bobSaw.good(), bobSaw::toString);
  }

  @Test
  @Covers("ENG-102")
  @Adversary({"ADV-04", "ADV-06"})
  void pictures_beforeTheGateOpened_reachNoEncoder() throws Exception {
    connect(VideoBridge.Pictures.ALL, VideoBridge.Pictures.ALL);
    ClipFrames preview = new ClipFrames(alicesClip, System::nanoTime);

    for (int i = 0; i < 50; i++) {
      alice.session().sendFrame(preview.next().orElseThrow());
    }

    assertFalse(alice.tunnel.media.tryAcquire(700, TimeUnit.MILLISECONDS));
    assertEquals(0, alicesFilm.everOpened.get() + bobsFilm.everOpened.get());
    alice.session().openGate();
    bob.session().openGate();
    assertTrue(bobsFilm.shown.tryAcquire(10, 15, TimeUnit.SECONDS));
    assertTrue(watch(bobsFilm.seen, alicesClip).good());
  }

  @Test
  @Covers("ENG-113")
  void lowQuality_isSeenSmall_andTheOtherWayIsLeftAlone() throws Exception {
    connect(VideoBridge.Pictures.ALL, VideoBridge.Pictures.ALL);
    alice.session().openGate();
    bob.session().openGate();
    assertTrue(bobsFilm.shown.tryAcquire(10, 15, TimeUnit.SECONDS));
    assertEquals(360, bobsFilm.seen.get(bobsFilm.seen.size() - 1).height());

    alice.session().setPictures(PictureChoice.LOW);

    do {
      assertTrue(bobsFilm.shown.tryAcquire(1, 15, TimeUnit.SECONDS));
    } while (bobsFilm.seen.get(bobsFilm.seen.size() - 1).height() > 180);
    assertTrue(alicesFilm.seen.stream().allMatch(picture -> picture.height() == 360));
  }
}
