package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.admission.IssuerBook;
import org.phantomnet.relay.admission.TokenDesk;
import org.phantomnet.relay.counters.Counter;

/** A relay that takes tokens, over real sockets, and an issuer of another operator. */
final class TokenBed implements AutoCloseable {
  static final SystemRandom RANDOM = new SystemRandom();
  static final String ISSUER = "issuer.example";
  static final String FAMILY = "north";

  /** Making a key takes a second. */
  static final TokenSigner SIGNER = TokenSigner.generate(RANDOM);

  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  final Bytes relayId;
  final HpkeKey key;
  private final TestClock clock = new TestClock(START);
  private final List<AutoCloseable> open = new ArrayList<>();
  TokenDesk desk;
  TurnServer server;
  private final Path file;
  private long maxStoreBytes = TokenDesk.MAX_STORE_BYTES;

  TokenBed(Path file, int relay) throws IOException {
    this(file, relay, HpkeKey.generate(RANDOM), "south");
  }

  /**
   * @param issuerFamily of the operator whose issuer is on the list
   */
  TokenBed(Path file, int relay, HpkeKey key, String issuerFamily) throws IOException {
    byte[] id = new byte[32];
    id[0] = (byte) relay;
    relayId = Bytes.copyOf(id);
    this.key = key;
    this.file = file;
    start(issuerFamily);
  }

  private void start(String issuerFamily) throws IOException {
    IssuerKeys keys =
        new IssuerKeys(
            ISSUER,
            List.of(
                new IssuerKeys.Live(
                    SIGNER.key(),
                    START.minus(Duration.ofDays(3)),
                    START.plus(Duration.ofDays(4)))));
    IssuerBook book = new IssuerBook(FAMILY, List.of(new IssuerBook.Issuer(issuerFamily, keys)));
    TurnConfig config = TurnBed.config();
    desk =
        TokenDesk.open(
            file, maxStoreBytes, key, relayId, TurnBed.REALM, book, config.limits(), clock);
    TurnEnvironment system = TurnEnvironment.system();
    server =
        TurnServer.start(
            config,
            new TurnEnvironment(clock, system.monotonicMillis(), system.random()),
            Optional.of(desk));
  }

  /** The same relay, started again. */
  void restart() throws IOException {
    stop();
    maxStoreBytes = TokenDesk.MAX_STORE_BYTES;
    start("south");
  }

  /** As {@link #restart}, and the store may not grow any more. */
  void restartWithFullStore() throws Exception {
    stop();
    try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement spend = store.prepareStatement("INSERT INTO spent VALUES (?, ?)")) {
      for (int i = 0; i < 140; i++) { // nearly what fits into a page
        spend.setLong(1, epoch());
        spend.setBytes(2, RANDOM.bytes(16).toByteArray());
        spend.executeUpdate();
      }
    }
    maxStoreBytes = 0;
    start("south");
  }

  private void stop() {
    server.close();
    desk.close();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  long epoch() {
    return TokenChallenge.epoch(clock.instant());
  }

  Token token() throws Exception {
    return token(epoch());
  }

  Token token(long epoch) throws Exception {
    try (PendingToken pending =
        PendingToken.begin(SIGNER.key(), TokenChallenge.of(ISSUER, relayId, epoch), RANDOM)) {
      return pending.finish(SIGNER.sign(pending.request().blinded()));
    }
  }

  TokenCredential seal(Token token) throws Exception {
    return seal(token, epoch());
  }

  TokenCredential seal(Token token, long epoch) throws Exception {
    return TokenCredential.seal(token, key.publicKey(), relayId, epoch, RANDOM);
  }

  TurnClient client(TokenCredential credential) throws IOException {
    return client(TurnConfig.ListenerKind.UDP, credential);
  }

  TurnClient client(TurnConfig.ListenerKind kind, TokenCredential credential) throws IOException {
    var address = server.socketAddress(kind);
    TurnClient.Wire wire =
        kind == TurnConfig.ListenerKind.UDP ? TurnClient.udp(address) : TurnClient.tcp(address);
    TurnClient client = new TurnClient(wire, credential.username(), credential.password());
    open.add(client);
    return client;
  }

  /**
   * Waits until each packet that came is counted as what became of it, and no allocation is left:
   * an answer may be here before either.
   */
  void awaitRest() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.counters().unaccounted() != 0 || server.liveAllocations() != 0) {
      assertTrue(System.nanoTime() < deadline, () -> "no rest: " + server.counters());
      Thread.onSpinWait();
    }
  }

  long count(Counter counter) {
    return server.counters().get(counter);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    stop();
  }
}
