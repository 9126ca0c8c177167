package org.phantomnet.desktop.client;

import java.io.IOException;
import java.nio.file.Path;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.desktop.video.Y4m;

/** Clips by their names. */
public final class PlayedClip {
  private PlayedClip() {}

  /**
   * The clip of that name: a YUV4MPEG2 file, or a number for the computed clip in its colours.
   *
   * @throws IOException if it is a file that cannot be played
   */
  public static Clip clip(String name) throws IOException {
    return name.matches("[0-9]{1,4}")
        ? new MovingShapes(Integer.parseInt(name))
        : Y4m.open(Path.of(name)); // open as long as the process
  }
}
