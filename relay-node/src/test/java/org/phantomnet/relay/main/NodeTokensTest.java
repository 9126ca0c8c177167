package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.directory.TestEstate;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import picocli.CommandLine;

/** Tokens at a whole node, whose signed list changes while it runs. */
class NodeTokensTest {
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final TokenSigner OLD = TokenSigner.generate(RANDOM);
  private static final TokenSigner NEW = other(OLD);
  private static final int REFUSED = 401;

  @TempDir private Path directory = Path.of("");
  private final TestEstate authorities = TestEstate.create(2, 2, RANDOM);
  private Path file = Path.of("");
  private String toml = "";
  private RelayNode node;

  private static TokenSigner other(TokenSigner one) {
    TokenSigner fresh = TokenSigner.generate(RANDOM);
    while (fresh.key().shortId() == one.key().shortId()) {
      fresh = TokenSigner.generate(RANDOM);
    }
    return fresh;
  }

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("relay.toml");
    toml =
        "data = \"data\"\nroles = [\"turn\"]\ntest-estate = true\n[turn]\nudp = [\"127.0.0.1:0\"]\n"
            + "relayed = [\"127.0.0.1\"]\nmin-port = 20000\nmax-port = 29999\nrealm = \"node.test\"\n"
            + "[tokens]\nlist = \"relays.list\"\nauthorities = ["
            + authorities.authorities().stream()
                .map(key -> '"' + HexFormat.of().formatHex(key.toByteArray()) + '"')
                .collect(Collectors.joining(", "))
            + "]\n";
    Files.writeString(file, toml);
    publish(1, "south", OLD);
    node = RelayNode.start(NodeConfig.read(file), Clock.systemUTC(), RANDOM);
  }

  @AfterEach
  void stop() {
    node.close();
    authorities.close();
  }

  /** The node's family is north. */
  private void publish(long version, String issuerFamily, TokenSigner signer) throws Exception {
    // the descriptor needs a port that is one; nobody looks for the node there
    NodeConfig described =
        NodeConfig.parse(
            file, toml.replace("127.0.0.1:0", "127.0.0.1:3478").getBytes(StandardCharsets.UTF_8));
    SignedDescriptor own = NodeDescriptor.of(described, Instant.now(), RANDOM);
    Instant from = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    ListedIssuer issuer =
        new ListedIssuer(
            issuerFamily,
            Bytes.copyOf(new byte[] {127, 0, 0, 1}),
            8_443,
            Bytes.copyOf(new byte[32]),
            new IssuerKeys(
                "issuer.test",
                List.of(new IssuerKeys.Live(signer.key(), from, from.plus(IssuerKeys.LIFE)))));
    Files.write(
        directory.resolve("relays.list"),
        authorities
            .sign(
                version,
                List.of(new TestEstate.Member(own, "north")),
                List.of(issuer),
                false,
                Duration.ofDays(1),
                Clock.systemUTC())
            .encode()
            .toByteArray());
  }

  private Caller caller(TokenSigner signer) throws Exception {
    NodeFiles files = new NodeFiles(directory.resolve("data"));
    Bytes relayId = NodeKeys.relayId(files, RANDOM);
    long epoch = TokenChallenge.epoch(Instant.now());
    try (HpkeKey key = NodeKeys.tokenKey(files, RANDOM);
        PendingToken pending =
            PendingToken.begin(
                signer.key(), TokenChallenge.of("issuer.test", relayId, epoch), RANDOM)) {
      TokenCredential credential =
          TokenCredential.seal(
              pending.finish(signer.sign(pending.request().blinded())),
              key.publicKey(),
              relayId,
              epoch,
              RANDOM);
      return new Caller(address(), credential.username(), credential.password());
    }
  }

  private InetSocketAddress address() {
    String text = String.valueOf(node.ready().get("turnUdp"));
    return new InetSocketAddress(
        "127.0.0.1", Integer.parseInt(text.substring(text.indexOf(':') + 1)));
  }

  /** The list is read on another thread; a refusal spends nothing. */
  private static int untilTaken(Caller caller) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int answer = caller.allocate();
    while (answer == REFUSED && System.nanoTime() < deadline) {
      answer = caller.allocate();
    }
    return answer;
  }

  private void awaitRefusalOf(TokenSigner signer) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int answer;
    do {
      try (Caller fresh = caller(signer)) {
        answer = fresh.allocate();
        if (answer == 0) {
          assertEquals(0, fresh.release());
        }
      }
    } while (answer == 0 && System.nanoTime() < deadline);
    assertEquals(REFUSED, answer);
  }

  @Test
  @Covers({"TOK-8", "TOK-7"})
  void reload_listWithANewKey_takesItsTokens_andThoseOfTheOldOneNoMore() throws Exception {
    try (Caller before = caller(OLD);
        Caller early = caller(NEW);
        Caller late = caller(OLD)) {
      assertEquals(0, before.allocate());
      assertEquals(REFUSED, early.allocate());

      publish(2, "south", NEW);
      node.reload(NodeConfig.read(file));

      assertEquals(0, untilTaken(early));
      assertEquals(REFUSED, late.allocate());
      assertEquals(0, before.refresh());
    }
  }

  @Test
  @Covers("TOK-8")
  @Adversary("ADV-57")
  void token_ofTheNodesOwnFamily_isRefused_untilTheListSaysOtherwise() throws Exception {
    publish(2, "north", NEW);
    node.reload(NodeConfig.read(file));
    try (Caller own = caller(NEW)) {
      awaitRefusalOf(OLD); // so the list has been read

      assertEquals(REFUSED, own.allocate());

      publish(3, "south", NEW);
      node.reload(NodeConfig.read(file));
      assertEquals(0, untilTaken(own));
    }
  }

  @Test
  @Covers("TOK-12")
  void drainingNode_refusesAToken_whichIsGoodAfterwards() throws Exception {
    try (Caller live = caller(OLD);
        Caller late = caller(OLD)) {
      assertEquals(0, live.allocate());
      node.drain();

      assertEquals(508, late.allocate());
      assertEquals(0, live.refresh());
      node.close();
      node = RelayNode.start(NodeConfig.read(file), Clock.systemUTC(), RANDOM);
      try (Caller again = late.at(address())) {
        assertEquals(0, again.allocate());
      }
    }
  }

  private String check() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true);
    new CommandLine(new CheckCommand(stream, stream)).execute("--config", file.toString());
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void check_ofTheList_saysWhoCountsAndWhatToDo() throws Exception {
    String good = check();
    assertTrue(good.contains("1 issuers count here, the last key until"), good);

    publish(2, "north", OLD);
    String own = check();
    assertTrue(own.contains("no issuer of another operator that has keys now"), own);

    Files.writeString(directory.resolve("relays.list"), "no list");
    String broken = check();
    assertTrue(broken.contains("does not count ("), broken);

    Files.delete(directory.resolve("relays.list"));
    String missing = check();
    assertTrue(missing.contains("Name tokens.mirrors, or put the list there"), missing);
  }

  @Test
  void check_ofTheIssuer_looksAtInvitesAndKeys() throws Exception {
    Files.writeString(directory.resolve("invites"), "no hash\n");
    Files.writeString(
        file,
        toml.replace("[\"turn\"]", "[\"turn\", \"issuer\"]")
            + "[https]\nlisten = \"127.0.0.1:8443\"\n[issuer]\npolicy = \"invite\"\ninvites ="
            + " \"invites\"\nname = \"own.test\"\n");
    String wrong = check();
    assertTrue(wrong.contains("invites line 1 must be a SHA-256 of 64 hex"), wrong);

    Files.writeString(directory.resolve("invites"), "a".repeat(64) + " 8\n");
    String none = check();
    assertTrue(none.contains("own.test makes its keys at its first start"), none);

    Path ring = Files.createDirectory(directory.resolve("data/issuer-keys"));
    Files.createFile(ring.resolve("1700000000.key"));
    String over = check();
    assertTrue(over.contains("own.test has no keys since 2023-11-21T22:13:20Z"), over);
  }
}
