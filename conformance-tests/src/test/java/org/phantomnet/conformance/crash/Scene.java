package org.phantomnet.conformance.crash;

/** What is under way when something is killed. */
enum Scene {
  WRITING,
  OPENING,
  DIALLING,
  RINGING,
  ANSWERING,
  CONNECTED,
  HANGING_UP,
  LINKING,
  UNLINKING;

  boolean isCall() {
    return switch (this) {
      case DIALLING, RINGING, ANSWERING, CONNECTED, HANGING_UP -> true;
      case WRITING, OPENING, LINKING, UNLINKING -> false;
    };
  }
}
