package org.phantomnet.conformance.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ClientHello or ServerHello of TLS 1.3 shows to everybody.
 *
 * @param serverName of the client's, if it sends one
 * @param protocols ALPN's, in clear from the client only
 * @param extensions their numbers, in order
 */
record TlsHello(Optional<String> serverName, List<String> protocols, List<Integer> extensions) {
  private static final int TLS_1_3 = 0x0304;
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int VERSIONS = 43;

  TlsHello {
    protocols = List.copyOf(protocols);
    extensions = List.copyOf(extensions);
  }

  /** The one handshake message that fills the record. */
  static TlsHello read(Octets in, boolean fromClient) throws Malformed {
    Malformed.unless(
        in.length() >= 4 && in.u8(0) == (fromClient ? 1 : 2) && in.u24(1) == in.length() - 4,
        "a TLS hello");
    try {
      return body(in.after(4), fromClient);
    } catch (IndexOutOfBoundsException e) {
      throw new Malformed("lengths of a TLS hello");
    }
  }

  private static TlsHello body(Octets in, boolean fromClient) throws Malformed {
    int at = 2 + 32;
    at += 1 + in.u8(at); // session
    at += fromClient ? 2 + in.u16(at) : 2; // cipher suites
    at += fromClient ? 1 + in.u8(at) : 1; // compression
    Malformed.unless(in.u16(at) == in.length() - at - 2, "lengths of a TLS hello");
    at += 2;
    Optional<String> name = Optional.empty();
    List<String> protocols = new ArrayList<>();
    List<Integer> extensions = new ArrayList<>();
    boolean modern = false;
    while (at < in.length()) {
      int type = in.u16(at);
      Octets value = in.part(at + 4, in.u16(at + 2));
      extensions.add(type);
      if (type == SERVER_NAME && !value.isEmpty()) {
        name = Optional.of(value.part(5, value.u16(3)).latin());
      } else if (type == ALPN && fromClient) {
        for (int p = 2; p < value.length(); p += 1 + value.u8(p)) {
          protocols.add(value.part(p + 1, value.u8(p)).latin());
        }
      } else if (type == VERSIONS) {
        modern = versions(value, fromClient);
      }
      at += 4 + value.length();
    }
    Malformed.unless(modern, "TLS below 1.3");
    return new TlsHello(name, protocols, extensions);
  }

  private static boolean versions(Octets value, boolean fromClient) {
    if (!fromClient) {
      return value.u16(0) == TLS_1_3;
    }
    for (int at = 1; at + 1 < value.length(); at += 2) {
      if (value.u16(at) == TLS_1_3) {
        return true;
      }
    }
    return false;
  }
}
