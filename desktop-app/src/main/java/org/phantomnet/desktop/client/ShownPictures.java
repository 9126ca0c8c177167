package org.phantomnet.desktop.client;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.engine.blackout.CameraChoice;

/** What a person chose to show, and a file in place of a screen. */
public final class ShownPictures implements VideoPorts {
  private final OwnPictures own;
  private final Optional<Path> sent;
  private final Optional<Path> seen;
  private final Consumer<String> recording;

  private ShownPictures(
      OwnPictures own, Optional<Path> sent, Optional<Path> seen, Consumer<String> recording) {
    this.own = own;
    this.sent = sent;
    this.seen = seen;
    this.recording = recording;
  }

  /**
   * @param own shown in each call
   * @param sent where a copy of what is sent goes, if wanted
   * @param seen where what was seen goes, if wanted
   */
  public static VideoSource source(OwnPictures own, Optional<Path> sent, Optional<Path> seen) {
    return new VideoSource() {
      @Override
      public VideoPorts open(Consumer<String> recording) {
        return new ShownPictures(own, sent, seen, recording);
      }

      @Override
      public boolean hide(CameraChoice.Hidden wanted) {
        return own.hide(wanted);
      }
    };
  }

  @Override
  public VideoIn openIn() {
    return sent.<VideoIn>map(file -> new SentCopy(own, file)).orElseGet(own::open);
  }

  @Override
  public VideoOut openOut() {
    return new SeenCopy(seen, recording);
  }
}
