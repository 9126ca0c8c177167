package org.phantomnet.messenger.contacts;

/** What scanning a contact's safety-number code said (CONT-30). */
public enum ScannedCode {
  /** The keys are the same on both sides: nobody sits between. */
  MATCH,

  /**
   * Not this contact's: the own code, or one that would match another contact. Open the right chat
   * on both devices and scan again.
   */
  OTHER_PERSON,

  /** The keys are not the same: do not trust this chat. */
  NO_MATCH,

  /** Made by another version of safety numbers: update the older program. */
  OTHER_VERSION,

  /** No safety-number code at all. */
  UNREADABLE
}
