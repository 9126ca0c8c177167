package org.phantomnet.engine.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.state.Renewal.Step;
import org.phantomnet.protocol.rule.Rule;

/**
 * The rules of a new connection beside the one in use, the same in Connected and Reconnecting
 * (CALL-50 to CALL-56). Pure.
 */
record Renewing(CallRef call, int device, Renewal renewal) {
  /** What becomes of the renewal, and what to do, in order. */
  record Change(Renewal next, List<CallEffect> effects) {}

  /** Empty if the event is none of a renewal's. */
  Optional<Change> on(CallEvent event) {
    if (event instanceof PathEvent.RelayRebound) {
      return Optional.of(trigger());
    } else if (event instanceof PathEvent.NetworkChanged) {
      return Optional.of(anew());
    } else if (event instanceof PathEvent.NextAgreed agreed) {
      return Optional.of(agreed.asked() || renewal.step() != Step.NONE ? anew() : same());
    } else if (event instanceof MessageEvent.UpdateReceived update) {
      return Optional.of(update.reply() ? replied() : requested());
    } else if (event instanceof PathEvent.NextReady) {
      return Optional.of(ready());
    } else if (event instanceof PathEvent.NextConnected) {
      return Optional.of(connected());
    } else if (event instanceof PathEvent.NextFailed) {
      return Optional.of(renewal.hasPath() ? failed() : same());
    } else if (event instanceof TimerEvent.RenewDue) {
      return Optional.of(due());
    }
    return Optional.empty();
  }

  /** The own relay is silent or lost, or sees this device elsewhere: an attempt starts at once. */
  @Rule("CALL-50")
  Change trigger() {
    boolean first = renewal.step() == Step.WAITING && renewal.failures() == 0;
    return renewal.step() == Step.NONE || first
        ? begin(new Renewal(Step.NONE, true, 0), List.of())
        : change(new Renewal(renewal.step(), true, renewal.failures()));
  }

  /** Whatever was made on another network, or in another mode, is not waited for. */
  private Change anew() {
    return begin(new Renewal(Step.NONE, true, renewal.failures()), drop());
  }

  /** Packets stopped: the old connection has a while to come back by itself. */
  Change interrupted() {
    return renewal.step() == Step.NONE
        ? change(new Renewal(Step.WAITING, true, 0), timer(Limits.RENEW_AFTER_DROP))
        : change(new Renewal(renewal.step(), true, renewal.failures()));
  }

  /** The old connection is back: what only this device still works at is given up. */
  @Rule("CALL-54")
  Change back() {
    if (renewal.step() == Step.ANSWERING || renewal.step() == Step.CONNECTING) {
      return change(new Renewal(renewal.step(), false, 0));
    }
    return over();
  }

  /** The new connection is in use. What was begun after it goes on. */
  Change used() {
    return renewal.step() == Step.CONNECTING || !renewal.hasPath()
        ? change(
            Renewal.NONE,
            renewal.step() == Step.NONE
                ? List.of()
                : List.of(new LocalEffect.CancelTimer(call, TimerKind.RENEW)))
        : same();
  }

  private Change over() {
    if (renewal.step() == Step.NONE) {
      return same();
    }
    List<CallEffect> effects = new ArrayList<>(drop());
    effects.add(new LocalEffect.CancelTimer(call, TimerKind.RENEW));
    return change(Renewal.NONE, effects);
  }

  private Change begin(Renewal wanted, List<CallEffect> before) {
    List<CallEffect> effects = new ArrayList<>(before);
    effects.addAll(timer(Limits.RENEW_ATTEMPT));
    effects.add(new PathEffect.OpenNext(call, device));
    return change(wanted.at(Step.OPENING), effects);
  }

  /**
   * One request is in work at a time: where two meet the caller's stays, else the newest counts.
   */
  @Rule("CALL-52")
  private Change requested() {
    if (renewal.step() == Step.REQUESTED && call.outgoing()) {
      return same();
    }
    List<CallEffect> effects = new ArrayList<>(drop());
    effects.addAll(timer(Limits.RENEW_ATTEMPT));
    effects.add(new PathEffect.AnswerNext(call, device));
    return change(renewal.at(Step.ANSWERING), effects);
  }

  private Change replied() {
    return renewal.step() == Step.REQUESTED
        ? change(renewal.at(Step.CONNECTING), List.of(new PathEffect.ConnectNext(call, device)))
        : same();
  }

  private Change ready() {
    return switch (renewal.step()) {
      case OPENING ->
          change(renewal.at(Step.REQUESTED), List.of(new SendEffect.SendUpdate(call, device)));
      case ANSWERING ->
          change(
              renewal.at(Step.CONNECTING), List.of(new SendEffect.SendUpdateReply(call, device)));
      case NONE, WAITING, REQUESTED, CONNECTING -> same();
    };
  }

  /** It is the machine's step to use it; the state changes when its gate has opened. */
  private Change connected() {
    return renewal.step() == Step.CONNECTING
        ? change(renewal, List.of(new PathEffect.UseNext(call, device)))
        : same();
  }

  private Change due() {
    return switch (renewal.step()) {
      case NONE -> same();
      case WAITING -> begin(renewal, List.of());
      case OPENING, REQUESTED, ANSWERING, CONNECTING -> failed();
    };
  }

  /** Closed without a word; while it is wanted, the next follows after 1, 2, 4, 4.. s. */
  @Rule("CALL-53")
  private Change failed() {
    if (!renewal.wanted()) {
      return over();
    }
    int failures = Math.min(renewal.failures() + 1, Renewal.MOST_COUNTED);
    List<CallEffect> effects = new ArrayList<>(drop());
    effects.addAll(timer(Duration.ofSeconds(1L << failures - 1)));
    return change(new Renewal(Step.WAITING, true, failures), effects);
  }

  private List<CallEffect> drop() {
    return renewal.hasPath() ? List.of(new PathEffect.DropNext(call, device)) : List.of();
  }

  private List<CallEffect> timer(Duration length) {
    return List.of(new LocalEffect.StartTimer(call, TimerKind.RENEW, length));
  }

  private Change same() {
    return change(renewal);
  }

  private static Change change(Renewal next) {
    return change(next, List.of());
  }

  private static Change change(Renewal next, List<CallEffect> effects) {
    return new Change(next, effects);
  }
}
