package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/** What one leg remembers of changes of its mode: how many there were, and what is open. */
final class LegModes {
  /** How long the person may think about a weaker mode, and how long an approval holds. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How often a call becomes stricter. */
  @Rule("CALL-67")
  private static final int MOST_STRICTER = 4;

  /** How often one side asks for less. */
  private static final int MOST_WEAKER = 2;

  private static final Duration APART = Duration.ofMinutes(5);

  /** Refusals that are remembered; more than are ever said in a call (CALL-35). */
  private static final int MOST_REFUSED = 32;

  private final Allowance own = new Allowance(MOST_WEAKER, APART);
  private final Allowance theirs = new Allowance(MOST_WEAKER, APART);
  private int stricter;
  private Optional<RekeyMessage> open = Optional.empty();
  private Optional<CallMode> approved = Optional.empty();
  private Instant approvedUntil = Instant.MIN;
  private final Set<Bytes> refused = new HashSet<>();

  boolean mayBecomeStricter() {
    return stricter < MOST_STRICTER;
  }

  /** True while this side may ask for less; counts it. */
  boolean takeOwn(Instant now) {
    return own.take(now);
  }

  /**
   * The other side asks for less. The same wish under other keys is the same request.
   *
   * @return true if the person is to be asked
   */
  boolean opens(RekeyMessage request, Instant now) {
    boolean known = open.filter(before -> before.to().equals(request.to())).isPresent();
    if (!known && !theirs.take(now)) {
      return false;
    }
    open = Optional.of(request);
    return true;
  }

  /** What the person was asked and did not answer. */
  Optional<RekeyMessage> open() {
    return open;
  }

  boolean isApproved(CallMode to, Instant now) {
    return approved.equals(Optional.of(to)) && now.isBefore(approvedUntil);
  }

  /** The person approves what is open; a yes is none to what comes long after it. */
  void approve(Instant now) {
    approved = open.flatMap(RekeyMessage::to);
    approvedUntil = now.plus(PATIENCE);
    open = Optional.empty();
  }

  /** The person, or time, refuses what is open. */
  void refuse() {
    open.ifPresent(this::refuse);
    open = Optional.empty();
  }

  void refuse(RekeyMessage request) {
    refuse(request.name());
  }

  /** The other side wants it no more: a yes to it, which has opened nothing yet, is none. */
  void takenBack(Bytes name) {
    approved = Optional.empty();
    refuse(name);
  }

  private void refuse(Bytes name) {
    if (refused.size() < MOST_REFUSED) {
      refused.add(name);
    }
  }

  /** Also if it cannot be told any more whether it was. */
  boolean isRefused(RekeyMessage request) {
    return refused.size() == MOST_REFUSED || refused.contains(request.name());
  }

  /** Both sides agreed on a mode. */
  void agreed(boolean onStricter) {
    approved = Optional.empty();
    open = Optional.empty();
    if (onStricter) {
      stricter++;
    }
  }
}
