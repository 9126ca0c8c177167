package org.phantomnet.relay.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;

/** Issuers that name keys that are not theirs, over TLS; and names that two of them want. */
class IssuerProbeTest {
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final Bytes LOOPBACK = Bytes.copyOf(new byte[] {127, 0, 0, 1});
  private static final Bytes ID = Bytes.copyOf(new byte[32]);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** The one with the smaller modulus first: the other signs whatever was blinded for it. */
  private static final List<TokenSigner> SIGNERS =
      Stream.generate(() -> TokenSigner.generate(RANDOM))
          .limit(2)
          .sorted(
              (a, b) ->
                  Arrays.compareUnsigned(
                      a.key().encode().toByteArray(), b.key().encode().toByteArray()))
          .toList();

  private static final TokenSigner ONE = SIGNERS.get(0);
  private static final TokenSigner OTHER = SIGNERS.get(1);

  @TempDir private Path folder = Path.of("");

  private static IssuerKeys keys(String name, TokenSigner signer) {
    return new IssuerKeys(
        name,
        List.of(
            new IssuerKeys.Live(
                signer.key(), NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(6)))));
  }

  private static RelayDescriptor descriptor(int issuerPort, Bytes pin) {
    return new RelayDescriptor(
        ID,
        List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, LOOPBACK, 3_478)),
        List.of(LOOPBACK),
        20_000,
        29_999,
        "",
        "test",
        1,
        "test",
        issuerPort,
        pin,
        NOW.minus(Duration.ofDays(1)),
        NOW.plus(Duration.ofDays(6)),
        Bytes.EMPTY);
  }

  /** Of an issuer that names {@code named}, and signs for easy work with {@code signs}. */
  private IssuerProbe.Answer ask(TokenSigner named, TokenSigner signs) throws Exception {
    TlsIdentity tls = TlsIdentity.readOrCreate(folder.resolve("tls.pem"), Clock.systemUTC());
    try (HttpsServer server = new HttpsServer(tls, Clock.systemUTC())) {
      HttpsServer.Worker worker = server.worker("tokens");
      server.get(TokenPaths.KEYS, worker, request -> keys("issuer.test", named).encode());
      server.get(
          TokenPaths.CHALLENGE,
          worker,
          request ->
              new GrantChallenge(ID, NOW, 1, RANDOM.bytes(16), Bytes.copyOf(new byte[32]))
                  .encode());
      server.post(
          TokenPaths.ISSUE,
          TokenBatch.MAX_LENGTH,
          worker,
          request -> {
            TokenBatch batch = TokenBatch.decode(request.body());
            return new TokenAnswer(List.of(signs.sign(batch.requests().get(0).blinded()))).encode();
          });
      int port = server.listen(new InetSocketAddress("127.0.0.1", 0));
      return new IssuerProbe(RANDOM, Duration.ofSeconds(30), Clock.systemUTC())
          .ask(descriptor(port, tls.pin()));
    }
  }

  @Test
  @Covers("TOK-24")
  @Adversary("ADV-43")
  void issuer_thatSignsWithItsNamedKey_isBelieved_andWithAnotherNot() throws Exception {
    assertEquals(Optional.of(keys("issuer.test", ONE)), ask(ONE, ONE).keys());

    IssuerProbe.Answer lie = ask(ONE, OTHER);

    assertEquals(Optional.empty(), lie.keys());
    assertTrue(lie.fault().orElse("").contains("does not hold the token keys"));
  }

  @Test
  @Covers("TOK-25")
  @Adversary("ADV-43")
  void newcomer_withTheNameOrAKeyOfAListedIssuer_isLeftOut() {
    Bytes pin = Bytes.copyOf(new byte[32]);
    RelayDescriptor listed = descriptor(8_443, pin);
    RelayDescriptor newcomer = descriptor(8_444, pin);
    List<ListedIssuer> before =
        List.of(new ListedIssuer("north", LOOPBACK, 8_443, pin, keys("issuer.test", ONE)));

    for (IssuerKeys wanted : List.of(keys("issuer.test", OTHER), keys("other.test", ONE))) {
      IssuerChoice choice =
          IssuerChoice.of(
              List.of(
                  new IssuerChoice.Relay("00", newcomer, "south", Optional.of(wanted)),
                  new IssuerChoice.Relay("01", listed, "north", Optional.empty())),
              before,
              NOW);

      assertEquals(before, choice.issuers());
      assertTrue(choice.reasons().toString().contains("another has its name or a key"));
    }
  }
}
