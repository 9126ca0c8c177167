package org.phantomnet.engine.blackout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/** One camera in one size and position, and what is known of what it sees. For one thread. */
final class Scene {
  /** Below this mean light people are missed; back to seeing only well above it (BLK-11). */
  private static final int DARK = 28;

  private static final int LIGHT_AGAIN = 32;

  /** A picture whose cells differ by less than this is one of a lens that is covered. */
  private static final int FLAT = 3 * Cells.FINE;

  /** Equal pictures in a row after which a camera stands still. */
  private static final int FROZEN = 30;

  /** A pause after which nothing that was seen before counts. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final double CLOSE = 0.85;
  private static final double LEAST_SHOWN = 0.05;

  private final int source;
  private final Upright upright;
  private final Grid grid;
  private final Cells cells;
  private final Mask mask;
  private final Composite composite;
  private final CellSet marked;
  private final CellSet possible;
  private Optional<Views> views = Optional.empty();
  private byte[] picture = new byte[0];
  private int frames;
  private boolean dark;
  private boolean timed;
  private long last;

  Scene(RawFrame frame) {
    source = frame.source();
    upright = new Upright(frame);
    grid = new Grid(upright.width, upright.height);
    cells = new Cells(grid, upright.picture());
    mask = new Mask(grid, cells);
    composite = new Composite(grid);
    marked = new CellSet(grid);
    possible = new CellSet(grid);
    mask.forget();
  }

  /** Whether a frame is of this camera, in this size and position. */
  boolean isOf(RawFrame frame) {
    return frame.source() == source && upright.fits(frame);
  }

  int width() {
    return grid.width;
  }

  int height() {
    return grid.height;
  }

  /** As if the camera had just been switched on. */
  void forget() {
    mask.forget();
    views.ifPresent(Views::forget);
    upright.forget();
    frames = 0;
    picture = new byte[0];
  }

  BlackoutState judge(RawFrame frame, Segmenter segmenter, CameraChoice.Hidden hidden)
      throws SegmenterException {
    if (!isLater(frame)) {
      return BlackoutState.BAD_ORDER;
    }
    byte[] i420 = upright.of(frame);
    cells.measure();
    BlackoutState light = light();
    if (light.allBlack()) {
      forget();
      return light;
    }
    if (!look(i420, finder(segmenter), hidden)) {
      forget();
      return BlackoutState.FAULT;
    }
    if (hidden.outline() == Outline.COARSE) {
      mask.coarsen();
    }
    frames = Math.min(Background.TRUSTED + 1, frames + 1);
    picture = i420;
    return seen(hidden);
  }

  /** Decides which cells are black; false if there was no answer. */
  private boolean look(byte[] i420, Views finder, CameraChoice.Hidden hidden)
      throws SegmenterException {
    if (hidden.mode() == BlackoutMode.BACKGROUND_MASKED) {
      boolean sound = finder.findSurely(i420, marked);
      mask.hideRoom(marked);
      return sound;
    }
    // A square that follows the person would show in a coarse outline how they move.
    boolean follows = hidden.outline() == Outline.FINE;
    boolean sound = finder.find(i420, follows && mask.settled(), marked, possible);
    mask.hidePerson(marked, possible, finder.seenWhole());
    if (follows) {
      finder.follow(mask.person());
    }
    return sound;
  }

  /** Whether a frame's time is after that of the one before; after a pause all starts anew. */
  @Rule("BLK-16")
  private boolean isLater(RawFrame frame) {
    long pause = timed ? frame.timestampNanos() - last : 1;
    if (pause <= 0 || pause > PAUSE.toNanos()) {
      forget();
    }
    timed = true;
    last = pause <= 0 ? last : frame.timestampNanos();
    return pause > 0;
  }

  /** PERSON_HIDDEN if there is enough of it. */
  @Rule("BLK-11")
  private BlackoutState light() {
    dark = cells.mean() < (dark ? LIGHT_AGAIN : DARK);
    if (dark) {
      return BlackoutState.TOO_DARK;
    }
    if (cells.spread() < FLAT) {
      return BlackoutState.COVERED;
    }
    return cells.same() >= FROZEN ? BlackoutState.FROZEN : BlackoutState.PERSON_HIDDEN;
  }

  private Views finder(Segmenter segmenter) {
    if (views.isEmpty()) {
      views = Optional.of(new Views(grid, segmenter));
    }
    return views.get();
  }

  @Rule("BLK-19")
  private BlackoutState seen(CameraChoice.Hidden hidden) {
    if (frames <= Background.TRUSTED) {
      return BlackoutState.STARTING;
    }
    return hidden.mode() == BlackoutMode.BACKGROUND_MASKED
        ? BlackoutState.BACKGROUND_HIDDEN
        : personHidden();
  }

  @Rule("BLK-15")
  private BlackoutState personHidden() {
    if (mask.stirred()) {
      return BlackoutState.MOVING;
    } else if (mask.covered() > CLOSE) {
      return BlackoutState.TOO_CLOSE;
    }
    return mask.shown() < LEAST_SHOWN ? BlackoutState.STARTING : BlackoutState.PERSON_HIDDEN;
  }

  ByteBuffer masked() {
    return picture.length == 0 ? composite.black() : composite.of(picture, mask.hidden());
  }

  ByteBuffer unmasked(RawFrame frame) {
    return ByteBuffer.wrap(upright.of(frame).clone());
  }

  ByteBuffer black() {
    return composite.black();
  }
}
