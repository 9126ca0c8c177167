package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A channel that does with messages what it likes: it loses any number, delivers any number of them
 * again and again, in any order and as late as it likes, with any number in flight. All of that is
 * one thing: whatever was ever sent may be delivered now, or never. So its state is the set of what
 * was sent, and every run over a channel that may lose two and repeat one is a run over this one.
 */
final class OpenChannel implements Channel {
  private static final int WAYS = 2;

  private final Numbered<Words> rows;
  private final LongTable pushed = new LongTable();
  private final List<int[]> results = new ArrayList<>();
  private final Numbered<Words> nets = new Numbered<>();
  private long[] messages = new long[1024];
  private int[][] codes = new int[1024][];

  OpenChannel(Numbered<Words> rows) {
    this.rows = rows;
  }

  @Override
  public int initial() {
    return number(0, 0);
  }

  @Override
  public int size() {
    return nets.size();
  }

  private int number(long toAlice, long toBob) {
    int number = nets.of(words(toAlice, toBob));
    if (WAYS * number >= messages.length) {
      messages = Arrays.copyOf(messages, messages.length * 2);
      codes = Arrays.copyOf(codes, codes.length * 2);
    }
    messages[WAYS * number] = toAlice;
    messages[WAYS * number + 1] = toBob;
    codes[WAYS * number] = codes(toAlice);
    codes[WAYS * number + 1] = codes(toBob);
    return number;
  }

  private static Words words(long toAlice, long toBob) {
    return new Words(
        new int[] {
          (int) toAlice,
          (int) (toAlice >>> Integer.SIZE),
          (int) toBob,
          (int) (toBob >>> Integer.SIZE)
        });
  }

  private static int[] codes(long messages) {
    int[] codes = new int[Long.bitCount(messages)];
    long rest = messages;
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Wire.code(Long.numberOfTrailingZeros(rest));
      rest &= rest - 1;
    }
    return codes;
  }

  @Override
  public long messagesTo(int net, Side to) {
    return messages[WAYS * net + to.ordinal()];
  }

  @Override
  public int[] inFlightTo(int net, Side to) {
    return codes[WAYS * net + to.ordinal()];
  }

  @Override
  public int delivered(int net, Side to, int code, boolean repeated) {
    return net;
  }

  @Override
  public int without(int net, Side to, long gone) {
    return with(net, to, messagesTo(net, to) & ~gone);
  }

  private int with(int net, Side to, long changed) {
    long toAlice = to == Side.ALICE ? changed : messagesTo(net, Side.ALICE);
    long toBob = to == Side.BOB ? changed : messagesTo(net, Side.BOB);
    return number(toAlice, toBob);
  }

  @Override
  public int[] sent(int net, Side to, int row) {
    long key = ((long) net << 24 | row) << 1 | to.ordinal();
    int known = pushed.get(key);
    if (known >= 0) {
      return results.get(known);
    }
    long sent = messagesTo(net, to);
    for (int code : rows.get(row).all) {
      sent |= 1L << Wire.number(code);
    }
    int[] result = {with(net, to, sent), 0};
    pushed.put(key, results.size());
    results.add(result);
    return result;
  }
}
