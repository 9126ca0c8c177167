package org.phantomnet.conformance.capture;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address of 4 or 16 octets, compared octet by octet: an IPv4 address inside an IPv6 one is
 * another address. Immutable.
 */
public record Host(Octets octets) {
  /** No address, as of ARP. */
  static final Host NONE = new Host(Octets.NONE);

  private static final Octets SOLICITED_NODE =
      Octets.of(new byte[] {-1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1});

  /** From its literal; nothing is looked up. */
  public static Host of(String literal) {
    if (!literal.matches("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]+")) {
      throw new IllegalArgumentException("not an address literal");
    }
    try {
      return new Host(Octets.of(InetAddress.getByName(literal).getAddress()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address literal");
    }
  }

  boolean isMulticast() {
    return octets.length() == 4
        ? octets.u8(0) >> 4 == 14
        : !octets.isEmpty() && octets.u8(0) == 255;
  }

  /** ff02::1:ff00:0/104 (RFC 4291 section 2.7.1). */
  boolean isSolicitedNode() {
    return octets.length() == 16 && octets.part(0, 13).equals(SOLICITED_NODE);
  }

  boolean isLinkLocal() {
    return octets.length() == 16 && octets.u16(0) >> 6 == 0xfe80 >> 6;
  }

  boolean isUnspecified() {
    return octets.equals(Octets.of(new byte[octets.length()]));
  }

  @Override
  public String toString() {
    if (octets.isEmpty()) {
      return "-";
    }
    StringBuilder text = new StringBuilder();
    if (octets.length() == 4) {
      for (int at = 0; at < 4; at++) {
        text.append(at == 0 ? "" : ".").append(octets.u8(at));
      }
    } else {
      for (int at = 0; at < 16; at += 2) {
        text.append(at == 0 ? "" : ":").append(Integer.toHexString(octets.u16(at)));
      }
    }
    return text.toString();
  }
}
