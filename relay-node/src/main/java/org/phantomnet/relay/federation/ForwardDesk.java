package org.phantomnet.relay.federation;

import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.mailbox.DocumentRequest;
import org.phantomnet.protocol.mailbox.ForwardPass;
import org.phantomnet.protocol.mailbox.ForwardRequest;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SealedAnswer;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.RateLimiter;

/**
 * Hands requests of this mailbox's people on to other mailboxes. It knows which mailbox is asked,
 * not by which account, nor what. Event loop; only names are resolved elsewhere.
 */
final class ForwardDesk {
  private final SecretKey passKey;
  private final TargetPolicy policy;
  private final HttpsServer.Worker resolving;
  private final TargetClient client;
  private final FederationLimits limits;
  private final Clock clock;
  private final SourcePrefix prefix;
  private final RateLimiter<Bytes> fromSource;
  private final RateLimiter<String> toTarget;
  private final Map<String, Integer> waiting = new HashMap<>();
  private int waitingInAll;

  ForwardDesk(
      SecretKey passKey,
      TargetPolicy policy,
      HttpsServer.Worker resolving,
      TargetClient client,
      FederationLimits limits,
      Clock clock,
      RandomSource random) {
    this.passKey = passKey;
    this.policy = policy;
    this.resolving = resolving;
    this.client = client;
    this.limits = limits;
    this.clock = clock;
    this.prefix = new SourcePrefix(clock, random);
    this.fromSource = new RateLimiter<>(limits.forwardsFromSource(), clock);
    this.toTarget = new RateLimiter<>(limits.forwardsToTarget(), clock);
  }

  Future<Bytes> forward(HttpsServer.Request request) throws ProtocolException, Refused {
    requireUnsigned(request);
    ForwardRequest forward = ForwardRequest.decode(request.body());
    admit(request, forward.pass(), forward.mailbox());
    return at(
        forward.mailbox(),
        address ->
            client.ask(
                TargetPolicy.host(forward.mailbox()),
                address,
                MailboxPaths.SEALED,
                Optional.of(forward.tlsPin()),
                Optional.of(forward.sealed()),
                SealedAnswer.MAX_LENGTH));
  }

  Future<Bytes> document(HttpsServer.Request request) throws ProtocolException, Refused {
    requireUnsigned(request);
    DocumentRequest asked = DocumentRequest.decode(request.body());
    admit(request, asked.pass(), asked.mailbox());
    return at(
            asked.mailbox(),
            address ->
                client.ask(
                    TargetPolicy.host(asked.mailbox()),
                    address,
                    MailboxPaths.DOCUMENT,
                    Optional.empty(),
                    Optional.empty(),
                    MailboxDocument.MAX_LENGTH))
        .compose(ForwardDesk::readable);
  }

  @Rule("FED-7")
  private static void requireUnsigned(HttpsServer.Request request) throws Refused {
    if (request.authorization().isPresent()) {
      throw new Refused(Refusal.MALFORMED);
    }
  }

  private void admit(HttpsServer.Request request, Bytes pass, String mailbox) throws Refused {
    if (!fromSource.take(prefix.of(request.source()))) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
    if (!ForwardPass.isGood(passKey, clock.instant(), pass)) {
      throw new Refused(Refusal.BAD_PASS);
    }
    if (!toTarget.take(mailbox)
        || waitingInAll >= limits.waiting()
        || waiting.getOrDefault(mailbox, 0) >= limits.waitingForTarget()) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }

  private Future<Bytes> at(String mailbox, Function<InetSocketAddress, Future<Bytes>> ask) {
    waitingInAll++;
    waiting.merge(mailbox, 1, Integer::sum);
    return resolving
        .run(() -> policy.addressOf(mailbox))
        .compose(
            address ->
                address
                    .map(ask)
                    .orElseGet(() -> Future.failedFuture(new Refused(Refusal.TARGET_UNREACHABLE))))
        .onComplete(
            any -> {
              waitingInAll--;
              waiting.computeIfPresent(mailbox, (name, count) -> count == 1 ? null : count - 1);
            });
  }

  /** Whatever else stands at that address is not handed on. */
  private static Future<Bytes> readable(Bytes body) {
    try {
      MailboxDocument.decode(body);
      return Future.succeededFuture(body);
    } catch (ProtocolException e) {
      return Future.failedFuture(new Refused(Refusal.TARGET_UNREACHABLE));
    }
  }
}
