package org.phantomnet.desktop.media.pipe;

import org.phantomnet.engine.blackout.CameraChoice;

/**
 * What the client tells a capture child: {@link List}, {@link Open} or {@link OpenCamera}, once; to
 * make ready for a camera before that, and what is to be hidden at any time after it.
 */
public sealed interface ToCapture {
  /** Name the sources of that kind. */
  record List(CaptureSource.Kind kind) implements ToCapture {}

  /**
   * Take pictures of a screen or window from now on.
   *
   * @param id as a list named it
   * @param directory where the ring is, at most {@link ToCaptureCodec#MAX_DIRECTORY} characters
   */
  record Open(CaptureSource.Kind kind, String id, String directory) implements ToCapture {
    public Open {
      if (kind.isCamera()) {
        throw new IllegalArgumentException("a camera is no screen");
      }
    }
  }

  /** A camera will be opened: let the blackout look at painted pictures until then. */
  record MakeReady() implements ToCapture {}

  /**
   * Take a camera's pictures, or a film's, from now on, and let out what the blackout makes of
   * them.
   *
   * @param id as a list named it; a film's file
   * @param directory as for a screen
   */
  record OpenCamera(CaptureSource.Kind kind, String id, String directory, CameraPace pace)
      implements ToCapture {
    public OpenCamera {
      if (!kind.isCamera()) {
        throw new IllegalArgumentException("a screen is no camera");
      }
    }
  }

  /**
   * What is hidden of a camera's pictures from the next one on; {@link CameraChoice#DEFAULT},
   * number 0, before.
   *
   * @param number of the choice; what is let out names it
   */
  record Choose(int number, CameraChoice choice) implements ToCapture {}
}
