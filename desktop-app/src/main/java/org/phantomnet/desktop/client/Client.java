package org.phantomnet.desktop.client;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.media.DesktopEngine;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.desktop.platform.SystemTimers;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.loop.CallEngine;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerConfig;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.mailbox.HttpMailbox;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * The desktop client's composition root: where clock, chance, timers, store, mailbox, relays and
 * media engine meet. Methods are for one thread; listeners are called from others. Lives until
 * {@link #close}.
 */
public final class Client implements AutoCloseable {
  /**
   * What a client is started with.
   *
   * @param voice spoken in place of a microphone
   */
  public record Settings(
      Path directory,
      EstateFile estate,
      Sound voice,
      Optional<Path> said,
      Optional<Path> heard,
      Clock clock) {}

  /** Told what happens in the engine; from its threads. */
  interface Listener extends Messenger.Listener {
    void callChanged(CallSnapshot snapshot);

    void traced(TracePort.Trace trace);

    /**
     * Relay list, guards and grants are there: calls can be placed. Once per registration or start.
     */
    void callsReady();

    /** A recording begins: "said" or "heard". */
    void recording(String which);
  }

  private final Settings settings;
  private final Listener listener;
  private final RandomSource random = new SystemRandom();
  private final SystemTimers timers = new SystemTimers();
  private final Messenger messenger;
  private final DesktopEngine engine;
  private OpeningTimes times = new OpeningTimes();
  private Optional<RelayAccess> relays = Optional.empty();
  private Optional<Calls> calls = Optional.empty();

  private Client(Settings settings, Listener listener, Messenger messenger, DesktopEngine engine) {
    this.settings = settings;
    this.listener = listener;
    this.messenger = messenger;
    this.engine = engine;
  }

  /**
   * Opens the store and everything above it. Blocks for the passphrase's key derivation.
   *
   * @param passphrase wiped
   */
  static Client open(Settings settings, char[] passphrase, Listener listener)
      throws MessengerException {
    RandomSource random = new SystemRandom();
    OpeningTimes times = new OpeningTimes();
    Messenger messenger =
        Messenger.open(
            new MessengerConfig(
                settings.directory(),
                passphrase,
                new HttpMailbox(settings.estate().mailbox(), settings.clock(), random),
                JdbcSqlStore.factory(random, PassphraseCost.STANDARD, times::keyDerived),
                settings.clock(),
                random));
    messenger.subscribe(listener);
    DesktopEngine engine =
        new DesktopEngine(
            new RecordedVoice(
                settings.voice(), settings.said(), settings.heard(), listener::recording));
    Client client = new Client(settings, listener, messenger, engine);
    if (messenger.isRegistered()) {
      client.startCalls();
    }
    times.finished();
    client.times = times;
    return client;
  }

  Messenger messenger() {
    return messenger;
  }

  Duration keyDerivation() {
    return times.keyDerivation();
  }

  /** From the end of the key derivation until the client could be used. */
  Duration ready() {
    return times.ready();
  }

  /** Opens the account and makes calls possible. */
  void register(String name) throws MessengerException {
    messenger.register(name);
    startCalls();
  }

  Calls calls() throws ClientException {
    return calls.orElseThrow(
        () ->
            new ClientException(
                "NOT_REGISTERED", MessengerException.Reason.NOT_REGISTERED.advice()));
  }

  private void startCalls() {
    RelayAccess access =
        RelayAccess.start(settings, messenger, random, timers, listener::callsReady);
    CallEngine started =
        CallEngine.start(
            new EnginePorts(
                messenger.channel(),
                messenger.contactBook(),
                messenger.callRecords(),
                access.discovery(),
                access.grants(),
                engine,
                UdpTunnel.factory(random),
                timers,
                settings.clock(),
                random,
                listener::traced));
    started.subscribe(listener::callChanged);
    relays = Optional.of(access);
    calls = Optional.of(started);
  }

  /** Ends calls first, so that the other side hears of it, then everything below. Idempotent. */
  @Override
  public void close() {
    calls.ifPresent(Calls::close);
    relays.ifPresent(RelayAccess::close);
    engine.close();
    messenger.close();
    timers.close();
  }
}
