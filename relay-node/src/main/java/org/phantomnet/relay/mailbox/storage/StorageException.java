package org.phantomnet.relay.mailbox.storage;

import java.util.Locale;

/** The storage could not do what it was asked, and did nothing. Carries a reason only. */
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, with what the operator can do. */
  public enum Reason {
    IN_USE("is in use by another node: stop that one first"),
    NEWER_SCHEMA("was written by a newer version: run that version, or restore a backup"),
    CORRUPT("is damaged: keep a copy of it, then restore a backup"),
    DISK_FULL("cannot grow: free space on its disk; nothing that was answered is lost"),
    READ_ONLY("cannot be written: check the owner and the permissions of the file and its folder"),
    FAILED("cannot be read or written: check the disk");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** Goes on from the storage's name. */
    public String words() {
      return words;
    }
  }

  private final Reason reason;

  public StorageException(Reason reason) {
    super(reason.name().toLowerCase(Locale.ROOT), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
