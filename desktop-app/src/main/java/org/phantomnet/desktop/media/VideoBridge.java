package org.phantomnet.desktop.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.engine.quality.VideoLadder;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Codec;

/**
 * Carries pictures between a session's ports and its child, through the shared memory: a thread
 * asks the port for pictures at the pace of the ladder's step, another takes what was decoded.
 * Exists with its session; moves nothing before {@link #open} and after {@link #close}, which does
 * not wait.
 */
final class VideoBridge implements AutoCloseable {
  /** Decoded pictures that wait to be shown; more are dropped. */
  private static final int MAX_WAITING = 2;

  private static final long CLOSE_SECONDS = 2;

  private final FrameMemory memory;
  private final Pictures pictures;
  private final BooleanSupplier held;
  private final Child child;
  private final VideoLadder ladder = new VideoLadder();
  private final ThreadPoolExecutor shows =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          VideoBridge::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  private volatile PictureChoice choice = PictureChoice.ALL;
  private volatile int step = VideoLadder.FIRST;
  private volatile boolean text;
  private Optional<VideoOut> out = Optional.empty();
  private Optional<Thread> pacer = Optional.empty();
  private boolean open;
  private boolean closed;

  /**
   * @param held whether the call is held now
   */
  VideoBridge(FrameMemory memory, Pictures pictures, BooleanSupplier held, Child child) {
    this.memory = memory;
    this.held = held;
    this.pictures = pictures;
    this.child = child;
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "media-pictures");
    thread.setDaemon(true);
    return thread;
  }

  List<Codec> codecs() {
    return pictures.codecs();
  }

  /** All codecs of a connection with these pictures. */
  List<Codec> withSound() {
    List<Codec> all = new ArrayList<>(List.of(Codec.OPUS));
    all.addAll(codecs());
    return all;
  }

  /** Bits per second, at most. */
  int mostBitrate() {
    return VideoLadder.of(VideoLadder.STEPS - 1).bitrate();
  }

  String directory() {
    return memory.directory();
  }

  /** The child has its ends open. */
  void hide() {
    memory.hide();
  }

  /**
   * Opens the ports; pictures flow from now on. Once.
   *
   * @param send takes each picture to send; gives it to {@link #send} if it may
   * @throws IOException if a port cannot be opened
   */
  void open(Consumer<SafeFrame> send) throws IOException {
    VideoIn source = pictures.ports().openIn();
    VideoOut screen;
    try {
      screen = pictures.ports().openOut();
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
    synchronized (this) {
      if (!closed) {
        out = Optional.of(screen);
        open = true;
        Thread pace = thread(() -> pace(source, send));
        pacer = Optional.of(pace);
        pace.start();
        return;
      }
    }
    source.close();
    screen.close();
  }

  /** On the picture thread, which also closes what it read from. */
  private void pace(VideoIn source, Consumer<SafeFrame> send) {
    try {
      long next = System.nanoTime();
      while (isOpen()) {
        VideoLadder.Step now = VideoLadder.of(step, text);
        if (sends()) {
          source.next().ifPresent(send);
        }
        next += TimeUnit.SECONDS.toNanos(1) / Math.max(1, now.framesPerSecond());
        next = Math.max(next, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        while (isOpen() && next > System.nanoTime()) {
          LockSupport.parkNanos(next - System.nanoTime());
        }
      }
    } finally {
      source.close();
    }
  }

  private synchronized boolean isOpen() {
    return open && !closed;
  }

  /** One picture to the encoder; dropped before the gate opened and after the end. Any thread. */
  synchronized void send(SafeFrame frame) {
    if (!isOpen() || !sends() || !Picture.isSize(frame.width(), frame.height())) {
      return;
    }
    if (frame.isScreen() != text) {
      text = frame.isScreen();
      child.send(new ToChild.Content(text));
    }
    try {
      ByteBuffer pixels =
          held.getAsBoolean() ? Picture.black(frame.width(), frame.height()) : frame.i420();
      Picture picture = new Picture(frame.width(), frame.height(), frame.timestampNanos(), pixels);
      child.offer(new ToChild.Frame(memory.toChild().write(picture)));
    } catch (IOException e) {
      // memory is full: this picture is dropped
    }
  }

  /**
   * What the person wants from now on. Waits for no more than a picture that is being written. Any
   * thread, before the opening too.
   */
  @Rule("ENG-112")
  synchronized void choose(PictureChoice wanted) {
    if (closed) {
      return;
    }
    boolean changed = wanted.shows() != choice.shows();
    choice = wanted;
    if (wanted.shows()) {
      ladder.keepLow(wanted == PictureChoice.LOW);
      follow();
    } else if (changed) {
      dropWritten();
    }
    if (changed) {
      child.send(new ToChild.Show(wanted.shows()));
    }
  }

  private void dropWritten() {
    try {
      memory.toChild().drop();
    } catch (IOException e) {
      child.destroy(); // fail closed: what it would still send must not leave
    }
  }

  /** Tells the child the ladder's step, if that is another than before. */
  private void follow() {
    if (ladder.step() != step) {
      step = ladder.step();
      child.send(new ToChild.Step(step));
    }
  }

  private boolean sends() {
    return choice.shows() && step > 0;
  }

  /** The child decoded one into that place. On the session's reading thread; does not wait. */
  void decoded(int slot) {
    shows.execute(() -> show(slot));
  }

  private void show(int slot) {
    try {
      Optional<Picture> picture = memory.fromChild().read(slot);
      Optional<VideoOut> screen = screen();
      if (picture.isPresent() && screen.isPresent()) {
        screen.get().show(picture.get());
      }
    } catch (Malformed e) {
      child.destroy();
    } catch (IOException e) {
      // closed meanwhile
    }
  }

  @Rule("ENG-114")
  private synchronized Optional<VideoOut> screen() {
    return isOpen() && choice.watches() && !held.getAsBoolean() ? out : Optional.empty();
  }

  /** How the other side gets the video; each second. On the session's reading thread. */
  synchronized void figures(FromChild.VideoFigures figures) {
    if (choice.shows()) { // else nothing is learned of what video would meet
      ladder.second((double) figures.lost() / FromChild.VideoFigures.ALL, figures.roundTrip());
      follow();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    memory.hide();
    shows.getQueue().clear();
    shows.execute(
        () -> {
          out.ifPresent(VideoOut::close);
          memory.close();
        });
    shows.shutdown();
  }

  /** Waits, not for long, until the ports are closed. */
  void awaitReleased() {
    try {
      shows.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (pacer.isPresent()) {
        pacer.get().join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What an engine's sessions with video have in common.
   *
   * @param codecs of video, in order of preference
   */
  record Pictures(VideoPorts ports, List<Codec> codecs) {
    /** VP8 is what every engine has, and takes the least work. */
    static final List<Codec> ALL = List.of(Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1);

    Pictures {
      codecs = List.copyOf(codecs);
    }
  }

  /** The child that encodes and decodes. Any thread; nothing waits. */
  public interface Child {
    /** Tells it, or drops it where the child is late. */
    void offer(ToChild message);

    void send(ToChild message);

    /** It does not keep to the protocol. */
    void destroy();
  }
}
