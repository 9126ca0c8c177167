package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

  private final Allowance own = new Allowance(MOST_WEAKER, APART);
  private final Allowance theirs = new Allowance(MOST_WEAKER, APART);
  private int stricter;
  private Optional<RekeyMessage> open = Optional.empty();
  private Optional<CallMode> approved = Optional.empty();
  private Instant approvedUntil = Instant.MIN;
  private Bytes refusedCore = Bytes.EMPTY;

  boolean mayBecomeStricter() {
    return stricter < MOST_STRICTER;
  }

  /** True while this side may ask for less; counts it. */
  boolean takeOwn(Instant now) {
    return own.take(now);
  }

  /**
   * The other side asks for less. The same wish under other keys is the same request, and one that
   * was refused stays so.
   *
   * @return true if the person is to be asked
   */
  boolean opens(RekeyMessage request, Instant now) {
    boolean known = open.filter(before -> before.to().equals(request.to())).isPresent();
    if (request.core().equals(refusedCore) || !known && !theirs.take(now)) {
      refusedCore = request.core();
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
    refusedCore = open.map(RekeyMessage::core).orElse(Bytes.EMPTY);
    open = Optional.empty();
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
