package org.phantomnet.relay.admission;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;

/**
 * Redeems tokens: opens what a user name holds, checks it, and spends it on the disk before anybody
 * is told. All of that happens on a thread of its own, many at a time in one transaction; loops ask
 * and are answered there. Thread-safe; from {@link #open} to {@link #close}. The relay's key stays
 * its owner's to close, afterwards.
 */
public final class TokenDesk implements AutoCloseable {
  /** As long as any credential (TURN-5). */
  public static final Duration LIFETIME = SharedSecretCredentials.LIFETIME;

  /** Requests that wait, each with its packet of at most 2 KiB: bounded memory in any flood. */
  static final int MAX_WAITING = 1024;

  /** What of that the clients of one prefix may hold. */
  static final int MAX_WAITING_OF_ONE = MAX_WAITING / 8;

  /** Some 20 million tokens in two days. */
  public static final long MAX_STORE_BYTES = 1L << 30;

  private static final int BATCH = 64;
  private static final int CREDENTIALS_PER_ALLOCATION = 2;

  private final HpkeKey key;
  private final Bytes relayId;
  private final String realm;
  private final Clock clock;
  private final SpentTokens spent;
  private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Set<Bytes> waitingPackets = ConcurrentHashMap.newKeySet();
  private final AdmittedCredentials admitted;
  private final WaitingShare shares = new WaitingShare(MAX_WAITING_OF_ONE, new SystemRandom());
  private final Thread thread;
  private volatile IssuerBook issuers;
  private volatile Predicate<String> inUse = username -> false;
  private volatile boolean closing;

  /** What became of a token. */
  public enum Outcome {
    /** {@link #admitted} knows the credential now. */
    ADMITTED,
    REFUSED,
    /** It could not be written that the token is spent, so it is not. */
    STORE_FAILED,
    /** An own bug; the token may be spent or not. */
    FAULT
  }

  /** What {@link #offer} did. */
  public enum Offer {
    TAKEN,
    /** The same packet waits already: a retransmission. */
    WAITS_ALREADY,
    FULL
  }

  /**
   * A redeemed token's credential.
   *
   * @param password a secret of short life, so the record does not print
   */
  public record Admitted(String password, Instant expiresAt) {
    @Override
    public String toString() {
      return "Admitted";
    }
  }

  private record Request(
      String username,
      Bytes packet,
      int share,
      Consumer<Outcome> consumer,
      AtomicBoolean answered) {
    void answer(Outcome outcome) {
      if (answered.compareAndSet(false, true)) {
        consumer.accept(outcome);
      }
    }

    @Override
    public String toString() {
      return "Request";
    }
  }

  private record Candidate(Request request, String password, SpentTokens.Spending spending) {
    @Override
    public String toString() {
      return "Candidate";
    }
  }

  private TokenDesk(
      SpentTokens spent,
      HpkeKey key,
      Bytes relayId,
      String realm,
      IssuerBook issuers,
      TurnLimits limits,
      Clock clock) {
    this.spent = spent;
    this.key = key;
    this.relayId = relayId;
    this.realm = realm;
    this.issuers = issuers;
    this.clock = clock;
    this.admitted =
        new AdmittedCredentials(CREDENTIALS_PER_ALLOCATION * limits.allocationsPerNode());
    thread = new Thread(this::run, "tokens");
    thread.setDaemon(true);
  }

  /**
   * @param file of the spent tokens, made if it is not there
   * @param maxStoreBytes what that file may grow to; then tokens are refused
   * @param realm of the TURN server
   * @throws IOException if the file cannot be used
   */
  public static TokenDesk open(
      Path file,
      long maxStoreBytes,
      HpkeKey key,
      Bytes relayId,
      String realm,
      IssuerBook issuers,
      TurnLimits limits,
      Clock clock)
      throws IOException {
    TokenDesk desk =
        new TokenDesk(
            SpentTokens.open(file, maxStoreBytes), key, relayId, realm, issuers, limits, clock);
    desk.thread.start();
    return desk;
  }

  /** A new list: other issuers count from the next token on. */
  public void accept(IssuerBook book) {
    issuers = book;
  }

  /** Which user names have a live allocation: their credentials are kept. */
  public void keepWhile(Predicate<String> usernameInUse) {
    inUse = usernameInUse;
  }

  /** The credential of a token that was redeemed here, if it is still known. Never blocks. */
  public Optional<Admitted> admitted(String username) {
    return admitted.find(username);
  }

  /**
   * Asks for a token to be redeemed. Never blocks.
   *
   * @param source address of the client, 4 or 16 bytes
   * @param packet the whole request, whose integrity must prove that its sender sealed the token
   * @param answer called on the desk's thread, once, if the request is taken
   */
  @Rule("TOK-11")
  public Offer offer(String username, Bytes source, Bytes packet, Consumer<Outcome> answer) {
    if (!waitingPackets.add(packet)) {
      return Offer.WAITS_ALREADY;
    }
    int share = shares.enter(source);
    Request request = new Request(username, packet, share, answer, new AtomicBoolean());
    if (share == WaitingShare.NONE) {
      waitingPackets.remove(packet);
      return Offer.FULL;
    }
    // once more after it is in the queue: the thread may have emptied that for the last time
    if (closing || !waiting.offer(request) || closing && waiting.remove(request)) {
      done(request);
      return Offer.FULL;
    }
    return Offer.TAKEN;
  }

  private void done(Request request) {
    waitingPackets.remove(request.packet());
    shares.leave(request.share());
  }

  private void run() {
    List<Request> batch = new ArrayList<>();
    while (!closing) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // closing
      }
      waiting.drainTo(batch, BATCH - 1);
      try {
        redeem(batch);
      } catch (RuntimeException | Error e) {
        batch.forEach(request -> answerSafely(request, Outcome.FAULT));
      } finally {
        batch.forEach(this::done);
        batch.clear();
      }
    }
    waiting.drainTo(batch);
    batch.forEach(request -> answerSafely(request, Outcome.STORE_FAILED)); // nothing is spent
    batch.forEach(this::done);
    spent.close();
  }

  private static void answerSafely(Request request, Outcome outcome) {
    try {
      request.answer(outcome);
    } catch (RuntimeException | Error e) {
      // whoever asked is gone; the next one must be answered all the same
    }
  }

  private void redeem(List<Request> batch) {
    Instant now = clock.instant();
    List<Candidate> candidates = new ArrayList<>();
    List<Request> again = new ArrayList<>();
    Map<SpentTokens.Spending, String> inBatch = new HashMap<>();
    for (Request request : batch) {
      Optional<Candidate> candidate = candidate(request, now);
      if (!candidate.isPresent()) {
        request.answer(Outcome.REFUSED);
      } else if (admitted.find(request.username()).isPresent()
          || request.username().equals(inBatch.get(candidate.get().spending()))) {
        again.add(request);
      } else if (spent.isSpent(candidate.get().spending())
          || inBatch.putIfAbsent(candidate.get().spending(), request.username()) != null) {
        request.answer(Outcome.REFUSED);
      } else {
        candidates.add(candidate.get());
      }
    }
    Outcome outcome = candidates.isEmpty() ? Outcome.ADMITTED : spend(candidates, now);
    candidates.forEach(candidate -> candidate.request().answer(outcome));
    again.forEach(request -> request.answer(outcome));
  }

  private Outcome spend(List<Candidate> candidates, Instant now) {
    try {
      spent.spend(candidates.stream().map(Candidate::spending).toList());
    } catch (IOException e) {
      return Outcome.STORE_FAILED;
    }
    for (Candidate candidate : candidates) {
      admitted.add(
          candidate.request().username(),
          new Admitted(candidate.password(), now.plus(LIFETIME)),
          inUse);
    }
    return Outcome.ADMITTED;
  }

  /** Cheapest check first; what an onlooker saw of the user name must not spend the token. */
  @Rule("TOK-10")
  private Optional<Candidate> candidate(Request request, Instant now) {
    try {
      TokenCredential.Opened opened = TokenCredential.decode(request.username(), key, relayId);
      Optional<IssuerBook.Entry> issuer = issuers.find(opened.keyId(), now);
      if (!issuer.isPresent() || !isProven(request, opened.password())) {
        return Optional.empty();
      }
      long today = TokenChallenge.epoch(now);
      long epoch = (today & 1) == opened.epochParity() ? today : today - 1;
      TokenChallenge challenge =
          TokenChallenge.of(issuer.get().issuerName(), relayId, Math.max(0, epoch));
      Token token = opened.token(challenge);
      token.check(challenge, issuer.get().key());
      return Optional.of(
          new Candidate(
              request, opened.password(), new SpentTokens.Spending(epoch, spentId(token))));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  private boolean isProven(Request request, String password) {
    byte[] packet = request.packet().toByteArray();
    StunMessage message = new StunMessage();
    if (message.wrap(packet, 0, packet.length) != StunMessage.Verdict.MESSAGE) {
      return false;
    }
    Optional<PasswordAlgorithm> algorithm = PasswordAlgorithm.chosen(message);
    if (!algorithm.isPresent()) {
      return false;
    }
    try (MessageIntegrity integrity =
        MessageIntegrity.longTerm(algorithm.get(), request.username(), realm, password)) {
      return integrity.verify(message) == MessageIntegrity.Verdict.VALID;
    }
  }

  /** Of the token's input, not of its signature: there are many signatures of one token. */
  private static Bytes spentId(Token token) {
    byte[] hash =
        LengthPrefixed.start(Label.TOKEN_SPENT_V1).lp(token.input()).sha256().toByteArray();
    return Bytes.copyOf(hash, 0, SpentTokens.ID_LENGTH);
  }

  /** Ends the thread, which finishes what it has in hand. Idempotent. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
