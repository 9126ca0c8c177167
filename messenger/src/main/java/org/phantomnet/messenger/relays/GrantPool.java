package org.phantomnet.messenger.relays;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.phantomnet.engine.port.GrantSource;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantCodec;
import org.phantomnet.protocol.grant.GrantPaths;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;

/**
 * Grants in store for every guard, fetched at random times by a background thread that also does
 * the proof of work. Taking one never touches the network. Grants are kept in memory only.
 * Thread-safe; lives until {@link #close}.
 */
public final class GrantPool implements GrantSource, AutoCloseable {
  @Rule("GRANT-5")
  static final int PER_GUARD = 4;

  /** A grant is not handed out when it has less left. */
  static final Duration LEAST_LEFT = Duration.ofMinutes(1);

  /** A grant is replaced when it has less left. */
  static final Duration REPLACE_AT = Duration.ofHours(1);

  /** What an issuer may promise at most; more is a lie, and kept no longer. */
  static final Duration LONGEST = Duration.ofHours(24);

  static final Duration CHECK_LEAST = Duration.ofMinutes(10);
  static final Duration CHECK_MOST = Duration.ofMinutes(30);
  static final Duration AFTER_USE_LEAST = Duration.ofMinutes(1);
  static final Duration AFTER_USE_MOST = Duration.ofMinutes(10);
  private static final Duration RETRY_LEAST = Duration.ofSeconds(20);
  private static final Duration RETRY_MOST = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 1_024;

  private final RelayDiscovery relays;
  private final Clock clock;
  private final RandomSource random;
  private final Periodic schedule;
  private final Optional<TokenPool> tokens;
  private final Map<Bytes, List<RelayGrant>> grants = new HashMap<>();

  /** Grants only. */
  public GrantPool(RelayDiscovery relays, TimerPort timers, Clock clock, RandomSource random) {
    this(relays, Optional.empty(), timers, clock, random);
  }

  /**
   * @param tokens come before grants, on this pool's schedule, where a guard takes them
   */
  public GrantPool(
      RelayDiscovery relays,
      Optional<TokenPool> tokens,
      TimerPort timers,
      Clock clock,
      RandomSource random) {
    this.relays = relays;
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
    this.schedule = new Periodic("relay-grants", timers, this::refillAndPlan);
  }

  /** Fills up at once and then on schedule, in the background. */
  public void start() {
    schedule.in(Duration.ZERO);
  }

  /** A token, or else the grant that expires first, among those with at least a minute left. */
  @Override
  public Optional<RelayGrant> take(Bytes relayId) {
    Optional<RelayGrant> taken = tokens.flatMap(pool -> pool.take(relayId));
    if (taken.isEmpty()) {
      taken = takeGrant(relayId);
    }
    schedule.in(Jitter.between(AFTER_USE_LEAST, AFTER_USE_MOST, random));
    return taken;
  }

  private Optional<RelayGrant> takeGrant(Bytes relayId) {
    synchronized (grants) {
      List<RelayGrant> held = grants.computeIfAbsent(relayId, unused -> new ArrayList<>());
      held.removeIf(grant -> !lasts(grant, LEAST_LEFT));
      Optional<RelayGrant> taken = held.stream().min(Comparator.comparing(RelayGrant::expiresAt));
      taken.ifPresent(held::remove);
      return taken;
    }
  }

  /** How many tokens and grants could be taken for that relay. */
  public int held(Bytes relayId) {
    int held = tokens.map(pool -> pool.held(relayId)).orElse(0);
    synchronized (grants) {
      return held
          + (int)
              grants.getOrDefault(relayId, List.of()).stream()
                  .filter(grant -> lasts(grant, LEAST_LEFT))
                  .count();
    }
  }

  /**
   * Fills up now; blocks for network and work. For a client's start; never at call time.
   *
   * @return whether every guard has its full store
   */
  public synchronized boolean refill() {
    boolean full = true;
    for (ListedRelay guard : relays.guards()) {
      full &= refill(guard);
    }
    return full;
  }

  private boolean refill(ListedRelay guard) {
    if (tokens.isPresent() && tokens.get().refill(guard, schedule::isClosed)) {
      return true;
    }
    RelayDescriptor descriptor = guard.descriptor();
    int missing = PER_GUARD - lasting(guard.relayId());
    if (missing <= 0 || schedule.isClosed()) {
      return missing <= 0;
    }
    if (descriptor.issuerPort() == 0) {
      return false;
    }
    try (PinnedHttps https = new PinnedHttps(issuer(descriptor), descriptor.issuerPin())) {
      for (int i = 0; i < missing; i++) {
        Optional<RelayGrant> grant = fetch(https, guard.relayId(), schedule::isClosed);
        if (grant.isEmpty()) {
          return false;
        }
        synchronized (grants) {
          grants.computeIfAbsent(guard.relayId(), unused -> new ArrayList<>()).add(grant.get());
        }
      }
      return true;
    } catch (IOException | ProtocolException e) {
      return false; // tried again on schedule
    }
  }

  private Optional<RelayGrant> fetch(PinnedHttps https, Bytes relayId, BooleanSupplier cancelled)
      throws IOException, ProtocolException {
    PinnedHttps.Answer asked = https.get(GrantPaths.CHALLENGE, Optional.empty(), MAX_ANSWER);
    if (!asked.ok()) {
      return Optional.empty();
    }
    GrantChallenge challenge = GrantChallenge.decode(asked.body());
    if (!challenge.relayId().equals(relayId)) {
      return Optional.empty();
    }
    OptionalLong solution = ProofOfWork.solve(challenge, cancelled);
    if (solution.isEmpty()) {
      return Optional.empty();
    }
    Bytes request = new GrantRequest(challenge, solution.getAsLong()).encode();
    PinnedHttps.Answer answer = https.post(GrantPaths.GRANT, Optional.empty(), request, MAX_ANSWER);
    if (!answer.ok()) {
      return Optional.empty();
    }
    RelayGrant grant = GrantCodec.decode(answer.body());
    boolean usable =
        grant.relayId().equals(relayId)
            && lasts(grant, LEAST_LEFT)
            && grant.expiresAt().isBefore(clock.instant().plus(LONGEST));
    return usable ? Optional.of(grant) : Optional.empty();
  }

  private int lasting(Bytes relayId) {
    synchronized (grants) {
      List<RelayGrant> held = grants.getOrDefault(relayId, List.of());
      return (int) held.stream().filter(grant -> lasts(grant, REPLACE_AT)).count();
    }
  }

  private boolean lasts(RelayGrant grant, Duration left) {
    Instant until = clock.instant().plus(left);
    return until.isBefore(grant.expiresAt());
  }

  private Duration refillAndPlan() {
    boolean full = refill() && !relays.guards().isEmpty();
    return full
        ? Jitter.between(CHECK_LEAST, CHECK_MOST, random)
        : Jitter.between(RETRY_LEAST, RETRY_MOST, random);
  }

  /** The grant endpoint stands on the first listener's address. */
  private static String issuer(RelayDescriptor descriptor) throws IOException {
    InetAddress address =
        InetAddress.getByAddress(descriptor.listeners().get(0).address().toByteArray());
    String host = address.getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + descriptor.issuerPort();
  }

  @Override
  public void close() {
    schedule.close();
  }
}
