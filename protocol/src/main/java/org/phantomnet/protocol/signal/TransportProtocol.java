package org.phantomnet.protocol.signal;

/** Transport of a candidate. */
public enum TransportProtocol {
  UDP,
  TCP
}
