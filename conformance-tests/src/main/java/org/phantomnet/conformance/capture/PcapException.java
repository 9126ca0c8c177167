package org.phantomnet.conformance.capture;

import java.util.Locale;

/** A file is no capture that can be read; its message is the reason and nothing else. */
public final class PcapException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Reason {
    NO_PCAP,
    OTHER_VERSION,
    NOT_ETHERNET,
    BAD_LENGTH,
    BAD_TIME,
    CUT_SHORT
  }

  private final Reason reason;

  PcapException(Reason reason) {
    super(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
