package org.phantomnet.relay.main;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as an operator writes them. {@link InetAddress#getByName} alone would ask DNS for
 * whatever is nearly one.
 */
final class AddressLiteral {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private AddressLiteral() {}

  /** Four octets, or IPv6 with or without brackets; empty for anything else. */
  static Optional<InetAddress> parse(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    String bare = brackets ? text.substring(1, text.length() - 1) : text;
    try {
      if (IPV6.matcher(bare).matches()) {
        return Optional.of(InetAddress.getByName("[" + bare + "]")); // literals only
      }
      return !brackets && IPV4.matcher(bare).matches()
          ? Optional.of(InetAddress.getByName(bare))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
