package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Rule;

/**
 * How far the keys of one call with one device have changed since it began (KEY-10, KEY-17 to
 * KEY-20). Pure data; a machine of its own beside the call's, which nothing in it depends on.
 *
 * @param newest the epoch that opened last
 * @param sending the epoch that seals, {@code newest} or the one before
 * @param asked what a request of this side that has no reply yet is for
 * @param next what is asked for after it, or once the newest epoch seals
 * @param old what is held beside the newest epoch
 * @param answered when this side answered last; until then, long enough before the two began to
 *     talk
 */
public record Rekeying(
    Role own, int newest, int sending, Wish asked, Wish next, Old old, Instant answered) {
  /** How long keys are used (KEY-17). */
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  /** How long a request waits before it is said again. */
  public static final Duration RETRY = Duration.ofSeconds(10);

  /** How long the epoch before is held once the other side seals with the newest. */
  public static final Duration LINGER = Duration.ofSeconds(5);

  /** The least time between two answers of one side. */
  public static final Duration APART = Duration.ofSeconds(2);

  /** What a request is for. */
  public enum Wish {
    NONE,
    /** New keys: REKEY. */
    KEYS,
    /** Another mode, with new keys: MODE_SWITCH_REQUEST. */
    MODE,
    /** The one and then the other: this only waits, and is never asked for at once. */
    MODE_THEN_KEYS;

    private Wish and(Wish other) {
      if (this == NONE || this == other) {
        return other;
      }
      return other == NONE ? this : MODE_THEN_KEYS;
    }

    private Wish first() {
      return this == MODE_THEN_KEYS ? MODE : this;
    }

    private Wish rest() {
      return this == MODE_THEN_KEYS ? KEYS : NONE;
    }
  }

  /** The epoch before the newest. */
  public enum Old {
    /** Wiped, or there was none. */
    NONE,
    /** The other side may still seal with it. */
    HELD,
    /** The other side has sealed with the newest: it is wiped when {@link #LINGER} is over. */
    DUE
  }

  /** What to do, in order. */
  public enum Act {
    /** Says a request for what is asked, with fresh shares for the epoch after the newest. */
    ASK,
    /** Says the open request again. */
    ASK_AGAIN,
    /** Says that the open request is taken back, now and each time before it is said again. */
    TAKE_BACK,
    /** Answers the request with fresh shares, and opens the epoch. */
    REPLY,
    /** Says the last answer again. */
    REPLY_AGAIN,
    /** Opens the epoch that the reply completes. */
    OPEN,
    /** Seals with the newest epoch from now on. */
    SEAL_WITH_NEWEST,
    /** {@link Rekeying#due} of the newest epoch after {@link Rekeying#LIFETIME}. */
    START_LIFETIME,
    /** {@link Rekeying#retry} of the epoch asked for after {@link Rekeying#RETRY}. */
    START_RETRY,
    /** {@link Rekeying#lingered} of the newest epoch after {@link Rekeying#LINGER}. */
    START_LINGER,
    /** Wipes the epoch before the newest. */
    WIPE_OLD
  }

  /** What became of an event. */
  public record Step(Rekeying next, List<Act> acts) {}

  /** In epoch 0, when the two people begin to talk. */
  public static Step start(Role own, Instant now) {
    Rekeying first = new Rekeying(own, 0, 0, Wish.NONE, Wish.NONE, Old.NONE, now.minus(APART));
    return own == Role.CALLER ? first.with(Act.START_LIFETIME) : first.with();
  }

  /** An epoch has been the newest for {@link #LIFETIME}. */
  public Step due(int epoch) {
    return epoch == newest ? wanted(Wish.KEYS) : with();
  }

  /** Another connection than before is in use. */
  public Step anotherConnection() {
    return wanted(Wish.KEYS);
  }

  /** The person here wants another mode. */
  public Step modeWanted() {
    return wanted(Wish.MODE);
  }

  /**
   * The person here wants no other mode any more. A request that was said stays open until it is
   * answered: a yes may be under way, and has opened an epoch at the other side.
   */
  @Rule("CALL-91")
  public Step modeUnwanted() {
    return asked == Wish.MODE
        ? with(Act.TAKE_BACK)
        : waiting(next.first() == Wish.MODE ? next.rest() : next).with();
  }

  @Rule("KEY-20")
  private Step wanted(Wish wish) {
    if (wish == Wish.KEYS && own == Role.CALLEE || wish == Wish.MODE && asked == Wish.MODE) {
      return with();
    }
    return asked == Wish.NONE && sending == newest
        ? asking(wish).with(Act.ASK, Act.START_RETRY)
        : waiting(next.and(wish)).with();
  }

  private Rekeying asking(Wish wish) {
    return new Rekeying(own, newest, sending, wish.first(), wish.rest(), old, answered);
  }

  private Rekeying waiting(Wish wish) {
    return new Rekeying(own, newest, sending, asked, wish, old, answered);
  }

  /** True while this side asks for another mode, or waits to. */
  public boolean wantsMode() {
    return asked == Wish.MODE || next.first() == Wish.MODE;
  }

  /** The request for that epoch was said {@link #RETRY} ago. */
  public Step retry(int epoch) {
    return asked != Wish.NONE && epoch == newest + 1
        ? with(Act.ASK_AGAIN, Act.START_RETRY)
        : with();
  }

  /**
   * A request came under a key that is held.
   *
   * @param wish what it is for; this side grants it
   * @param under the epoch of that key
   * @param repeated its core is that of the request answered last
   */
  @Rule("KEY-18")
  public Step requested(Wish wish, int epoch, int under, boolean repeated, Instant now) {
    if (own == Role.CALLER && (wish == Wish.KEYS || asked != Wish.NONE)) {
      return with();
    }
    if (now.isBefore(answered.plus(APART))) {
      return with();
    }
    if (repeated) {
      return sending < newest
          ? new Rekeying(own, newest, sending, asked, next, old, now).with(Act.REPLY_AGAIN)
          : with();
    }
    if (epoch != newest + 1 || under != newest) {
      return with();
    }
    Rekeying open =
        new Rekeying(own, epoch, newest, Wish.NONE, afterAnswering(wish), Old.HELD, now);
    return new Step(open, open.lived(Act.REPLY));
  }

  /** The caller's request counts where both have asked: what the callee asked for waits. */
  private Wish afterAnswering(Wish wish) {
    Wish left = asked.and(next);
    return left.first() == wish ? left.rest() : left;
  }

  /** A reply to such a request came under a key that is held; this side seals with the epoch. */
  public Step replied(Wish wish, int epoch) {
    if (asked != wish || epoch != newest + 1) {
      return with();
    }
    Rekeying open = new Rekeying(own, epoch, epoch, Wish.NONE, Wish.NONE, Old.HELD, answered);
    List<Act> acts = new ArrayList<>(open.lived(Act.OPEN, Act.SEAL_WITH_NEWEST));
    if (next == Wish.NONE) {
      return new Step(open, List.copyOf(acts));
    }
    acts.addAll(List.of(Act.ASK, Act.START_RETRY));
    return new Step(open.asking(next), List.copyOf(acts));
  }

  /** An epoch opened; the caller sees to it that it ends in time. */
  private List<Act> lived(Act... acts) {
    List<Act> all = new ArrayList<>(List.of(acts));
    if (own == Role.CALLER) {
      all.add(Act.START_LIFETIME);
    }
    return List.copyOf(all);
  }

  /** True while a request of this side for another mode, with that epoch, has no reply. */
  public boolean isOpen(int epoch) {
    return asked == Wish.MODE && epoch == newest + 1;
  }

  /** The request for another mode was refused. */
  public Step declined(int epoch) {
    if (!isOpen(epoch)) {
      return with();
    }
    return next == Wish.NONE
        ? asking(Wish.NONE).with()
        : asking(next).with(Act.ASK, Act.START_RETRY);
  }

  /** Something of the other side under that epoch was found good, a message or a media packet. */
  @Rule("KEY-19")
  public Step heard(int epoch) {
    if (epoch != newest || old != Old.HELD) {
      return with();
    }
    Rekeying proven = new Rekeying(own, newest, newest, asked, next, Old.DUE, answered);
    if (sending == newest) {
      return proven.with(Act.START_LINGER);
    }
    return next == Wish.NONE
        ? proven.with(Act.SEAL_WITH_NEWEST, Act.START_LINGER)
        : proven
            .asking(next)
            .with(Act.SEAL_WITH_NEWEST, Act.START_LINGER, Act.ASK, Act.START_RETRY);
  }

  /** {@link #LINGER} is over for the epoch before that one. */
  public Step lingered(int epoch) {
    return epoch == newest && old == Old.DUE
        ? new Rekeying(own, newest, sending, asked, next, Old.NONE, answered).with(Act.WIPE_OLD)
        : with();
  }

  private Step with(Act... acts) {
    return new Step(this, List.of(acts));
  }
}
