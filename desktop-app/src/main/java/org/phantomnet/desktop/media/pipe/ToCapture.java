package org.phantomnet.desktop.media.pipe;

/** What the client tells a capture child: one of the two, once. */
public sealed interface ToCapture {
  /** Name the sources of that kind. */
  record List(CaptureSource.Kind kind) implements ToCapture {}

  /**
   * Take pictures from now on.
   *
   * @param id as a list named it
   * @param directory where the ring is, at most {@link ToCaptureCodec#MAX_DIRECTORY} characters
   */
  record Open(CaptureSource.Kind kind, String id, String directory) implements ToCapture {}
}
