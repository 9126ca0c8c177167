package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.protocol.rule.Covers;

class PlayoutBufferTest {
  private static final int AMPLITUDE = 8_000;

  private final PlayoutBuffer buffer = new PlayoutBuffer();
  private long at;

  @Test
  void firstBlock_waitsForASecond_thenAllComeInOrder() {
    buffer.put(block(1));
    assertArrayEquals(block(0), buffer.take());

    buffer.put(block(2));

    assertArrayEquals(block(1), buffer.take());
    assertArrayEquals(block(2), buffer.take());
  }

  @Test
  @Covers("ENG-26")
  void blocksThatComeTooSlowly_leaveNeitherHoleNorClick() {
    buffer.put(tone());
    buffer.put(tone());
    double steepest = 2 * Math.PI * 200 / AudioIn.SAMPLE_RATE * AMPLITUDE;
    short last = 0;
    for (int i = 0; i < 1_000; i++) {
      if (i % 25 != 0) {
        buffer.put(tone());
      }
      short[] heard = buffer.take();
      assertTrue(AudioBlock.level(heard) > AMPLITUDE / 2.0);
      for (short sample : heard) {
        assertTrue(Math.abs(sample - last) < 3 * steepest || i == 0);
        last = sample;
      }
    }
  }

  @Test
  @Covers("ENG-26")
  void blocksThatStop_fadeToSilence_andStartAgainWithAReserve() {
    buffer.put(tone());
    buffer.put(tone());
    for (int i = 0; i < 20; i++) {
      buffer.take();
    }
    assertEquals(0, AudioBlock.level(buffer.take()));

    buffer.put(tone());
    assertEquals(0, AudioBlock.level(buffer.take()));
    buffer.put(tone());

    assertTrue(AudioBlock.level(buffer.take()) > 0);
  }

  @Test
  void quietBlocks_areDroppedWhenDelayBuildsUp_andNothingGrowsForGood() {
    for (int i = 0; i < 10_000; i++) {
      buffer.put(block(1_000 + i % 7));
    }
    for (int i = 0; i < 30; i++) {
      assertTrue(AudioBlock.level(buffer.take()) > 0);
    }
    for (int i = 0; i < 7; i++) {
      buffer.put(block(1_000));
    }

    buffer.put(block(0));
    buffer.put(block(2_000));

    for (int i = 0; i < 7; i++) {
      buffer.take();
    }
    assertEquals(2_000, buffer.take()[100]);
  }

  private static short[] block(int value) {
    short[] block = new short[AudioIn.BLOCK];
    Arrays.fill(block, (short) value);
    return block;
  }

  private short[] tone() {
    short[] block = new short[AudioIn.BLOCK];
    for (int i = 0; i < block.length; i++) {
      block[i] = (short) (AMPLITUDE * Math.sin(2 * Math.PI * 200 * at++ / AudioIn.SAMPLE_RATE));
    }
    return block;
  }
}
