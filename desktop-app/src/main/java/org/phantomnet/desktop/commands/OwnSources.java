package org.phantomnet.desktop.commands;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.capture.CaptureChildren;
import org.phantomnet.desktop.capture.PictureSources;
import org.phantomnet.desktop.client.PlayedClip;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.segmenter.SelfieModel;

/** This machine's cameras, screens and windows, with the blackout that this version has. */
final class OwnSources {
  private OwnSources() {}

  /**
   * @param ended told if what is shown ends by itself; any thread
   */
  static PictureSources of(Consumer<CaptureFault> ended) {
    return of(ended, System::nanoTime, false);
  }

  /**
   * @param nanos the blackout's clock
   * @param weak whether this device declares itself weak
   */
  static PictureSources of(Consumer<CaptureFault> ended, LongSupplier nanos, boolean weak) {
    return new PictureSources(
        children(), PlayedClip::clip, () -> new Blackout(new SelfieModel(), nanos), ended, weak);
  }

  static CaptureChildren children() {
    return new CaptureChildren(System.getenv());
  }
}
