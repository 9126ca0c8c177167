package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Rule;

/**
 * How far the keys of one call with one device have changed since it began (KEY-10, KEY-17 to
 * KEY-19). Pure data; a machine of its own beside the call's, which nothing in it depends on.
 *
 * @param newest the epoch that opened last
 * @param sending the epoch that seals, {@code newest} or the one before
 * @param asked a request of this side has no reply yet
 * @param again and another follows it
 * @param old what is held beside the newest epoch
 * @param answered when this side answered last; until then, when the two began to talk
 */
public record Rekeying(
    Role own, int newest, int sending, boolean asked, boolean again, Old old, Instant answered) {
  /** How long keys are used (KEY-17). */
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  /** How long a request waits before it is said again. */
  public static final Duration RETRY = Duration.ofSeconds(10);

  /** How long the epoch before is held once the other side seals with the newest. */
  public static final Duration LINGER = Duration.ofSeconds(5);

  /** The least time between two answers of the callee. */
  public static final Duration APART = Duration.ofSeconds(2);

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
    /** Says a request with fresh shares for the epoch after the newest. */
    ASK,
    /** Says the open request again. */
    ASK_AGAIN,
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
    Rekeying first = new Rekeying(own, 0, 0, false, false, Old.NONE, now);
    return own == Role.CALLER ? first.with(Act.START_LIFETIME) : first.with();
  }

  /** An epoch has been the newest for {@link #LIFETIME}. */
  public Step due(int epoch) {
    return epoch == newest ? ask() : with();
  }

  /** Another connection than before is in use. */
  public Step anotherConnection() {
    return ask();
  }

  @Rule("KEY-17")
  private Step ask() {
    if (own == Role.CALLEE) {
      return with();
    }
    return asked
        ? new Rekeying(own, newest, sending, true, true, old, answered).with()
        : asking().with(Act.ASK, Act.START_RETRY);
  }

  private Rekeying asking() {
    return new Rekeying(own, newest, sending, true, false, old, answered);
  }

  /** The request for that epoch was said {@link #RETRY} ago. */
  public Step retry(int epoch) {
    return asked && epoch == newest + 1 ? with(Act.ASK_AGAIN, Act.START_RETRY) : with();
  }

  /**
   * A request came under a key that is held.
   *
   * @param under the epoch of that key
   * @param repeated its core is that of the request answered last
   */
  @Rule("KEY-18")
  public Step requested(int epoch, int under, boolean repeated, Instant now) {
    if (own == Role.CALLER) {
      return with();
    }
    if (newest > 0 && now.isBefore(answered.plus(APART))) {
      return with();
    }
    if (repeated) {
      return sending < newest
          ? new Rekeying(own, newest, sending, asked, again, old, now).with(Act.REPLY_AGAIN)
          : with();
    }
    return epoch == newest + 1 && under == newest
        ? new Rekeying(own, newest + 1, newest, false, false, Old.HELD, now).with(Act.REPLY)
        : with();
  }

  /** A reply came under a key that is held (KEY-18); from now on this side seals with the epoch. */
  public Step replied(int epoch) {
    if (!asked || epoch != newest + 1) {
      return with();
    }
    Rekeying open = new Rekeying(own, epoch, epoch, false, false, Old.HELD, answered);
    return again
        ? open.asking()
            .with(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME, Act.ASK, Act.START_RETRY)
        : open.with(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME);
  }

  /** Something of the other side under that epoch was found good, a message or a media packet. */
  @Rule("KEY-19")
  public Step heard(int epoch) {
    if (epoch != newest || old != Old.HELD) {
      return with();
    }
    Rekeying proven = new Rekeying(own, newest, newest, asked, again, Old.DUE, answered);
    return sending < newest
        ? proven.with(Act.SEAL_WITH_NEWEST, Act.START_LINGER)
        : proven.with(Act.START_LINGER);
  }

  /** {@link #LINGER} is over for the epoch before that one. */
  public Step lingered(int epoch) {
    return epoch == newest && old == Old.DUE
        ? new Rekeying(own, newest, sending, asked, again, Old.NONE, answered).with(Act.WIPE_OLD)
        : with();
  }

  private Step with(Act... acts) {
    return new Step(this, List.of(acts));
  }
}
