package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.testkit.PaintedRoom;
import org.phantomnet.testkit.ScriptedSegmenter;

/** A camera in a painted room, 30 frames a second of virtual time, and the blackout behind it. */
final class Watched {
  static final int WIDTH = 128;
  static final int HEIGHT = 72;
  static final int LEARNED = 40;
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / 30;

  final PaintedRoom room;
  final ScriptedSegmenter segmenter;
  final Deque<Long> slowness = new ArrayDeque<>();
  final Blackout blackout;
  private long nanos;
  private long camera = 1;

  Watched() {
    this(WIDTH, HEIGHT);
  }

  Watched(int width, int height) {
    this(width, height, 32);
  }

  /**
   * @param side of the segmenter's square
   */
  Watched(int width, int height, int side) {
    segmenter = new ScriptedSegmenter(side);
    room = new PaintedRoom(width, height, 7);
    blackout = new Blackout(() -> segmenter, this::clock);
  }

  /** Every second reading, the one after a frame's work, is later by what the test wants. */
  private long clock() {
    nanos += slowness.isEmpty() ? 0 : slowness.poll();
    return nanos;
  }

  /** The next frame takes so long. */
  void slow(Duration took) {
    slowness.clear();
    slowness.add(0L);
    slowness.add(took.toNanos());
  }

  void pass(Duration time) {
    camera += time.toNanos();
  }

  /** The room as painted, as the next frame of camera 0. */
  SafeFrame frame() {
    return frame(Rotation.NONE, 0);
  }

  SafeFrame frame(Rotation rotation, int source) {
    camera += PERIOD;
    return blackout.apply(room.frame(rotation, camera, source));
  }

  /** The same instant as the frame before. */
  SafeFrame frameAgain() {
    RawFrame raw = room.frame(Rotation.NONE, camera, 0);
    return blackout.apply(raw);
  }

  /** So many frames of the room with nobody in it. */
  Watched empty(int frames) {
    for (int i = 0; i < frames; i++) {
      room.clear();
      frame();
    }
    return this;
  }

  /** A room that has been learned. */
  static Watched learned() {
    return new Watched().empty(LEARNED);
  }

  /** One more frame of the empty room. */
  SafeFrame next() {
    room.clear();
    return frame();
  }

  double shown(SafeFrame frame) {
    return room.shown(frame.i420());
  }

  BlackoutState state() {
    return blackout.state();
  }

  /** That this frame, the last, is all black for that reason. */
  void assertBlack(SafeFrame frame, BlackoutState why) {
    assertEquals(why, state());
    assertTrue(why.allBlack());
    assertEquals(0, shown(frame));
  }
}
