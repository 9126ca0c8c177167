package org.phantomnet.relay.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.issuer.IssuerRole;

/**
 * A node's configuration file (TOML), checked.
 *
 * @param data directory of keys and databases; relative to the file's own directory
 * @param testEstate peers on loopback and in documentation ranges are allowed: for tests and
 *     demonstrations only
 * @param https listener of the roles mailbox, directory and issuer; absent if there are none
 */
record NodeConfig(
    Path data,
    Set<Role> roles,
    boolean testEstate,
    Optional<InetSocketAddress> https,
    Optional<Turn> turn,
    Optional<String> mailboxName,
    Optional<Path> relayList,
    int difficulty) {
  enum Role {
    TURN,
    MAILBOX,
    DIRECTORY,
    ISSUER
  }

  /**
   * @param loops event loops
   * @param kilobitsPerAllocation what one allocation may carry (TURN-15)
   */
  record Turn(
      List<InetSocketAddress> udp,
      List<InetSocketAddress> tcp,
      List<InetAddress> relayed,
      int minPort,
      int maxPort,
      String realm,
      int loops,
      int kilobitsPerAllocation) {}

  private static final int DEFAULT_MIN_PORT = 49_152;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_LOOPS = 64;
  private static final int MIN_KILOBITS = 64; // one audio call
  private static final int MAX_KILOBITS = 10_000_000;

  NodeConfig {
    roles = Set.copyOf(roles);
  }

  static NodeConfig read(Path file) throws ConfigException, IOException {
    try {
      return parse(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + " does not exist: make one with 'relay estate', or check --config");
    }
  }

  /** The file's content; nothing is read or looked up. */
  static NodeConfig parse(Path file, byte[] content) throws ConfigException, IOException {
    JsonNode tree;
    try {
      tree = new TomlMapper().readTree(content);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new ConfigException(
          file + " line " + line + " is not TOML: check quotes and brackets there");
    } catch (CharConversionException e) {
      throw new ConfigException(file + " is not text in UTF-8: save it as such");
    }
    Path directory = file.toAbsolutePath().getParent();
    return parse(new ConfigTable("", tree), directory == null ? Path.of("") : directory);
  }

  private static NodeConfig parse(ConfigTable root, Path directory) throws ConfigException {
    Set<Role> roles = roles(root);
    boolean needsHttps = !roles.equals(EnumSet.of(Role.TURN));
    Path data = directory.resolve(root.text("data"));
    boolean testEstate = root.flag("test-estate", false);

    Optional<InetSocketAddress> https = Optional.empty();
    if (needsHttps) {
      ConfigTable table = root.table("https");
      https = Optional.of(table.socketAddress("listen", table.text("listen")));
      table.refuseUnknownKeys();
    }
    Optional<Turn> turn =
        roles.contains(Role.TURN) ? Optional.of(turn(root.table("turn"))) : Optional.empty();
    Optional<String> mailbox =
        roles.contains(Role.MAILBOX)
            ? Optional.of(mailboxName(root.table("mailbox")))
            : Optional.empty();
    Optional<Path> list = Optional.empty();
    if (roles.contains(Role.DIRECTORY)) {
      ConfigTable table = root.table("directory");
      list = Optional.of(directory.resolve(table.text("list")));
      table.refuseUnknownKeys();
    }
    int difficulty = IssuerRole.DEFAULT_DIFFICULTY;
    Optional<ConfigTable> issuer =
        roles.contains(Role.ISSUER) ? root.optionalTable("issuer") : Optional.empty();
    if (issuer.isPresent()) {
      difficulty = issuer.get().number("difficulty", 0, GrantChallenge.MAX_DIFFICULTY, difficulty);
      issuer.get().refuseUnknownKeys();
    }
    root.refuseUnknownKeys();
    return new NodeConfig(data, roles, testEstate, https, turn, mailbox, list, difficulty);
  }

  private static Set<Role> roles(ConfigTable root) throws ConfigException {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String text : root.texts("roles")) {
      try {
        roles.add(Role.valueOf(text.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw root.wrong(
            "roles", "may hold \"turn\", \"mailbox\", \"directory\" and \"issuer\" only");
      }
    }
    if (roles.isEmpty()) {
      throw root.wrong(
          "roles", "must name at least one of \"turn\", \"mailbox\", \"directory\", \"issuer\"");
    }
    if (roles.contains(Role.ISSUER) && !roles.contains(Role.TURN)) {
      throw root.wrong(
          "roles",
          "has \"issuer\" without \"turn\": an issuer hands out grants for its own node's relay");
    }
    return roles;
  }

  private static Turn turn(ConfigTable table) throws ConfigException {
    List<InetSocketAddress> udp = new ArrayList<>();
    for (String text : table.texts("udp")) {
      udp.add(table.socketAddress("udp", text));
    }
    List<InetSocketAddress> tcp = new ArrayList<>();
    for (String text : table.texts("tcp")) {
      tcp.add(table.socketAddress("tcp", text));
    }
    List<InetAddress> relayed = new ArrayList<>();
    for (String text : table.texts("relayed")) {
      relayed.add(table.address("relayed", text));
    }
    if (udp.isEmpty() && tcp.isEmpty()) {
      throw table.wrong(
          "udp", "is missing: a TURN server needs a listener, like udp = [\"192.0.2.1:3478\"]");
    }
    if (relayed.isEmpty()) {
      throw table.wrong(
          "relayed",
          "is missing: name the address of the relayed ports, like relayed = [\"192.0.2.1\"]");
    }
    int minPort = table.number("min-port", 1_024, MAX_PORT, DEFAULT_MIN_PORT);
    int maxPort = table.number("max-port", 1_024, MAX_PORT, MAX_PORT);
    if (maxPort <= minPort) {
      throw table.wrong("max-port", "must be above turn.min-port");
    }
    Turn turn =
        new Turn(
            udp,
            tcp,
            relayed,
            minPort,
            maxPort,
            table.text("realm"),
            table.number("loops", 1, MAX_LOOPS, 1),
            table.number(
                "kilobits-per-allocation",
                MIN_KILOBITS,
                MAX_KILOBITS,
                (int) (TurnLimits.DEFAULT.bitsPerSecond() / 1000)));
    table.refuseUnknownKeys();
    return turn;
  }

  private static String mailboxName(ConfigTable table) throws ConfigException {
    String name = table.text("name");
    if (!UserAddress.isMailbox(name)) {
      throw table.wrong("name", "must be host:port in lower case, as people write it behind the @");
    }
    table.refuseUnknownKeys();
    return name;
  }
}
