package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenKey;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.https.TlsIdentity;

class TokenIssuerTest {
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Bytes NODE = Bytes.copyOf(new byte[32]);
  private static final String CODE = "a code of the operator";
  private static final TokenChallenge CHALLENGE = TokenChallenge.of("issuer.example", NODE, 20_777);

  /** Making keys takes seconds, so all tests have the same two; only one looks at the folder. */
  @TempDir private static Path keyFolder = Path.of("");

  @TempDir private Path folder = Path.of("");
  private Instant now = START;
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }
      };

  @BeforeAll
  static void makeKeys() throws Exception {
    ring(Clock.fixed(START, ZoneOffset.UTC)).close();
  }

  private static TokenKeyRing ring(Clock clock) throws Exception {
    return TokenKeyRing.open(keyFolder, "issuer.example", clock, RANDOM);
  }

  private static List<PendingToken> pending(TokenKey key, int count) {
    List<PendingToken> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pending.add(PendingToken.begin(key, CHALLENGE, RANDOM));
    }
    return pending;
  }

  private static TokenBatch batch(
      TokenBatch.Reason reason, Bytes proof, List<PendingToken> pending) {
    return new TokenBatch(reason, proof, pending.stream().map(PendingToken::request).toList());
  }

  private static Bytes ascii(String text) throws Exception {
    return Bytes.copyOf(text.getBytes("US-ASCII"));
  }

  private static void assertRefused(Refusal refusal, TokenIssuer issuer, TokenBatch batch) {
    assertEquals(refusal, assertThrows(Refused.class, () -> issuer.issue(batch)).refusal());
  }

  private Path invites(int tokens) throws Exception {
    Path file = folder.resolve("invites");
    Files.writeString(file, "# codes\n" + InvitePolicy.hash(CODE) + " " + tokens + "\n");
    return file;
  }

  @Test
  @Covers({"TOK-13", "TOK-14"})
  void work_overHttps_givesABatchOfTokens_once() throws Exception {
    TlsIdentity tls = TlsIdentity.readOrCreate(folder.resolve("tls.pem"), clock);
    try (TokenKeyRing ring = ring(clock);
        HttpsServer server = new HttpsServer(tls, clock)) {
      WorkPolicy work = new WorkPolicy(NODE, 4, clock, RANDOM);
      new TokenIssuer(ring, Map.of(TokenBatch.Reason.WORK, work), 100, clock).mount(server);
      String at = address(server);

      IssuerKeys keys = IssuerKeys.decode(get(at + TokenPaths.KEYS));
      GrantChallenge challenge = GrantChallenge.decode(get(at + TokenPaths.CHALLENGE));
      Bytes proof =
          new GrantRequest(challenge, ProofOfWork.solve(challenge, () -> false).orElseThrow())
              .encode();
      TokenKey key = keys.live(now).get(0).key();
      List<PendingToken> pending = pending(key, TokenBatch.MAX_TOKENS);
      Bytes request = batch(TokenBatch.Reason.WORK, proof, pending).encode();
      TokenAnswer answer = TokenAnswer.decode(post(at + TokenPaths.ISSUE, request));

      for (int i = 0; i < pending.size(); i++) {
        Token token = pending.get(i).finish(answer.blindSignatures().get(i));
        token.check(CHALLENGE, key);
      }
      assertEquals(Refusal.BAD_WORK, Refusal.decode(post(at + TokenPaths.ISSUE, request)));
    }
  }

  @Test
  @Covers("TOK-14")
  void work_ofAGrant_isNotWorkForTokens() throws Exception {
    try (TokenKeyRing ring = ring(clock)) {
      TokenIssuer issuer =
          new TokenIssuer(
              ring,
              Map.of(TokenBatch.Reason.WORK, new WorkPolicy(NODE, 2, clock, RANDOM)),
              100,
              clock);
      GrantChallenge others = new WorkChallenges(NODE, 2, clock, RANDOM).challenge();
      GrantRequest solved =
          new GrantRequest(others, ProofOfWork.solve(others, () -> false).orElseThrow());
      List<PendingToken> pending = pending(ring.keys().live(now).get(0).key(), 1);

      assertRefused(
          Refusal.BAD_WORK, issuer, batch(TokenBatch.Reason.WORK, solved.encode(), pending));
      assertRefused(Refusal.BAD_WORK, issuer, batch(TokenBatch.Reason.WORK, Bytes.EMPTY, pending));
    }
  }

  @Test
  @Covers("TOK-15")
  void invite_isWorthItsTokens_overRestartsToo() throws Exception {
    Path file = invites(5);
    InvitePolicy policy = InvitePolicy.open(file);
    policy.admit(ascii(CODE), 3);

    InvitePolicy again = InvitePolicy.open(file);

    assertThrows(Refused.class, () -> again.admit(ascii(CODE), 3));
    assertThrows(Refused.class, () -> again.admit(ascii("another code of them"), 1));
    again.admit(ascii(CODE), 2);
    assertThrows(Refused.class, () -> again.admit(ascii(CODE), 1));
    assertTrue(!Files.readString(file).contains(CODE));
  }

  @Test
  @Covers("TOK-15")
  void invite_thatIsInNoLine_isRefusedForNoTokensToo_andChangesNoLine() throws Exception {
    Path file = invites(5);
    InvitePolicy policy = InvitePolicy.open(file);
    String before = Files.readString(file);

    Refused refused =
        assertThrows(Refused.class, () -> policy.admit(ascii("another code of them"), 0));

    assertEquals(Refusal.BAD_TOKEN, refused.refusal());
    assertEquals(before, Files.readString(file));
  }

  @Test
  @Covers("TOK-15")
  void inviteFile_withALineThatIsNone_isNamedByItsNumber() throws Exception {
    String good = "b".repeat(64) + " 1";
    for (String wrong : new String[] {"x 1", "a".repeat(64), "a".repeat(64) + " -1", good}) {
      Path file = Files.writeString(folder.resolve("wrong"), good + "\n# two\n" + wrong + "\n");

      InvitePolicy.BadLine refused =
          assertThrows(InvitePolicy.BadLine.class, () -> InvitePolicy.open(file));

      assertEquals(3, refused.line());
    }
  }

  @Test
  @Covers("TOK-15")
  void inviteFile_changedByTheOperator_isReadAgain_andKeepsItsComments() throws Exception {
    Path file = invites(8);
    InvitePolicy policy = InvitePolicy.open(file);
    policy.admit(ascii(CODE), 3);
    String other = "another code of them";

    Files.writeString(
        file, "# for Zoë\n" + InvitePolicy.hash(other) + " 8\n" + Files.readString(file));
    policy.admit(ascii(other), 8);

    String text = Files.readString(file);
    assertTrue(text.contains("# for Zoë\n" + InvitePolicy.hash(other) + " 0\n"), text);
    assertTrue(text.contains(InvitePolicy.hash(CODE) + " 5\n"), text);
    policy.admit(ascii(CODE), 5);
    Files.writeString(file, "no such line\n");
    assertThrows(Refused.class, () -> policy.admit(ascii(other), 1));
    assertEquals("no such line\n", Files.readString(file));
  }

  @Test
  @Covers({"TOK-13", "TOK-18"})
  @Adversary("ADV-43")
  void batch_isRefusedWhole_andCostsNothing() throws Exception {
    try (TokenKeyRing ring = ring(clock)) {
      InvitePolicy invites = InvitePolicy.open(invites(16));
      TokenIssuer issuer =
          new TokenIssuer(ring, Map.of(TokenBatch.Reason.INVITE, invites), 8, clock);
      TokenKey live = ring.keys().live(now).get(0).key();
      TokenKey toCome = ring.keys().keys().get(1).key();
      List<PendingToken> mixed = new ArrayList<>(pending(live, 1));
      mixed.addAll(pending(toCome, 1));
      List<PendingToken> eight = pending(live, 8);

      assertRefused(
          Refusal.UNKNOWN_KEY, issuer, batch(TokenBatch.Reason.INVITE, ascii(CODE), mixed));
      assertRefused(Refusal.BAD_TOKEN, issuer, batch(TokenBatch.Reason.HOOK, ascii(CODE), eight));
      TokenBatch good = batch(TokenBatch.Reason.INVITE, ascii(CODE), eight);
      assertEquals(8, issuer.issue(good).blindSignatures().size());
      assertRefused(Refusal.RATE_LIMITED, issuer, good);
      now = now.plusSeconds(1);
      assertEquals(8, issuer.issue(good).blindSignatures().size());
      now = now.plusSeconds(1);
      assertRefused(Refusal.BAD_TOKEN, issuer, good);
    }
  }

  @Test
  @Covers("TOK-17")
  void keys_beginFiveDaysApart_andAreRemovedWhenTheyAreOver() throws Exception {
    Path own = Files.createDirectory(folder.resolve("keys"));
    try (Stream<Path> files = Files.list(keyFolder)) {
      for (Path file : files.toList()) {
        Files.copy(file, own.resolve(file.getFileName()));
      }
    }
    try (TokenKeyRing ring = TokenKeyRing.open(own, "issuer.example", clock, RANDOM)) {
      IssuerKeys first = ring.keys();
      assertEquals(2, first.keys().size());
      assertEquals(1, first.live(now).size());
      now = START.plus(Duration.ofDays(6));

      ring.turn();

      assertEquals(3, ring.keys().keys().size());
      assertEquals(2, ring.keys().live(now).size());
      assertEquals(first.keys(), ring.keys().keys().subList(0, 2));
      now = START.plus(IssuerKeys.LIFE);
      ring.turn();
      assertEquals(first.keys().get(1), ring.keys().keys().get(0));
      assertTrue(ring.live(first.keys().get(0).key().shortId()).isEmpty());
    }
    try (Stream<Path> files = Files.list(own)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isAfter(Instant.EPOCH)
            && Long.parseLong(file.getFileName().toString().replace(".key", ""))
                > START.plus(Duration.ofDays(6)).getEpochSecond()) {
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
      }
    }
    Files.writeString(own.resolve("1.key"), "no key");
    assertThrows(
        java.io.IOException.class, () -> TokenKeyRing.open(own, "issuer.example", clock, RANDOM));
  }

  @Test
  @Covers("TOK-16")
  void hook_saysYesOrNo_andEveryFailureIsANo() throws Exception {
    TlsIdentity tls = TlsIdentity.readOrCreate(folder.resolve("tls.pem"), clock);
    URI hook;
    try (HttpsServer server = new HttpsServer(tls, clock)) {
      server.post(
          "/ask",
          64,
          server.worker("hook"),
          request -> {
            if (!request.body().equals(ascii("let me in"))) {
              throw new Refused(Refusal.BAD_TOKEN);
            }
            return Bytes.EMPTY;
          });
      hook = URI.create(address(server) + "/ask");
      HookPolicy policy = new HookPolicy(hook, HookPolicy.TIMEOUT, anyCertificate());

      policy.admit(ascii("let me in"), 8);
      assertThrows(Refused.class, () -> policy.admit(ascii("no"), 8));
      HookPolicy distrusting = new HookPolicy(hook, HookPolicy.TIMEOUT, SSLContext.getDefault());
      assertThrows(Refused.class, () -> distrusting.admit(ascii("let me in"), 8));
      HookPolicy elsewhere =
          new HookPolicy(hook.resolve("/other"), HookPolicy.TIMEOUT, anyCertificate());
      assertThrows(Refused.class, () -> elsewhere.admit(ascii("let me in"), 8));
    }
    HookPolicy gone = new HookPolicy(hook, HookPolicy.TIMEOUT, anyCertificate());
    assertThrows(Refused.class, () -> gone.admit(ascii("let me in"), 8));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new HookPolicy(
                URI.create("http://127.0.0.1/ask"), HookPolicy.TIMEOUT, anyCertificate()));
  }

  private static String address(HttpsServer server) throws Exception {
    int port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return "https://127.0.0.1:" + port;
  }

  private static Bytes get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).GET().build());
  }

  private static Bytes post(String url, Bytes body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }

  private static Bytes send(HttpRequest request) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(anyCertificate()).build();
    return Bytes.copyOf(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  /** The test's server has a certificate of its own making. */
  static SSLContext anyCertificate() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
