package org.phantomnet.engine.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * All calls of this device, and so the one place for what they mean to each other: at most one live
 * call, glare, and busy. Everything else is each call's own state. Pure and immutable.
 */
public final class DeviceCalls {
  public static final DeviceCalls NONE = new DeviceCalls(Map.of());

  private final Map<CallRef, CallState> calls;

  private DeviceCalls(Map<CallRef, CallState> calls) {
    this.calls = Collections.unmodifiableMap(new LinkedHashMap<>(calls));
  }

  /** The calls by name, oldest first; none is {@link Idle}. */
  public Map<CallRef, CallState> calls() {
    return calls;
  }

  public CallState state(CallRef call) {
    CallState state = calls.get(call);
    return state == null ? new Idle(call) : state;
  }

  /** The same with one call in the given state: the first step of a test. */
  public DeviceCalls with(CallState state) {
    Map<CallRef, CallState> changed = new LinkedHashMap<>(calls);
    if (state instanceof Idle) {
      changed.remove(state.call());
    } else {
      changed.put(state.call(), state);
    }
    return new DeviceCalls(changed);
  }

  public Collection<CallState> live() {
    List<CallState> live = new ArrayList<>();
    for (CallState state : calls.values()) {
      if (!(state instanceof Ended)) {
        live.add(state);
      }
    }
    return live;
  }

  /** Decides what the event does to its call, and to the others. */
  public DeviceTransition on(CallEvent event, Instant now) {
    DeviceTransition first = decide(event, now);
    List<CallEvent> follow = new Continuations(this, first.next()).follow(event, first.changed());
    return follow.isEmpty() ? first : first.then(first.next().apply(follow, now));
  }

  private DeviceTransition decide(CallEvent event, Instant now) {
    if (event instanceof MessageEvent.MoveReceived move) {
      return apply(
          List.of(Continuations.begun(this, move).<CallEvent>map(s -> s).orElse(move)), now);
    }
    if (state(event.call()) instanceof Idle) {
      if (event instanceof PersonEvent.StartRequested start) {
        return started(start, now);
      } else if (event instanceof MessageEvent.OfferReceived offer) {
        return offered(offer, now);
      }
    }
    return apply(List.of(event), now);
  }

  /**
   * Dialling someone whose call rings here is answering it, unless the dialled mode is stricter
   * (CALL-16).
   */
  @Rule({"CALL-1", "CALL-16"})
  private DeviceTransition started(PersonEvent.StartRequested start, Instant now) {
    Optional<CallFacts> theirs = callFrom(start.contact(), start.identity());
    if (live().isEmpty()) {
      return apply(List.of(start), now);
    } else if (theirs.isEmpty() || live().size() > 1) {
      return apply(List.of(start.with(Occupancy.BUSY)), now);
    }
    CallRef ringing = theirs.get().call();
    boolean stricter = start.mode().isStricterThan(theirs.get().mode());
    if (!stricter && isWider(theirs.get().media(), start.media())) {
      return apply(List.of(start.with(Occupancy.BUSY)), now);
    }
    PersonEvent.StartRequested decided = stricter ? start : start.with(Occupancy.GLARE_OTHER_WINS);
    if (Idle.mustNotBegin(decided)) {
      return apply(List.of(decided), now); // their call rings on
    }
    return stricter
        ? apply(List.of(new CheckEvent.GlareLost(ringing), decided), now)
        : apply(List.of(decided, new PersonEvent.AnswerPressed(ringing)), now);
  }

  private DeviceTransition offered(MessageEvent.OfferReceived offer, Instant now) {
    Optional<CallFacts> dialled = dialledTo(offer.contact(), offer.identity());
    if (live().isEmpty() || !Idle.mayBegin(offer, now)) {
      return apply(List.of(offer), now);
    } else if (dialled.isEmpty()) {
      return apply(List.of(offer.with(Occupancy.BUSY, offer.media())), now);
    } else if (!beats(offer, dialled.get())) {
      return apply(List.of(offer.with(Occupancy.GLARE_OTHER_WINS, offer.media())), now);
    }
    CallState own = state(dialled.get().call());
    if (!(own instanceof Dialing) && !(own instanceof RemoteRinging)) {
      return apply(List.of(offer.with(Occupancy.BUSY, offer.media())), now);
    }
    return giveWay(offer, dialled.get(), now);
  }

  /** The stricter mode wins; between equal modes the higher rank (CALL-12). */
  @Rule("CALL-12")
  private static boolean beats(MessageEvent.OfferReceived offer, CallFacts dialled) {
    if (offer.mode() != dialled.mode()) {
      return offer.mode().isStricterThan(dialled.mode());
    }
    return compare(offer.rank(), dialled.rank()) > 0;
  }

  /**
   * The loser's dialling is its accept: here, once, for that contact and identity, no wider than
   * dialled (CALL-13).
   */
  @Rule("CALL-13")
  private DeviceTransition giveWay(
      MessageEvent.OfferReceived offer, CallFacts dialled, Instant now) {
    MediaKind narrower = isWider(offer.media(), dialled.media()) ? dialled.media() : offer.media();
    return apply(
        List.of(
            new CheckEvent.GlareLost(dialled.call()), offer.with(Occupancy.GLARE_ACCEPT, narrower)),
        now);
  }

  private static boolean isWider(MediaKind media, MediaKind than) {
    return media.compareTo(than) > 0;
  }

  /** A call of that contact which this device is checking or ringing for. */
  private Optional<CallFacts> callFrom(UserAddress contact, Bytes identity) {
    for (CallState state : live()) {
      if (isAnswerable(state) && isWith(factsOf(state), contact, identity)) {
        return Optional.of(factsOf(state));
      }
    }
    return Optional.empty();
  }

  private static boolean isAnswerable(CallState state) {
    return state instanceof Ringing
        || (state instanceof Incoming incoming && incoming.isAnswerable());
  }

  private Optional<CallFacts> dialledTo(UserAddress contact, Bytes identity) {
    for (CallState state : live()) {
      if (state.call().outgoing()
          && !factsOf(state).isContinuation()
          && isWith(factsOf(state), contact, identity)) {
        return Optional.of(factsOf(state));
      }
    }
    return Optional.empty();
  }

  private static boolean isWith(CallFacts facts, UserAddress contact, Bytes identity) {
    return facts.contact().equals(contact) && facts.identity().equals(identity);
  }

  /** Facts of a call that is not idle. */
  public static CallFacts factsOf(CallState state) {
    if (state instanceof Dialing dialing) {
      return dialing.facts();
    } else if (state instanceof RemoteRinging ringing) {
      return ringing.facts();
    } else if (state instanceof Incoming incoming) {
      return incoming.facts();
    } else if (state instanceof Ringing ringing) {
      return ringing.facts();
    } else if (state instanceof Connecting connecting) {
      return connecting.facts();
    } else if (state instanceof Connected connected) {
      return connected.facts();
    } else if (state instanceof Reconnecting reconnecting) {
      return reconnecting.facts();
    } else if (state instanceof Ended ended) {
      return ended.facts();
    }
    throw new IllegalStateException("an idle call has no facts");
  }

  private DeviceTransition apply(List<CallEvent> events, Instant now) {
    DeviceCalls calls = this;
    Set<CallRef> changed = new LinkedHashSet<>();
    List<CallEffect> effects = new ArrayList<>();
    for (CallEvent event : events) {
      CallState before = calls.state(event.call());
      Transition transition = before.on(event, now);
      if (!transition.next().equals(before)) {
        changed.add(event.call());
        calls = calls.with(transition.next());
      }
      effects.addAll(transition.effects());
    }
    return new DeviceTransition(calls, changed, effects);
  }

  private static int compare(Bytes left, Bytes right) {
    for (int i = 0; i < Math.min(left.length(), right.length()); i++) {
      int order = Integer.compare(left.at(i) & 0xff, right.at(i) & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
