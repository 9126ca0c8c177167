package org.phantomnet.relay.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TokenDesk;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.net.ClientPath;

/**
 * The part of {@link Authenticator} for user names that hold a token. A token is redeemed by the
 * first Allocate that bears it: that request waits until the desk has answered, and then runs as if
 * it had just come. One loop.
 */
final class TokenAuthenticator {
  private final TurnLoop loop;
  private final Node node;

  TokenAuthenticator(TurnLoop loop) {
    this.loop = loop;
    this.node = loop.node();
  }

  /** As {@link Authenticator}'s checks; the nonce has been found good. */
  Optional<Exchange.Authenticated> check(
      Exchange x, String username, PasswordAlgorithm algorithm, boolean owner) {
    if (!node.tokens().isPresent()) {
      return refuse(x, Counter.BAD_CREDENTIAL);
    }
    TokenDesk desk = node.tokens().get();
    Optional<TokenDesk.Admitted> admitted = desk.admitted(username);
    if (!admitted.isPresent()) {
      redeem(x, username, desk);
      return Optional.empty();
    }
    Duration after = owner ? SharedSecretCredentials.REFRESH_AFTER_EXPIRY : Duration.ZERO;
    Instant ends = admitted.get().expiresAt().plus(after);
    if (!node.environment().wall().instant().isBefore(ends)) {
      return refuse(x, Counter.EXPIRED_CREDENTIAL);
    }
    boolean own = owner && x.allocation().get().key().algorithm().equals(Optional.of(algorithm));
    MessageIntegrity key =
        own
            ? x.allocation().get().key()
            : MessageIntegrity.longTerm(
                algorithm, username, node.config().realm(), admitted.get().password());
    if (key.verify(x.request()) != MessageIntegrity.Verdict.VALID) {
      if (!own) {
        key.close();
      }
      return refuse(x, Counter.BAD_CREDENTIAL);
    }
    return Optional.of(new Exchange.Authenticated(username, key, own));
  }

  /** A node that has no room says so while the token is still worth something. */
  @Rule("TOK-12")
  private void redeem(Exchange x, String username, TokenDesk desk) {
    if (x.request().method() != StunMethod.ALLOCATE || x.allocation().isPresent()) {
      refuse(x, Counter.BAD_CREDENTIAL);
      return;
    }
    if (node.ledger().draining()) {
      AllocateHandler.drain(x, node); // another relay may take this client, with another token
      return;
    }
    if (node.ledger().verdict(username) == CredentialLedger.Verdict.CAPACITY_REACHED) {
      x.counters().add(Counter.CAPACITY_REACHED);
      x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    Bytes packet = Bytes.copyOf(x.request().buffer(), x.request().offset(), x.request().length());
    Bytes source = Bytes.copyOf(x.client().getAddress().getAddress());
    ClientPath path = x.path().later();
    TokenDesk.Offer offer =
        desk.offer(
            username, source, packet, outcome -> loop.post(() -> answer(outcome, path, packet)));
    if (offer == TokenDesk.Offer.FULL) {
      x.counters().add(Counter.TOKENS_DROPPED); // the client sends it again
    }
  }

  private void answer(TokenDesk.Outcome outcome, ClientPath path, Bytes packet) {
    switch (outcome) {
      case ADMITTED -> {
        loop.counters().add(Counter.TOKENS_REDEEMED);
        loop.resume(path, packet, Optional.empty());
      }
      case REFUSED -> {
        loop.counters().add(Counter.TOKENS_REFUSED);
        loop.resume(path, packet, Optional.of(StunErrorCode.UNAUTHENTICATED));
      }
      case FAULT -> {
        loop.counters().add(Counter.FAULTS);
        loop.resume(path, packet, Optional.of(StunErrorCode.UNAUTHENTICATED));
      }
      case STORE_FAILED -> {
        loop.counters().add(Counter.TOKEN_STORE_FAILED);
        loop.resume(path, packet, Optional.of(StunErrorCode.INSUFFICIENT_CAPACITY));
      }
    }
  }

  private static Optional<Exchange.Authenticated> refuse(Exchange x, Counter counter) {
    x.counters().add(counter);
    x.challenge(StunErrorCode.UNAUTHENTICATED);
    return Optional.empty();
  }
}
