package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.engine.api.ModeWish;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Which changes of mode there are in a call, who is asked for them, and what follows from one that
 * both sides agreed on. Effect thread only.
 */
final class ModeSwitches {
  /** What becomes of a request of the other side. */
  enum Verdict {
    GRANTED,
    /** The person is asked. */
    OPEN,
    REFUSED
  }

  private final EnginePorts ports;
  private final Paths paths;
  private final Abilities abilities;
  private final Reports reports;

  ModeSwitches(EnginePorts ports, Paths paths, Reports reports) {
    this.ports = ports;
    this.paths = paths;
    this.abilities = new Abilities(ports.media());
    this.reports = reports;
  }

  /** The mode of the connections that are made from now on; empty once the leg is closed. */
  Optional<CallMode> current(LegId leg) {
    return paths.known(leg).flatMap(LegPaths::mode);
  }

  /** Whether this side may ask for that mode now; one that is weaker counts. */
  @Rule("CALL-60")
  boolean takeAsking(LegId leg, LegKeys keys, CallMode to) {
    Optional<CallMode> from = current(leg);
    show(leg, Optional.empty());
    if (from.isEmpty() || !mayBecome(keys, from.get(), to)) {
      return false;
    }
    if (to.isStricterThan(from.get()) || keys.modes().takeOwn(ports.clock().instant())) {
      return true;
    }
    show(leg, Optional.of(ModeWish.TOO_OFTEN));
    return false;
  }

  private void show(LegId leg, Optional<ModeWish> wish) {
    reports.show(leg.call(), view -> view.wish = wish);
  }

  /**
   * What is stricter nobody is asked for, since nobody loses by it; what is weaker only a person
   * approves. A request that was refused stays so, whatever was approved since: the other side may
   * have taken the refusal.
   */
  @Rule({"CALL-61", "CALL-66"})
  Verdict judge(LegId leg, LegKeys keys, RekeyMessage request) {
    Verdict verdict =
        keys.modes().isRefused(request) ? Verdict.REFUSED : judgeNew(leg, keys, request);
    if (verdict == Verdict.REFUSED) {
      keys.modes().refuse(request);
    }
    return verdict;
  }

  private Verdict judgeNew(LegId leg, LegKeys keys, RekeyMessage request) {
    Optional<CallMode> from = current(leg);
    CallMode to = request.to().orElseThrow();
    if (from.isEmpty() || !request.from().equals(from) || !mayBecome(keys, from.get(), to)) {
      return Verdict.REFUSED;
    }
    if (to.isStricterThan(from.get()) || isApproved(keys, to)) {
      return Verdict.GRANTED;
    }
    if (!keys.modes().opens(request, ports.clock().instant())) {
      return Verdict.REFUSED;
    }
    reports.show(leg.call(), view -> view.requested = Optional.of(to));
    return Verdict.OPEN;
  }

  /** The person here said yes to it, or asked for it too. */
  private boolean isApproved(LegKeys keys, CallMode to) {
    return keys.modes().isApproved(to, ports.clock().instant())
        || keys.rekey().filter(rekey -> rekey.isWanted(to)).isPresent();
  }

  /** Both devices can do it, and this person's rules for the contact allow it. */
  private boolean mayBecome(LegKeys keys, CallMode from, CallMode to) {
    if (to == from || !abilities.mayBecome(to, keys.media(), keys.theirs())) {
      return false;
    }
    return to.isStricterThan(from) ? keys.modes().mayBecomeStricter() : allows(keys, to);
  }

  @Rule("CALL-65")
  private boolean allows(LegKeys keys, CallMode to) {
    Optional<ContactPolicy> policy = ports.contacts().policy(keys.peer().device().user());
    return policy.isPresent()
        && ModePolicy.of(to).meets(policy.get().floor())
        && (!policy.get().requirePq() || abilities.keying(to) != MediaEngine.Keying.DTLS_ONLY);
  }

  void asked(LegId leg, CallMode to) {
    reports.show(leg.call(), view -> view.switching = Optional.of(to));
  }

  void takingBack(LegId leg) {
    show(leg, Optional.of(ModeWish.TAKING_BACK));
  }

  void tookBack(LegId leg) {
    show(leg, Optional.empty());
  }

  void declined(LegId leg) {
    current(leg).ifPresent(mode -> reports.show(leg.call(), view -> view.switchesTo(mode)));
  }

  /** The person was asked, and has answered or waited too long. */
  void answered(LegId leg) {
    reports.show(leg.call(), view -> view.requested = Optional.empty());
  }

  /**
   * @param asked whether this side asked for it, and so makes the new connection
   */
  @Rule("CALL-62")
  void agreed(LegId leg, LegKeys keys, CallMode to, boolean asked) {
    keys.modes().agreed(current(leg).filter(to::isStricterThan).isPresent());
    paths.known(leg).ifPresent(all -> all.agreed(to));
    ports.media().prepare(to);
    answered(leg);
    reports.show(leg.call(), view -> view.switchesTo(to));
    reports.post(new PathEvent.NextAgreed(leg.call(), leg.device(), asked));
    note(keys.peer().device().user(), to);
  }

  /** A log that cannot be written ends no call. */
  private void note(UserAddress contact, CallMode to) {
    try {
      ports.records().modeChanged(contact, to, ports.clock().instant());
    } catch (RuntimeException notWritten) {
      ports.trace().trace(Trace.of(TraceCode.EFFECT_FAILED));
    }
  }
}
