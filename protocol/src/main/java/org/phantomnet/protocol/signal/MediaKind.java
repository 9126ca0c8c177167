package org.phantomnet.protocol.signal;

/** What a call carries. Video never starts unasked. */
public enum MediaKind {
  AUDIO,
  AUDIO_VIDEO
}
