package org.phantomnet.messenger.relays;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.protocol.token.TokenRequest;

/**
 * Anonymous tokens in store for guards that take them, got from issuers of other operators. Taking
 * one never touches the network; tokens are kept in memory only, as grants are. Thread-safe; one
 * thread at a time refills.
 */
public final class TokenPool {
  /** Fewer than these are filled up. */
  static final int LEAST = 4;

  /**
   * How long before the end of a token's second epoch it is handed out no more, and clocks' slack.
   */
  @Rule("TOK-23")
  static final Duration SLACK = Duration.ofMinutes(10);

  private static final Duration REPLACE_LEAST = Duration.ofHours(1);
  private static final Duration REPLACE_MOST = Duration.ofHours(8);

  /** As a grant: the relay counts it from when it is redeemed. */
  private static final Duration CREDENTIAL = Duration.ofHours(6);

  private static final Duration EPOCH = Duration.ofDays(1);
  private static final int MAX_ANSWER = 4_096;

  private final DirectoryClient directory;
  private final Supplier<List<TokenPass>> passes;
  private final Map<TokenPass, TokenPass.State> shown = new ConcurrentHashMap<>();
  private final Clock clock;
  private final RandomSource random;
  private final Duration replaceAt;
  private final Map<Bytes, List<Held>> tokens = new HashMap<>();

  /**
   * @param epoch of the token's challenge
   */
  private record Held(Token token, long epoch) {
    Instant ends() {
      return Instant.EPOCH.plus(EPOCH.multipliedBy(epoch + 2));
    }

    @Override
    public String toString() {
      return "Held";
    }
  }

  /** Earns by work only. */
  public TokenPool(DirectoryClient directory, Clock clock, RandomSource random) {
    this(directory, List::of, clock, random);
  }

  /**
   * @param passes asked for at each refill; an issuer that one of them is of is shown that one
   */
  public TokenPool(
      DirectoryClient directory,
      Supplier<List<TokenPass>> passes,
      Clock clock,
      RandomSource random) {
    this.directory = directory;
    this.passes = passes;
    this.clock = clock;
    this.random = random;
    this.replaceAt = Jitter.between(REPLACE_LEAST, REPLACE_MOST, random);
  }

  /** A credential of one token for that relay, the oldest; its password is nowhere else. */
  Optional<RelayGrant> take(Bytes relayId) {
    Bytes key = directory.find(relayId).map(r -> r.descriptor().tokenKey()).orElse(Bytes.EMPTY);
    Optional<Held> taken = key.isEmpty() ? Optional.empty() : pick(relayId);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    try {
      TokenCredential credential =
          TokenCredential.seal(taken.get().token(), key, relayId, taken.get().epoch(), random);
      Instant expires = clock.instant().plus(CREDENTIAL);
      return Optional.of(
          new RelayGrant(relayId, credential.username(), credential.password(), expires));
    } catch (ProtocolException e) {
      return Optional.empty(); // the relay signed a key that is none
    }
  }

  private Optional<Held> pick(Bytes relayId) {
    synchronized (tokens) {
      List<Held> held = tokens.computeIfAbsent(relayId, unused -> new ArrayList<>());
      held.removeIf(one -> !lasts(one, SLACK));
      return held.isEmpty() ? Optional.empty() : Optional.of(held.remove(0));
    }
  }

  /** How many tokens could be taken for that relay. */
  int held(Bytes relayId) {
    return lasting(relayId, SLACK);
  }

  private int lasting(Bytes relayId, Duration left) {
    synchronized (tokens) {
      List<Held> held = tokens.getOrDefault(relayId, List.of());
      return (int) held.stream().filter(one -> lasts(one, left)).count();
    }
  }

  private boolean lasts(Held held, Duration left) {
    return clock.instant().plus(left).isBefore(held.ends());
  }

  /**
   * Fills up for one guard; blocks for network and work.
   *
   * @return whether the guard has its store of tokens; false where it takes none
   */
  @Rule("TOK-22")
  boolean refill(ListedRelay guard, BooleanSupplier cancelled) {
    if (guard.descriptor().tokenKey().isEmpty()) {
      return false;
    }
    if (lasting(guard.relayId(), replaceAt) >= LEAST) {
      return true;
    }
    for (ListedIssuer issuer : issuersFor(guard)) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      try {
        List<Held> fresh = fetch(issuer, guard.relayId(), cancelled);
        if (!fresh.isEmpty()) {
          synchronized (tokens) {
            tokens.computeIfAbsent(guard.relayId(), unused -> new ArrayList<>()).addAll(fresh);
          }
          return true;
        }
      } catch (IOException | ProtocolException e) {
        // the next one, or later
      }
    }
    return false;
  }

  /** In random order; who sees the call must not have given the token for it. */
  private List<ListedIssuer> issuersFor(ListedRelay guard) {
    List<ListedIssuer> rest = new ArrayList<>();
    for (ListedIssuer issuer : directory.issuers()) {
      if (!issuer.family().equals(guard.family())
          && !issuer.keys().live(clock.instant()).isEmpty()) {
        rest.add(issuer);
      }
    }
    List<ListedIssuer> order = new ArrayList<>();
    while (!rest.isEmpty()) {
      order.add(rest.remove((random.bytes(1).at(0) & 0xff) % rest.size()));
    }
    return order;
  }

  /** What became of that pass so far, in this run of the program. */
  public TokenPass.State state(TokenPass pass) {
    return shown.getOrDefault(pass, TokenPass.State.NOT_SHOWN);
  }

  private List<Held> fetch(ListedIssuer issuer, Bytes relayId, BooleanSupplier cancelled)
      throws IOException, ProtocolException {
    try (PinnedHttps https = new PinnedHttps(server(issuer), issuer.pin())) {
      List<TokenPass> kept = passes.get();
      shown.keySet().retainAll(kept); // one that is forgotten is not remembered here
      Optional<TokenPass> pass =
          kept.stream().filter(one -> one.issuer().equals(issuer.keys().issuerName())).findFirst();
      if (pass.isPresent()) {
        List<Held> given = exchange(https, issuer.keys(), relayId, pass.get());
        if (!given.isEmpty()) {
          return given;
        }
      }
      PinnedHttps.Answer asked = https.get(TokenPaths.CHALLENGE, Optional.empty(), MAX_ANSWER);
      if (!asked.ok()) {
        return List.of();
      }
      GrantChallenge work = GrantChallenge.decode(asked.body());
      OptionalLong solution = ProofOfWork.solve(work, cancelled);
      if (solution.isEmpty()) {
        return List.of();
      }
      Bytes proof = new GrantRequest(work, solution.getAsLong()).encode();
      return exchange(https, issuer.keys(), relayId, TokenBatch.Reason.WORK, proof).held();
    }
  }

  /** What is only for this issuer is shown to no other. */
  @Rule("TOK-28")
  private List<Held> exchange(PinnedHttps https, IssuerKeys keys, Bytes relayId, TokenPass pass)
      throws IOException, ProtocolException {
    Exchanged answer = exchange(https, keys, relayId, pass.reason(), pass.proof());
    shown.put(
        pass,
        !answer.held().isEmpty()
            ? TokenPass.State.GIVES
            : answer.refusal().equals(Optional.of(Refusal.BAD_TOKEN))
                ? TokenPass.State.REFUSED
                : TokenPass.State.LATER);
    return answer.held();
  }

  /** Tokens, or why there are none. */
  private record Exchanged(List<Held> held, Optional<Refusal> refusal) {
    static final Exchanged NOTHING = new Exchanged(List.of(), Optional.empty());

    @Override
    public String toString() {
      return "Exchanged";
    }
  }

  private Exchanged exchange(
      PinnedHttps https, IssuerKeys keys, Bytes relayId, TokenBatch.Reason reason, Bytes proof)
      throws IOException, ProtocolException {
    List<IssuerKeys.Live> live = keys.live(clock.instant());
    if (live.isEmpty()) {
      return Exchanged.NOTHING;
    }
    IssuerKeys.Live newest = live.get(live.size() - 1);
    long epoch = Math.max(0, TokenChallenge.epoch(clock.instant().minus(SLACK)));
    TokenChallenge challenge = TokenChallenge.of(keys.issuerName(), relayId, epoch);
    List<PendingToken> pending = new ArrayList<>();
    try {
      List<TokenRequest> requests = new ArrayList<>();
      for (int i = 0; i < TokenBatch.MAX_TOKENS; i++) {
        PendingToken one = PendingToken.begin(newest.key(), challenge, random);
        pending.add(one);
        requests.add(one.request());
      }
      Bytes batch = new TokenBatch(reason, proof, requests).encode();
      PinnedHttps.Answer answer = https.post(TokenPaths.ISSUE, Optional.empty(), batch, MAX_ANSWER);
      if (!answer.ok()) {
        return new Exchanged(List.of(), Optional.of(Refusal.decode(answer.body())));
      }
      List<Bytes> signatures = TokenAnswer.decode(answer.body()).blindSignatures();
      if (signatures.size() != pending.size()) {
        return Exchanged.NOTHING;
      }
      List<Held> fresh = new ArrayList<>();
      for (int i = 0; i < pending.size(); i++) {
        fresh.add(new Held(pending.get(i).finish(signatures.get(i)), epoch));
      }
      return new Exchanged(fresh, Optional.empty());
    } finally {
      pending.forEach(PendingToken::close);
    }
  }

  private static String server(ListedIssuer issuer) throws IOException {
    String host = InetAddress.getByAddress(issuer.address().toByteArray()).getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + issuer.port();
  }
}
