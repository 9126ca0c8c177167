package org.phantomnet.protocol.signal;

/** Codecs by number, never by SDP text. */
public enum Codec {
  OPUS,
  VP8,
  VP9,
  H264,
  AV1
}
