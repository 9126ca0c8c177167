package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.relay.main.config.AddressLiteral;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;

/**
 * One node of {@code relay estate}, as its option says: {@code NAME=ADDRESS[:PORT][,key=value...]}.
 *
 * @param relayed where its relayed ports are: its address, unless that is to be another one
 * @param turnPort of UDP and TCP, if the node relays
 * @param httpsPort 0 if no role needs HTTPS
 */
record EstateMember(
    String name,
    InetAddress address,
    InetAddress relayed,
    int turnPort,
    int httpsPort,
    int minPort,
    int maxPort,
    String family,
    String region,
    int capacity,
    Set<NodeConfig.Role> roles) {
  private static final Pattern FORM =
      Pattern.compile(
          "([a-z][a-z0-9-]{0,30})=([0-9.]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?((?:,[a-z-]+=[a-z0-9+._-]+)*)");

  /** Below Linux's ephemeral range, so that nobody's client socket sits there. */
  private static final int DEFAULT_MIN_PORT = 20_000;

  private static final int DEFAULT_MAX_PORT = 29_999;
  private static final int MIN_PORT = 1_024;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_CAPACITY = 8; // of RelayDescriptor

  EstateMember {
    roles = Set.copyOf(roles);
  }

  /** Parses the option; ports that it leaves out, or gives as 0, are free ones at this moment. */
  static EstateMember parse(String option) throws ConfigException, IOException {
    Matcher form = FORM.matcher(option);
    if (!form.matches()) {
      throw wrong(option, "must look like one=127.10.0.1:3478,family=first,roles=turn+issuer");
    }
    String name = form.group(1);
    InetAddress address =
        AddressLiteral.parse(form.group(2))
            .orElseThrow(() -> wrong(option, "has an address that is none: " + form.group(2)));
    int turnPort = form.group(3) == null ? 0 : number(option, form.group(3), 0, MAX_PORT);
    InetAddress relayed = address;
    int httpsPort = 0;
    int minPort = DEFAULT_MIN_PORT;
    int maxPort = DEFAULT_MAX_PORT;
    String family = name;
    String region = "test";
    int capacity = 4;
    Set<NodeConfig.Role> roles = EnumSet.of(NodeConfig.Role.TURN, NodeConfig.Role.ISSUER);
    Set<String> set = new HashSet<>();
    String settings = form.group(4);
    for (String setting :
        settings.isEmpty() ? new String[0] : settings.substring(1).split(",", -1)) {
      int equals = setting.indexOf('=');
      if (!set.add(setting.substring(0, equals))) {
        throw wrong(option, "sets " + setting.substring(0, equals) + " twice");
      }
      String value = setting.substring(equals + 1);
      switch (setting.substring(0, equals)) {
        case "family" -> family = value;
        case "region" -> region = value;
        case "capacity" -> capacity = number(option, value, 1, MAX_CAPACITY);
        case "https" -> httpsPort = number(option, value, 0, MAX_PORT);
        case "relayed" ->
            relayed =
                AddressLiteral.parse(value)
                    .orElseThrow(
                        () -> wrong(option, "has a relayed address that is none: " + value));
        case "min-port" -> minPort = number(option, value, MIN_PORT, MAX_PORT);
        case "max-port" -> maxPort = number(option, value, MIN_PORT, MAX_PORT);
        case "roles" -> roles = roles(option, value);
        default ->
            throw wrong(
                option,
                "may set family, roles, https, region, capacity, relayed, min-port and max-port only");
      }
    }
    if (minPort >= maxPort) {
      throw wrong(option, "must have max-port above min-port");
    }
    if (turnPort == 0 && roles.contains(NodeConfig.Role.TURN)) {
      turnPort = freeTurnPort(address, httpsPort);
    }
    return new EstateMember(
        name,
        address,
        relayed,
        turnPort,
        httpsPort == 0 ? freeTcpPort(address, turnPort) : httpsPort,
        minPort,
        maxPort,
        family,
        region,
        capacity,
        roles);
  }

  boolean has(NodeConfig.Role role) {
    return roles.contains(role);
  }

  String httpsText() {
    return RelayNode.text(new InetSocketAddress(address, httpsPort));
  }

  String turnText() {
    return RelayNode.text(new InetSocketAddress(address, turnPort));
  }

  private static Set<NodeConfig.Role> roles(String option, String value) throws ConfigException {
    Set<NodeConfig.Role> roles = EnumSet.noneOf(NodeConfig.Role.class);
    for (String role : value.split("\\+", -1)) {
      try {
        roles.add(NodeConfig.Role.valueOf(role.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw wrong(
            option, "has an unknown role: use turn, mailbox, directory and issuer, joined by +");
      }
    }
    if (roles.contains(NodeConfig.Role.ISSUER) && !roles.contains(NodeConfig.Role.TURN)) {
      throw wrong(option, "has issuer without turn: it hands out grants for its own relay");
    }
    return roles;
  }

  private static int number(String option, String value, int min, int max) throws ConfigException {
    int number = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : -1;
    if (number < min || number > max) {
      throw wrong(option, "has " + value + " where a number from " + min + " to " + max + " goes");
    }
    return number;
  }

  private static int freeTurnPort(InetAddress address, int taken) throws IOException {
    IOException last = new IOException("no free port");
    for (int attempt = 0; attempt < 20; attempt++) {
      int port = freeTcpPort(address, taken);
      try (DatagramSocket alsoFree = new DatagramSocket(new InetSocketAddress(address, port))) {
        return alsoFree.getLocalPort();
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * @param taken a port that is free, too, but meant for something else; the system may well give
   *     the same one twice
   */
  private static int freeTcpPort(InetAddress address, int taken) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, address)) {
      int port = free.getLocalPort();
      return port == taken ? freeTcpPort(address, taken) : port; // another, while this one is held
    }
  }

  private static ConfigException wrong(String option, String remedy) {
    return new ConfigException("--relay " + option + " " + remedy);
  }
}
