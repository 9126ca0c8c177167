package org.phantomnet.conformance.explore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.state.CallEffect;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.Connecting;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.DeviceTransition;
import org.phantomnet.engine.state.Dialing;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.RemoteRinging;
import org.phantomnet.engine.state.Ringing;
import org.phantomnet.engine.state.SendEffect;
import org.phantomnet.engine.state.TimerKind;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Wrong machines, at least one for each invariant: the proof that the exploration would notice.
 * Each wraps the production machine of both devices and changes one thing.
 */
public enum PlantedBug {
  GATE_ACCEPTS_WITH_THE_KEYS(
      Invariant.CONSENT,
      "one calls, PRIVATE",
      after(
          (calls, event) ->
              event instanceof MessageEvent.ConfirmReceived
                  && calls.state(event.call()) instanceof Ringing,
          event -> new PathEffect.GateAccepted(event.call(), Device.PEER))),
  CALLER_OPENS_AT_THE_ANSWER(
      Invariant.BOTH_CONSENT,
      "one calls, PRIVATE",
      after(
          (calls, event) -> event instanceof MessageEvent.AnswerReceived,
          event -> new PathEffect.GateAccepted(event.call(), Device.PEER))),
  FAST_CONNECTS_WITH_THE_ANSWER(
      Invariant.UNINVITED,
      "one calls, FAST",
      after(
          (calls, event) -> event instanceof MessageEvent.AnswerReceived,
          event -> new PathEffect.ConnectPath(event.call(), Device.PEER))),
  RANKS_DIFFER(Invariant.ONE_TALK, "both call, PRIVATE", Machine.REAL),
  TAKES_A_SECOND_CALL(Invariant.ONE_CALL, "one calls twice", PlantedBug::blindToOthers),
  FORGETS_THE_FLOOR(
      Invariant.MODE,
      "one calls, below the floor",
      (calls, event, now) -> calls.on(withFloor(event, CallMode.FAST), now)),
  WEAKER_CALL_WINS_GLARE(
      Invariant.GLARE, "both call, FAST and PRIVATE", PlantedBug::everyOfferWins),
  BOTH_LOSE_GLARE(Invariant.GLARE, "both call, PRIVATE", PlantedBug::everyOfferWins),
  KEEPS_KEYS(Invariant.RELEASED, "one calls, PRIVATE", without(PathEffect.DestroyKeys.class)),
  KEEPS_THE_SESSION(
      Invariant.RELEASED, "one calls, PRIVATE", without(PathEffect.CloseSession.class)),
  KEEPS_TIMERS(Invariant.RELEASED, "one calls, PRIVATE", without(LocalEffect.CancelTimers.class)),
  ENDED_CALL_ANSWERS(
      Invariant.FINAL,
      "one calls, PRIVATE",
      after(
          (calls, event) ->
              event instanceof MessageEvent.StrayReceived
                  && calls.state(event.call()) instanceof Ended,
          event ->
              new SendEffect.SendRestarted(
                  event.call(), Device.PEER, ((MessageEvent.StrayReceived) event).contact()))),
  RECORDS_TWICE(
      Invariant.HISTORY,
      "one calls, PRIVATE",
      changing(
          effects -> {
            List<CallEffect> all = new ArrayList<>(effects);
            effects.stream().filter(LocalEffect.RecordHistory.class::isInstance).forEach(all::add);
            return all;
          })),
  RECORDS_NOTHING(
      Invariant.HISTORY, "one calls, PRIVATE", without(LocalEffect.RecordHistory.class)),
  RINGS_FOR_STRANGERS(
      Invariant.UNINVITED,
      "one calls a stranger",
      (calls, event, now) -> calls.on(withFriend(event), now)),
  SPEAKS_TO_NEW_CONTACTS(Invariant.UNINVITED, "one calls a new contact", PlantedBug::ringsAloud),
  NEEDS_NO_PERMIT(
      Invariant.PERMITS,
      "one calls, no permit left",
      (calls, event, now) ->
          calls.on(
              event instanceof CheckEvent.ReplyPermitDecided
                  ? new CheckEvent.ReplyPermitDecided(event.call(), true)
                  : event,
              now)),
  WIPES_BEFORE_GOODBYE(
      Invariant.SEALED,
      "one calls, PRIVATE",
      changing(
          effects -> {
            List<CallEffect> all = new ArrayList<>(effects);
            all.removeIf(effect -> !(effect instanceof PathEffect.DestroyKeys));
            effects.stream().filter(effect -> !all.contains(effect)).forEach(all::add);
            return all;
          })),
  KNOWS_NO_EARLY_SILENCE(
      Invariant.LISTED,
      "one calls, PRIVATE",
      (calls, event, now) -> {
        if (event instanceof PathEvent.TransportInterrupted
            && calls.state(event.call()) instanceof Connecting) {
          throw new IllegalStateException("not listed in Connecting");
        }
        return calls.on(event, now);
      }),
  WAITS_FOR_EVER(
      Invariant.ENDS,
      "one calls, PRIVATE",
      changing(
          effects -> {
            List<CallEffect> all = new ArrayList<>(effects);
            all.removeIf(
                effect ->
                    effect instanceof LocalEffect.StartTimer start
                        && start.kind() == TimerKind.RECONNECT);
            return all;
          }));

  private final Invariant breaks;
  private final String scenario;
  private final Machine machine;

  PlantedBug(Invariant breaks, String scenario, Machine machine) {
    this.breaks = breaks;
    this.scenario = scenario;
    this.machine = machine;
  }

  /** The invariant that it breaks, and no other. */
  public Invariant breaks() {
    return breaks;
  }

  /** Where it shows. */
  Scenario scenario() {
    Scenario found = Scenarios.named(scenario);
    return this == RANKS_DIFFER ? found.disagreeing() : found;
  }

  Map<Side, Machine> machines() {
    Map<Side, Machine> machines = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      machines.put(side, machine);
    }
    return machines;
  }

  /** Which event, in which state of the device. */
  private interface When {
    boolean is(DeviceCalls calls, CallEvent event);
  }

  private interface Also {
    CallEffect of(CallEvent event);
  }

  private interface Change {
    List<CallEffect> of(List<CallEffect> effects);
  }

  private static Machine after(When when, Also also) {
    return (calls, event, now) -> {
      DeviceTransition right = calls.on(event, now);
      if (!when.is(calls, event)) {
        return right;
      }
      List<CallEffect> effects = new ArrayList<>(right.effects());
      effects.add(also.of(event));
      return new DeviceTransition(right.next(), right.changed(), effects);
    };
  }

  private static Machine changing(Change change) {
    return (calls, event, now) -> {
      DeviceTransition right = calls.on(event, now);
      return new DeviceTransition(right.next(), right.changed(), change.of(right.effects()));
    };
  }

  private static Machine without(Class<? extends CallEffect> dropped) {
    Predicate<CallEffect> stays = effect -> !dropped.isInstance(effect);
    return changing(effects -> effects.stream().filter(stays).collect(Collectors.toList()));
  }

  /** Says RING to whom nothing is to be said before the person answers. */
  private static DeviceTransition ringsAloud(DeviceCalls calls, CallEvent event, Instant now) {
    DeviceTransition right = calls.on(event, now);
    if (!(event instanceof MessageEvent.OfferReceived)
        || !(right.next().state(event.call()) instanceof Ringing)) {
      return right;
    }
    List<CallEffect> effects = new ArrayList<>(right.effects());
    effects.add(new SendEffect.SendRing(event.call(), Device.PEER));
    return new DeviceTransition(right.next(), right.changed(), effects);
  }

  /** While a call is taken here, another offer is treated as if there were none. */
  private static DeviceTransition blindToOthers(DeviceCalls calls, CallEvent event, Instant now) {
    boolean offered = event instanceof MessageEvent.OfferReceived;
    if (!offered || !(calls.state(event.call()) instanceof Idle)) {
      return calls.on(event, now);
    }
    DeviceTransition alone = DeviceCalls.NONE.on(event, now);
    DeviceCalls both = calls.with(alone.next().state(event.call()));
    return new DeviceTransition(both, alone.changed(), alone.effects());
  }

  /** Glare decided for the peer whatever the modes and ranks. */
  private static DeviceTransition everyOfferWins(DeviceCalls calls, CallEvent event, Instant now) {
    if (event instanceof MessageEvent.OfferReceived offer && !offer.seen()) {
      for (CallState live : calls.live()) {
        if (live instanceof Dialing || live instanceof RemoteRinging) {
          DeviceTransition lost = calls.on(new CheckEvent.GlareLost(live.call()), now);
          DeviceTransition taken = lost.next().on(event, now);
          List<CallEffect> effects = new ArrayList<>(lost.effects());
          effects.addAll(taken.effects());
          return new DeviceTransition(taken.next(), taken.changed(), effects);
        }
      }
    }
    return calls.on(event, now);
  }

  private static CallEvent withFloor(CallEvent event, CallMode floor) {
    return event instanceof MessageEvent.OfferReceived offer
        ? with(offer, offer.policy().map(policy -> lowered(policy, floor)))
        : event;
  }

  private static ContactPolicy lowered(ContactPolicy policy, CallMode floor) {
    return new ContactPolicy(
        policy.defaultMode(),
        floor,
        policy.requirePq(),
        policy.blocked(),
        policy.verified(),
        policy.mayReplyUnasked(),
        policy.identityAcknowledged());
  }

  private static CallEvent withFriend(CallEvent event) {
    return event instanceof MessageEvent.OfferReceived offer
        ? with(offer, Optional.of(offer.policy().orElse(ContactPolicy.initial())))
        : event;
  }

  private static MessageEvent.OfferReceived with(
      MessageEvent.OfferReceived offer, Optional<ContactPolicy> policy) {
    return new MessageEvent.OfferReceived(
        offer.call(),
        offer.device(),
        offer.contact(),
        offer.identity(),
        offer.mode(),
        offer.media(),
        offer.createdAt(),
        offer.heldByMailbox(),
        offer.seen(),
        policy,
        offer.rank(),
        offer.ability(),
        offer.occupancy());
  }
}
