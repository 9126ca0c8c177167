package org.phantomnet.engine.state;

import static org.phantomnet.engine.state.Fixtures.BOB;
import static org.phantomnet.engine.state.Fixtures.FRIEND;
import static org.phantomnet.engine.state.Fixtures.MIDDLE;
import static org.phantomnet.engine.state.Fixtures.NEW_CONTACT;
import static org.phantomnet.engine.state.Fixtures.NOW;
import static org.phantomnet.engine.state.Fixtures.PLACED;
import static org.phantomnet.engine.state.Fixtures.TAKEN;
import static org.phantomnet.engine.state.Fixtures.facts;
import static org.phantomnet.engine.state.Fixtures.leg;
import static org.phantomnet.engine.state.Fixtures.legs;
import static org.phantomnet.engine.state.Fixtures.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * Every state and every event in all the shapes that the table tells apart, by the names the table
 * uses.
 */
final class Cells {
  private Cells() {}

  /** "given" -> state, per kind of state. */
  static Map<String, CallState> states(Class<? extends CallState> kind) {
    Map<String, CallState> states = new LinkedHashMap<>();
    if (kind == Idle.class) {
      states.put("", new Idle(TAKEN));
    } else if (kind == Dialing.class) {
      states.put(
          "1 opening, 2 opening", dialing(leg(1, Leg.Stage.OPENING), leg(2, Leg.Stage.OPENING)));
      states.put(
          "1 offered, 2 opening", dialing(leg(1, Leg.Stage.OFFERED), leg(2, Leg.Stage.OPENING)));
      states.put("1 opening", dialing(leg(1, Leg.Stage.OPENING)));
      states.put("1 offered", Fixtures.dialing());
    } else if (kind == RemoteRinging.class) {
      states.put(
          "1 ringing, 2 offered", remote(leg(1, Leg.Stage.RINGING), leg(2, Leg.Stage.OFFERED)));
      states.put(
          "1 ringing, 2 opening", remote(leg(1, Leg.Stage.RINGING), leg(2, Leg.Stage.OPENING)));
      states.put(
          "1 and 2 connecting, 3 answered",
          remote(
              leg(1, Leg.Stage.ANSWERED).nowConnecting(),
              leg(2, Leg.Stage.ANSWERED).nowConnecting(),
              leg(3, Leg.Stage.ANSWERED)));
      states.put(
          "2 and 3 connecting, 1 answered",
          remote(
              leg(1, Leg.Stage.ANSWERED),
              leg(2, Leg.Stage.ANSWERED).nowConnecting(),
              leg(3, Leg.Stage.ANSWERED).nowConnecting()));
      states.put(
          "2 and 3 connecting, 1 ringing",
          remote(
              leg(1, Leg.Stage.RINGING),
              leg(2, Leg.Stage.ANSWERED).nowConnecting(),
              leg(3, Leg.Stage.ANSWERED).nowConnecting()));
      states.put("1 connecting", Fixtures.remoteRinging());
    } else if (kind == Incoming.class) {
      for (Incoming.Step step : Incoming.Step.values()) {
        states.put(step.name(), incoming(step, false));
      }
      states.put("CHALLENGE, person dialled", incoming(Incoming.Step.CHALLENGE, true));
      states.put("NONCE, person dialled", incoming(Incoming.Step.NONCE, true));
    } else if (kind == Ringing.class) {
      states.put("no path", Fixtures.ringing());
      states.put("path opening", new Ringing(facts(TAKEN), 1, Ringing.Path.OPENING, true));
      states.put("answer sent", Fixtures.ringingAnswered());
      states.put("silent", new Ringing(facts(TAKEN), 1, Ringing.Path.NONE, false));
      states.put(
          "no path, Fast",
          new Ringing(facts(TAKEN, CallMode.FAST, MIDDLE), 1, Ringing.Path.NONE, true));
    } else if (kind == Connecting.class) {
      states.put("placed", Fixtures.connecting(PLACED));
      states.put("taken", Fixtures.connecting(TAKEN));
    } else if (kind == Connected.class) {
      states.put("", Fixtures.connected(PLACED));
    } else if (kind == Reconnecting.class) {
      states.put("", Fixtures.reconnecting(PLACED));
    } else if (kind == SwitchingMode.class) {
      states.put("", new SwitchingMode(facts(PLACED), 1, NOW, false, CallMode.PARANOID));
    } else if (kind == Ended.class) {
      states.put("", Fixtures.ended(PLACED));
    }
    return states;
  }

  private static Dialing dialing(Leg... legs) {
    return new Dialing(facts(PLACED), legs(legs));
  }

  private static RemoteRinging remote(Leg... legs) {
    return new RemoteRinging(facts(PLACED), legs(legs));
  }

  private static Incoming incoming(Incoming.Step step, boolean acceptAtOnce) {
    Optional<CallMode> required =
        step == Incoming.Step.MODE_TOO_WEAK ? Optional.of(CallMode.PARANOID) : Optional.empty();
    return new Incoming(facts(TAKEN), 1, step, required, acceptAtOnce);
  }

  /** "when" -> event, per kind of event. */
  static Map<String, CallEvent> events(Class<? extends CallEvent> kind, CallRef call) {
    Map<String, CallEvent> events = new LinkedHashMap<>();
    if (kind == PersonEvent.StartRequested.class) {
      starts(events);
    } else if (kind == MessageEvent.OfferReceived.class) {
      offers(events);
    } else if (kind == MessageEvent.StrayReceived.class) {
      events.put("friend", new MessageEvent.StrayReceived(call, 1, BOB, Optional.of(FRIEND)));
      events.put(
          "new contact", new MessageEvent.StrayReceived(call, 1, BOB, Optional.of(NEW_CONTACT)));
      events.put("stranger", new MessageEvent.StrayReceived(call, 1, BOB, Optional.empty()));
      events.put("blocked", new MessageEvent.StrayReceived(call, 1, BOB, Optional.of(blocked())));
    } else if (kind == MessageEvent.DeclineReceived.class) {
      for (DeclineReason reason : DeclineReason.values()) {
        Optional<CallMode> required =
            reason == DeclineReason.MODE_TOO_WEAK
                ? Optional.of(CallMode.PARANOID)
                : Optional.empty();
        events.put(reason + " of 1", new MessageEvent.DeclineReceived(call, 1, reason, required));
      }
      events.put(
          "DECLINED of 9",
          new MessageEvent.DeclineReceived(call, 9, DeclineReason.DECLINED, Optional.empty()));
    } else if (kind == MessageEvent.HangupReceived.class) {
      for (HangupReason reason : HangupReason.values()) {
        events.put(reason + " of 1", new MessageEvent.HangupReceived(call, 1, reason));
      }
      events.put("NORMAL of 9", new MessageEvent.HangupReceived(call, 9, HangupReason.NORMAL));
    } else if (kind == PathEvent.EngineFailed.class) {
      for (FailureReason reason : FailureReason.values()) {
        events.put(reason + " of 1", new PathEvent.EngineFailed(call, 1, reason));
      }
      events.put(
          "ENGINE_DIED of 9", new PathEvent.EngineFailed(call, 9, FailureReason.ENGINE_DIED));
    } else if (kind == CheckEvent.EffectFailed.class) {
      for (CheckEvent.Failure failure : CheckEvent.Failure.values()) {
        events.put(failure + " of 1", new CheckEvent.EffectFailed(call, 1, failure));
      }
      events.put(
          "NOT_SENT of 9", new CheckEvent.EffectFailed(call, 9, CheckEvent.Failure.NOT_SENT));
    } else if (kind == CheckEvent.ReplyPermitDecided.class) {
      events.put("granted", new CheckEvent.ReplyPermitDecided(call, true));
      events.put("refused", new CheckEvent.ReplyPermitDecided(call, false));
    } else {
      simple(events, kind, call);
    }
    return events;
  }

  private static void simple(
      Map<String, CallEvent> events, Class<? extends CallEvent> kind, CallRef call) {
    if (!ofDevice(kind)) {
      events.put("", make(kind, call, 1));
      return;
    }
    events.put("of 1", make(kind, call, 1));
    events.put("of 9", make(kind, call, 9));
    if (kind == PathEvent.PathReady.class) {
      events.put("of 2", make(kind, call, 2));
    }
  }

  private static boolean ofDevice(Class<? extends CallEvent> kind) {
    return MessageEvent.class.isAssignableFrom(kind)
        || PathEvent.class.isAssignableFrom(kind)
        || kind == CheckEvent.SecurityFailed.class;
  }

  /** Makes an event of a kind whose other parts do not matter to the machine. */
  private static CallEvent make(Class<? extends CallEvent> kind, CallRef call, int device) {
    if (kind == PersonEvent.MutePressed.class) {
      return new PersonEvent.MutePressed(call, true);
    } else if (kind == PathEvent.PathFailed.class) {
      return new PathEvent.PathFailed(call, device, EndReason.NO_SECOND_OPERATOR);
    } else if (kind == MessageEvent.NonceChallengeReceived.class) {
      return new MessageEvent.NonceChallengeReceived(call, device, Bytes.EMPTY);
    } else if (kind == MessageEvent.ModeSwitchRequestReceived.class) {
      return new MessageEvent.ModeSwitchRequestReceived(call, device, 1, CallMode.FAST);
    } else if (kind == MessageEvent.ModeSwitchAckReceived.class) {
      return new MessageEvent.ModeSwitchAckReceived(call, device, true);
    } else if (kind == MessageEvent.MediaRequestReceived.class) {
      return new MessageEvent.MediaRequestReceived(call, device, 0);
    } else if (kind == MessageEvent.MediaAckReceived.class) {
      return new MessageEvent.MediaAckReceived(call, device, true);
    }
    try {
      var constructor = kind.getDeclaredConstructors()[0];
      return (CallEvent)
          (constructor.getParameterCount() == 1
              ? constructor.newInstance(call)
              : constructor.newInstance(call, device));
    } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
      throw new AssertionError("no sample of " + kind.getSimpleName(), unknown);
    }
  }

  private static ContactPolicy blocked() {
    return policy(CallMode.FAST, false, true, true, true);
  }

  private static void starts(Map<String, CallEvent> events) {
    events.put("friend", start(Optional.of(FRIEND), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put(
        "friend, six devices",
        start(Optional.of(FRIEND), List.of(1, 2, 3, 4, 5, 6), Fixtures.ABLE, Occupancy.FREE));
    events.put("stranger", start(Optional.empty(), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put("blocked", start(Optional.of(blocked()), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put(
        "identity not acknowledged",
        start(unacknowledged(), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put(
        "another call", start(Optional.of(FRIEND), List.of(1), Fixtures.ABLE, Occupancy.BUSY));
    events.put(
        "their call is answered instead",
        start(Optional.of(FRIEND), List.of(1), Fixtures.ABLE, Occupancy.GLARE_OTHER_WINS));
    events.put("below the floor", start(floor(), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put(
        "not supported",
        start(Optional.of(FRIEND), List.of(1), new Ability(false, true), Occupancy.FREE));
    events.put("PQ required", start(pq(), List.of(1), Fixtures.ABLE, Occupancy.FREE));
    events.put(
        "PQ required and there", start(pq(), List.of(1), new Ability(true, true), Occupancy.FREE));
    events.put("no session", start(Optional.of(FRIEND), List.of(), Fixtures.ABLE, Occupancy.FREE));
  }

  private static Optional<ContactPolicy> unacknowledged() {
    return Optional.of(policy(CallMode.FAST, false, false, true, false));
  }

  private static Optional<ContactPolicy> floor() {
    return Optional.of(policy(CallMode.PARANOID, false, false, true, true));
  }

  private static Optional<ContactPolicy> pq() {
    return Optional.of(policy(CallMode.FAST, true, false, true, true));
  }

  private static CallEvent start(
      Optional<ContactPolicy> policy, List<Integer> devices, Ability ability, Occupancy occupancy) {
    return new PersonEvent.StartRequested(
        PLACED,
        BOB,
        Fixtures.BOBS_IDENTITY,
        devices,
        policy,
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        MIDDLE,
        ability,
        occupancy);
  }

  private static void offers(Map<String, CallEvent> events) {
    Optional<ContactPolicy> friend = Optional.of(FRIEND);
    Optional<ContactPolicy> newContact = Optional.of(NEW_CONTACT);
    Duration skewed = Duration.ofDays(1);
    Duration soon = Duration.ofSeconds(1);
    events.put("friend", offer(friend, Duration.ZERO, soon, Occupancy.FREE));
    events.put("new contact", offer(newContact, Duration.ZERO, soon, Occupancy.FREE));
    events.put("stranger", offer(Optional.empty(), Duration.ZERO, soon, Occupancy.FREE));
    events.put("blocked", offer(Optional.of(blocked()), Duration.ZERO, soon, Occupancy.FREE));
    events.put(
        "identity not acknowledged", offer(unacknowledged(), Duration.ZERO, soon, Occupancy.FREE));
    events.put("60 s old", offer(friend, Duration.ofSeconds(60), soon, Occupancy.FREE));
    events.put(
        "60.001 s old, held 1 s", offer(friend, Duration.ofMillis(60_001), soon, Occupancy.FREE));
    events.put(
        "60.001 s ahead, held 1 s",
        offer(friend, Duration.ofMillis(-60_001), soon, Occupancy.FREE));
    events.put("a day off, held 1 s", offer(friend, skewed, soon, Occupancy.FREE));
    events.put(
        "a day off, held 60 s", offer(friend, skewed, Duration.ofSeconds(60), Occupancy.FREE));
    events.put(
        "a day off, held -1 s", offer(friend, skewed, Duration.ofSeconds(-1), Occupancy.FREE));
    events.put("a day off, held 1 s, new contact", offer(newContact, skewed, soon, Occupancy.FREE));
    events.put("another call", offer(friend, Duration.ZERO, soon, Occupancy.BUSY));
    events.put("another call, new contact", offer(newContact, Duration.ZERO, soon, Occupancy.BUSY));
    events.put("another call, a day off", offer(friend, skewed, soon, Occupancy.BUSY));
    events.put("below the floor", offer(floor(), Duration.ZERO, soon, Occupancy.FREE));
    events.put("PQ required", offer(pq(), Duration.ZERO, soon, Occupancy.FREE));
    events.put(
        "own call wins the glare", offer(friend, Duration.ZERO, soon, Occupancy.GLARE_OTHER_WINS));
    events.put(
        "own call lost the glare", offer(newContact, Duration.ZERO, soon, Occupancy.GLARE_ACCEPT));
    events.put(
        "own call lost the glare, a day off",
        offer(newContact, skewed, soon, Occupancy.GLARE_ACCEPT));
    events.put(
        "own call lost the glare, below the floor",
        offer(floor(), Duration.ZERO, soon, Occupancy.GLARE_ACCEPT));
    MessageEvent.OfferReceived plain = offer(friend, Duration.ZERO, soon, Occupancy.FREE);
    events.put("not supported", able(plain, false));
    events.put("seen before", seen(plain));
  }

  private static MessageEvent.OfferReceived offer(
      Optional<ContactPolicy> policy, Duration age, Duration held, Occupancy occupancy) {
    return Fixtures.offer(TAKEN, CallMode.PRIVATE, MIDDLE, NOW.minus(age), held, policy)
        .with(occupancy, MediaKind.AUDIO);
  }

  private static MessageEvent.OfferReceived able(MessageEvent.OfferReceived o, boolean able) {
    return new MessageEvent.OfferReceived(
        o.call(),
        o.device(),
        o.contact(),
        o.identity(),
        o.mode(),
        o.media(),
        o.createdAt(),
        o.heldByMailbox(),
        o.seen(),
        o.policy(),
        o.rank(),
        new Ability(able, false),
        o.occupancy());
  }

  static MessageEvent.OfferReceived seen(MessageEvent.OfferReceived o) {
    return new MessageEvent.OfferReceived(
        o.call(),
        o.device(),
        o.contact(),
        o.identity(),
        o.mode(),
        o.media(),
        o.createdAt(),
        o.heldByMailbox(),
        true,
        o.policy(),
        o.rank(),
        o.ability(),
        o.occupancy());
  }
}
