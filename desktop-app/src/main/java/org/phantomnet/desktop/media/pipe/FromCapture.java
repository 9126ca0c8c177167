package org.phantomnet.desktop.media.pipe;

/** What a capture child reports. The client believes none of it. */
public sealed interface FromCapture {
  /** One source there is. */
  record Source(CaptureSource source) implements FromCapture {}

  /** All sources were named. */
  record Listed() implements FromCapture {}

  /** The ring is open, and pictures are taken. */
  record Opened() implements FromCapture {}

  /** A new picture is in that place of the ring. */
  record Frame(int slot) implements FromCapture {}

  /** The picture is what it was. */
  record Same() implements FromCapture {}

  /** There are none, or no more; the last report. */
  record Failed(CaptureFault fault) implements FromCapture {}
}
