package org.phantomnet.messenger.relays;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryPaths;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.rule.Rule;

/**
 * The verified relay list and this device's guards, kept across restarts and refreshed on a
 * schedule with jitter. Reads answer from memory. Thread-safe; lives until {@link #close}.
 */
public final class DirectoryClient implements RelayDiscovery, AutoCloseable {
  /** How a refresh went. */
  public enum Refresh {
    UPDATED,
    UNCHANGED,
    UNREACHABLE,
    PIN_MISMATCH,
    /** Every directory served a list that does not count; see {@link #lastRefusal()}. */
    REFUSED
  }

  @Rule("DIR-13")
  static final Duration REFRESH_LEAST = Duration.ofHours(4);

  static final Duration REFRESH_MOST = Duration.ofHours(8);
  private static final Duration RETRY_LEAST = Duration.ofSeconds(30);
  private static final Duration RETRY_MOST = Duration.ofSeconds(90);
  private static final int MAX_ANSWER = SignedRelayList.MAX_LIST_LENGTH + 8_192;

  private final Estate estate;
  private final RelayListStore lists;
  private final GuardStore guardStore;
  private final GuardChooser chooser;
  private final RelayListVerifier verifier;
  private final Clock clock;
  private final RandomSource random;
  private final Periodic schedule;
  private volatile @Nullable VerifiedRelayList list;
  private volatile List<GuardStore.Guard> guards = List.of();
  private volatile Optional<ProtocolException> lastRefusal = Optional.empty();
  private long newestVersion;

  private DirectoryClient(
      Estate estate,
      RelayListStore lists,
      GuardStore guardStore,
      GuardChooser chooser,
      TimerPort timers,
      Clock clock,
      RandomSource random) {
    this.estate = estate;
    this.lists = lists;
    this.guardStore = guardStore;
    this.chooser = chooser;
    this.verifier =
        new RelayListVerifier(
            estate.authorities(), estate.threshold(), clock, estate.testEstateAllowed());
    this.clock = clock;
    this.random = random;
    this.schedule = new Periodic("relay-directory", timers, this::refreshAndPlan);
  }

  /** Loads what was kept; fetches nothing before {@link #start} or {@link #refresh}. */
  public static DirectoryClient open(
      Estate estate,
      RelayListStore lists,
      GuardStore guardStore,
      GuardChooser chooser,
      TimerPort timers,
      Clock clock,
      RandomSource random) {
    DirectoryClient client =
        new DirectoryClient(estate, lists, guardStore, chooser, timers, clock, random);
    client.loadKept();
    return client;
  }

  /** Refreshes at once and then on schedule, in the background. */
  public void start() {
    schedule.in(Duration.ZERO);
  }

  @Override
  public List<ListedRelay> guards() {
    VerifiedRelayList current = current();
    List<ListedRelay> found = new ArrayList<>();
    if (current != null) {
      for (GuardStore.Guard guard : guards) {
        current.find(guard.relayId()).ifPresent(found::add);
      }
    }
    return found;
  }

  @Override
  public Optional<ListedRelay> find(Bytes relayId) {
    VerifiedRelayList current = current();
    return current == null ? Optional.empty() : current.find(relayId);
  }

  @Override
  public List<ListedRelay> listed() {
    VerifiedRelayList current = current();
    return current == null ? List.of() : current.relays();
  }

  /** Issuers of tokens that the list names. */
  public List<ListedIssuer> issuers() {
    VerifiedRelayList current = current();
    return current == null ? List.of() : current.issuers();
  }

  @Override
  public boolean singleFamilyAllowed() {
    VerifiedRelayList current = current();
    return current != null && current.singleFamilyAllowed();
  }

  /** Why the last list was refused; empty once one counted. */
  public Optional<ProtocolException> lastRefusal() {
    return lastRefusal;
  }

  /**
   * Fetches the list now, from one directory after the other in random order until one serves a
   * good one. Blocks.
   */
  public synchronized Refresh refresh() {
    Refresh result = Refresh.UNREACHABLE;
    for (Estate.Directory directory : shuffled(estate.directories())) {
      Refresh one = fetchFrom(directory);
      if (one == Refresh.UPDATED || one == Refresh.UNCHANGED) {
        return one;
      }
      result = one.compareTo(result) > 0 ? one : result; // the most telling failure
    }
    return result;
  }

  private Refresh fetchFrom(Estate.Directory directory) {
    try (PinnedHttps https = new PinnedHttps(directory.server(), directory.tlsPin())) {
      PinnedHttps.Answer answer = https.get(DirectoryPaths.LIST, Optional.empty(), MAX_ANSWER);
      if (!answer.ok()) {
        return Refresh.UNREACHABLE;
      }
      VerifiedRelayList fetched = verifier.verify(answer.body(), newestVersion);
      lastRefusal = Optional.empty();
      if (list != null && fetched.version() == newestVersion) {
        return Refresh.UNCHANGED; // also where a directory shows another list of the same version
      }
      lists.save(answer.body());
      take(fetched);
      return Refresh.UPDATED;
    } catch (PinnedHttps.PinMismatchException e) {
      return Refresh.PIN_MISMATCH;
    } catch (IOException e) {
      return Refresh.UNREACHABLE;
    } catch (ProtocolException e) {
      lastRefusal = Optional.of(e);
      return Refresh.REFUSED;
    }
  }

  @Rule("DIR-12")
  private synchronized void loadKept() {
    guards = guardStore.load();
    Optional<Bytes> kept = lists.load();
    if (kept.isPresent()) {
      newestVersion = verifier.signedVersion(kept.get());
      try {
        take(verifier.verify(kept.get(), newestVersion));
      } catch (ProtocolException expired) {
        lastRefusal = Optional.of(expired); // its version still holds off older lists
      }
    }
  }

  private void take(VerifiedRelayList fresh) {
    newestVersion = fresh.version();
    List<GuardStore.Guard> chosen = chooser.choose(fresh, guards);
    if (!chosen.equals(guards)) {
      guardStore.save(chosen);
    }
    guards = List.copyOf(chosen);
    list = fresh;
  }

  private @Nullable VerifiedRelayList current() {
    VerifiedRelayList held = list;
    return held != null && clock.instant().isBefore(held.notAfter()) ? held : null;
  }

  private Duration refreshAndPlan() {
    Refresh result = refresh();
    boolean good = result == Refresh.UPDATED || result == Refresh.UNCHANGED;
    return good
        ? Jitter.between(REFRESH_LEAST, REFRESH_MOST, random)
        : Jitter.between(RETRY_LEAST, RETRY_MOST, random);
  }

  private List<Estate.Directory> shuffled(List<Estate.Directory> directories) {
    List<Estate.Directory> rest = new ArrayList<>(directories);
    List<Estate.Directory> order = new ArrayList<>();
    while (!rest.isEmpty()) {
      order.add(rest.remove((random.bytes(1).at(0) & 0xff) % rest.size()));
    }
    return order;
  }

  @Override
  public void close() {
    schedule.close();
  }
}
