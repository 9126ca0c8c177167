package org.phantomnet.relay.admission;

import java.util.Arrays;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/**
 * Bounds what a relay sends to sources that have proven nothing. An answer no longer than its
 * request is free; what is longer is paid from a budget per source prefix (/24 or /48) and one of
 * the whole loop, so that spoofed requests cannot be turned into traffic that would hurt anyone.
 *
 * <p>Fixed memory. Prefixes are kept as salted hashes ({@link PrefixHash}). One thread.
 */
public final class AnswerBudget {
  static final int SLOT_BYTES_PER_SECOND = 65_536;
  static final int LOOP_BYTES_PER_SECOND = 1_048_576;

  private static final int SLOT_BITS = 12;

  private final PrefixHash hash;
  private final int[] spent;
  private long second = -1;
  private int spentByLoop;

  public AnswerBudget(RandomSource random) {
    hash = new PrefixHash(random, SLOT_BITS);
    spent = new int[hash.slots()];
  }

  /**
   * Whether an answer of {@code answerBytes} to a request of {@code requestBytes} may go out; if so
   * it is paid for.
   *
   * @param address the source's, 4 or 16 bytes
   */
  @Rule("TURN-4")
  public boolean spend(byte[] address, int requestBytes, int answerBytes, long nowMillis) {
    int excess = answerBytes - requestBytes;
    if (excess <= 0) {
      return true;
    }
    turn(nowMillis);
    int slot = hash.slot(address);
    if (spent[slot] + excess > SLOT_BYTES_PER_SECOND
        || spentByLoop + excess > LOOP_BYTES_PER_SECOND) {
      return false;
    }
    spent[slot] += excess;
    spentByLoop += excess;
    return true;
  }

  private void turn(long nowMillis) {
    long thisSecond = Math.floorDiv(nowMillis, 1000L);
    if (thisSecond == second) {
      return;
    }
    second = thisSecond;
    spentByLoop = 0;
    Arrays.fill(spent, 0);
    hash.turn(nowMillis);
  }
}
