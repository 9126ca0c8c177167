package org.phantomnet.engine.loop;

/** What a connection is to its leg. */
enum PathKind {
  /** The one in use, or on the way to be: its engine offers. */
  FIRST(true),
  /** The same at the one who is called: its engine answers. */
  FIRST_ANSWERING(false),
  /** Made beside the one in use, to ask the peer for its own with (CALL-51). */
  NEXT(true),
  /** Made beside the one in use, because the peer asked. */
  NEXT_ANSWERING(false),
  /** Not in use any more. */
  OLD(false);

  private final boolean offers;

  PathKind(boolean offers) {
    this.offers = offers;
  }

  boolean offers() {
    return offers;
  }

  boolean isNext() {
    return this == NEXT || this == NEXT_ANSWERING;
  }

  boolean inUse() {
    return this == FIRST || this == FIRST_ANSWERING;
  }
}
