package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.sound.SoundNotice.Kind;
import org.phantomnet.protocol.rule.Covers;

/** The ports as a call uses them, with their own threads and fake devices. */
class DeviceAudioTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final short SPOKEN = 77;

  private final FakeDevices devices = new FakeDevices();
  private final BlockingQueue<SoundNotice> notices = new LinkedBlockingQueue<>();
  private final DeviceAudio audio = new DeviceAudio(devices, new Recording(), notices::add);
  private final short[] block = new short[AudioIn.BLOCK];

  @Test
  @Covers("ENG-60")
  void beforeTheGateOpens_noDeviceIsOpenedNorLookedAt() {
    devices.plug(Direction.MICROPHONE, "mic").plug(Direction.SPEAKER, "box");

    audio.chooseDefault(Direction.MICROPHONE);

    assertEquals(0, devices.looks());
    assertFalse(devices.everOpened());
  }

  @Test
  void openPorts_useBothDevices_andSoundFlows() throws Exception {
    devices.plug(Direction.MICROPHONE, "mic").plug(Direction.SPEAKER, "box");

    try (AudioIn in = audio.openIn();
        AudioOut out = audio.openOut()) {
      awaitNotice(Kind.IN_USE);
      awaitNotice(Kind.IN_USE);

      boolean heard = false;
      for (long end = System.nanoTime() + 5_000_000_000L; !heard && System.nanoTime() < end; ) {
        devices.tick();
        in.read(block);
        out.write(block);
        heard = block[100] != 0 && devices.played("box").stream().anyMatch(s -> s > 4000);
      }

      assertTrue(heard);
    }
  }

  @Test
  @Covers("ENG-61")
  void close_freesBothDevicesInTime() throws Exception {
    devices.plug(Direction.MICROPHONE, "mic").plug(Direction.SPEAKER, "box");
    AudioIn in = audio.openIn();
    AudioOut out = audio.openOut();
    awaitNotice(Kind.IN_USE);
    awaitNotice(Kind.IN_USE);

    long before = System.nanoTime();
    in.close();
    out.close();
    long took = System.nanoTime() - before;

    assertEquals(List.of(), devices.openNames());
    assertTrue(took < SOON.toNanos(), took / 1_000_000 + " ms");
  }

  @Test
  @Covers({"ENG-61", "ENG-63"})
  void driverThatHangs_holdsUpNeitherReadingNorClosing() throws Exception {
    devices.plug(Direction.MICROPHONE, "mic").plug(Direction.SPEAKER, "box");
    CountDownLatch driver = new CountDownLatch(1);
    devices.hangUntil(driver);

    long before = System.nanoTime();
    AudioIn in = audio.openIn();
    AudioOut out = audio.openOut();
    for (int i = 0; i < 100; i++) {
      in.read(block);
      out.write(block);
    }
    in.close();
    out.close();
    long took = System.nanoTime() - before;
    driver.countDown();

    assertEquals(0, block[7]);
    assertTrue(took < SOON.toNanos(), took / 1_000_000 + " ms");
  }

  @Test
  void machineWithoutDevices_speaksTheRecordingAndSaysSo() throws Exception {
    try (AudioIn in = audio.openIn()) {
      SoundNotice notice = awaitNotice(Kind.FILE);
      while (block[0] != SPOKEN) {
        in.read(block);
      }

      assertEquals(Direction.MICROPHONE, notice.direction());
    }
  }

  @Test
  void microphoneThatCannotBeOpened_isSilence_neverTheRecording() throws Exception {
    devices.plug(Direction.MICROPHONE, "mic");
    devices.take("mic");

    try (AudioIn in = audio.openIn()) {
      awaitNotice(Kind.NONE);
      in.read(block);

      assertEquals(0, block[0]);
    }
  }

  @Test
  void choose_byPartOfTheName_isListedAsChosen() throws NoSuchDeviceException {
    devices.plug(Direction.SPEAKER, "default [default]", "Headset [plughw:1,0]");

    String chosen = audio.choose(Direction.SPEAKER, "headset");

    assertEquals("Headset [plughw:1,0]", chosen);
    assertEquals(
        List.of(
            new DeviceAudio.Device(Direction.SPEAKER, "default [default]", false, false),
            new DeviceAudio.Device(Direction.SPEAKER, "Headset [plughw:1,0]", true, false)),
        audio.list(Direction.SPEAKER));
  }

  @Test
  void choose_whatCouldBeSeveral_namesThem() {
    devices.plug(Direction.SPEAKER, "Headset 1", "Headset 2");

    NoSuchDeviceException refused =
        assertThrows(NoSuchDeviceException.class, () -> audio.choose(Direction.SPEAKER, "headset"));

    assertTrue(refused.advice().contains("\"Headset 1\", \"Headset 2\""), refused.advice());
  }

  @Test
  void choose_whatIsNotThere_namesWhatIs() {
    devices.plug(Direction.SPEAKER, "Box");

    NoSuchDeviceException refused =
        assertThrows(NoSuchDeviceException.class, () -> audio.choose(Direction.SPEAKER, "tv"));

    assertTrue(refused.advice().contains("\"Box\""), refused.advice());
  }

  private SoundNotice awaitNotice(Kind kind) throws InterruptedException {
    SoundNotice notice = notices.poll(5, TimeUnit.SECONDS);
    if (notice == null) {
      throw new AssertionError("no notice");
    }
    assertEquals(kind, notice.kind());
    return notice;
  }

  private static final class Recording implements AudioPorts {
    @Override
    public AudioIn openIn() throws IOException {
      return new AudioIn() {
        @Override
        public void read(short[] block) {
          Arrays.fill(block, SPOKEN);
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }

    @Override
    public AudioOut openOut() {
      return new AudioOut() {
        @Override
        public void write(short[] block) {
          // nobody listens
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }
  }
}
