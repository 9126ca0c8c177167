package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/**
 * Where a new device waits for its provisioning message, in memory only: after a restart a new code
 * is shown. Used on the mailbox's worker thread.
 */
final class LinkSlots {
  static final Duration LIFETIME = Duration.ofMinutes(10);
  static final int MOST = 1_000;
  private static final MailboxLimits.Rate TAKES = new MailboxLimits.Rate(20, 2);
  private static final MailboxLimits.Rate OPENINGS = new MailboxLimits.Rate(200, 5);

  private final Clock clock;
  private final RateLimiter<Bytes> takes;
  private final RateLimiter<String> openings;
  private final Map<Bytes, Slot> slots = new HashMap<>();

  LinkSlots(Clock clock) {
    this.clock = clock;
    this.takes = new RateLimiter<>(TAKES, clock);
    this.openings = new RateLimiter<>(OPENINGS, clock);
  }

  private record Slot(Instant until, Optional<Bytes> sealed) {}

  /** Opens the slot, or tells what was put into it. */
  @Rule("DEV-11")
  Optional<Bytes> take(Bytes name) throws Refused {
    sweep();
    Slot slot = slots.get(name);
    if (slot == null) {
      if (slots.size() >= MOST || !openings.take("all")) {
        throw new Refused(Refusal.RATE_LIMITED);
      }
      slots.put(name, new Slot(clock.instant().plus(LIFETIME), Optional.empty()));
      return Optional.empty();
    }
    if (!takes.take(name)) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
    return slot.sealed();
  }

  /** One message a slot; the same bytes again are no error. */
  void put(LinkDeposit deposit) throws Refused {
    sweep();
    Slot slot = slots.get(deposit.slot());
    if (slot == null) {
      throw new Refused(Refusal.NO_SUCH_DEVICE);
    }
    if (slot.sealed().filter(known -> !known.equals(deposit.sealed())).isPresent()) {
      throw new Refused(Refusal.NAME_TAKEN);
    }
    slots.put(deposit.slot(), new Slot(slot.until(), Optional.of(deposit.sealed())));
  }

  private void sweep() {
    Instant now = clock.instant();
    slots.values().removeIf(slot -> !now.isBefore(slot.until()));
  }
}
