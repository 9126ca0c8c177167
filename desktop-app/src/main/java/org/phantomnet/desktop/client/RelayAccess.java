package org.phantomnet.desktop.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.phantomnet.engine.port.GrantSource;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.relays.DirectoryClient;
import org.phantomnet.messenger.relays.GrantPool;
import org.phantomnet.messenger.relays.GuardChooser;
import org.phantomnet.messenger.relays.TokenPass;
import org.phantomnet.messenger.relays.TokenPassStore;
import org.phantomnet.messenger.relays.TokenPool;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;

/**
 * The relays this client may use, kept fresh in the background: the verified list, its guards and
 * their grants. Lives until {@link #close}.
 */
final class RelayAccess implements AutoCloseable {
  private static final Duration WATCH_EVERY = Duration.ofMillis(100);

  private final DirectoryClient directory;
  private final GrantPool grants;
  private final TokenPool tokens;
  private final AtomicBoolean retries = new AtomicBoolean();

  private RelayAccess(DirectoryClient directory, GrantPool grants, TokenPool tokens) {
    this.directory = directory;
    this.grants = grants;
    this.tokens = tokens;
  }

  /**
   * Starts fetching.
   *
   * @param ready run once, on the timers' thread, when every guard has a grant in stock
   */
  static RelayAccess start(
      Client.Settings settings,
      Messenger messenger,
      RandomSource random,
      TimerPort timers,
      Runnable ready) {
    DirectoryClient directory =
        DirectoryClient.open(
            settings.estate().estate(),
            messenger.relayListStore(),
            messenger.guardStore(),
            new GuardChooser(settings.clock(), random),
            timers,
            settings.clock(),
            random);
    TokenPassStore kept = messenger.tokenPassStore();
    TokenPool tokens = new TokenPool(directory, kept::load, settings.clock(), random);
    GrantPool grants =
        new GrantPool(directory, Optional.of(tokens), timers, settings.clock(), random);
    RelayAccess access = new RelayAccess(directory, grants, tokens);
    access.inBackground(access::fetchFirst);
    access.watch(timers, ready);
    return access;
  }

  private void inBackground(Runnable fetching) {
    Thread first = new Thread(fetching, "relays-first");
    first.setDaemon(true);
    first.start();
  }

  /**
   * The first list and grants come one after the other and at once; later ones on their own
   * schedules.
   */
  private synchronized void fetchFirst() {
    directory.refresh();
    grants.refill();
    directory.start();
    grants.start();
  }

  /**
   * The mailbox is reached: if nothing could be fetched so far, the network was away, and waiting
   * for the schedules of both would keep calls away for minutes. Any thread; does not block.
   */
  void networkIsBack() {
    if (!suffices(true) && retries.compareAndSet(false, true)) {
      inBackground(this::fetchAgain);
    }
  }

  private synchronized void fetchAgain() {
    retries.set(false);
    if (suffices(true)) {
      return; // the first fetching, which was under way, has done it
    }
    if (directory.guards().isEmpty()) {
      directory.refresh();
    }
    grants.refill();
  }

  /**
   * A caller takes the first guard with a grant (CALL-28); a callee may need any of them, for it
   * must not share the caller's operator (CALL-29).
   */
  boolean suffices(boolean outgoing) {
    List<ListedRelay> guards = directory.guards();
    return outgoing
        ? guards.stream().anyMatch(guard -> grants.held(guard.relayId()) > 0)
        : !guards.isEmpty() && guards.stream().allMatch(guard -> grants.held(guard.relayId()) > 0);
  }

  private void watch(TimerPort timers, Runnable ready) {
    if (suffices(false)) {
      ready.run();
    } else {
      timers.after(WATCH_EVERY, () -> watch(timers, ready));
    }
  }

  /** There is a new pass: it is tried in the background. Any thread; does not block. */
  void passesChanged() {
    inBackground(this::fetchMore);
  }

  private synchronized void fetchMore() {
    grants.refill();
  }

  /** Whether the list names an issuer of tokens of that name. */
  boolean lists(String issuer) {
    return directory.issuers().stream().anyMatch(one -> one.keys().issuerName().equals(issuer));
  }

  TokenPass.State state(TokenPass pass) {
    return tokens.state(pass);
  }

  RelayDiscovery discovery() {
    return directory;
  }

  GrantSource grants() {
    return grants;
  }

  @Override
  public void close() {
    grants.close();
    directory.close();
  }
}
