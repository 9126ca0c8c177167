package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.relay.FreePort;
import org.phantomnet.relay.issuer.TokenKeyRing;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine;

/** From a node's configuration to a list that clients take: join, probe, propose, sign, publish. */
class JoinTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true);
  private final List<RelayNode> nodes = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private String authority;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, authority("key", "--key", file("key" + i)));
      keys.add(said().strip());
    }
    settings(2);
    RelayNode node =
        node("authority", "[directory]\nlist = \"../served.list\"\npending = \"../pending\"\n");
    authority = "https://" + node.ready().get("https") + "#" + node.ready().get("mailboxPin");
  }

  @AfterEach
  void stop() {
    nodes.forEach(RelayNode::close);
  }

  private void settings(int threshold) throws Exception {
    Files.writeString(
        directory.resolve("authority.toml"),
        "authorities = [\""
            + String.join("\", \"", keys)
            + "\"]\nthreshold = "
            + threshold
            + "\ntest-estate = true\n");
  }

  private RelayNode node(String name, String more) throws Exception {
    return node(name, more, "");
  }

  /** A relay that issues tokens, too, and takes those of others. */
  private RelayNode issuingNode(String name) throws Exception {
    return node(
        name,
        "",
        "policy = \"work\"\nname = \""
            + name
            + ".issuer\"\ntoken-difficulty = 4\n[tokens]\nlist = \"relays.list\"\nauthorities = [\""
            + String.join("\", \"", keys)
            + "\"]\nthreshold = 2\nmirrors = [\""
            + authority
            + "\"]\n");
  }

  private RelayNode node(String name, String more, String issuing) throws Exception {
    boolean relays = more.isEmpty();
    Path folder = Files.createDirectories(directory.resolve(name));
    int port = FreePort.choose();
    Files.writeString(
        folder.resolve("relay.toml"),
        "data = \"data\"\ntest-estate = true\nroles = ["
            + (relays ? "\"turn\", \"issuer\"" : "\"directory\"")
            + "]\n[https]\nlisten = \"127.0.0.1:"
            + FreePort.choose()
            + "\"\n"
            + (relays
                ? "[turn]\nudp = [\"127.0.0.1:"
                    + port
                    + "\"]\ntcp = [\"127.0.0.1:"
                    + port
                    + "\"]\ntls = [\"127.0.0.1:"
                    + FreePort.choose()
                    + "\"]\nrelayed = [\"127.0.0.1\"]\nmin-port = 20000\nmax-port = 29999\nrealm = \""
                    + name
                    + ".test\"\n[join]\nregion = \"eu\"\ncapacity = 2\n[issuer]\ndifficulty = 4\n"
                    + issuing
                : more));
    RelayNode node =
        RelayNode.start(
            NodeConfig.read(folder.resolve("relay.toml")), Clock.systemUTC(), new SystemRandom());
    nodes.add(node);
    return node;
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private int join(String name, String to) {
    out.reset();
    return new CommandLine(new JoinCommand(stream, stream))
        .execute("--config", file(name + "/relay.toml"), "--authority", to);
  }

  private int authority(String... arguments) {
    out.reset();
    return AuthorityCommand.commandLine(stream, stream).execute(arguments);
  }

  private int authority(List<String> arguments, String... more) {
    return authority(Stream.concat(arguments.stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  private int probe() {
    return authority(
        "probe", "--pending", file("pending"), "--probes", file("probes"), "--seconds", "3");
  }

  private int propose(String... more) {
    return authority(
        List.of(
            "propose",
            "--settings",
            file("authority.toml"),
            "--pending",
            file("pending"),
            "--probes",
            file("probes"),
            "--out",
            file("next.list")),
        more);
  }

  private int sign(int key, long version, String... more) {
    return authority(
        List.of(
            "sign",
            "--settings",
            file("authority.toml"),
            "--list",
            file("next.list"),
            "--key",
            file("key" + key),
            "--version",
            Long.toString(version)),
        more);
  }

  private int publish() {
    return authority(
        "publish",
        "--settings",
        file("authority.toml"),
        "--list",
        file("next.list"),
        "--to",
        file("served.list"));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private VerifiedRelayList served() throws Exception {
    List<Bytes> pinned =
        keys.stream().map(k -> Bytes.copyOf(java.util.HexFormat.of().parseHex(k))).toList();
    return new RelayListVerifier(pinned, 2, Clock.systemUTC(), true)
        .verify(Bytes.copyOf(Files.readAllBytes(directory.resolve("served.list"))), 0);
  }

  @Test
  @Covers({"DIR-14", "DIR-16", "DIR-17", "DIR-18", "DIR-19"})
  void relays_fromJoinToTheList_thenOneGoesAway() throws Exception {
    RelayNode first = node("one", "");
    RelayNode second = node("two", "");
    String one = String.valueOf(first.ready().get("relayId"));
    String two = String.valueOf(second.ready().get("relayId"));

    // joining
    assertEquals(0, join("one", authority), said());
    assertEquals(0, join("two", authority), said());
    assertTrue(Files.exists(directory.resolve("pending/" + one + ".descriptor")));

    // nothing is listed that was not probed
    assertEquals(2, propose());
    assertTrue(said().contains("never probed"), said());
    assertEquals(0, probe(), said());
    Files.writeString(directory.resolve("families"), "# known\n" + two + " family north\n");
    assertEquals(0, propose("--families", file("families")), said());
    assertTrue(said().contains("+ " + two + " family north 127.0.0.1 capacity 2"), said());
    assertTrue(said().contains("version none -> 1"), said());

    // too few signatures, then enough
    assertEquals(2, sign(0, 1));
    assertTrue(said().contains("--previous"), said());
    assertEquals(2, sign(0, 2, "--first"));
    assertTrue(said().contains("nothing was signed"), said());
    assertEquals(0, sign(0, 1, "--first"), said());
    assertEquals(2, publish());
    assertTrue(said().contains("1 of 2 signatures"), said());
    assertEquals(0, sign(2, 1, "--first"), said());
    assertEquals(0, publish(), said());
    VerifiedRelayList list = served();
    assertEquals(1, list.version());
    assertEquals(
        List.of("north"),
        list.relays().stream().map(r -> r.family()).filter(f -> f.equals("north")).toList());
    assertEquals(2, list.relays().size());

    // the next list: one is gone, but not for long enough
    Files.copy(directory.resolve("served.list"), directory.resolve("list1"));
    second.close();
    assertEquals(1, probe());
    assertTrue(said().contains("FAIL " + two + " UDP port"), said());
    assertEquals(0, propose("--previous", file("list1")), said());
    assertTrue(said().contains("= 2 relays as before"), said());
    String probed = Files.readString(directory.resolve("probes/" + two + ".probe"));
    Files.writeString(
        directory.resolve("probes/" + two + ".probe"),
        probed.replaceAll("failing-since .*", "failing-since 2026-01-01T00:00:00Z"));
    assertEquals(0, propose("--previous", file("list1")), said());
    assertTrue(said().contains("- " + two + " family north"), said());
    assertTrue(said().contains("refused " + two + ": away since 2026-01-01"), said());

    // a signer with the wrong key, and a list that is older than what is served
    assertEquals(0, authority("key", "--key", file("key9")));
    assertEquals(2, sign(9, 2, "--previous", file("list1")));
    assertTrue(said().contains("no authority"), said());
    assertEquals(0, sign(0, 2, "--previous", file("list1")), said());
    assertEquals(0, sign(1, 2, "--previous", file("list1")), said());
    assertEquals(0, publish(), said());
    assertEquals(2, served().version());
    Files.copy(
        directory.resolve("list1"),
        directory.resolve("next.list"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(2, publish());
    assertEquals(2, sign(0, 1, "--previous", file("served.list")));
    assertTrue(said().contains("ROLLED_BACK"), said());
    assertEquals(2, served().version());
  }

  @Test
  @Covers({"TOK-24", "TOK-25", "TOK-26"})
  @Adversary("ADV-43")
  void issuer_fromJoinToTheList_isNamedWithItsKeys_untilTheyEnd() throws Exception {
    RelayNode first = issuingNode("one");
    node("two", "");
    String one = String.valueOf(first.ready().get("relayId"));
    assertEquals(0, join("one", authority), said());
    assertEquals(0, join("two", authority), said());
    assertEquals(0, probe(), said());
    Files.writeString(directory.resolve("families"), one + " family north\n");

    // the first list
    assertEquals(0, propose("--families", file("families")), said());
    assertTrue(said().contains("+ issuer one.issuer family north at 127.0.0.1 port "), said());
    assertEquals(0, sign(0, 1, "--first"), said());
    assertTrue(said().contains("+ issuer one.issuer family north"), said());
    assertEquals(0, sign(1, 1, "--first"), said());
    assertEquals(0, publish(), said());
    List<ListedIssuer> issuers = served().issuers();
    assertEquals(1, issuers.size());
    assertEquals("north", issuers.get(0).family());
    assertEquals(keysOf("one"), issuers.get(0).keys());

    // one that does not answer keeps its keys while they live
    Files.copy(directory.resolve("served.list"), directory.resolve("list1"));
    first.close();
    assertEquals(1, probe());
    assertEquals(0, propose("--previous", file("list1")), said());
    assertTrue(said().contains("issuer one.issuer: as before, its relay did not answer"), said());
    assertTrue(said().contains("= issuer one.issuer as before, keys until "), said());

    // one that lost its keys does not hold those that it names
    Path ring = directory.resolve("one/data/issuer-keys");
    try (Stream<Path> files = Files.list(ring)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    nodes.add(
        RelayNode.start(
            NodeConfig.read(directory.resolve("one/relay.toml")),
            Clock.systemUTC(),
            new SystemRandom()));
    assertEquals(0, probe(), said());
    assertEquals(0, propose("--previous", file("list1")), said());
    assertTrue(said().contains("! issuer one.issuer has none of its keys of the last"), said());
    Files.writeString(
        directory.resolve("authority.toml"),
        "\ndays = 30\n",
        java.nio.file.StandardOpenOption.APPEND);
    assertEquals(0, propose("--previous", file("list1")), said());
    assertTrue(said().contains("! issuer one.issuer has no keys from "), said());
  }

  private IssuerKeys keysOf(String name) throws Exception {
    try (TokenKeyRing ring =
        TokenKeyRing.open(
            directory.resolve(name + "/data/issuer-keys"),
            name + ".issuer",
            Clock.systemUTC(),
            new SystemRandom())) {
      return ring.keys();
    }
  }

  @Test
  @Covers("DIR-16")
  void relay_whosePinRealmOrPortIsAnother_isRefusedWithAReason() throws Exception {
    node("one", "");
    Path config = directory.resolve("one/relay.toml");
    String toml = Files.readString(config);

    Files.writeString(config, toml.replace("realm = \"one.test\"", "realm = \"other.test\""));
    assertEquals(0, join("one", authority), said());
    assertEquals(1, probe());
    assertTrue(said().contains("another realm"), said());

    Files.delete(Files.list(directory.resolve("pending")).findFirst().orElseThrow());
    Files.writeString(
        config,
        toml.replaceAll(
            "\\[https\\]\nlisten = .*",
            "[https]\nlisten = \"127.0.0.1:" + FreePort.choose() + "\""));
    assertEquals(0, join("one", authority), said());
    assertEquals(1, probe());
    assertTrue(said().contains("gives no grant under its pin"), said());

    Files.delete(Files.list(directory.resolve("pending")).findFirst().orElseThrow());
    Files.writeString(config, toml.replace("min-port = 20000", "min-port = 29998"));
    assertEquals(0, join("one", authority), said());
    assertEquals(1, probe());
    assertTrue(said().contains("not among those of its descriptor"), said());
  }

  /** It answers everything, but who sends to the address that it gives reaches nobody. */
  @Test
  @Covers("DIR-16")
  @Adversary("ADV-36")
  void relay_whoseRelayedAddressIsNotIts_isFoundOut() throws Exception {
    node("one", "").close();
    Path config = directory.resolve("one/relay.toml");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("127.0.0.1:", "127.0.0.2:")
            .replace(
                "relayed = [\"127.0.0.1\"]",
                "relayed = [\"127.0.0.1\"]\nadvertised = [\"127.0.0.77\"]"));
    nodes.add(RelayNode.start(NodeConfig.read(config), Clock.systemUTC(), new SystemRandom()));

    assertEquals(0, join("one", authority), said());
    assertEquals(1, probe());

    assertTrue(said().contains("packets do not cross"), said());
  }

  @Test
  void join_unknownAuthorityOrPin_saysWhatToDo() throws Exception {
    node("one", "");

    assertEquals(1, join("one", authority.substring(0, authority.length() - 2) + "00"));
    assertTrue(said().contains("not under that pin"), said());
    assertEquals(2, join("one", "https://nowhere"));
    assertTrue(said().contains("https://host:port#pin"), said());
    assertFalse(Files.exists(directory.resolve("pending")));
  }
}
