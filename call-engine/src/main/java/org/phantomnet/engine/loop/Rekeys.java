package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * Changes the keys of calls that run: does what {@link Rekeying} says, leg by leg. Effect thread
 * only.
 */
final class Rekeys {
  /** A REKEY that was found good, and its core as it came. */
  private record Came(CallMessage.Rekey message, Bytes core) {}

  private final EnginePorts ports;
  private final EngineThreads threads;
  private final Keyring keyring;
  private final MessageSender sender;
  private final Reports reports;

  Rekeys(
      EnginePorts ports,
      EngineThreads threads,
      Keyring keyring,
      MessageSender sender,
      Reports reports) {
    this.ports = ports;
    this.threads = threads;
    this.keyring = keyring;
    this.sender = sender;
    this.reports = reports;
  }

  /** The two people talk. Only the first time counts, and only where media is shielded. */
  void talking(LegId leg, CallMode mode) {
    Optional<LegKeys> keys = keyring.find(leg);
    if (!ModePolicy.of(mode).shielded() || keys.isEmpty() || keys.get().rekey().isPresent()) {
      return;
    }
    Rekeying.Step begun = Rekeying.start(leg.call().own(), ports.clock().instant());
    keys.get().rekeyFrom(begun.next());
    keys.get()
        .shield()
        .whenProven(
            epoch -> threads.effects().execute(() -> step(leg, state -> state.heard(epoch))));
    run(leg, keys.get(), begun, Optional.empty());
  }

  /** The person asks for a stricter mode. */
  void ask(CallRef call, CallMode to) {
    throw new IllegalStateException("not yet");
  }

  void anotherConnection(LegId leg) {
    step(leg, Rekeying::anotherConnection);
  }

  /** Something of that device under the policy key of that epoch was found good. */
  void heard(LegId leg, int epoch) {
    step(leg, state -> state.heard(epoch));
  }

  /** A REKEY under the policy key. */
  void received(LegId leg, LegKeys keys, SealedCall sealed, CallMessage.Rekey message) {
    Optional<LegRekey> rekey = keys.rekey();
    if (rekey.isEmpty()) {
      return;
    }
    Rekeying state = rekey.get().state();
    Rekeying.Step step =
        message.reply()
            ? state.replied(message.epoch())
            : state.requested(
                message.epoch(),
                sealed.epoch(),
                rekey.get().isRepeated(sealed.core()),
                ports.clock().instant());
    run(leg, keys, step, Optional.of(new Came(message, sealed.core())));
  }

  /** Nothing, once the leg is closed. */
  private void step(LegId leg, Function<Rekeying, Rekeying.Step> event) {
    Optional<LegKeys> keys = keyring.find(leg);
    Optional<LegRekey> rekey = keys.flatMap(LegKeys::rekey);
    if (rekey.isPresent()) {
      run(leg, keys.orElseThrow(), event.apply(rekey.get().state()), Optional.empty());
    }
  }

  private void run(LegId leg, LegKeys keys, Rekeying.Step step, Optional<Came> came) {
    LegRekey rekey = keys.rekey().orElseThrow();
    Rekeying before = rekey.state();
    rekey.become(step.next()); // says what seals the messages of the acts
    try {
      for (Rekeying.Act act : step.acts()) {
        run(act, leg, keys, rekey, step.next(), came);
      }
    } catch (ProtocolException unusable) {
      rekey.become(before); // no epoch opened
      trace(TraceCode.MESSAGE_REFUSED);
      reports.post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
    } catch (RuntimeException bug) {
      trace(TraceCode.EFFECT_FAILED);
      threads.bug(bug);
      reports.post(
          new CheckEvent.EffectFailed(leg.call(), leg.device(), CheckEvent.Failure.INTERNAL));
    }
  }

  private void run(
      Rekeying.Act act, LegId leg, LegKeys keys, LegRekey rekey, Rekeying next, Optional<Came> came)
      throws ProtocolException {
    CallKeys policy = keys.policy().orElseThrow();
    switch (act) {
      case ASK -> sender.send(leg, rekey.ask(leg.call().id(), ports.random()), false);
      case ASK_AGAIN -> rekey.openRequest().ifPresent(request -> sender.send(leg, request, false));
      case REPLY -> {
        Came request = came.orElseThrow();
        CallMessage.Rekey reply =
            rekey.reply(policy, request.message(), request.core(), ports.random());
        keys.shield().hold(policy);
        sender.send(leg, reply, false);
        trace(TraceCode.REKEYED);
      }
      case REPLY_AGAIN -> rekey.lastReply().ifPresent(reply -> sender.send(leg, reply, false));
      case OPEN -> {
        rekey.open(policy, came.orElseThrow().message(), came.orElseThrow().core());
        keys.shield().hold(policy);
        trace(TraceCode.REKEYED);
      }
      case SEAL_WITH_NEWEST -> keys.shield().use(policy);
      case START_LIFETIME -> after(Rekeying.LIFETIME, leg, state -> state.due(next.newest()));
      case START_RETRY -> after(Rekeying.RETRY, leg, state -> state.retry(next.newest() + 1));
      case START_LINGER -> after(Rekeying.LINGER, leg, state -> state.lingered(next.newest()));
      case WIPE_OLD -> {
        policy.retirePrevious();
        keys.shield().retirePrevious();
      }
    }
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }

  private void after(Duration delay, LegId leg, Function<Rekeying, Rekeying.Step> event) {
    ports.timers().after(delay, () -> threads.effects().execute(() -> step(leg, event)));
  }
}
