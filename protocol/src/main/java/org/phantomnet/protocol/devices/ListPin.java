package org.phantomnet.protocol.devices;

import org.phantomnet.protocol.rule.Rule;

/**
 * What becomes of a well-signed list, given the newest one known under that identity. Stateless.
 */
public final class ListPin {
  private ListPin() {}

  /** What to do with a list. */
  public enum Verdict {
    /** Newer: keep it. */
    TAKE,
    /** The one that is known. */
    KNOWN,
    /** Older than the known one, or another of its version: the known one stays. */
    OLDER,
    /** Of another list key than the pinned one: refuse, and note it. */
    OTHER_KEY
  }

  @Rule("DEV-3")
  public static Verdict judge(DeviceList known, DeviceList offered) {
    if (!known.listKey().equals(offered.listKey())) {
      return Verdict.OTHER_KEY;
    }
    if (offered.version() > known.version()) {
      return Verdict.TAKE;
    }
    return offered.equals(known) ? Verdict.KNOWN : Verdict.OLDER;
  }
}
