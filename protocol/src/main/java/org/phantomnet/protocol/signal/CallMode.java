package org.phantomnet.protocol.signal;

/**
 * How strongly a call hides who talks to whom, weakest first: the order is the strictness (DESIGN
 * 6).
 */
public enum CallMode {
  FAST,
  PRIVATE,
  PARANOID;

  public boolean isStricterThan(CallMode other) {
    return compareTo(other) > 0;
  }
}
