package org.phantomnet.conformance.explore;

/** Under which key of its call a message travels (SIG-13). */
enum Seal {
  /** HANGUP(RESTARTED): the chat's session alone vouches for it (CALL-17). */
  NONE,
  EARLY,
  POLICY
}
