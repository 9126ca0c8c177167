package org.phantomnet.desktop.capture;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.FrameMemory;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Rule;

/**
 * Pictures that a capture child takes of one source. Holds the newest; none as soon as the child
 * ends, says that it cannot go on, or says nothing for {@link #PATIENCE}. Package-private: what a
 * camera lets out must not be had here by anything but its port. Thread-safe.
 */
final class Capture implements AutoCloseable {
  /** A child looks fifteen times a second and says so each time. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** The first picture takes as long as a Java that starts on a busy machine. */
  static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

  private final CaptureProcess child;
  private final FrameMemory memory;
  private final Receiver receiver;
  private final Consumer<CaptureFault> ended;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Capture::thread);

  private Optional<Picture> newest = Optional.empty();
  private Optional<CaptureFault> fault = Optional.empty();
  private boolean opened;
  private boolean closed;
  private long heard = System.nanoTime();

  /** Takes what a child says of its pictures once it has opened; on the reading thread. */
  interface Receiver {
    /**
     * @param picture what is in the place that the message names, if it names one and that was not
     *     written over meanwhile
     * @return false if this child may not say so: it is killed
     */
    boolean takes(FromCapture message, Optional<Picture> picture);
  }

  private Capture(
      CaptureProcess child, FrameMemory memory, Receiver receiver, Consumer<CaptureFault> ended) {
    this.child = child;
    this.memory = memory;
    this.receiver = receiver;
    this.ended = ended;
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "capture-watch");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @param open what is said to the child
   */
  static Capture begin(
      CaptureProcess child,
      FrameMemory memory,
      ToCapture open,
      Receiver receiver,
      Consumer<CaptureFault> ended) {
    Capture capture = new Capture(child, memory, receiver, ended);
    child.begin(open, capture.new Reports());
    capture.watch.scheduleAtFixedRate(capture::look, 200, 200, TimeUnit.MILLISECONDS);
    return capture;
  }

  CaptureProcess child() {
    return child;
  }

  /** What was taken last; empty before the first and from the end on. */
  synchronized Optional<Picture> newest() {
    return newest;
  }

  /** Whether the child ever said that what was chosen is open. */
  synchronized boolean opened() {
    return opened;
  }

  /** Why there is no picture any more; empty as long as there may be one. */
  synchronized Optional<CaptureFault> fault() {
    return fault;
  }

  @Rule("ENG-119")
  private void look() {
    synchronized (this) {
      Duration patience = newest.isPresent() ? PATIENCE : FIRST_PATIENCE;
      if (System.nanoTime() - heard < patience.toNanos()) {
        return;
      }
    }
    end(CaptureFault.CHILD_HUNG);
  }

  private void end(CaptureFault why) {
    synchronized (this) {
      if (closed || fault.isPresent()) {
        return;
      }
      fault = Optional.of(why);
      newest = Optional.empty();
    }
    release();
    ended.accept(why);
  }

  private void release() {
    watch.shutdown();
    child.kill();
    memory.hide();
  }

  /** Returns at once; see {@link CaptureProcess#close} for one that waits. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      newest = Optional.empty();
    }
    release();
  }

  private final class Reports implements CaptureProcess.Handler {
    @Override
    public void message(FromCapture message) {
      if (message instanceof FromCapture.Failed failed) {
        end(failed.fault());
        return;
      }
      boolean first = message instanceof FromCapture.Opened;
      synchronized (Capture.this) {
        if (first == opened) {
          throw new IllegalStateException("out of turn");
        }
        opened = true;
        heard = System.nanoTime();
      }
      if (first) {
        memory.hide();
      } else {
        shown(message);
      }
    }

    private void shown(FromCapture message) {
      Optional<Picture> picture = Optional.empty();
      if (message instanceof FromCapture.Frame frame) {
        picture = read(frame.slot());
      } else if (message instanceof FromCapture.LetOut letOut) {
        picture = read(letOut.slot());
      }
      synchronized (Capture.this) {
        if (closed || fault.isPresent()) {
          return;
        }
        newest = picture.or(() -> newest);
      }
      if (!receiver.takes(message, picture)) {
        throw new IllegalStateException("out of turn");
      }
    }

    private Optional<Picture> read(int slot) {
      try {
        return memory.fromChild().read(slot);
      } catch (Malformed | IOException e) {
        throw new IllegalStateException("no picture", e);
      }
    }

    @Override
    public void ended() {
      end(CaptureFault.CHILD_FAILED);
      memory.close();
    }
  }
}
