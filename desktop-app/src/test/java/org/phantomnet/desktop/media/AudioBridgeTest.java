package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The bridge without its clock: each tick is ten milliseconds. */
class AudioBridgeTest {
  private static final short MIC = 5_000;
  private static final short OLD = 1_000;
  private static final short NEW = 2_000;

  private final List<short[]> played = new ArrayList<>();
  private boolean muted;
  private boolean held;
  private boolean brokenSpeaker;
  private final Child old = new Child();
  private final AudioBridge bridge =
      new AudioBridge(new Microphone(), new Speaker(), new Asked(), old.said::add, old);
  private final AudioBridge.Line oldLine = bridge.first();

  @Test
  @Covers("ENG-81")
  void microphone_goesToBothChildren_untilTheOldIsClosed() {
    bridge.tick();
    Child next = new Child();
    assertTrue(bridge.join(next.said::add, next).isPresent());
    bridge.tick();
    oldLine.leave();

    bridge.tick();

    assertEquals(2, old.said.size());
    assertEquals(2, next.said.size());
    assertEquals(MIC, next.said.get(1)[0]);
  }

  @Test
  @Covers({"ENG-23", "ENG-81"})
  void mutedMicrophone_isSilentToBoth() {
    Child next = new Child();
    assertTrue(bridge.join(next.said::add, next).isPresent());
    muted = true;

    bridge.tick();

    assertEquals(0, old.said.get(0)[0]);
    assertEquals(0, next.said.get(0)[0]);
  }

  /** Told in the middle of a block: that block is the last. */
  @Test
  @Covers("ENG-115")
  void muteOrHold_toldWhileABlockIsInWork_isTheLastBlockSaidAndPlayed() {
    speak(oldLine, OLD, 20);
    ticks(2);
    Child next = new Child();
    assertTrue(
        bridge
            .join(
                block -> {
                  muted = true;
                  held = true;
                },
                next)
            .isPresent());

    ticks(3);

    assertEquals(
        List.of(MIC, MIC, MIC, (short) 0, (short) 0), // the third was in work
        old.said.stream().map(block -> block[0]).toList());
    assertEquals(0, lastSample());
    assertEquals(0, played.get(played.size() - 2)[0]);
  }

  @Test
  @Covers("ENG-82")
  @Adversary("ADV-39")
  void oldSound_isPlayedUntilTheNewHasSome_withoutAHole() {
    speak(oldLine, OLD, 20);
    ticks(2);
    Child next = new Child();
    AudioBridge.Line newLine = bridge.join(next.said::add, next).orElseThrow();
    ticks(5);
    assertEquals(OLD, lastSample());

    speak(newLine, NEW, 10);
    ticks(3);

    assertEquals(NEW, lastSample());
    for (short[] block : played) {
      for (short sample : block) {
        assertTrue(sample >= OLD && sample <= NEW); // neither a hole nor both at once
      }
    }
    assertEquals(1, next.firstAudio);
  }

  @Test
  @Covers("ENG-82")
  void silentNewSound_isPlayedAfterItsTime_whateverTheOldOneSays() {
    AudioBridge.Line newLine = bridge.join(block -> {}, new Child()).orElseThrow();
    for (int i = 0; i < AudioBridge.PATIENCE - 1; i++) {
      speak(oldLine, OLD, 1);
      speak(newLine, (short) 0, 1);
      bridge.tick();
    }
    assertEquals(OLD, lastSample());

    ticks(2);

    assertEquals(0, lastSample());
    speak(oldLine, OLD, 3);
    ticks(3);
    assertEquals(0, lastSample());
  }

  @Test
  @Covers("ENG-82")
  void oldOneGone_newOneIsPlayedAtOnce() {
    speak(oldLine, OLD, 5);
    bridge.tick();
    AudioBridge.Line newLine = bridge.join(block -> {}, new Child()).orElseThrow();
    speak(newLine, (short) 100, 5);

    oldLine.leave();
    ticks(2);

    assertEquals(100, lastSample());
    assertTrue(bridge.tick());
  }

  @Test
  @Covers("ENG-82")
  void newOneThatDiesFirst_leavesTheOldOnePlaying() {
    speak(oldLine, OLD, 20);
    AudioBridge.Line newLine = bridge.join(block -> {}, new Child()).orElseThrow();
    ticks(2);

    newLine.leave();
    ticks(3);

    assertEquals(OLD, lastSample());
    assertEquals(5, old.said.size());
  }

  @Test
  @Covers("ENG-82")
  void threeInARow_theNewestWithSoundIsPlayed_andNothingPilesUp() {
    AudioBridge.Line second = bridge.join(block -> {}, new Child()).orElseThrow();
    AudioBridge.Line third = bridge.join(block -> {}, new Child()).orElseThrow();
    speak(second, OLD, 3);
    ticks(2);
    assertEquals(OLD, lastSample());

    speak(third, NEW, 3);
    speak(second, OLD, 3);
    ticks(2);
    assertEquals(NEW, lastSample());
    second.leave();
    oldLine.leave();

    speak(third, NEW, 3);
    ticks(2);
    assertEquals(NEW, lastSample());
  }

  @Test
  @Covers("ENG-80")
  void lastToLeave_endsTheBridge_whichTakesNobodyAfterwards() {
    AudioBridge.Line newLine = bridge.join(block -> {}, new Child()).orElseThrow();
    oldLine.leave();
    assertTrue(bridge.tick());

    newLine.leave();

    assertFalse(bridge.tick());
    assertEquals(Optional.empty(), bridge.join(block -> {}, new Child()));
  }

  @Test
  @Covers({"ENG-82", "WIRE-7"})
  void heldCall_isSilentBothWays_andMovesOnAllTheSame() {
    Child next = new Child();
    AudioBridge.Line newLine = bridge.join(next.said::add, next).orElseThrow();
    held = true;
    speak(newLine, NEW, 4);
    ticks(3);
    assertEquals(0, lastSample());
    assertEquals(0, next.said.get(2)[0]);
    assertEquals(0, next.firstAudio);

    held = false;
    ticks(1);

    assertEquals(NEW, lastSample());
    assertEquals(1, next.firstAudio);
  }

  @Test
  void brokenPort_isToldToAll() {
    Child next = new Child();
    assertTrue(bridge.join(next.said::add, next).isPresent());
    brokenSpeaker = true;

    assertFalse(bridge.tick());

    assertEquals(1, old.broken);
    assertEquals(1, next.broken);
  }

  @Test
  @Covers({"ENG-80", "ENG-83"})
  void callSound_opensEachPortOnce_andAgainOnlyWhenItWasClosed() throws IOException {
    Tone ports = new Tone(440);
    CallSound sound = new CallSound(ports);
    AudioBridge.Line first = sound.join(block -> {}, new Child());
    AudioBridge.Line second = sound.join(block -> {}, new Child());
    first.leave();
    first.awaitReleased(); // returns at once: the second has the ports
    assertEquals(2, ports.openPorts.get());
    assertEquals(2, ports.everOpened.get());

    second.leave();
    AudioBridge.Line third = sound.join(block -> {}, new Child());

    assertEquals(2, ports.openPorts.get());
    assertEquals(4, ports.everOpened.get());
    third.leave();
    third.awaitReleased();
    assertEquals(0, ports.openPorts.get());
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      assertTrue(bridge.tick());
    }
  }

  private static void speak(AudioBridge.Line line, short level, int blocks) {
    short[] block = new short[AudioBlock.SAMPLES];
    Arrays.fill(block, level);
    for (int i = 0; i < blocks; i++) {
      line.heard(block);
    }
  }

  private int lastSample() {
    short[] last = played.get(played.size() - 1);
    assertArrayEquals(
        new short[] {last[0], last[0]},
        new short[] {last[200], last[AudioBlock.SAMPLES - 1]},
        "a whole block of one line");
    return last[0];
  }

  private static final class Child implements AudioBridge.Events {
    private final List<short[]> said = new ArrayList<>();
    private int firstAudio;
    private int broken;

    @Override
    public void firstAudio() {
      firstAudio++;
    }

    @Override
    public void broken() {
      broken++;
    }
  }

  private final class Asked implements AudioBridge.Quiet {
    @Override
    public boolean muted() {
      return muted;
    }

    @Override
    public boolean held() {
      return held;
    }
  }

  private static final class Microphone implements AudioIn {
    @Override
    public void read(short[] block) {
      Arrays.fill(block, MIC);
    }

    @Override
    public void close() {
      // nothing to free
    }
  }

  private final class Speaker implements AudioOut {
    @Override
    public void write(short[] block) {
      if (brokenSpeaker) {
        throw new IllegalStateException("speaker");
      }
      played.add(block.clone());
    }

    @Override
    public void close() {
      // nothing to free
    }
  }
}
