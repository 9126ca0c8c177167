package org.phantomnet.relay.admission;

import java.util.Arrays;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/**
 * Bounds what a relay sends to sources that have proven nothing. An answer no longer than its
 * request is free; what is longer is paid from a budget per source prefix (/24 or /48) and one of
 * the whole loop, so that spoofed requests cannot be turned into traffic that would hurt anyone.
 *
 * <p>Fixed memory. Prefixes are kept as salted hashes that change with every {@link
 * #SALT_LIFETIME_MILLIS}. One thread.
 */
public final class AnswerBudget {
  static final int SLOTS = 4096;
  static final int SLOT_BYTES_PER_SECOND = 65_536;
  static final int LOOP_BYTES_PER_SECOND = 1_048_576;
  static final long SALT_LIFETIME_MILLIS = 600_000;

  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  private final RandomSource random;
  private final byte[] saltBytes = new byte[8];
  private final int[] spent = new int[SLOTS];
  private long salt;
  private long saltEnds;
  private long second = -1;
  private int spentByLoop;

  public AnswerBudget(RandomSource random) {
    this.random = random;
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
    int slot = slot(address);
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
    if (nowMillis >= saltEnds) {
      random.fill(saltBytes);
      salt = 0;
      for (byte b : saltBytes) {
        salt = salt << 8 | (b & 0xFF);
      }
      saltEnds = nowMillis + SALT_LIFETIME_MILLIS;
    }
  }

  private int slot(byte[] address) {
    long hash = salt;
    int prefix = address.length == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    for (int i = 0; i < prefix; i++) {
      hash = (hash ^ (address[i] & 0xFF)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 52);
  }
}
