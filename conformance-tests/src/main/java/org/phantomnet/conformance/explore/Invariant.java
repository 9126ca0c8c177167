package org.phantomnet.conformance.explore;

/** What holds in every reachable state and step; each names the rules that ask for it. */
public enum Invariant {
  CONSENT(
      "no open gate before the own person called or answered, both confirmations, and a transport"
          + " (GATE-1, CALL-14)"),
  BOTH_CONSENT("no open gate unless both people wanted that call (CALL-14, CALL-9)"),
  ONE_TALK(
      "the two never talk in different calls, nor do two calls that meet both give way (CALL-12)"),
  ONE_CALL("at most one live call on a device (CALL-1)"),
  MODE("a call's mode, media and contact are those offered, and never below a floor (PRIV-13)"),
  GLARE(
      "glare takes the stricter mode, then the higher rank, on both sides alike (CALL-12, 13, 16)"),
  RELEASED("after its end a call has no key, no open gate, no path and no timer (CALL-10, GATE-2)"),
  FINAL("an ended call stays ended and says nothing"),
  HISTORY("each call that began and ended on a device has one history entry (CALL-10)"),
  UNINVITED(
      "nothing is said, shown, recorded or opened for strangers and blocked (RING-1, RING-2)"),
  PERMITS("no automatic reply without a permit (RING-3)"),
  SEALED("every message is sealed with a key that is held and covers it (SIG-13)"),
  LISTED("no event throws (STYLE 3)"),
  ENDS("every call ends, by the device's own timers at the latest (CALL-5, 6, 7)");

  private final String says;

  Invariant(String says) {
    this.says = says;
  }

  public String says() {
    return says;
  }
}
