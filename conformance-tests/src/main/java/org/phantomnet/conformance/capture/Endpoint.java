package org.phantomnet.conformance.capture;

/** An address and a port; port 0 where the protocol has none. Immutable. */
public record Endpoint(Host host, int port) {
  /** From an address literal. */
  public static Endpoint of(String literal, int port) {
    return new Endpoint(Host.of(literal), port);
  }

  @Override
  public String toString() {
    if (port == 0) {
      return host.toString();
    }
    return (host.octets().length() == 16 ? "[" + host + "]" : host) + ":" + port;
  }
}
