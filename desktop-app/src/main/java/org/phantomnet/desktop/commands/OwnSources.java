package org.phantomnet.desktop.commands;

import java.util.function.Consumer;
import org.phantomnet.desktop.capture.CaptureChildren;
import org.phantomnet.desktop.capture.PictureSources;
import org.phantomnet.desktop.client.PlayedClip;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;

/** This machine's cameras, screens and windows. */
final class OwnSources {
  private OwnSources() {}

  /**
   * @param ended told if what is shown ends by itself; any thread
   */
  static PictureSources of(Consumer<CaptureFault> ended) {
    return of(ended, CameraPace.USUAL);
  }

  /**
   * @param pace of a camera
   */
  static PictureSources of(Consumer<CaptureFault> ended, CameraPace pace) {
    return new PictureSources(children(), PlayedClip::clip, ended, pace);
  }

  static CaptureChildren children() {
    return new CaptureChildren(System.getenv());
  }
}
