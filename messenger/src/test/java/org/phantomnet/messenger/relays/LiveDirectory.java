package org.phantomnet.messenger.relays;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.directory.DirectoryRole;
import org.phantomnet.relay.directory.TestEstate;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.issuer.InvitePolicy;
import org.phantomnet.relay.issuer.IssuerRole;
import org.phantomnet.relay.issuer.TokenIssuer;
import org.phantomnet.relay.issuer.TokenKeyRing;
import org.phantomnet.relay.issuer.WorkPolicy;

/** A real directory and a real issuer of one relay on loopback; the issuer's grants are made up. */
final class LiveDirectory implements AutoCloseable {
  static final RandomSource RANDOM = new SystemRandom();

  private static final Duration LIFETIME = Duration.ofHours(6);

  final TestEstate authorities = TestEstate.create(3, 2, RANDOM);
  final AtomicInteger minted = new AtomicInteger();
  final DirectoryKey issuingKey = DirectoryKey.generate(RANDOM);
  private final Path list;
  private final Clock clock;
  private final TlsIdentity tls;
  private final HttpsServer server;
  private final int port;
  private final HpkeKey tokenKey = HpkeKey.generate(RANDOM);
  private Optional<TokenKeyRing> issuerKeys = Optional.empty();

  LiveDirectory(Path directory, Clock clock) throws IOException {
    this(directory, clock, false);
  }

  /**
   * @param tokens whether it issues tokens, too
   */
  LiveDirectory(Path directory, Clock clock, boolean tokens) throws IOException {
    this(directory, clock, tokens, Optional.empty());
  }

  /**
   * @param invites file of the codes that it takes instead of work
   */
  LiveDirectory(Path directory, Clock clock, boolean tokens, Optional<Path> invites)
      throws IOException {
    this.clock = clock;
    this.list = Files.createDirectories(directory).resolve("relays.list");
    this.tls = TlsIdentity.readOrCreate(directory.resolve("tls.pem"), clock);
    this.server = new HttpsServer(tls, clock);
    new DirectoryRole(list, directory.resolve("descriptor")).mount(server);
    new IssuerRole(issuingRelay(), 4, this::mint, clock, RANDOM).mount(server);
    if (tokens) {
      TokenKeyRing ring =
          TokenKeyRing.open(directory.resolve("keys"), "issuer.test", clock, RANDOM);
      issuerKeys = Optional.of(ring);
      new TokenIssuer(
              ring,
              invites.isPresent()
                  ? Map.of(TokenBatch.Reason.INVITE, InvitePolicy.open(invites.get()))
                  : Map.of(
                      TokenBatch.Reason.WORK, new WorkPolicy(issuingRelay(), 4, clock, RANDOM)),
              TokenIssuer.DEFAULT_TOKENS_PER_SECOND,
              clock)
          .mount(server);
    }
    this.port = server.listen(new InetSocketAddress("127.0.0.1", 0));
  }

  Bytes issuingRelay() {
    return SignedDescriptor.relayId(issuingKey.publicKey());
  }

  private RelayGrant mint() {
    return new RelayGrant(
        issuingRelay(),
        "user:" + minted.incrementAndGet(),
        "password",
        clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS));
  }

  Estate estate(boolean testEstateAllowed) {
    return new Estate(
        List.of(new Estate.Directory("127.0.0.1:" + port, tls.pin())),
        authorities.authorities(),
        authorities.threshold(),
        testEstateAllowed);
  }

  /** Lists the issuing relay, and as many others as there are further families. */
  void publish(long version, String... families) throws IOException {
    List<TestEstate.Member> members = new ArrayList<>();
    for (int i = 0; i < families.length; i++) {
      DirectoryKey key = i == 0 ? issuingKey : DirectoryKey.generate(RANDOM);
      members.add(
          new TestEstate.Member(SignedDescriptor.sign(descriptor(key, i), key), families[i]));
    }
    Files.write(
        list,
        authorities
            .sign(version, members, false, Duration.ofDays(1), clock)
            .encode()
            .toByteArray());
  }

  Bytes published() throws IOException {
    return Bytes.copyOf(Files.readAllBytes(list));
  }

  /** As {@link #publish}, all relays taking tokens, with the issuer of the given family. */
  void publishWithIssuer(long version, String issuerFamily, String... families) throws IOException {
    List<TestEstate.Member> members = new ArrayList<>();
    for (int i = 0; i < families.length; i++) {
      DirectoryKey key = i == 0 ? issuingKey : DirectoryKey.generate(RANDOM);
      RelayDescriptor descriptor = descriptor(key, i).withTokenKey(tokenKey.publicKey());
      members.add(new TestEstate.Member(SignedDescriptor.sign(descriptor, key), families[i]));
    }
    ListedIssuer issuer =
        new ListedIssuer(
            issuerFamily,
            Bytes.copyOf(new byte[] {127, 0, 0, 1}),
            port,
            tls.pin(),
            issuerKeys.orElseThrow().keys());
    Files.write(
        list,
        authorities
            .sign(version, members, List.of(issuer), false, Duration.ofDays(10), clock)
            .encode()
            .toByteArray());
  }

  /** What the relay finds in a token's user name; fails if the token is not good in that epoch. */
  TokenCredential.Opened redeem(RelayGrant grant, long epoch) throws ProtocolException {
    TokenCredential.Opened opened =
        TokenCredential.decode(grant.username(), tokenKey, issuingRelay());
    TokenChallenge challenge = TokenChallenge.of("issuer.test", issuingRelay(), epoch);
    List<IssuerKeys.Live> live = issuerKeys.orElseThrow().keys().live(clock.instant());
    opened.token(challenge).check(challenge, live.get(live.size() - 1).key());
    return opened;
  }

  void publishRaw(Bytes bytes) throws IOException {
    Files.write(list, bytes.toByteArray());
  }

  private RelayDescriptor descriptor(DirectoryKey key, int index) {
    Bytes address = Bytes.copyOf(new byte[] {127, 0, 0, 1});
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    boolean issues = index == 0;
    return new RelayDescriptor(
        key.publicKey(),
        List.of(
            new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3_478 + index)),
        List.of(address),
        20_000,
        29_999,
        "",
        "test",
        4,
        "one.test",
        issues ? port : 0,
        issues ? tls.pin() : Bytes.EMPTY,
        now.minusSeconds(60),
        now.plus(Duration.ofDays(30)),
        Bytes.EMPTY);
  }

  @Override
  public void close() {
    server.close();
    issuerKeys.ifPresent(TokenKeyRing::close);
    tokenKey.close();
    authorities.close();
    issuingKey.close();
  }
}
