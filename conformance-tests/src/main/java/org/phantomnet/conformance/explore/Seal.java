package org.phantomnet.conformance.explore;

/** Under which key of its call a message travels (SIG-13). */
enum Seal {
  /**
   * HANGUP(RESTARTED), and the DECLINE of an offer that could not be read: the chat's session alone
   * vouches for it (CALL-17, CALL-34).
   */
  NONE,
  EARLY,
  POLICY
}
