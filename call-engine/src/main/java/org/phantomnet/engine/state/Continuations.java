package org.phantomnet.engine.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a call and the one that continues it mean to each other, at the device that places the
 * continuation: how each follows when the other begins, connects or ends. Pure.
 */
final class Continuations {
  private final DeviceCalls before;
  private final DeviceCalls after;

  Continuations(DeviceCalls before, DeviceCalls after) {
    this.before = before;
    this.after = after;
  }

  /**
   * The one exception from "one live call": beside a call in which the two talk, the one to the
   * device that it moves to.
   */
  @Rule("CALL-81")
  static Optional<PersonEvent.StartRequested> begun(
      DeviceCalls calls, MessageEvent.MoveReceived move) {
    if (!(calls.state(move.call()) instanceof Connected talking)
        || talking.device() != move.device()
        || calls.live().size() != 1
        || calls.calls().containsKey(move.continuation().call())) {
      return Optional.empty();
    }
    PersonEvent.StartRequested start = move.continuation();
    return Idle.mustNotBegin(start) ? Optional.empty() : Optional.of(start);
  }

  /** What the change of these calls does to the others. */
  List<CallEvent> follow(CallEvent event, Iterable<CallRef> changed) {
    List<CallEvent> follow = new ArrayList<>();
    for (CallRef call : changed) {
      CallState was = before.state(call);
      CallState is = after.state(call);
      if (is instanceof Idle) {
        continue;
      }
      continued(is).ifPresent(old -> follow(old, was, is).ifPresent(follow::add));
      if (isOver(is) && !isOver(was)) {
        waiting(call).ifPresent(later -> follow.add(new PersonEvent.HangupPressed(later.call())));
      }
    }
    if (event instanceof PersonEvent.MutePressed mute) {
      waiting(mute.call())
          .filter(Connecting.class::isInstance)
          .ifPresent(later -> follow.add(new PersonEvent.MutePressed(later.call(), mute.muted())));
    }
    return follow;
  }

  /** The call goes on as the other from the moment that one is connected, and not before. */
  @Rule("CALL-84")
  private static Optional<CallEvent> follow(CallState old, CallState was, CallState is) {
    if (is instanceof Connected && was instanceof Connecting) {
      return Optional.of(new CheckEvent.Continued(old.call()));
    } else if (is instanceof Connecting && !(was instanceof Connecting) && isMuted(old)) {
      return Optional.of(new PersonEvent.MutePressed(is.call(), true));
    }
    return ended(old, was, is);
  }

  /** One that did not come to be leaves the call as it was. */
  @Rule("CALL-85")
  private static Optional<CallEvent> ended(CallState old, CallState was, CallState is) {
    return is instanceof Ended ended && !isOver(was)
        ? Optional.of(new CheckEvent.NotContinued(old.call(), ended.reason()))
        : Optional.empty();
  }

  /** The call that this one, placed here, continues, while people talk in it. */
  private Optional<CallState> continued(CallState later) {
    CallFacts facts = DeviceCalls.factsOf(later);
    return facts.isContinuation()
        ? after.live().stream().filter(state -> isContinuedBy(state, facts)).findFirst()
        : Optional.empty();
  }

  /** The call that is to continue that one, and does not yet. */
  private Optional<CallState> waiting(CallRef old) {
    return after.live().stream()
        .filter(state -> DeviceCalls.factsOf(state).isContinuation())
        .filter(state -> !talks(state))
        .filter(state -> DeviceCalls.factsOf(state).continues().equals(Optional.of(old.id())))
        .findFirst();
  }

  private static boolean isContinuedBy(CallState old, CallFacts later) {
    CallFacts facts = DeviceCalls.factsOf(old);
    return talks(old)
        && later.continues().equals(Optional.of(facts.call().id()))
        && later.contact().equals(facts.contact())
        && later.identity().equals(facts.identity());
  }

  private static boolean talks(CallState state) {
    return state instanceof Connected || state instanceof Reconnecting;
  }

  private static boolean isMuted(CallState talking) {
    return talking instanceof Connected connected
        ? connected.muted()
        : talking instanceof Reconnecting reconnecting && reconnecting.muted();
  }

  private static boolean isOver(CallState state) {
    return state instanceof Ended || state instanceof Idle;
  }
}
