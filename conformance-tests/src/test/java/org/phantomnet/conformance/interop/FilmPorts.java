package org.phantomnet.conformance.interop;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.engine.port.SafeFrame;

/** A computed clip, and how much was asked for and seen. */
final class FilmPorts implements VideoPorts {
  private final ClipFrames frames;
  final AtomicLong lastAsked = new AtomicLong();
  final AtomicLong asked = new AtomicLong();
  volatile int seen;

  FilmPorts(int seed) {
    frames = new ClipFrames(new MovingShapes(seed), System::nanoTime);
  }

  @Override
  public VideoIn openIn() {
    return new VideoIn() {
      @Override
      public Optional<SafeFrame> next() {
        lastAsked.set(System.nanoTime());
        asked.incrementAndGet();
        return frames.next();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public VideoOut openOut() {
    return new VideoOut() {
      @Override
      @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
      public void show(Picture picture) {
        seen++;
      }

      @Override
      public void close() {}
    };
  }
}
