package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import org.phantomnet.relay.AnyCertificate;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.https.TlsIdentity;

class TokenIssuerTest {
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Bytes NODE = Bytes.copyOf(new byte[32]);
  private static final TokenChallenge CHALLENGE = TokenChallenge.of("issuer.example", NODE, 20_777);

  /** Making keys takes seconds, so all tests have the same two; only one looks at the folder. */
  @TempDir private static Path keyFolder = Path.of("");

  @TempDir private Path folder = Path.of("");
  private final TestClock clock = new TestClock(START);

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

  private static void assertRefused(Refusal refusal, TokenIssuer issuer, TokenBatch batch) {
    assertEquals(refusal, assertThrows(Refused.class, () -> issuer.issue(batch)).refusal());
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
      TokenKey key = keys.live(clock.instant()).get(0).key();
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
      List<PendingToken> pending = pending(ring.keys().live(clock.instant()).get(0).key(), 1);

      assertRefused(
          Refusal.BAD_WORK, issuer, batch(TokenBatch.Reason.WORK, solved.encode(), pending));
      assertRefused(Refusal.BAD_WORK, issuer, batch(TokenBatch.Reason.WORK, Bytes.EMPTY, pending));
    }
  }

  @Test
  @Covers({"TOK-13", "TOK-18"})
  @Adversary("ADV-43")
  void batch_isRefusedWhole_andCostsNothing() throws Exception {
    try (TokenKeyRing ring = ring(clock)) {
      InvitePolicy invites = InvitePolicy.open(InvitePolicyTest.invites(folder, 16));
      TokenIssuer issuer =
          new TokenIssuer(ring, Map.of(TokenBatch.Reason.INVITE, invites), 8, clock);
      TokenKey live = ring.keys().live(clock.instant()).get(0).key();
      TokenKey toCome = ring.keys().keys().get(1).key();
      List<PendingToken> mixed = new ArrayList<>(pending(live, 1));
      mixed.addAll(pending(toCome, 1));
      List<PendingToken> eight = pending(live, 8);
      Bytes code = InvitePolicyTest.ascii(InvitePolicyTest.CODE);

      assertRefused(Refusal.UNKNOWN_KEY, issuer, batch(TokenBatch.Reason.INVITE, code, mixed));
      assertRefused(Refusal.BAD_TOKEN, issuer, batch(TokenBatch.Reason.HOOK, code, eight));
      TokenBatch good = batch(TokenBatch.Reason.INVITE, code, eight);
      assertEquals(8, issuer.issue(good).blindSignatures().size());
      assertRefused(Refusal.RATE_LIMITED, issuer, good);
      clock.advance(Duration.ofSeconds(1));
      assertEquals(8, issuer.issue(good).blindSignatures().size());
      clock.advance(Duration.ofSeconds(1));
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
      assertEquals(1, first.live(clock.instant()).size());
      clock.advance(Duration.ofDays(6));

      ring.turn();

      assertEquals(3, ring.keys().keys().size());
      assertEquals(2, ring.keys().live(clock.instant()).size());
      assertEquals(first.keys(), ring.keys().keys().subList(0, 2));
      clock.advance(IssuerKeys.LIFE.minusDays(6));
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
    HttpClient client = HttpClient.newBuilder().sslContext(AnyCertificate.context()).build();
    return Bytes.copyOf(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }
}
