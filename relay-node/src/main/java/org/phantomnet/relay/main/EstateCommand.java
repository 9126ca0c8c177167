package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.directory.TestEstate;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.issuer.TokenKeyRing;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code relay estate}: writes configurations and keys of a few relays and a list that test
 * authorities sign, and prints what a client needs to know. The relays are started with {@code
 * relay run} afterwards.
 */
@Command(
    name = "estate",
    description = "Make a test estate: configurations, keys and a signed list (test-estate).")
final class EstateCommand implements Callable<Integer> {
  private static final Duration DESCRIPTOR_VALIDITY = Duration.ofDays(30);
  private static final Duration BACKDATE = Duration.ofHours(1);
  private static final String LIST_FILE = "relays.list";

  @Option(
      names = "--dir",
      required = true,
      description = "Where to write; made if it is not there.")
  private Path directory = Path.of(".");

  @Option(
      names = "--relay",
      required = true,
      description =
          "NAME=ADDRESS[:PORT][,family=F][,roles=turn+mailbox+directory+issuer][,https=PORT]...; repeat it.")
  private List<String> relays = List.of();

  @Option(
      names = "--authorities",
      defaultValue = "3",
      description = "How many authority keys (${DEFAULT-VALUE}).")
  private int authorities = 3;

  @Option(
      names = "--threshold",
      defaultValue = "2",
      description = "How many must sign (${DEFAULT-VALUE}).")
  private int threshold = 2;

  @Option(
      names = "--single-family",
      description = "The list allows calls over one operator's relays.")
  private boolean singleFamily;

  @Option(
      names = "--difficulty",
      defaultValue = "14",
      description = "Proof of work for grants (${DEFAULT-VALUE}).")
  private int difficulty = 14;

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock = Clock.systemUTC();
  private final RandomSource random = new SystemRandom();

  EstateCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      Map<String, Object> estate = create();
      writeClients(estate);
      String json = new ObjectMapper().writeValueAsString(estate);
      Files.write(directory.resolve("estate.json"), json.getBytes(StandardCharsets.UTF_8));
      out.println(json);
      return RunCommand.OK;
    } catch (ConfigException | IllegalArgumentException e) {
      err.println("relay: " + e.getMessage());
    } catch (IOException e) {
      err.println(
          "relay: cannot write to "
              + directory
              + ", or an address of --relay is not this machine's");
    }
    return RunCommand.CANNOT_START;
  }

  private Map<String, Object> create() throws IOException, ConfigException {
    List<EstateMember> members = new ArrayList<>();
    for (String option : relays) {
      members.add(EstateMember.parse(option));
    }
    if (members.stream().map(EstateMember::name).distinct().count() != members.size()) {
      throw new ConfigException("--relay names must differ");
    }
    if (members.stream().noneMatch(member -> member.has(NodeConfig.Role.TURN))) {
      throw new ConfigException("--relay must name a node with the role turn: calls need one");
    }
    Files.createDirectories(directory);
    Map<String, Object> estate = new LinkedHashMap<>();
    estate.put("testEstate", true);
    List<Object> described = new ArrayList<>();
    List<Object> directories = new ArrayList<>();
    Map<String, Object> mailboxes = new LinkedHashMap<>();
    List<TestEstate.Member> signed = new ArrayList<>();
    List<ListedIssuer> issuers = new ArrayList<>();
    try (TestEstate authority = TestEstate.create(authorities, threshold, random)) {
      for (EstateMember member : members) {
        NodeFiles files = new NodeFiles(directory.resolve(member.name()));
        TlsIdentity tls = TlsIdentity.readOrCreate(files.tls(), clock);
        Path config = directory.resolve(member.name() + ".toml");
        Files.write(config, toml(member, authority).getBytes(StandardCharsets.UTF_8));
        if (member.has(NodeConfig.Role.TURN)) {
          SignedDescriptor descriptor = describe(member, files, tls);
          signed.add(new TestEstate.Member(descriptor, member.family()));
          described.add(relay(member, config, descriptor));
        }
        if (member.has(NodeConfig.Role.ISSUER)) {
          issuers.add(issuer(member, files, tls));
        }
        if (member.has(NodeConfig.Role.MAILBOX)) {
          mailboxes.put(member.name(), mailbox(member, files, tls));
        }
        if (member.has(NodeConfig.Role.DIRECTORY)) {
          directories.add(Map.of("server", member.httpsText(), "tlsPin", hex(tls.pin())));
        }
      }
      if (!mailboxes.isEmpty()) {
        estate.put("mailbox", mailboxes.values().iterator().next());
        estate.put("mailboxes", mailboxes);
      }
      estate.put("directories", directories);
      long version = clock.instant().getEpochSecond();
      Bytes list =
          authority
              .sign(version, signed, issuers, singleFamily, DESCRIPTOR_VALIDITY, clock)
              .encode();
      Files.write(directory.resolve(LIST_FILE), list.toByteArray());
      estate.put("authorities", authority.authorities().stream().map(EstateCommand::hex).toList());
      estate.put("threshold", authority.threshold());
    }
    estate.put("relays", described);
    return estate;
  }

  private Map<String, Object> mailbox(EstateMember member, NodeFiles files, TlsIdentity tls)
      throws IOException {
    Map<String, Object> mailbox = new LinkedHashMap<>();
    mailbox.put("name", member.httpsText());
    mailbox.put("tlsPin", hex(tls.pin()));
    mailbox.put("trustRoot", hex(MailboxRole.trustRoot(files.data(), clock)));
    mailbox.put("client", clientFile(member.name()).toString());
    return mailbox;
  }

  /** For each mailbox, what its people's clients are told: estate.json with that mailbox. */
  private void writeClients(Map<String, Object> estate) throws IOException {
    if (estate.get("mailboxes") instanceof Map<?, ?> mailboxes) {
      for (Map.Entry<?, ?> mailbox : mailboxes.entrySet()) {
        Map<String, Object> client = new LinkedHashMap<>(estate);
        client.put("mailbox", mailbox.getValue());
        client.remove("mailboxes");
        Files.write(
            clientFile(String.valueOf(mailbox.getKey())),
            new ObjectMapper().writeValueAsBytes(client));
      }
    }
  }

  private Path clientFile(String member) {
    return directory.resolve("client-" + member + ".json");
  }

  private SignedDescriptor describe(EstateMember member, NodeFiles files, TlsIdentity tls)
      throws IOException {
    Bytes address = Bytes.copyOf(member.address().getAddress());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    boolean issuer = member.has(NodeConfig.Role.ISSUER);
    try (DirectoryKey key = RelayIdentity.readOrCreate(files.relayKey(), random);
        HpkeKey tokens = NodeKeys.tokenKey(files, random)) {
      SignedDescriptor descriptor =
          SignedDescriptor.sign(
              new RelayDescriptor(
                  key.publicKey(),
                  List.of(
                      new RelayDescriptor.Listener(
                          RelayDescriptor.ListenerKind.UDP, address, member.turnPort()),
                      new RelayDescriptor.Listener(
                          RelayDescriptor.ListenerKind.TCP, address, member.turnPort())),
                  List.of(Bytes.copyOf(member.relayed().getAddress())),
                  member.minPort(),
                  member.maxPort(),
                  "",
                  member.region(),
                  member.capacity(),
                  realm(member),
                  issuer ? member.httpsPort() : 0,
                  issuer ? tls.pin() : Bytes.EMPTY,
                  now.minus(BACKDATE),
                  now.plus(DESCRIPTOR_VALIDITY),
                  tokens.publicKey()),
              key);
      KeyFile.write(files.descriptor(), descriptor.encode().toByteArray());
      return descriptor;
    }
  }

  /** Its keys are made here, so that the list can name them. */
  private ListedIssuer issuer(EstateMember member, NodeFiles files, TlsIdentity tls)
      throws IOException {
    try (TokenKeyRing keys =
        TokenKeyRing.open(files.issuerKeys(), issuerName(member), clock, random)) {
      return new ListedIssuer(
          member.family(),
          Bytes.copyOf(member.address().getAddress()),
          member.httpsPort(),
          tls.pin(),
          keys.keys());
    }
  }

  private static String issuerName(EstateMember member) {
    return member.name() + ".test";
  }

  private static Map<String, Object> relay(
      EstateMember member, Path config, SignedDescriptor descriptor) {
    Map<String, Object> relay = new LinkedHashMap<>();
    relay.put("name", member.name());
    relay.put("config", config.toString());
    relay.put("family", member.family());
    relay.put("turn", member.turnText());
    relay.put("https", member.httpsText());
    try {
      relay.put("relayId", hex(SignedDescriptor.relayId(descriptor.open().signingKey())));
    } catch (org.phantomnet.protocol.ProtocolException e) {
      throw new IllegalStateException(e);
    }
    return relay;
  }

  private String toml(EstateMember member, TestEstate authority) {
    StringBuilder toml = new StringBuilder();
    toml.append("# A relay of a test estate; written by 'relay estate'.\n");
    toml.append("data = \"").append(member.name()).append("\"\n");
    toml.append("roles = [");
    List<String> roles = new ArrayList<>();
    for (NodeConfig.Role role : NodeConfig.Role.values()) {
      if (member.has(role)) {
        roles.add('"' + role.name().toLowerCase(java.util.Locale.ROOT) + '"');
      }
    }
    toml.append(String.join(", ", roles)).append("]\n");
    toml.append(
        "# Peers on loopback and in documentation ranges are allowed. Never set this on a relay that others can reach.\n");
    toml.append("test-estate = true\n");
    if (member.has(NodeConfig.Role.TURN)) {
      toml.append("\n[turn]\n");
      toml.append("udp = [\"").append(member.turnText()).append("\"]\n");
      toml.append("tcp = [\"").append(member.turnText()).append("\"]\n");
      toml.append("relayed = [\"").append(member.relayed().getHostAddress()).append("\"]\n");
      toml.append("min-port = ").append(member.minPort()).append('\n');
      toml.append("max-port = ").append(member.maxPort()).append('\n');
      toml.append("realm = \"").append(realm(member)).append("\"\n");
    }
    if (!member.roles().equals(Set.of(NodeConfig.Role.TURN))) {
      toml.append("\n[https]\nlisten = \"").append(member.httpsText()).append("\"\n");
    }
    if (member.has(NodeConfig.Role.MAILBOX)) {
      toml.append("\n[mailbox]\nname = \"").append(member.httpsText()).append("\"\n");
    }
    if (member.has(NodeConfig.Role.DIRECTORY)) {
      toml.append("\n[directory]\nlist = \"").append(LIST_FILE).append("\"\n");
    }
    if (member.has(NodeConfig.Role.ISSUER)) {
      toml.append("\n[issuer]\ndifficulty = ").append(difficulty).append('\n');
      toml.append("policy = \"work\"\n");
      toml.append("name = \"").append(issuerName(member)).append("\"\n");
      toml.append("token-difficulty = ").append(difficulty).append('\n');
    }
    if (member.has(NodeConfig.Role.TURN)) {
      List<String> keys =
          authority.authorities().stream().map(key -> '"' + hex(key) + '"').toList();
      toml.append("\n[tokens]\nlist = \"").append(LIST_FILE).append("\"\n");
      toml.append("authorities = [").append(String.join(", ", keys)).append("]\n");
      toml.append("threshold = ").append(authority.threshold()).append('\n');
    }
    toml.append("\n# A stop ends calls at once.\n[drain]\nseconds = 0\n");
    return toml.toString();
  }

  private static String realm(EstateMember member) {
    return member.name() + ".test";
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
