package org.phantomnet.relay.federation;

import java.time.Clock;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.FederatedAnswer;
import org.phantomnet.protocol.mailbox.FederatedRequest;
import org.phantomnet.protocol.mailbox.KeysCodec;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SealedExchange;
import org.phantomnet.protocol.mailbox.SealedRequest;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.mailbox.RateLimiter;

/**
 * Answers what other mailboxes hand in. What the request's owner may know goes inside the seal;
 * only what its carrier must know is refused in clear. The mailbox's worker thread.
 */
final class SealedDesk {
  private static final String ALL = "all";

  private final String mailbox;
  private final MailboxRole role;
  private final OwnDocument document;
  private final RandomSource random;
  private final SeenRequests seen;
  private final SourcePrefix prefix;
  private final RateLimiter<Bytes> fromSource;
  private final RateLimiter<String> lookups;
  private final RateLimiter<String> lookupsOfName;

  SealedDesk(
      String mailbox,
      MailboxRole role,
      OwnDocument document,
      FederationLimits limits,
      Clock clock,
      RandomSource random) {
    this.mailbox = mailbox;
    this.role = role;
    this.document = document;
    this.random = random;
    this.seen = new SeenRequests(clock);
    this.prefix = new SourcePrefix(clock, random);
    this.fromSource = new RateLimiter<>(limits.sealedFromSource(), clock);
    this.lookups = new RateLimiter<>(limits.lookups(), clock);
    this.lookupsOfName = new RateLimiter<>(limits.lookupsOfName(), clock);
  }

  Bytes answer(HttpsServer.Request request) throws Exception {
    if (request.authorization().isPresent()) {
      throw new Refused(Refusal.MALFORMED);
    }
    limit(fromSource, prefix.of(request.source()));
    SealedRequest sealed = SealedRequest.decode(request.body());
    HpkeKey key =
        document.keyOf(sealed.serial()).orElseThrow(() -> new Refused(Refusal.UNKNOWN_KEY));
    try (SealedExchange.Opened opened = SealedExchange.open(sealed, key, mailbox)) {
      FederatedRequest asked = opened.request();
      if (asked.kind() != FederatedRequest.Kind.SEND) {
        limit(lookups, ALL);
        if (!seen.take(asked.madeAt(), sealed.enc())) {
          throw new Refused(Refusal.STALE);
        }
      }
      return opened.exchange().seal(done(asked), random).encode();
    }
  }

  private FederatedAnswer done(FederatedRequest asked) throws Exception {
    try {
      return FederatedAnswer.of(content(asked));
    } catch (Refused refused) {
      return FederatedAnswer.refusing(refused.refusal());
    } catch (ProtocolException malformed) {
      return FederatedAnswer.refusing(Refusal.MALFORMED);
    }
  }

  private Bytes content(FederatedRequest asked) throws Exception {
    return switch (asked.kind()) {
      case BUNDLES -> KeysCodec.encode(role.bundles(looked(asked)));
      case ACCOUNT -> AccountCodec.encode(role.account(looked(asked)));
      case SEND -> {
        role.send(SendRequest.decode(asked.content()));
        yield Bytes.EMPTY;
      }
    };
  }

  private String looked(FederatedRequest asked) throws Refused, ProtocolException {
    String name = AccountCodec.decodeName(asked.content());
    limit(lookupsOfName, name);
    return name;
  }

  private static <K> void limit(RateLimiter<K> limiter, K key) throws Refused {
    if (!limiter.take(key)) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }
}
