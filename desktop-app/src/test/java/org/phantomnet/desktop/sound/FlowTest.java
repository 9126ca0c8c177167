package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.sound.SoundSystem.CaptureLine;
import org.phantomnet.desktop.sound.SoundSystem.PlaybackLine;
import org.phantomnet.protocol.rule.Covers;

/** Rates, channels and clocks that are not the call's. */
class FlowTest {
  /** ENG-63: 150 ms. */
  private static final int MOST = 15 * AudioIn.BLOCK;

  private final SampleQueue queue = new SampleQueue(AudioIn.SAMPLE_RATE / 2);
  private final short[] block = new short[AudioIn.BLOCK];

  @ParameterizedTest
  @CsvSource({"48000,1", "48000,2", "44100,1", "44100,2", "32000,1", "16000,1"})
  void microphoneOfAnyShape_givesTheSameTone(int rate, int channels) throws IOException {
    FakeDevices devices = new FakeDevices().plug(Direction.MICROPHONE, "mic").shape(rate, channels);
    CaptureFlow flow = new CaptureFlow(devices.openMicrophone("mic"), queue);
    List<Short> heard = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      devices.tick();
      flow.move();
      if (i > 2 && queue.takeWhole(block)) {
        add(heard, block);
      }
    }

    assertTone(heard.subList(4800, heard.size()), AudioIn.SAMPLE_RATE, 1);
  }

  @ParameterizedTest
  @CsvSource({"48000,1", "48000,2", "44100,1", "44100,2", "32000,1", "16000,1"})
  void loudspeakerOfAnyShape_playsTheSameTone(int rate, int channels) throws IOException {
    FakeDevices devices = new FakeDevices().plug(Direction.SPEAKER, "box").shape(rate, channels);
    PlaybackFlow flow = new PlaybackFlow(devices.openSpeaker("box"), queue);

    int position = 0;
    for (int i = 0; i < 100; i++) {
      for (int n = 0; n < block.length; n++) {
        double angle = 2 * Math.PI * FakeDevices.HERTZ * position++ / AudioIn.SAMPLE_RATE;
        block[n] = (short) Math.round(FakeDevices.LEVEL * Math.sin(angle));
      }
      queue.put(block, block.length);
      flow.move();
      devices.tick();
    }

    List<Short> played = devices.played("box");
    assertTone(played.subList(played.size() / 5 / 2 * 2, played.size()), rate, channels);
  }

  @Test
  @Covers("ENG-63")
  void microphoneWithAFasterClock_neitherPilesUpNorLosesSound() throws IOException {
    int[] most = {0};
    int missed = capture(48_000 * 1003L / 1000, 60, most);

    assertTrue(most[0] <= 6 * AudioIn.BLOCK, "waiting " + most[0]);
    assertTrue(missed <= 3, "missed " + missed);
  }

  @Test
  @Covers("ENG-63")
  void microphoneWithASlowerClock_isSeldomMissed() throws IOException {
    int[] most = {0};
    int missed = capture(48_000 * 997L / 1000, 60, most);

    assertTrue(missed <= 3, "missed " + missed);
  }

  /** Runs a microphone whose clock is off against the call's; returns silent blocks after start. */
  private int capture(long framesASecond, int seconds, int[] most) throws IOException {
    Uneven line = new Uneven();
    CaptureFlow flow = new CaptureFlow(line, queue);
    int missed = 0;
    long given = 0;
    for (int i = 1; i <= seconds * 100; i++) {
      long due = framesASecond * i / 100;
      line.frames += (int) (due - given);
      given = due;
      flow.move();
      most[0] = Math.max(most[0], queue.waiting());
      missed += queue.takeWhole(block) || i < 10 ? 0 : 1;
    }
    return missed;
  }

  @Test
  @Covers("ENG-63")
  void microphoneThatDeliversLate_givesSilenceThenKeepsMoreInHand() throws IOException {
    Uneven line = new Uneven();
    CaptureFlow flow = new CaptureFlow(line, queue);
    int missedEarly = 0;
    int missedLate = 0;

    for (int i = 0; i < 6000; i++) {
      if (i % 5 == 0) {
        line.frames += 5 * AudioIn.BLOCK; // 50 ms at once
      }
      flow.move();
      boolean missed = !queue.takeWhole(block);
      missedEarly += missed && i < 3000 ? 1 : 0;
      missedLate += missed && i >= 3000 ? 1 : 0;
    }

    assertTrue(missedEarly <= 10, "early " + missedEarly);
    assertEquals(0, missedLate);
  }

  @Test
  @Covers("ENG-63")
  void soundThatNobodyTook_isDroppedNotPlayedLate() throws IOException {
    Uneven line = new Uneven();
    CaptureFlow flow = new CaptureFlow(line, queue);

    line.frames = AudioIn.SAMPLE_RATE / 4;
    boolean moved = true;
    while (moved) {
      moved = flow.move();
    }

    assertTrue(queue.waiting() <= MOST);
  }

  @Test
  @Covers("ENG-63")
  void loudspeaker_withNothingToPlay_playsSilenceAndLittleOfIt() throws IOException {
    FakeDevices devices = new FakeDevices().plug(Direction.SPEAKER, "box");
    PlaybackFlow flow = new PlaybackFlow(devices.openSpeaker("box"), queue);

    flow.move();

    List<Short> played = devices.played("box");
    assertTrue(played.size() >= AudioIn.BLOCK, "samples " + played.size());
    assertTrue(played.size() <= 5 * AudioIn.BLOCK / 2, "samples " + played.size());
    assertTrue(played.stream().allMatch(sample -> sample == 0));
  }

  @Test
  @Covers("ENG-63")
  void loudspeakerThatStoodStill_doesNotPlayOldSound() throws IOException {
    FakeDevices devices = new FakeDevices().plug(Direction.SPEAKER, "box");
    PlaybackLine line = devices.openSpeaker("box");
    PlaybackFlow flow = new PlaybackFlow(line, queue);
    for (int i = 0; i < 40; i++) {
      queue.put(block, block.length);
    }

    flow.move();

    assertTrue(queue.waiting() + line.queued() <= MOST);
  }

  @Test
  void queue_keepsTheNewest() {
    SampleQueue small = new SampleQueue(3);

    small.put(new short[] {1, 2, 3, 4, 5}, 5);

    short[] taken = new short[3];
    assertEquals(3, small.take(taken, 3));
    assertArrayEquals(new short[] {3, 4, 5}, taken);
    assertFalse(small.takeWhole(taken));
  }

  private static void add(List<Short> heard, short[] block) {
    for (short sample : block) {
      heard.add(sample);
    }
  }

  /**
   * That it is the fakes' tone on every channel, in each window: by its projection on sine and
   * cosine. Windows are short, since clocks are kept together by changing the pitch a little.
   */
  private static void assertTone(List<Short> samples, int rate, int channels) {
    int window = rate / 40 * channels;
    for (int from = 0; from + window <= samples.size(); from += window) {
      for (int channel = 0; channel < channels; channel++) {
        assertTone(samples.subList(from, from + window), rate, channels, channel);
      }
    }
  }

  private static void assertTone(List<Short> window, int rate, int channels, int channel) {
    double sine = 0;
    double cosine = 0;
    double energy = 0;
    int frames = window.size() / channels;
    for (int i = 0; i < frames; i++) {
      double value = window.get(i * channels + channel);
      double angle = 2 * Math.PI * FakeDevices.HERTZ * i / rate;
      sine += value * Math.sin(angle);
      cosine += value * Math.cos(angle);
      energy += value * value;
    }
    double tone = 2 * Math.hypot(sine, cosine) / frames;
    double rest = Math.sqrt(Math.max(0, energy / frames - tone * tone / 2));
    assertEquals(FakeDevices.LEVEL, tone, FakeDevices.LEVEL * 0.03);
    assertTrue(rest < FakeDevices.LEVEL * 0.07, "something else at " + rest);
  }

  private static final class Uneven implements CaptureLine {
    int frames;

    @Override
    public int rate() {
      return AudioIn.SAMPLE_RATE;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public int read(short[] samples) {
      int count = Math.min(frames, samples.length);
      frames -= count;
      return count;
    }

    @Override
    public void close() {
      frames = 0;
    }
  }
}
