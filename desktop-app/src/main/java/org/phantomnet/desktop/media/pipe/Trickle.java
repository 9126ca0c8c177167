package org.phantomnet.desktop.media.pipe;

import org.phantomnet.protocol.rule.Rule;

/** Bounds of candidates that come one after another, in Fast. */
public final class Trickle {
  /** Candidates in a message. */
  @Rule("ENG-70")
  public static final int MAX_BATCH = 16;

  /** Candidates of each side in a connection. */
  public static final int MAX_ALL = 64;

  private Trickle() {}
}
