package org.phantomnet.desktop.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.engine.port.SafeFrame;

/** A bridge for pictures of a call, with a child that the test plays. */
final class PlayedChild {
  private PlayedChild() {}

  /** Black, and small: what is shown does not matter here. */
  static final Clip SMALL =
      new Clip() {
        @Override
        public int width() {
          return 80;
        }

        @Override
        public int height() {
          return 32;
        }

        @Override
        public ByteBuffer picture(long number) {
          return ByteBuffer.allocate(Picture.length(width(), height()));
        }
      };

  static SafeFrame frame() {
    return new ClipFrames(SMALL, () -> 0).next().orElseThrow();
  }

  /** What the child is told. */
  static final class Told implements VideoBridge.Child {
    final List<ToChild> messages = new ArrayList<>();
    final CountDownLatch destroyed = new CountDownLatch(1);

    @Override
    public synchronized void offer(ToChild message) {
      messages.add(message);
    }

    @Override
    public synchronized void send(ToChild message) {
      messages.add(message);
    }

    @Override
    public void destroy() {
      destroyed.countDown();
    }

    synchronized List<ToChild> messages() {
      return List.copyOf(messages);
    }
  }

  /** Sends nothing of its own. */
  static final class Still implements VideoPorts {
    @Override
    public VideoIn openIn() {
      return new VideoIn() {
        @Override
        public Optional<SafeFrame> next() {
          return Optional.empty();
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }

    @Override
    public VideoOut openOut() {
      return new VideoOut() {
        @Override
        public void show(Picture picture) {
          // nobody watches
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }
  }

  /** Of those that the child was told of, how many it would still find. */
  static int toBeFound(FrameRing child, Told told) throws Exception {
    int found = 0;
    for (ToChild message : told.messages()) {
      if (message instanceof ToChild.Frame frame) {
        found += child.read(frame.slot()).isPresent() ? 1 : 0;
      }
    }
    return found;
  }

  static VideoBridge bridge(FrameMemory memory, VideoPorts ports, Told told) {
    return bridge(memory, ports, () -> false, told);
  }

  /**
   * @param held whether the call is held
   */
  static VideoBridge bridge(FrameMemory memory, VideoPorts ports, BooleanSupplier held, Told told) {
    return new VideoBridge(
        memory, new VideoBridge.Pictures(ports, VideoBridge.Pictures.ALL), held, told);
  }
}
