package org.phantomnet.relay.turn;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.SharedSecretCredentials.Verdict;
import org.phantomnet.relay.counters.Counter;

/**
 * The long-term credential mechanism before every request but Binding (RFC 8489 section 9.2.4, RFC
 * 8656 section 5). The nonce is checked first: it is the cheapest check, and shows that the sender
 * receives at its address.
 */
final class Authenticator {
  private static final int MAX_USERNAME_BYTES = 508; // RFC 8489 section 14.3

  private final SharedSecretCredentials credentials;
  private final TurnEnvironment environment;
  private final String realm;
  private final TokenAuthenticator tokens;

  Authenticator(TurnLoop loop) {
    Node node = loop.node();
    credentials = node.credentials();
    environment = node.environment();
    realm = node.config().realm();
    tokens = new TokenAuthenticator(loop);
  }

  /**
   * A handler that runs {@code next} for authenticated requests without unknown attributes, and
   * answers all others.
   */
  Handler before(Handler next) {
    return x -> {
      Optional<Exchange.Authenticated> sender = check(x);
      if (!sender.isPresent()) {
        return;
      }
      x.authenticate(sender.get());
      if (!isOwner(x, sender.get().username())) {
        x.counters().add(Counter.WRONG_CREDENTIAL);
        x.error(StunErrorCode.WRONG_CREDENTIALS); // RFC 8656 section 5
      } else if (!UnknownAttributes.answered(x)) {
        next.handle(x);
      }
      x.end();
    };
  }

  @Rule("TURN-1")
  private Optional<Exchange.Authenticated> check(Exchange x) {
    StunMessage request = x.request();
    boolean hasIntegrity =
        request.integrityAt() != StunMessage.NONE
            || request.integritySha256At() != StunMessage.NONE;
    // RFC 8489 section 9.2.4, first case: no integrity, so a challenge
    if (!hasIntegrity) {
      return refuse(x, Counter.CHALLENGED, StunErrorCode.UNAUTHENTICATED);
    }
    int usernameAt = request.find(AttributeType.USERNAME);
    int realmAt = request.find(AttributeType.REALM);
    int nonceAt = request.find(AttributeType.NONCE);
    // Second case: a part of the credential is missing. A user by hash cannot be found where
    // passwords are computed from names
    boolean hashed = usernameAt == StunMessage.NONE && request.has(AttributeType.USERHASH);
    if (usernameAt == StunMessage.NONE && !hashed
        || realmAt == StunMessage.NONE
        || nonceAt == StunMessage.NONE) {
      x.counters().add(Counter.BAD_CREDENTIAL);
      x.error(StunErrorCode.BAD_REQUEST);
      return Optional.empty();
    }
    // Case of the stale nonce, before the others because it is the cheapest
    if (!x.nonces().accepts(request, nonceAt, x.client(), x.now())) {
      return refuse(x, Counter.STALE_NONCE, StunErrorCode.STALE_NONCE);
    }
    // Third case: our nonces have the bit of password algorithms
    Optional<PasswordAlgorithm> algorithm = PasswordAlgorithm.chosen(request);
    if (!algorithm.isPresent()) {
      x.counters().add(Counter.BAD_CREDENTIAL);
      x.error(StunErrorCode.BAD_REQUEST);
      return Optional.empty();
    }
    // Remaining cases: unknown user, wrong integrity
    if (hashed
        || !request.valueEquals(realmAt, x.realm())
        || request.lengthAt(usernameAt) > MAX_USERNAME_BYTES) {
      return refuse(x, Counter.BAD_CREDENTIAL, StunErrorCode.UNAUTHENTICATED);
    }
    String username = new String(request.copyValue(usernameAt), StandardCharsets.UTF_8);
    return checkCredential(x, username, algorithm.get());
  }

  private Optional<Exchange.Authenticated> checkCredential(
      Exchange x, String username, PasswordAlgorithm algorithm) {
    boolean owner = isOwner(x, username) && x.allocation().isPresent();
    if (TokenCredential.isToken(username)) {
      return tokens.check(x, username, algorithm, owner);
    }
    Duration afterExpiry = owner ? SharedSecretCredentials.REFRESH_AFTER_EXPIRY : Duration.ZERO;
    Verdict verdict = credentials.check(username, environment.wall().instant(), afterExpiry);
    if (verdict != Verdict.VALID) {
      Counter counter =
          verdict == Verdict.EXPIRED ? Counter.EXPIRED_CREDENTIAL : Counter.BAD_CREDENTIAL;
      return refuse(x, counter, StunErrorCode.UNAUTHENTICATED);
    }
    boolean own = owner && x.allocation().get().key().algorithm().equals(Optional.of(algorithm));
    MessageIntegrity key =
        own ? x.allocation().get().key() : credentials.key(algorithm, username, realm);
    if (key.verify(x.request()) != MessageIntegrity.Verdict.VALID) {
      if (!own) {
        key.close();
      }
      return refuse(x, Counter.BAD_CREDENTIAL, StunErrorCode.UNAUTHENTICATED);
    }
    return Optional.of(new Exchange.Authenticated(username, key, own));
  }

  /** True where there is no allocation yet. */
  private static boolean isOwner(Exchange x, String username) {
    return !x.allocation().isPresent() || x.allocation().get().username().equals(username);
  }

  private static Optional<Exchange.Authenticated> refuse(
      Exchange x, Counter counter, StunErrorCode code) {
    x.counters().add(counter);
    x.challenge(code);
    return Optional.empty();
  }
}
