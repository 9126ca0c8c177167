package org.phantomnet.engine.privacy;

/** What the policy says of one candidate. Everything but the first is a refusal, counted by its name in the receipt. */
public enum Verdict {
  ADMITTED,
  REFUSED_HOST,
  REFUSED_REFLEXIVE,
  REFUSED_NOT_RELAYED,
  REFUSED_UNKNOWN_RELAY,
  REFUSED_OUTSIDE_RELAY,
  REFUSED_ADDRESS,
  REFUSED_TRANSPORT,
  REFUSED_SAME_OPERATOR;

  public boolean admitted() {
    return this == ADMITTED;
  }
}
