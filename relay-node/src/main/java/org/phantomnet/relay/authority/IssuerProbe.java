package org.phantomnet.relay.authority;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.https.Refused;

/**
 * Asks a relay's issuer, under the pin of its descriptor, for the keys that it signs tokens with,
 * and for one token if it gives them for work: keys that somebody else holds are none. Blocks;
 * bounded in time and in what it reads. One thread.
 */
final class IssuerProbe {
  private static final int MAX_ANSWER = 4_096;

  private final RandomSource random;
  private final Duration within;
  private final Clock clock;

  IssuerProbe(RandomSource random, Duration within, Clock clock) {
    this.random = random;
    this.within = within;
    this.clock = clock;
  }

  /** Keys, or what is wrong; neither for an issuer of grants only. */
  record Answer(Optional<IssuerKeys> keys, Optional<String> fault) {
    @Override
    public String toString() {
      return "Answer";
    }
  }

  /** Where clients find the issuer: at the first listener's address. */
  static PinnedServer place(RelayDescriptor descriptor) throws IOException {
    String host =
        InetAddress.getByAddress(descriptor.listeners().get(0).address().toByteArray())
            .getHostAddress();
    return new PinnedServer(
        host.indexOf(':') < 0 ? host : "[" + host + "]",
        descriptor.issuerPort(),
        descriptor.issuerPin());
  }

  @Rule("TOK-24")
  Answer ask(RelayDescriptor descriptor) {
    PinnedClient issuer;
    IssuerKeys keys;
    try {
      issuer = new PinnedClient(place(descriptor), within);
      keys = IssuerKeys.decode(issuer.get(TokenPaths.KEYS, MAX_ANSWER));
    } catch (Refused e) {
      return new Answer(Optional.empty(), Optional.empty());
    } catch (IOException e) {
      return fault(
          "its issuer does not say whether it issues tokens: see whether it is overloaded");
    } catch (ProtocolException e) {
      return fault("its issuer's token keys are " + e.getMessage() + ": it runs another version");
    }
    Instant now = clock.instant();
    List<IssuerKeys.Live> live = keys.live(now);
    if (live.isEmpty()) {
      return fault("none of its issuer's token keys counts now: check the clock there, restart it");
    }
    Bytes id = SignedDescriptor.relayId(descriptor.signingKey());
    TokenChallenge challenge =
        TokenChallenge.of(keys.issuerName(), id, Math.max(0, TokenChallenge.epoch(now)));
    try (PendingToken pending =
        PendingToken.begin(live.get(live.size() - 1).key(), challenge, random)) {
      return signs(issuer, pending)
          ? new Answer(Optional.of(keys), Optional.empty())
          : fault("its issuer does not hold the token keys that it names: check issuer-keys there");
    } catch (IOException | Refused e) {
      return fault("its issuer gives no tokens for work: see 'relay check' there");
    }
  }

  private static Answer fault(String words) {
    return new Answer(Optional.empty(), Optional.of(words));
  }

  /** Whether it can sign, as far as somebody without an invitation can know. */
  private static boolean signs(PinnedClient issuer, PendingToken pending)
      throws IOException, Refused {
    try {
      Optional<Bytes> proof = work(issuer);
      if (!proof.isPresent()) {
        return true;
      }
      TokenBatch batch =
          new TokenBatch(TokenBatch.Reason.WORK, proof.get(), List.of(pending.request()));
      List<Bytes> signatures =
          TokenAnswer.decode(issuer.post(TokenPaths.ISSUE, batch.encode(), MAX_ANSWER))
              .blindSignatures();
      if (signatures.size() != 1) {
        return false;
      }
      pending.finish(signatures.get(0));
      return true;
    } catch (ProtocolException e) {
      return false;
    } catch (Refused e) {
      if (e.refusal() == Refusal.RATE_LIMITED) {
        return true; // others have had the second's share
      }
      throw e;
    }
  }

  /** Empty if it wants something else than work. */
  private static Optional<Bytes> work(PinnedClient issuer)
      throws IOException, Refused, ProtocolException {
    GrantChallenge challenge;
    try {
      challenge = GrantChallenge.decode(issuer.get(TokenPaths.CHALLENGE, MAX_ANSWER));
    } catch (Refused e) {
      if (e.refusal() == Refusal.BAD_WORK) {
        return Optional.empty();
      }
      throw e;
    }
    OptionalLong solution = ProofOfWork.solve(challenge, Thread.currentThread()::isInterrupted);
    if (solution.isEmpty()) {
      throw new IOException("interrupted");
    }
    return Optional.of(new GrantRequest(challenge, solution.getAsLong()).encode());
  }
}
