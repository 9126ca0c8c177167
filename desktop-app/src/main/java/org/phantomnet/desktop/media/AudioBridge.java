package org.phantomnet.desktop.media;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.Cadence;
import org.phantomnet.protocol.rule.Rule;

/**
 * Carries sound between a call's audio ports and its child, one block each way every 10 ms, on a
 * thread of its own that also closes the ports. Exists only while the gate is open.
 */
final class AudioBridge implements AutoCloseable {
  /**
   * Root mean square above which a block counts as heard: well above comfort noise, well below
   * speech.
   */
  @Rule("ENG-24")
  private static final double AUDIBLE = 150;

  private static final long CLOSE_SECONDS = 2;

  private final AudioIn in;
  private final AudioOut out;
  private final Consumer<short[]> said;
  private final Events events;
  private final PlayoutBuffer heard = new PlayoutBuffer();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Cadence cadence;
  private volatile boolean muted;
  private volatile boolean held;
  private boolean audible;

  /** Starts at once. The ports are closed by the bridge. */
  AudioBridge(AudioIn in, AudioOut out, boolean muted, Consumer<short[]> said, Events events) {
    this.in = in;
    this.out = out;
    this.muted = muted;
    this.said = said;
    this.events = events;
    cadence = Cadence.start("media-audio", this::tick, this::release);
  }

  /** A block that the child heard. Any thread. */
  void heard(short[] block) {
    heard.put(block);
  }

  void setMuted(boolean muted) {
    this.muted = muted;
  }

  void setHeld(boolean held) {
    this.held = held;
  }

  private boolean tick() {
    try {
      said.accept(say());
      short[] block = hear();
      out.write(block);
      if (!audible && AudioBlock.level(block) > AUDIBLE) {
        audible = true;
        events.firstAudio();
      }
      return true;
    } catch (RuntimeException e) {
      events.broken();
      return false;
    }
  }

  @Rule("ENG-23")
  private short[] say() {
    short[] block = new short[AudioBlock.SAMPLES];
    in.read(block); // read also when muted, so that a device does not run full
    return muted || held ? new short[AudioBlock.SAMPLES] : block;
  }

  @Rule("WIRE-7")
  private short[] hear() {
    short[] block = heard.take(); // also when held, so that nothing old is played afterwards
    return held ? new short[AudioBlock.SAMPLES] : block;
  }

  private void release() {
    try {
      in.close();
    } finally {
      try {
        out.close();
      } finally {
        released.countDown();
      }
    }
  }

  /** Stops without waiting. */
  @Override
  public void close() {
    cadence.close();
  }

  /** Waits, not for long, until the ports are closed. */
  void awaitReleased() {
    try {
      released.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On the audio thread. */
  interface Events {
    void firstAudio();

    /** A port does not work any more. */
    void broken();
  }
}
