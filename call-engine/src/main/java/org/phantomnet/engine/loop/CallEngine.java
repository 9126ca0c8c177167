package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.SecureChannel.Peer;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.Occupancy;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * The calls of one device, composed from its ports: the engine's front door. Sets itself as the
 * channel's receiver. Thread-safe; lives until {@link #close}.
 */
public final class CallEngine implements Calls {
  /** How long {@link #close} waits for engines to be gone. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Duration RECORD_AGAIN = Duration.ofSeconds(2);
  private static final int RECORD_ATTEMPTS = 30;

  private final EnginePorts ports;
  private final EngineThreads threads;
  private final CallLoop loop;
  private final Abilities abilities;
  private final MessageReceiver receiver;
  private int notRecorded; // effect thread only
  private volatile boolean closed;
  private LocalNetworks.Watch watch = () -> {};

  private CallEngine(EnginePorts ports, EngineThreads threads) {
    this.ports = ports;
    this.threads = threads;
    Keyring keyring = new Keyring();
    this.loop = new CallLoop(ports, threads, keyring);
    this.abilities = new Abilities(ports.media());
    this.receiver =
        new MessageReceiver(
            ports,
            keyring,
            loop.paths(),
            loop.rekeys(),
            loop.moves(),
            loop.videos(),
            loop,
            abilities);
  }

  /** Starts the engine on two threads of its own. */
  public static CallEngine start(EnginePorts ports) {
    return start(ports, new RealThreads());
  }

  /** Starts the engine on the given threads. */
  public static CallEngine start(EnginePorts ports, EngineThreads threads) {
    CallEngine engine = new CallEngine(ports, threads);
    threads.effects().execute(() -> ports.records().addKept());
    ports.channel().setReceiver(engine::received);
    engine.watch =
        ports.networks().watch(() -> threads.loop().execute(engine.loop::networkChanged));
    return engine;
  }

  /**
   * The contact book is read on the loop, the message checked on the effect thread. It is taken
   * when what it left in the records is durable, or it was refused.
   */
  private void received(SecureChannel.Received message, Runnable taken) {
    threads
        .loop()
        .execute(
            () -> {
              Optional<ContactPolicy> policy = ports.contacts().policy(message.from().user());
              threads.effects().execute(() -> receive(message, policy, taken));
            });
  }

  private void receive(
      SecureChannel.Received message, Optional<ContactPolicy> policy, Runnable taken) {
    try {
      receiver.receive(message, policy);
      notRecorded = 0;
    } catch (MessageReceiver.NotRecorded e) {
      if (comesAgain()) {
        return;
      }
      threads.bug(e);
    } catch (RuntimeException bug) {
      threads.bug(bug); // and again if it came again: it must not block what follows it
    }
    taken.run();
  }

  /**
   * A disk that is full may be freed: the message stays in the inbox, and the channel gives what
   * was not taken anew to a receiver that is set again; but it does not block later calls for long.
   */
  @Rule("SESS-15")
  private boolean comesAgain() {
    notRecorded++;
    if (notRecorded >= RECORD_ATTEMPTS) {
      notRecorded = 0;
      return false;
    }
    ports
        .timers()
        .after(
            RECORD_AGAIN,
            () -> {
              if (!closed) {
                ports.channel().setReceiver(this::received);
              }
            });
    return true;
  }

  @Override
  public CallId start(UserAddress contact, MediaKind media, CallMode mode) {
    CallId id = new CallId(ports.random().bytes(CallId.LENGTH));
    threads.loop().execute(() -> loop.handle(starting(id, contact, media, mode)));
    return id;
  }

  private PersonEvent.StartRequested starting(
      CallId id, UserAddress contact, MediaKind media, CallMode mode) {
    List<Peer> peers = ports.channel().peers(contact);
    Bytes identity = peers.isEmpty() ? Bytes.EMPTY : peers.get(0).identity();
    List<Integer> devices =
        peers.stream()
            .filter(peer -> peer.identity().equals(identity))
            .map(peer -> peer.device().device())
            .collect(Collectors.toList());
    return new PersonEvent.StartRequested(
        new CallRef(id, Role.CALLER),
        contact,
        identity,
        devices,
        ports.contacts().policy(contact),
        mode,
        media,
        Rank.of(id, ports.channel().self()),
        abilities.of(mode, media),
        Occupancy.FREE);
  }

  @Override
  public void answer(CallId call) {
    loop.post(new PersonEvent.AnswerPressed(new CallRef(call, Role.CALLEE)));
  }

  @Override
  public void decline(CallId call) {
    loop.post(new PersonEvent.DeclinePressed(new CallRef(call, Role.CALLEE)));
  }

  @Override
  public void hangup(CallId call) {
    threads
        .loop()
        .execute(
            () ->
                ofId(call)
                    .forEach(live -> loop.handle(new PersonEvent.HangupPressed(live.call()))));
  }

  @Override
  public void setMuted(CallId call, boolean muted) {
    threads
        .loop()
        .execute(
            () ->
                ofId(call)
                    .forEach(live -> loop.handle(new PersonEvent.MutePressed(live.call(), muted))));
  }

  @Override
  public void setHeld(CallId call, boolean held) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().hold(live.call(), held)));
  }

  @Override
  public void setPictures(CallId call, PictureChoice pictures) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().choose(live.call(), pictures)));
  }

  @Override
  public void switchMode(CallId call, CallMode to) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().switchMode(live.call(), to)));
  }

  @Override
  public void answerSwitch(CallId call, boolean approved) {
    threads
        .loop()
        .execute(
            () -> ofId(call).forEach(live -> loop.actions().answerSwitch(live.call(), approved)));
  }

  @Override
  public void move(CallId call, int device) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().move(live.call(), device)));
  }

  @Override
  public void requestVideo(CallId call) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().requestVideo(live.call())));
  }

  @Override
  public void approveVideo(CallId call, PictureChoice pictures) {
    threads
        .loop()
        .execute(
            () -> ofId(call).forEach(live -> loop.actions().approveVideo(live.call(), pictures)));
  }

  @Override
  public void declineVideo(CallId call) {
    threads
        .loop()
        .execute(() -> ofId(call).forEach(live -> loop.actions().declineVideo(live.call())));
  }

  @Override
  public void endVideo(CallId call) {
    threads.loop().execute(() -> ofId(call).forEach(live -> loop.actions().endVideo(live.call())));
  }

  private List<CallState> ofId(CallId id) {
    return loop.calls().live().stream()
        .filter(state -> state.call().id().equals(id))
        .collect(Collectors.toList());
  }

  @Override
  public void subscribe(Listener listener) {
    loop.subscribe(listener);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    CountDownLatch released = loop.close();
    threads.await(released, CLOSE_LIMIT);
    threads.stop();
  }
}
