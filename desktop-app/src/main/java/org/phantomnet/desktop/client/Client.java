package org.phantomnet.desktop.client;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.media.DesktopEngine;
import org.phantomnet.desktop.platform.DefaultRoute;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.desktop.platform.SystemTimers;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.loop.CallEngine;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.messenger.Linking;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerConfig;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.MessengerListener;
import org.phantomnet.messenger.mailbox.HttpMailbox;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The desktop client's composition root: where clock, chance, timers, store, mailbox, relays and
 * media engine meet. Methods are for one thread; listeners are called from others. Lives until
 * {@link #close}.
 */
public final class Client implements AutoCloseable {
  /** What a client is started with. */
  public record Settings(
      Path directory,
      EstateFile estate,
      AudioSource audio,
      Optional<VideoSource> video,
      Clock clock,
      PassphraseCost cost) {
    public Settings(
        Path directory, EstateFile estate, AudioSource audio, Clock clock, PassphraseCost cost) {
      this(directory, estate, audio, Optional.empty(), clock, cost);
    }

    public Settings(Path directory, EstateFile estate, AudioSource audio, Clock clock) {
      this(directory, estate, audio, clock, PassphraseCost.STANDARD);
    }

    /** The same with pictures, for calls with video. */
    public Settings with(VideoSource pictures) {
      return new Settings(directory, estate, audio, Optional.of(pictures), clock, cost);
    }
  }

  /** Told what happens in the engine; from its threads. */
  public interface Listener extends MessengerListener {
    default void callChanged(CallSnapshot snapshot) {}

    default void traced(TracePort.Trace trace) {}

    /**
     * Relay list, guards and grants are there: calls can be placed. Once per registration or start.
     */
    default void callsReady() {}

    /** The call is over and its entry is in the history; once for each call. */
    default void callOver(CallSnapshot ended) {}

    /** A recording begins: "said", "heard" or "seen". */
    default void recording(String which) {}

    /** This store is a device of that account now: show whose, and open calls. */
    default void linkedHere(UserAddress self) {}

    /** The linking that was begun here came to nothing. */
    default void linkingFailed(Failure failure) {}
  }

  private final Settings settings;
  private final List<Listener> listeners;
  private final RandomSource random = new SystemRandom();
  private final SystemTimers timers = new SystemTimers();
  private final DefaultRoute route;
  private final LocalNetworks.Watch routeWatch;
  private final Messenger messenger;
  private final DesktopEngine engine;
  private OpeningTimes times = new OpeningTimes();
  private Optional<Linking> linking = Optional.empty();
  private volatile Optional<RelayAccess> relays = Optional.empty();
  private final TokenPasses passes;
  private volatile Optional<Calls> calls = Optional.empty();

  private Client(
      Settings settings, List<Listener> listeners, Messenger messenger, DesktopEngine engine) {
    this.settings = settings;
    this.listeners = listeners;
    this.messenger = messenger;
    this.engine = engine;
    this.passes = new TokenPasses(messenger.tokenPassStore(), () -> relays);
    route = new DefaultRoute(settings.clock(), engine::isInCall);
    routeWatch = route.watch(messenger::networkChanged);
  }

  /**
   * Opens the store and everything above it. Blocks for the passphrase's key derivation.
   *
   * @param passphrase wiped
   */
  static Client open(Settings settings, char[] passphrase, List<Listener> listeners)
      throws MessengerException {
    RandomSource random = new SystemRandom();
    OpeningTimes times = new OpeningTimes();
    Messenger messenger =
        Messenger.open(
            new MessengerConfig(
                settings.directory(),
                passphrase,
                new HttpMailbox(settings.estate().mailbox(), settings.clock(), random),
                JdbcSqlStore.factory(random, settings.cost(), times::keyDerived),
                settings.clock(),
                random));
    listeners.forEach(messenger::subscribe);
    AudioPorts audio =
        settings.audio().open(which -> listeners.forEach(listener -> listener.recording(which)));
    DesktopEngine engine =
        settings
            .video()
            .map(
                video ->
                    new DesktopEngine(
                        audio,
                        video.open(
                            which -> listeners.forEach(listener -> listener.recording(which)))))
            .orElseGet(() -> new DesktopEngine(audio));
    Client client = new Client(settings, listeners, messenger, engine);
    if (messenger.isRegistered() && !messenger.isUnlinked()) {
      client.startCalls();
    }
    times.finished();
    client.times = times;
    return client;
  }

  public Messenger messenger() {
    return messenger;
  }

  /**
   * What is hidden of the own camera's pictures, from the return on.
   *
   * @return false if no camera's pictures are sent
   */
  public boolean hide(CameraChoice.Hidden wanted) {
    return settings.video().filter(video -> video.hide(wanted)).isPresent();
  }

  public Duration keyDerivation() {
    return times.keyDerivation();
  }

  /** From the end of the key derivation until the client could be used. */
  public Duration ready() {
    return times.ready();
  }

  /** Opens the account and makes calls possible. */
  public void register(String name) throws MessengerException {
    messenger.register(name);
    startCalls();
  }

  /**
   * Makes this store a device of an account that exists, in place of a linking begun before; also
   * finishes one that a crash interrupted. Calls are possible before the listener hears of it.
   *
   * @return the code to show to the person at the first device
   */
  public String startLinking(String name) throws MessengerException {
    stopLinking();
    Linking begun = messenger.startLinking(name);
    linking = Optional.of(begun);
    begun
        .completion()
        .handle(
            (self, failure) -> {
              Optional.ofNullable(failure).ifPresentOrElse(this::linkingFailed, () -> linked(self));
              return begun;
            });
    return begun.text();
  }

  /** The person does not want to be linked any more. */
  public void stopLinking() {
    linking.ifPresent(Linking::close);
    linking = Optional.empty();
  }

  private void linked(UserAddress self) {
    startCalls();
    listeners.forEach(listener -> listener.linkedHere(self));
  }

  /** Not told if it was given up. */
  private void linkingFailed(Throwable failure) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    if (cause instanceof MessengerException refused) {
      Failure.of(refused)
          .ifPresent(told -> listeners.forEach(listener -> listener.linkingFailed(told)));
    }
  }

  public Calls calls() throws ClientException {
    return calls.orElseThrow(
        () ->
            new ClientException(
                "NOT_REGISTERED", MessengerException.Reason.NOT_REGISTERED.advice()));
  }

  /** Passes for tokens that this person was given. */
  public TokenPasses passes() {
    return passes;
  }

  /** Whether relays and grants are there for a call that is placed, or answered, now. */
  public boolean canCall(boolean outgoing) {
    return relays.filter(access -> access.suffices(outgoing)).isPresent();
  }

  /**
   * A call that waits for relays and grants; not yet started.
   *
   * @param begin run on another thread
   */
  public WaitingCall waitingCall(boolean outgoing, Runnable begin) {
    return new WaitingCall(() -> canCall(outgoing), timers, begin);
  }

  private synchronized void startCalls() {
    RelayAccess access =
        RelayAccess.start(
            settings, messenger, random, timers, () -> listeners.forEach(Listener::callsReady));
    FinishedCalls records =
        new FinishedCalls(
            messenger.callRecords(),
            ended -> listeners.forEach(listener -> listener.callOver(ended)));
    CallEngine started =
        CallEngine.start(
            new EnginePorts(
                messenger.channel(),
                messenger.contactBook(),
                records,
                access.discovery(),
                access.grants(),
                engine,
                UdpTunnel.factory(random),
                route,
                timers,
                settings.clock(),
                random,
                trace -> listeners.forEach(listener -> listener.traced(trace))));
    listeners.forEach(
        listener ->
            started.subscribe(
                call -> {
                  if (!call.waitsBehindAnother()) {
                    listener.callChanged(call);
                  }
                }));
    started.subscribe(records);
    relays = Optional.of(access);
    calls = Optional.of(started);
    messenger.subscribe(
        new MessengerListener() {
          @Override
          public void connectionState(Mailbox.ConnectionState state) {
            if (state == Mailbox.ConnectionState.QUEUE_DELIVERED) {
              access.networkIsBack();
            }
          }
        });
  }

  /** Ends calls first, so that the other side hears of it, then everything below. Idempotent. */
  @Override
  public void close() {
    routeWatch.close();
    linking.ifPresent(Linking::close);
    calls.ifPresent(Calls::close);
    relays.ifPresent(RelayAccess::close);
    engine.close();
    messenger.close();
    timers.close();
  }
}
