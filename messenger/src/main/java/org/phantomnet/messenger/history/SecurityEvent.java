package org.phantomnet.messenger.history;

/** What the security log notes. Stored by name: a name that was released never changes. */
public enum SecurityEvent {
  /** The contact's key is another; calls and messages wait. */
  IDENTITY_CHANGED,
  /** The person saw that, and went on. */
  IDENTITY_ACKNOWLEDGED,
  /** The person compared the safety number. */
  VERIFIED,
  /** By a changed identity, or by the person. */
  VERIFICATION_WITHDRAWN,
  BLOCKED,
  UNBLOCKED,
  /** The mode in which calls to the contact start; with the mode. */
  DEFAULT_MODE_CHANGED,
  /** The weakest mode of calls with the contact; with the mode. */
  FLOOR_CHANGED,
  PQ_REQUIRED,
  PQ_NOT_REQUIRED,
  /** A call changed its mode while it ran; with the mode. */
  CALL_MODE_CHANGED,
  AUTO_DELETE_CHANGED,
  /** Of the own account. */
  DEVICE_LINKED,
  DEVICE_UNLINKED,
  /** A contact's authenticated device list is another. */
  CONTACT_DEVICES_CHANGED,
  /** A device list that is not the contact's, or older than the one known. */
  DEVICE_LIST_REFUSED,
  /** The store was older than what this device had done: sessions were made anew. */
  STORE_ROLLED_BACK,
  /** A mailbox did not show the pinned key. */
  MAILBOX_PIN_MISMATCH,
  /** A sender certificate that the pinned mailbox did not make. */
  CERTIFICATE_REFUSED
}
