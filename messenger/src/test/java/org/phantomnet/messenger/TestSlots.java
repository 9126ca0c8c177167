package org.phantomnet.messenger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.LinkDeposit;

/** The slots of a {@link TestMailbox} by which devices are linked. Thread-safe. */
public final class TestSlots {
  private final TestRandom random;
  private final Map<Bytes, Optional<Bytes>> slots = new HashMap<>();
  private final List<LinkDeposit> deposits = new ArrayList<>();
  private boolean garbles;
  private boolean holds;
  private Optional<Bytes> replayed = Optional.empty();

  TestSlots(TestRandom random) {
    this.random = random;
  }

  /** Hands out something else than was put in. */
  public synchronized void garble() {
    garbles = true;
  }

  /** Whoever takes is given that. */
  public synchronized void serve(Bytes sealed) {
    replayed = Optional.of(sealed);
  }

  /** Says of every slot that nothing is in it. */
  public synchronized void hold(boolean isHeld) {
    holds = isHeld;
  }

  public synchronized void forgetDeposits() {
    deposits.clear();
  }

  /** What was put in, in order. */
  public synchronized List<LinkDeposit> deposits() {
    return List.copyOf(deposits);
  }

  synchronized Optional<Bytes> take(Bytes slot) {
    Optional<Bytes> there = slots.computeIfAbsent(slot, any -> Optional.empty());
    return holds ? Optional.empty() : replayed.or(() -> there);
  }

  synchronized void put(LinkDeposit deposit) throws MailboxException {
    Optional<Bytes> there = slots.get(deposit.slot());
    if (there == null) {
      throw new MailboxException(MailboxException.Reason.NO_SUCH_DEVICE);
    }
    if (there.filter(known -> !known.equals(deposit.sealed())).isPresent()) {
      throw new MailboxException(MailboxException.Reason.NAME_TAKEN);
    }
    deposits.add(deposit);
    slots.put(
        deposit.slot(),
        Optional.of(garbles ? random.bytes(deposit.sealed().length()) : deposit.sealed()));
  }
}
