package org.phantomnet.relay.turn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.directory.TestEstate;
import org.phantomnet.relay.https.KeyFile;

/** An issuer of another operator, and the signed list by which a soak's relay knows it. */
final class SoakTokens {
  private static final String ISSUER = "issuer.example";
  private static final SystemRandom RANDOM = new SystemRandom();

  private final TokenSigner signer = TokenSigner.generate(RANDOM);
  private final Bytes relayId;
  private final Bytes tokenKey;
  private final Bytes authority;

  /**
   * Makes the relay's keys in {@code data} if it has none, and writes the list into {@code work}.
   */
  SoakTokens(Path work, Path data) throws IOException {
    byte[] scalar =
        KeyFile.readOrCreate(
            data.resolve("token.key"), () -> RANDOM.bytes(HpkeKey.PRIVATE_LENGTH).toByteArray());
    try (SecretKey secret = SecretKey.of(Bytes.copyOf(scalar));
        HpkeKey opens = HpkeKey.of(secret);
        DirectoryKey identity = RelayIdentity.readOrCreate(data.resolve("relay.key"), RANDOM);
        TestEstate estate = TestEstate.create(1, 1, RANDOM)) {
      tokenKey = opens.publicKey();
      relayId = SignedDescriptor.relayId(identity.publicKey());
      authority = estate.authorities().get(0);
      Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
      IssuerKeys keys =
          new IssuerKeys(
              ISSUER,
              List.of(
                  new IssuerKeys.Live(
                      signer.key(), now.minus(Duration.ofDays(3)), now.plus(Duration.ofDays(4)))));
      ListedIssuer listed =
          new ListedIssuer("other", TurnBed.LOOPBACK, 1, Bytes.copyOf(new byte[32]), keys);
      Files.write(
          work.resolve("list"),
          estate
              .sign(
                  1,
                  List.of(new TestEstate.Member(descriptor(identity, now), "own")),
                  List.of(listed),
                  true,
                  Duration.ofDays(2),
                  Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)))
              .encode()
              .toByteArray());
    }
  }

  private SignedDescriptor descriptor(DirectoryKey identity, Instant now) {
    return SignedDescriptor.sign(
        new RelayDescriptor(
            identity.publicKey(),
            List.of(
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.UDP, TurnBed.LOOPBACK, 3478)),
            List.of(TurnBed.LOOPBACK),
            SoakRelay.MIN_PORT,
            SoakRelay.MAX_PORT,
            "",
            "test",
            1,
            TurnBed.REALM,
            0,
            Bytes.EMPTY,
            now.minus(Duration.ofDays(2)),
            now.plus(Duration.ofDays(4)),
            tokenKey),
        identity);
  }

  /** The public key that the relay's configuration names. */
  String authority() {
    return HexFormat.of().formatHex(authority.toByteArray());
  }

  /** A token of that day, sealed to the relay. Thread-safe. */
  synchronized TokenCredential credential(Instant now) {
    long epoch = TokenChallenge.epoch(now);
    try (PendingToken pending =
        PendingToken.begin(signer.key(), TokenChallenge.of(ISSUER, relayId, epoch), RANDOM)) {
      return TokenCredential.seal(
          pending.finish(signer.sign(pending.request().blinded())),
          tokenKey,
          relayId,
          epoch,
          RANDOM);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
