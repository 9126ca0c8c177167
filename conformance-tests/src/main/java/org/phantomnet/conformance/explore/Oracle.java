package org.phantomnet.conformance.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.state.Ability;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.Connected;
import org.phantomnet.engine.state.Connecting;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.Dialing;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.Incoming;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.engine.state.RemoteRinging;
import org.phantomnet.engine.state.Ringing;
import org.phantomnet.engine.state.TimerKind;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What the rules say of one device, decided here a second time and without the machine's code, and
 * compared with what the machine did.
 */
final class Oracle {
  private static final Duration AGE = Duration.ofSeconds(60);

  private final Findings findings;

  Oracle(Findings findings) {
    this.findings = findings;
  }

  /** Before the machine sees the event: does the person here want the call it is about? */
  void wanted(Device device, CallEvent event) {
    if (event instanceof PersonEvent.AnswerPressed) {
      Optional<Leg> leg = device.find(event.call());
      if (leg.isPresent() && leg.get().state instanceof Ringing) {
        leg.get().marks.add(Mark.WANTED);
      }
    } else if (event instanceof PersonEvent.StartRequested) {
      started(device, device.call(event.call()));
    } else if (event instanceof MessageEvent.OfferReceived offer && counts(offer)) {
      int call = device.call(event.call());
      int own = givesWay(device, call);
      if (own >= 0) {
        device.legs.get(call).marks.add(Mark.WANTED);
      }
    }
  }

  /** CALL-16: dialling who calls is an answer, unless it is stricter or would hear of more. */
  private static void started(Device device, int call) {
    device.legs.get(call).marks.add(Mark.STARTED);
    if (!mayStart(device, call)) {
      return;
    }
    Optional<Integer> theirs = checkedOrRinging(device);
    PlacedCall placed = device.scenario.calls().get(call);
    long live = device.legs.stream().filter(leg -> Device.isLive(leg.state)).count();
    if (live == 0) {
      device.legs.get(call).marks.add(Mark.WANTED);
    }
    if (theirs.isEmpty() || live > 1) {
      return;
    }
    PlacedCall offered = device.scenario.calls().get(theirs.get());
    if (placed.mode().isStricterThan(offered.mode())) {
      device.legs.get(call).marks.add(Mark.WANTED);
    } else if (offered.media().compareTo(placed.media()) <= 0
        && !isRefused(device.legs.get(theirs.get()).state)) {
      device.legs.get(theirs.get()).marks.add(Mark.WANTED);
    }
  }

  /** CALL-2, but for glare and another call. */
  private static boolean mayStart(Device device, int call) {
    Optional<ContactPolicy> policy = device.scenario.policy(device.side);
    Ability ability = device.scenario.ability(device.side);
    return policy.isPresent()
        && !policy.get().blocked()
        && policy.get().identityAcknowledged()
        && !policy.get().floor().isStricterThan(device.scenario.calls().get(call).mode())
        && ability.supported()
        && (ability.postQuantum() || !policy.get().requirePq());
  }

  /** CALL-12: an offer that is dropped, or only a missed call, moves no other call. */
  private static boolean counts(MessageEvent.OfferReceived offer) {
    boolean uninvited = offer.policy().isEmpty() || offer.policy().get().blocked();
    boolean fresh =
        Duration.between(offer.createdAt(), People.NOW).abs().compareTo(AGE) <= 0
            || offer.heldByMailbox().compareTo(AGE) < 0;
    return !offer.seen() && !uninvited && offer.policy().get().identityAcknowledged() && fresh;
  }

  private static Optional<Integer> checkedOrRinging(Device device) {
    for (int call = 0; call < device.legs.size(); call++) {
      CallState state = device.legs.get(call).state;
      if (state instanceof Incoming || state instanceof Ringing) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** The own call that a fresh offer beats (CALL-12, CALL-13); -1 without one. */
  private static int givesWay(Device device, int offered) {
    int own = dialled(device);
    return own >= 0 && beats(device, offered, own) ? own : -1;
  }

  private static int dialled(Device device) {
    for (int call = 0; call < device.legs.size(); call++) {
      CallState state = device.legs.get(call).state;
      if (device.outgoing(call) && (state instanceof Dialing || state instanceof RemoteRinging)) {
        return call;
      }
    }
    return -1;
  }

  private static boolean beats(Device device, int call, int than) {
    PlacedCall offered = device.scenario.calls().get(call);
    PlacedCall own = device.scenario.calls().get(than);
    return offered.mode() != own.mode()
        ? offered.mode().isStricterThan(own.mode())
        : isHigher(
            device.scenario.rank(device.side, call), device.scenario.rank(device.side, than));
  }

  private static boolean isHigher(Bytes left, Bytes right) {
    for (int i = 0; i < left.length(); i++) {
      int difference = (left.at(i) & 0xff) - (right.at(i) & 0xff);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return false;
  }

  /** Glare decided as written, whatever else the machine did with the offer. */
  void glare(List<CallState> before, Device device, CallEvent event) {
    if (!(event instanceof MessageEvent.OfferReceived offer) || offer.seen()) {
      return;
    }
    int call = device.call(event.call());
    int own = -1;
    for (int other = 0; other < before.size(); other++) {
      if (device.outgoing(other) && Device.isLive(before.get(other))) {
        own = other;
      }
    }
    if (own < 0 || call == own || !(before.get(call) instanceof Idle)) {
      return;
    }
    CallState ownAfter = device.legs.get(own).state;
    if (!counts(offer)) {
      findings.require(
          ownAfter.equals(before.get(own)),
          Invariant.GLARE,
          "an offer that does not count ends a call");
      return;
    }
    if (ownAfter instanceof Ended) {
      device.legs.get(own).marks.add(Mark.GAVE_WAY);
    }
    boolean dialling =
        before.get(own) instanceof Dialing || before.get(own) instanceof RemoteRinging;
    boolean offerWins = beats(device, call, own);
    if (offerWins && dialling) {
      findings.require(
          ownAfter instanceof Ended, Invariant.GLARE, "the weaker call does not give way");
      CallState taken = device.legs.get(call).state;
      findings.require(
          !(taken instanceof Connecting connecting)
              || connecting.facts().media().compareTo(device.scenario.calls().get(own).media())
                  <= 0,
          Invariant.MODE,
          "more media than this person dialled");
    } else {
      findings.require(
          ownAfter.equals(before.get(own)), Invariant.GLARE, "the stronger call does not stay");
      findings.require(
          !Device.isLive(device.legs.get(call).state)
              || device.legs.get(call).state instanceof Incoming,
          Invariant.GLARE,
          "an offer that loses is taken");
    }
    if (!offerWins) {
      findings.require(
          device.legs.get(call).state instanceof Idle,
          Invariant.GLARE,
          "an offer that loses is not dropped");
    }
  }

  /** Ended is the last word on a call. */
  void isFinal(CallState before, CallState after, int effects) {
    if (before instanceof Ended && !(after instanceof Idle)) {
      findings.require(after instanceof Ended, Invariant.FINAL, "an ended call lives again");
    }
    findings.require(
        !(before instanceof Ended) || effects == 0,
        Invariant.FINAL,
        "an ended call does something");
  }

  /** What holds of a device between two steps. */
  void check(Device device) {
    int live = 0;
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      live += Device.isLive(leg.state) && !isRefused(leg.state) ? 1 : 0;
      checkGate(leg);
      checkEnd(device, call, leg);
      checkHistory(leg);
      if (!(leg.state instanceof Idle)) {
        checkFacts(device, call, leg.state);
      }
      checkInvitation(device, call, leg);
    }
    findings.require(live <= 1, Invariant.ONE_CALL, "two live calls");
    if (device.waiting.isEmpty()) {
      device.legs.forEach(this::checkMoves);
    }
  }

  /** A live call has something that must happen to it, whatever the peer does. */
  private void checkMoves(Leg leg) {
    boolean silence =
        leg.state instanceof Connected
            && leg.session == Leg.Session.CONNECTED; // if the peer is gone
    boolean timer =
        leg.timers.stream().anyMatch(kind -> kind != TimerKind.RENEW); // it ends nothing
    findings.require(
        !Device.isLive(leg.state) || timer || silence,
        Invariant.ENDS,
        leg.state.getClass().getSimpleName() + " with no timer and nothing that must happen");
  }

  /** An offer that is about to be refused takes no place (RING-6). */
  private static boolean isRefused(CallState state) {
    if (!(state instanceof Incoming incoming)) {
      return false;
    }
    return switch (incoming.step()) {
      case RING, CHALLENGE, NONCE -> false;
      case BUSY, MODE_TOO_WEAK, UNSUPPORTED, PQ_REQUIRED -> true;
    };
  }

  private void checkGate(Leg leg) {
    if (leg.opened) {
      findings.require(leg.has(Mark.WANTED), Invariant.CONSENT, "open before the person wants it");
      findings.require(leg.confirmed, Invariant.CONSENT, "open before the keys are confirmed");
    }
  }

  private void checkEnd(Device device, int call, Leg leg) {
    if (Device.isLive(leg.state)) {
      findings.require(!leg.has(Mark.ENDED), Invariant.FINAL, "a call lives after its end");
      return;
    }
    findings.require(!leg.pathOpen(), Invariant.RELEASED, "a path is open after the end");
    findings.require(
        !leg.keys || offerWaits(device, call), Invariant.RELEASED, "keys are held after the end");
    List<TimerKind> left = new ArrayList<>(leg.timers);
    left.remove(TimerKind.FORGET);
    findings.require(left.isEmpty(), Invariant.RELEASED, "a timer runs after the end");
    boolean forgets = leg.timers.contains(TimerKind.FORGET);
    findings.require(
        forgets == leg.state instanceof Ended,
        Invariant.RELEASED,
        "an ended call is not forgotten");
  }

  private static boolean offerWaits(Device device, int call) {
    return device.waiting.stream()
        .anyMatch(
            event ->
                event instanceof MessageEvent.OfferReceived
                    && event.call().equals(device.ref(call)));
  }

  private void checkHistory(Leg leg) {
    findings.require(
        !leg.has(Mark.RECORDED_TWICE), Invariant.HISTORY, "two history entries of one call");
    boolean ended = leg.state instanceof Ended || leg.has(Mark.ENDED);
    findings.require(
        ended == leg.has(Mark.RECORDED), Invariant.HISTORY, "an ended call without its entry");
    boolean gone = leg.state instanceof Idle && leg.has(Mark.BORN) && !leg.has(Mark.LOST);
    findings.require(
        !gone || leg.has(Mark.RECORDED), Invariant.HISTORY, "a call vanished without its entry");
  }

  private void checkFacts(Device device, int call, CallState state) {
    CallFacts facts = DeviceCalls.factsOf(state);
    PlacedCall placed = device.scenario.calls().get(call);
    findings.require(
        facts.mode() == placed.mode()
            && facts.media().compareTo(placed.media()) <= 0
            && facts.call().equals(device.ref(call))
            && facts.contact().equals(People.address(device.side.other()))
            && facts.identity().equals(People.identity(device.side.other())),
        Invariant.MODE,
        "a call is not what was offered");
    Optional<ContactPolicy> policy = device.scenario.policy(device.side);
    boolean weak = policy.isPresent() && policy.get().floor().isStricterThan(placed.mode());
    findings.require(
        !weak || !Device.isLive(state) || isRefused(state),
        Invariant.MODE,
        "a call below the floor");
  }

  private void checkInvitation(Device device, int call, Leg leg) {
    Optional<ContactPolicy> policy = device.scenario.policy(device.side);
    boolean stranger = policy.isEmpty() || policy.get().blocked();
    if (stranger && !device.outgoing(call)) {
      findings.require(
          !leg.has(Mark.BORN) && !leg.has(Mark.RECORDED),
          Invariant.UNINVITED,
          "a stranger's call is shown or recorded");
    }
  }
}
