package org.phantomnet.desktop.media;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.engine.port.SafeFrame;

/** Pictures in memory: a clip in, all that was seen out. */
final class Film implements VideoPorts {
  final AtomicInteger openPorts = new AtomicInteger();
  final AtomicInteger everOpened = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();
  final List<Picture> seen = new CopyOnWriteArrayList<>();
  final Semaphore shown = new Semaphore(0);
  private final Clip clip;

  Film(Clip clip) {
    this.clip = clip;
  }

  @Override
  public VideoIn openIn() {
    opened();
    ClipFrames frames = new ClipFrames(clip, System::nanoTime);
    return new VideoIn() {
      @Override
      public Optional<SafeFrame> next() {
        asked.incrementAndGet();
        return frames.next();
      }

      @Override
      public void close() {
        openPorts.decrementAndGet();
      }
    };
  }

  @Override
  public VideoOut openOut() {
    opened();
    return new VideoOut() {
      @Override
      public void show(Picture picture) {
        seen.add(picture);
        shown.release();
      }

      @Override
      public void close() {
        openPorts.decrementAndGet();
      }
    };
  }

  private void opened() {
    openPorts.incrementAndGet();
    everOpened.incrementAndGet();
  }
}
