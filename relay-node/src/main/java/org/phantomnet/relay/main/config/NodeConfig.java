package org.phantomnet.relay.main.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.issuer.IssuerRole;

/**
 * A node's configuration file (TOML), checked. Immutable.
 *
 * @param data directory of keys and databases; relative to the file's own directory
 * @param testEstate peers on loopback and in documentation ranges are allowed: for tests and
 *     demonstrations only
 * @param https listener of the roles mailbox, directory and issuer; absent if there are none
 * @param metrics where aggregate figures are served; absent for nowhere
 * @param drain how long live allocations may go on once the node was told to stop
 * @param alternates other relays that a draining node sends new clients to, at most one a family
 * @param join what 'relay join' says and to whom; a running node has no use for it
 * @param tokens how it learns whose tokens it takes; absent if it takes none
 * @param issuing what it issues tokens for; absent if it issues none
 * @param tls the operator's certificate; absent for the node's own, which clients know by its pin
 */
public record NodeConfig(
    Path data,
    Set<Role> roles,
    boolean testEstate,
    Optional<InetSocketAddress> https,
    Optional<TurnSettings> turn,
    Optional<String> mailboxName,
    Optional<DirectorySettings> directory,
    int difficulty,
    Optional<InetSocketAddress> metrics,
    Duration drain,
    List<InetSocketAddress> alternates,
    Optional<TlsFiles> tls,
    Optional<TokenSettings> tokens,
    Optional<IssuingSettings> issuing,
    JoinSettings join) {
  /** PEM files. */
  public record TlsFiles(Path certificate, Path key) {}

  /** What a node may be. */
  public enum Role {
    TURN,
    MAILBOX,
    DIRECTORY,
    ISSUER
  }

  private static final Duration DEFAULT_DRAIN = Duration.ofHours(1);
  private static final int MAX_DRAIN_SECONDS = 7 * 24 * 3_600;

  public NodeConfig {
    roles = Set.copyOf(roles);
    alternates = List.copyOf(alternates);
  }

  /**
   * Reads and checks the file.
   *
   * @throws ConfigException if it cannot be read or is wrong: names line and key, and says what to
   *     do
   */
  public static NodeConfig read(Path file) throws ConfigException {
    return parse(file, TomlText.read(file, "make one with 'relay init', or check --config"));
  }

  /** The file's content; nothing is read or looked up. */
  @Rule("NODE-1")
  public static NodeConfig parse(Path file, byte[] content) throws ConfigException {
    String name = String.valueOf(file.getFileName());
    Path directory = file.toAbsolutePath().getParent();
    return parse(
        ConfigTable.root(name, TomlText.parse(name, content)),
        directory == null ? Path.of("") : directory);
  }

  private static NodeConfig parse(ConfigTable root, Path directory) throws ConfigException {
    Set<Role> roles = roles(root);
    boolean needsHttps = !roles.equals(EnumSet.of(Role.TURN));
    refuseTablesWithoutRole(root, roles);
    Path data = root.path("data", directory);
    boolean testEstate = root.flag("test-estate", false);

    Optional<InetSocketAddress> https = Optional.empty();
    if (needsHttps) {
      ConfigTable table = root.table("https");
      https = Optional.of(listen(table));
      table.refuseUnknownKeys();
    }
    Optional<TurnSettings> turn =
        roles.contains(Role.TURN)
            ? Optional.of(
                TurnSettings.of(root.table("turn"), root.optionalTable("limits"), directory))
            : Optional.empty();
    Optional<String> mailbox =
        roles.contains(Role.MAILBOX)
            ? Optional.of(mailboxName(root.table("mailbox")))
            : Optional.empty();
    Optional<DirectorySettings> published =
        roles.contains(Role.DIRECTORY)
            ? Optional.of(DirectorySettings.of(root.table("directory"), directory))
            : Optional.empty();
    Optional<ConfigTable> joining = root.optionalTable("join");
    JoinSettings join = joining.isPresent() ? JoinSettings.of(joining.get()) : JoinSettings.DEFAULT;
    int difficulty = IssuerRole.DEFAULT_DIFFICULTY;
    Optional<ConfigTable> issuer =
        roles.contains(Role.ISSUER) ? root.optionalTable("issuer") : Optional.empty();
    Optional<IssuingSettings> issuing = Optional.empty();
    if (issuer.isPresent() && https.isPresent()) {
      issuing = IssuingSettings.of(issuer.get(), https.get(), directory);
      difficulty = issuer.get().number("difficulty", 0, GrantChallenge.MAX_DIFFICULTY, difficulty);
      issuer.get().refuseUnknownKeys();
    }
    Optional<InetSocketAddress> metrics = Optional.empty();
    Optional<ConfigTable> measured = root.optionalTable("metrics");
    if (measured.isPresent()) {
      metrics = Optional.of(listen(measured.get()));
      measured.get().refuseUnknownKeys();
    }
    Duration drain = DEFAULT_DRAIN;
    List<InetSocketAddress> alternates = List.of();
    Optional<ConfigTable> draining = root.optionalTable("drain");
    if (draining.isPresent()) {
      ConfigTable table = draining.get();
      drain =
          Duration.ofSeconds(
              table.number("seconds", 0, MAX_DRAIN_SECONDS, (int) DEFAULT_DRAIN.toSeconds()));
      alternates = table.socketAddresses("alternates");
      if (alternates.stream().map(a -> a.getAddress().getClass()).distinct().count()
              != alternates.size()
          || alternates.stream().anyMatch(a -> a.getPort() == 0)) {
        throw table.wrong("alternates", "may name one IPv4 and one IPv6 listener, with its port");
      }
      table.refuseUnknownKeys();
    }
    Optional<TlsFiles> tls = Optional.empty();
    Optional<ConfigTable> certificate = root.optionalTable("tls");
    if (certificate.isPresent()) {
      ConfigTable table = certificate.get();
      tls =
          Optional.of(
              new TlsFiles(table.path("certificate", directory), table.path("key", directory)));
      table.refuseUnknownKeys();
    }
    Optional<TokenSettings> tokens = Optional.empty();
    Optional<ConfigTable> admitting =
        roles.contains(Role.TURN) ? root.optionalTable("tokens") : Optional.empty();
    if (admitting.isPresent()) {
      tokens = Optional.of(TokenSettings.of(admitting.get(), directory));
    }
    root.refuseUnknownKeys();
    refuseTakenByTurn(root, "https", https, turn);
    refuseTakenByTurn(root, "metrics", metrics, turn);
    if (https.isPresent() && metrics.isPresent() && same(https.get(), metrics.get())) {
      throw root.table("metrics").wrong("listen", "is https.listen too: give each its own port");
    }
    return new NodeConfig(
        data,
        roles,
        testEstate,
        https,
        turn,
        mailbox,
        published,
        difficulty,
        metrics,
        drain,
        alternates,
        tls,
        tokens,
        issuing,
        join);
  }

  /** They would be left unread, or be called unknown, where their role was forgotten. */
  private static void refuseTablesWithoutRole(ConfigTable root, Set<Role> roles)
      throws ConfigException {
    Map<String, Role> owners =
        Map.of(
            "turn", Role.TURN,
            "limits", Role.TURN,
            "tokens", Role.TURN,
            "mailbox", Role.MAILBOX,
            "directory", Role.DIRECTORY,
            "issuer", Role.ISSUER);
    for (Map.Entry<String, Role> owner : new TreeMap<>(owners).entrySet()) {
      if (root.has(owner.getKey()) && !roles.contains(owner.getValue())) {
        throw root.wrong(
            owner.getKey(),
            "is for the role \""
                + owner.getValue().name().toLowerCase(Locale.ROOT)
                + "\": add that to roles, or remove the table");
      }
    }
    if (root.has("https") && roles.equals(EnumSet.of(Role.TURN))) {
      throw root.wrong(
          "https",
          "is for the roles \"mailbox\", \"directory\" and \"issuer\": add one to roles, or"
              + " remove the table");
    }
  }

  private static void refuseTakenByTurn(
      ConfigTable root,
      String table,
      Optional<InetSocketAddress> listener,
      Optional<TurnSettings> turn)
      throws ConfigException {
    if (listener.isPresent() && turn.isPresent()) {
      for (InetSocketAddress taken : turn.get().overTcp()) {
        if (same(listener.get(), taken)) {
          throw root.table(table)
              .wrong("listen", "has a port that [turn] has over TCP: give each its own");
        }
      }
    }
  }

  /** Whether the system would refuse the second of them. */
  static boolean same(InetSocketAddress one, InetSocketAddress other) {
    boolean wild = one.getAddress().isAnyLocalAddress() || other.getAddress().isAnyLocalAddress();
    return one.getPort() != 0
        && one.getPort() == other.getPort()
        && (one.getAddress().equals(other.getAddress())
            || wild && one.getAddress().getClass() == other.getAddress().getClass());
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

  private static InetSocketAddress listen(ConfigTable table) throws ConfigException {
    return table
        .optionalSocketAddress("listen")
        .orElseThrow(() -> table.wrong("listen", "is missing: add listen = \"127.0.0.1:8443\""));
  }

  private static String mailboxName(ConfigTable table) throws ConfigException {
    String name = table.text("name");
    if (!UserAddress.isMailbox(name)) {
      throw table.wrong("name", "must be host:port in lower case, as people write it behind the @");
    }
    table.refuseUnknownKeys();
    return name;
  }

  /**
   * This configuration with what a running node can take over from {@code fresh}: limits but for
   * connections, certificate, time to drain and alternates.
   */
  public NodeConfig takeOver(NodeConfig fresh) {
    Optional<TurnSettings> taken =
        turn.isPresent() && fresh.turn.isPresent()
            ? Optional.of(turn.get().takeOver(fresh.turn.get()))
            : turn;
    return new NodeConfig(
        data,
        roles,
        testEstate,
        https,
        taken,
        mailboxName,
        directory,
        difficulty,
        metrics,
        fresh.drain,
        fresh.alternates,
        fresh.tls,
        tokens,
        issuing,
        fresh.join);
  }
}
