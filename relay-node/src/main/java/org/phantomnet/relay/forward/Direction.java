package org.phantomnet.relay.forward;

/** Which way a packet crosses the relay. */
public enum Direction {
  TO_PEER,
  TO_CLIENT;

  Direction opposite() {
    return this == TO_PEER ? TO_CLIENT : TO_PEER;
  }
}
