package org.phantomnet.desktop.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.Cadence;
import org.phantomnet.protocol.rule.Rule;

/**
 * Carries sound between a call's audio ports and its children, one block each way every 10 ms, on a
 * thread of its own that also closes the ports. Exists only while a gate is open: from the first
 * line's joining until the last has left. More than one line is there while a new connection takes
 * over from an old one.
 */
final class AudioBridge {
  /**
   * Root mean square above which a block counts as heard: well above comfort noise, well below
   * speech.
   */
  @Rule("ENG-24")
  private static final double AUDIBLE = 150;

  /** Blocks for which a new line may be silent before it is played all the same: 300 ms. */
  static final int PATIENCE = 30;

  private static final long CLOSE_SECONDS = 2;

  private final AudioIn in;
  private final AudioOut out;
  private final Quiet quiet;
  private final CountDownLatch released = new CountDownLatch(1);

  /** In the order of joining; the last is the newest. */
  private final List<Line> lines = new ArrayList<>();

  private Optional<Cadence> cadence = Optional.empty();
  private boolean closed;
  private Line played;

  /**
   * With its first line; moves nothing until {@link #start}. The ports are closed by the bridge.
   */
  AudioBridge(AudioIn in, AudioOut out, Quiet quiet, Consumer<short[]> said, Events events) {
    this.in = in;
    this.out = out;
    this.quiet = quiet;
    played = new Line(said, events);
    lines.add(played);
  }

  synchronized Line first() {
    return played;
  }

  synchronized void start() {
    cadence = Optional.of(Cadence.start("media-audio", this::tick, this::release));
  }

  /** One more child of the same call; empty once the ports are being closed. Any thread. */
  @Rule("ENG-80")
  synchronized Optional<Line> join(Consumer<short[]> said, Events events) {
    if (closed) {
      return Optional.empty();
    }
    Line line = new Line(said, events);
    lines.add(line);
    return Optional.of(line);
  }

  /** Ten milliseconds both ways; false when it was the last time. On the audio thread. */
  @Rule({"ENG-81", "ENG-115"})
  boolean tick() {
    List<Line> now = lines();
    if (now.isEmpty()) {
      return false;
    }
    try {
      short[] said = say();
      now.forEach(line -> line.said.accept(said));
      out.write(hear(now));
      return true;
    } catch (RuntimeException e) {
      lines().forEach(line -> line.events.broken());
      return false;
    }
  }

  private synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  @Rule("ENG-23")
  private short[] say() {
    short[] block = new short[AudioBlock.SAMPLES];
    in.read(block); // read also when muted, so that a device does not run full
    return quiet.muted() || quiet.held() ? new short[AudioBlock.SAMPLES] : block;
  }

  @Rule("WIRE-7")
  private short[] hear(List<Line> now) {
    short[] block = next(now); // also when held, so that nothing old is played afterwards
    boolean held = quiet.held();
    if (!held && !played.wasHeard && audible(block)) {
      played.wasHeard = true;
      played.events.firstAudio();
    }
    return held ? new short[AudioBlock.SAMPLES] : block;
  }

  /**
   * What is played: the old connection until a newer one has sound or had its time. Every line's
   * block is taken, so that none piles up while it is not played.
   */
  @Rule("ENG-82")
  private short[] next(List<Line> now) {
    short[] block = played.heard.take();
    boolean gone = !now.contains(played);
    Line chosen = gone ? now.get(now.size() - 1) : played;
    short[] chosensBlock = block;
    for (Line line : now.subList(now.indexOf(played) + 1, now.size())) {
      short[] its = line.heard.take();
      line.waited++;
      if (line == chosen || audible(its) || line.waited >= PATIENCE) {
        chosen = line;
        chosensBlock = its;
      }
    }
    if (chosen != played) {
      block = faded(block, chosensBlock);
      played = chosen;
    }
    return block;
  }

  private static boolean audible(short[] block) {
    return AudioBlock.level(block) > AUDIBLE;
  }

  /** From one to the other within the block, so that the joint does not click. */
  private static short[] faded(short[] from, short[] to) {
    short[] block = new short[AudioBlock.SAMPLES];
    for (int i = 0; i < block.length; i++) {
      double part = (i + 1.0) / block.length;
      block[i] = (short) Math.round(from[i] * (1 - part) + to[i] * part);
    }
    return block;
  }

  private synchronized void leave(Line line) {
    lines.remove(line);
    if (lines.isEmpty()) {
      closed = true;
      cadence.ifPresent(Cadence::close);
    }
  }

  private void release() {
    synchronized (this) {
      closed = true; // a port that broke takes no further line either
    }
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

  /** Waits, not for long, until the ports are closed. */
  void awaitReleased() {
    try {
      released.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the person asked for. Any thread. */
  interface Quiet {
    boolean muted();

    boolean held();
  }

  /** On the audio thread. */
  interface Events {
    void firstAudio();

    /** A port does not work any more. */
    void broken();
  }

  /** One child's part in the sound of its call, from the opening of its gate until it leaves. */
  final class Line {
    private final Consumer<short[]> said;
    private final Events events;
    private final PlayoutBuffer heard = new PlayoutBuffer();
    private int waited;
    private boolean wasHeard;

    private Line(Consumer<short[]> said, Events events) {
      this.said = said;
      this.events = events;
    }

    /** A block that the child heard. Any thread. */
    void heard(short[] block) {
      heard.put(block);
    }

    /** Gets and gives nothing any more; the last to leave closes the ports. Does not wait. */
    void leave() {
      AudioBridge.this.leave(this);
    }

    /** Waits, not for long, until the ports are closed if no other child has them now. */
    void awaitReleased() {
      if (lines().isEmpty()) {
        AudioBridge.this.awaitReleased();
      }
    }
  }
}
