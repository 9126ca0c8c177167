package org.phantomnet.conformance.explore;

import org.phantomnet.protocol.signal.MessageType;

/**
 * A message in flight. Its bytes are abstracted to what a receiver decides on; that it came from
 * the peer's device is certain, since the chat's session carries it.
 *
 * @param call the call whose keys cover it; its id is the call's
 * @param reason the name of a reason, or empty
 */
record Message(MessageType type, int call, Seal seal, String reason) {
  @Override
  public String toString() {
    return type + (reason.isEmpty() ? "" : "(" + reason + ")");
  }
}
