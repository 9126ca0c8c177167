package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * Changes the keys of calls that run, and with them the mode where that is asked for: does what
 * {@link Rekeying} says, leg by leg. Effect thread only.
 */
final class Rekeys {
  private final EnginePorts ports;
  private final EngineThreads threads;
  private final Keyring keyring;
  private final MessageSender sender;
  private final ModeSwitches modes;
  private final Reports reports;

  Rekeys(
      EnginePorts ports,
      EngineThreads threads,
      Keyring keyring,
      MessageSender sender,
      ModeSwitches modes,
      Reports reports) {
    this.ports = ports;
    this.threads = threads;
    this.keyring = keyring;
    this.sender = sender;
    this.modes = modes;
    this.reports = reports;
  }

  /** The two people talk. Only the first time counts, and only where the other side can do it. */
  void talking(LegId leg) {
    Optional<LegKeys> keys = keyring.find(leg);
    if (keys.isEmpty() || !Abilities.changesKeys(keys.get().theirs()) || begun(keys.get())) {
      return;
    }
    Rekeying.Step begun = Rekeying.start(leg.call().own(), ports.clock().instant());
    keys.get().rekeyFrom(begun.next());
    keys.get()
        .shield()
        .whenProven(epoch -> threads.effects().execute(() -> step(leg, s -> s.heard(epoch))));
    run(leg, keys.get(), begun, Optional.empty());
  }

  private static boolean begun(LegKeys keys) {
    return keys.rekey().isPresent();
  }

  /** The person asks for another mode; nothing, where that cannot be. */
  void ask(LegId leg, CallMode to) {
    Optional<LegKeys> keys = keyring.find(leg).filter(Rekeys::begun);
    if (keys.isEmpty()) {
      return;
    }
    LegRekey rekey = keys.get().rekey().orElseThrow();
    if (rekey.state().wantsMode()) {
      takeBack(leg, rekey, to);
    } else if (modes.takeAsking(leg, keys.get(), to)) {
      rekey.wants(to);
      modes.asked(leg, to);
      step(leg, Rekeying::modeWanted);
    }
  }

  /** Who wants the mode that is in use does not want the one that was asked for. */
  private void takeBack(LegId leg, LegRekey rekey, CallMode to) {
    if (rekey.isTakenBack() || !modes.current(leg).equals(Optional.of(to))) {
      return;
    }
    boolean said = rekey.state().asked() == Rekeying.Wish.MODE;
    if (said) {
      rekey.takeBack();
      modes.takingBack(leg);
    } else {
      modes.declined(leg);
    }
    step(leg, Rekeying::modeUnwanted);
  }

  void anotherConnection(LegId leg) {
    renew(leg, Rekeying::anotherConnection);
  }

  /** Nothing where media has no key of the call's. */
  @Rule("KEY-17")
  private void renew(LegId leg, Function<Rekeying, Rekeying.Step> event) {
    if (modes.current(leg).filter(mode -> ModePolicy.of(mode).shielded()).isPresent()) {
      step(leg, event);
    }
  }

  /** Something of that device under the policy key of that epoch was found good. */
  void heard(LegId leg, int epoch) {
    step(leg, state -> state.heard(epoch));
  }

  /**
   * A message under the policy key.
   *
   * @return true for a request for another mode: the machine is told of all else
   */
  boolean takes(SealedCall sealed, CallMessage decoded, LegId leg, LegKeys keys) {
    if (decoded instanceof CallMessage.ModeSwitchAck ack && !ack.approved()) {
      refused(leg, keys, ack);
    }
    Optional<RekeyMessage> message = RekeyMessage.of(sealed, decoded);
    if (message.isEmpty()) {
      return false;
    }
    if (decoded instanceof CallMessage.ModeSwitchRequest) {
      requested(leg, keys, message.get());
      return true;
    }
    received(leg, keys, message.get());
    return false;
  }

  private void requested(LegId leg, LegKeys keys, RekeyMessage request) {
    if (keys.rekey().isEmpty() && Abilities.changesKeys(keys.theirs())) {
      return; // it is said again once the two talk
    }
    switch (verdict(leg, keys, request)) {
      case GRANTED -> received(leg, keys, request);
      case OPEN -> after(LegModes.PATIENCE, () -> expired(leg, request));
      case REFUSED -> // by the machine, where people talk
          reports.post(
              new MessageEvent.ModeSwitchRequestReceived(
                  leg.call(),
                  leg.device(),
                  request.epoch(),
                  request.to().orElseThrow(),
                  request.name()));
    }
  }

  private ModeSwitches.Verdict verdict(LegId leg, LegKeys keys, RekeyMessage request) {
    Optional<LegRekey> rekey = keys.rekey();
    if (rekey.isEmpty()) {
      return ModeSwitches.Verdict.REFUSED;
    }
    return rekey.get().isRepeated(request.core())
        ? ModeSwitches.Verdict.GRANTED
        : modes.judge(leg, keys, request);
  }

  private void expired(LegId leg, RekeyMessage request) {
    Optional<LegKeys> keys = keyring.find(leg);
    if (keys.isPresent() && keys.get().modes().open().equals(Optional.of(request))) {
      answer(leg, false);
    }
  }

  /** The person answers the request that is open; nothing, where none is. */
  void answer(LegId leg, boolean approved) {
    Optional<LegKeys> keys = keyring.find(leg);
    Optional<RekeyMessage> open = keys.flatMap(known -> known.modes().open());
    if (open.isEmpty()) {
      return;
    }
    modes.answered(leg);
    if (approved) {
      keys.get().modes().approve(ports.clock().instant());
      received(leg, keys.get(), open.get());
    } else {
      keys.get().modes().refuse();
      sender.send(leg, open.get().refusal(), false);
    }
  }

  /** A request that this side grants, or a reply. */
  private void received(LegId leg, LegKeys keys, RekeyMessage message) {
    Optional<LegRekey> rekey = keys.rekey();
    if (rekey.isEmpty() || message.isReply() && !rekey.get().isAnsweredBy(message)) {
      return;
    }
    Rekeying state = rekey.get().state();
    Rekeying.Step step =
        message.isReply()
            ? state.replied(message.wish(), message.epoch())
            : state.requested(
                message.wish(),
                message.epoch(),
                message.under(),
                rekey.get().isRepeated(message.core()),
                ports.clock().instant());
    run(leg, keys, step, Optional.of(message));
  }

  /** The other side refused a mode: the one that is asked for, or one that it asked for itself. */
  private void refused(LegId leg, LegKeys keys, CallMessage.ModeSwitchAck refusal) {
    int epoch = refusal.epoch();
    Optional<LegRekey> rekey = keys.rekey();
    if (rekey.isEmpty()) {
      return;
    }
    if (!rekey.get().isRefusedBy(refusal)) {
      takenBack(leg, keys, rekey.get(), refusal.refuses());
    } else if (rekey.get().state().isOpen(epoch)) {
      rekey.get().forgetAsked();
      modes.declined(leg);
      step(leg, state -> state.declined(epoch));
    }
  }

  /** A question ends as with a no of the person here; what was answered with yes stands. */
  private void takenBack(LegId leg, LegKeys keys, LegRekey rekey, Bytes name) {
    if (rekey.hasAnswered(name)) {
      return;
    }
    keys.modes().takenBack(name);
    if (keys.modes().open().filter(open -> open.name().equals(name)).isPresent()) {
      answer(leg, false);
    }
  }

  /** Nothing, once the leg is closed. */
  private void step(LegId leg, Function<Rekeying, Rekeying.Step> event) {
    Optional<LegKeys> keys = keyring.find(leg);
    Optional<LegRekey> rekey = keys.flatMap(LegKeys::rekey);
    if (rekey.isPresent()) {
      run(leg, keys.orElseThrow(), event.apply(rekey.get().state()), Optional.empty());
    }
  }

  private void run(LegId leg, LegKeys keys, Rekeying.Step step, Optional<RekeyMessage> came) {
    LegRekey rekey = keys.rekey().orElseThrow();
    Rekeying before = rekey.state();
    rekey.become(step.next()); // says what seals the messages of the acts
    try {
      for (Rekeying.Act act : step.acts()) {
        run(act, leg, keys, rekey, step.next(), came);
      }
      if (rekey.endTakingBack()) {
        tookBack(leg, rekey);
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

  /** It was answered; or it is to be asked for anew, and is not. */
  private void tookBack(LegId leg, LegRekey rekey) {
    if (rekey.state().wantsMode()) {
      modes.declined(leg);
      step(leg, Rekeying::modeUnwanted);
    }
    modes.tookBack(leg);
  }

  private void run(
      Rekeying.Act act,
      LegId leg,
      LegKeys keys,
      LegRekey rekey,
      Rekeying next,
      Optional<RekeyMessage> came)
      throws ProtocolException {
    CallKeys policy = keys.policy().orElseThrow();
    switch (act) {
      case ASK ->
          sender.send(
              leg,
              rekey.ask(leg.call().id(), modes.current(leg).orElseThrow(), ports.random()),
              false);
      case ASK_AGAIN -> {
        if (rekey.isTakenBack()) {
          rekey.withdrawal().ifPresent(back -> sender.send(leg, back, false));
        }
        rekey.openRequest().ifPresent(request -> sender.send(leg, request, false));
      }
      case TAKE_BACK -> rekey.withdrawal().ifPresent(back -> sender.send(leg, back, false));
      case REPLY -> {
        var reply = rekey.reply(policy, came.orElseThrow(), ports.random());
        keys.shield().hold(policy);
        sender.send(leg, reply, false);
        trace(TraceCode.REKEYED);
        came.get().to().ifPresent(mode -> modes.agreed(leg, keys, mode, false));
      }
      case REPLY_AGAIN -> rekey.lastReply().ifPresent(reply -> sender.send(leg, reply, false));
      case OPEN -> {
        rekey.open(policy, came.orElseThrow());
        keys.shield().hold(policy);
        trace(TraceCode.REKEYED);
        came.get().to().ifPresent(mode -> modes.agreed(leg, keys, mode, true));
      }
      case SEAL_WITH_NEWEST -> keys.shield().use(policy);
      case START_LIFETIME ->
          after(Rekeying.LIFETIME, () -> renew(leg, state -> state.due(next.newest())));
      case START_RETRY ->
          after(Rekeying.RETRY, () -> step(leg, state -> state.retry(next.newest() + 1)));
      case START_LINGER ->
          after(Rekeying.LINGER, () -> step(leg, state -> state.lingered(next.newest())));
      case WIPE_OLD -> {
        policy.retirePrevious();
        keys.shield().retirePrevious();
      }
    }
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }

  private void after(Duration delay, Runnable event) {
    ports.timers().after(delay, () -> threads.effects().execute(event));
  }
}
