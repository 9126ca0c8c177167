package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.VirtualTime;
import org.phantomnet.testkit.VirtualTimers;

/** Cadences in virtual time, heard at a loudspeaker that the test is. */
class TonesTest {
  private static final int BLOCK = 480;

  private final VirtualTime time = new VirtualTime();
  private final List<SampleSource> playing = new ArrayList<>();
  private boolean noLoudspeaker;
  private int bells;
  private final Tones tones =
      new Tones(
          new VirtualTimers(time),
          (source, unavailable) -> {
            playing.add(source);
            if (noLoudspeaker) {
              unavailable.run();
            }
            return () -> playing.remove(source);
          },
          () -> bells++);

  @Test
  void ringback_soundsOneSecondInFive() {
    tones.start(Tone.RINGBACK);

    List<Boolean> sounds = listen(Duration.ofSeconds(10));

    assertEquals(200, sounds.stream().filter(on -> on).count(), 2);
    assertTrue(sounds.get(50));
    assertTrue(!sounds.get(300));
    assertTrue(sounds.get(550));
  }

  @Test
  void busy_endsByItself_andLetsTheLoudspeakerGo() {
    tones.start(Tone.BUSY);

    listen(Duration.ofSeconds(4));

    assertEquals(List.of(), playing);
  }

  @Test
  @Covers("ENG-64")
  void stop_isSilentAtOnceAndForEver() {
    tones.start(Tone.RINGTONE);
    listen(Duration.ofMillis(100));
    SampleSource source = playing.get(0);

    tones.stop();

    short[] block = new short[BLOCK];
    source.take(block, BLOCK);
    assertEquals(0, loudest(block));
    assertEquals(List.of(), playing);
    time.run(Duration.ofSeconds(10));
    source.take(block, BLOCK);
    assertEquals(0, loudest(block));
  }

  @Test
  void newTone_takesThePlaceOfTheOld() {
    tones.start(Tone.RINGTONE);

    tones.start(Tone.RINGBACK);

    assertEquals(1, playing.size());
  }

  @ParameterizedTest
  @EnumSource(Tone.class)
  void everyTone_isGentleAndWithoutClicks(Tone tone) {
    tones.start(tone);
    short before = 0;
    int loudest = 0;
    int steepest = 0;

    short[] block = new short[BLOCK];
    for (int i = 0; i < 500 && !playing.isEmpty(); i++) {
      playing.get(0).take(block, BLOCK);
      for (short sample : block) {
        loudest = Math.max(loudest, Math.abs(sample));
        steepest = Math.max(steepest, Math.abs(sample - before));
        before = sample;
      }
      time.run(Duration.ofMillis(10));
    }

    assertEquals(ToneGenerator.LEVEL, loudest, 40);
    double steepestOfSine = ToneGenerator.LEVEL * 2 * Math.PI * 784 / 48_000;
    assertTrue(steepest < 1.2 * steepestOfSine, "step of " + steepest);
  }

  @Test
  void withoutLoudspeaker_theBellRingsOnceARound() {
    noLoudspeaker = true;

    tones.start(Tone.RINGTONE);
    time.run(Duration.ofMillis(3 * 3500 - 100));

    assertEquals(3, bells);
  }

  @Test
  void withoutLoudspeaker_stopSilencesTheBell() {
    noLoudspeaker = true;
    tones.start(Tone.RINGTONE);

    tones.stop();
    time.run(Duration.ofSeconds(30));

    assertEquals(1, bells);
  }

  @Test
  void afterClose_nothingStarts() {
    tones.close();

    tones.start(Tone.RINGTONE);

    assertEquals(List.of(), playing);
  }

  /** For each 10 ms, whether it sounds. */
  private List<Boolean> listen(Duration length) {
    List<Boolean> sounds = new ArrayList<>();
    short[] block = new short[BLOCK];
    for (int i = 0; i < length.toMillis() / 10; i++) {
      if (!playing.isEmpty()) {
        playing.get(0).take(block, BLOCK);
        sounds.add(loudest(block) > ToneGenerator.LEVEL / 2);
      }
      time.run(Duration.ofMillis(10));
    }
    return sounds;
  }

  private static int loudest(short[] block) {
    int loudest = 0;
    for (short sample : block) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    return loudest;
  }
}
