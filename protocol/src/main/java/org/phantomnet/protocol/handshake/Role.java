package org.phantomnet.protocol.handshake;

/** Who placed the call and who received it; fixed for the life of a call, in every epoch. */
public enum Role {
  CALLER,
  CALLEE;

  public Role other() {
    return this == CALLER ? CALLEE : CALLER;
  }
}
