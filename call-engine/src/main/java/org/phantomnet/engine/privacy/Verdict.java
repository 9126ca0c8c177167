package org.phantomnet.engine.privacy;

/**
 * What the policy says of one candidate. Everything but the first is a refusal, counted by its name
 * in the receipt.
 */
public enum Verdict {
  ADMITTED,
  /** A host candidate in a mode that shows none. */
  REFUSED_HOST,
  /** A server-reflexive candidate in a mode that shows none. */
  REFUSED_REFLEXIVE,
  /** A relay candidate that names no relay of the signed list. */
  REFUSED_UNKNOWN_RELAY,
  /** A relay candidate outside its relay's relayed addresses or ports. */
  REFUSED_OUTSIDE_RELAY,
  /** A relay of the own relay's operator family. */
  REFUSED_SAME_OPERATOR,
  /** An address that is no place for a peer. */
  REFUSED_ADDRESS,
  /** A port that is a service's. */
  REFUSED_PORT,
  /** A private address that is not in the own network. */
  REFUSED_PRIVATE_ADDRESS,
  /** Another transport than UDP. */
  REFUSED_TRANSPORT,
  /** More than a connection looks at. */
  REFUSED_TOO_MANY;

  public boolean admitted() {
    return this == ADMITTED;
  }
}
