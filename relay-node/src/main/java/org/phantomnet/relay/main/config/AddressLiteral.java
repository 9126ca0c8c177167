package org.phantomnet.relay.main.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as an operator writes them. {@link InetAddress#getByName} alone would ask DNS for
 * whatever is nearly one.
 */
public final class AddressLiteral {
  private static final int MAX_PORT = 65_535;
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private AddressLiteral() {}

  /** Four octets, or IPv6 with or without brackets; empty for anything else. */
  public static Optional<InetAddress> parse(String text) {
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

  /** address:port; IPv6 in brackets. Empty for anything else, port 0 included. */
  public static Optional<InetSocketAddress> withPort(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1
        || !port.matches("[0-9]{1,5}")
        || (text.indexOf(':') < colon) != text.startsWith("[")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    return number < 1 || number > MAX_PORT
        ? Optional.empty()
        : parse(text.substring(0, colon)).map(address -> new InetSocketAddress(address, number));
  }
}
