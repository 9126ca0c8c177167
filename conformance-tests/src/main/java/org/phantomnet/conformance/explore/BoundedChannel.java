package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The channels of both ways, by number: the messages in flight as a bag, since they overtake each
 * other; the sender's outbox behind it as a queue; and what may still be lost and repeated.
 *
 * <p>A message is lost when it is sent or not at all: one that is lost later only takes up room
 * until then, so nothing that can happen is left out. A message is repeated when it is delivered: a
 * copy stays in flight.
 */
final class BoundedChannel implements Channel {
  private final Bounds bounds;
  private final Numbered<Words> rows;
  private final Numbered<Words> nets = new Numbered<>();
  private long[][] messages = {new long[1024], new long[1024]};
  private final List<int[][]> codes = new ArrayList<>();
  private final LongTable taken = new LongTable();
  private final LongTable pushed = new LongTable();
  private final List<int[]> results = new ArrayList<>();

  /** One state of the channels, unfolded. */
  private static final class Channels {
    final List<List<Integer>> flight = List.of(new ArrayList<>(), new ArrayList<>());
    final List<List<Integer>> outbox = List.of(new ArrayList<>(), new ArrayList<>());

    Words fold() {
      int[] row = new int[4 + size(0) + size(1)];
      int at = 0;
      for (int way = 0; way < 2; way++) {
        row[at++] = flight.get(way).size();
        flight.get(way).sort(null);
        for (int code : flight.get(way)) {
          row[at++] = code;
        }
        row[at++] = outbox.get(way).size();
        for (int code : outbox.get(way)) {
          row[at++] = code;
        }
      }
      return new Words(row);
    }

    private int size(int way) {
      return flight.get(way).size() + outbox.get(way).size();
    }

    static Channels unfold(Words words) {
      Channels channels = new Channels();
      int[] row = words.all;
      int at = 0;
      for (int way = 0; way < 2; way++) {
        int count = row[at++];
        for (int i = 0; i < count; i++) {
          channels.flight.get(way).add(row[at++]);
        }
        count = row[at++];
        for (int i = 0; i < count; i++) {
          channels.outbox.get(way).add(row[at++]);
        }
      }
      return channels;
    }
  }

  BoundedChannel(Bounds bounds, Numbered<Words> rows) {
    this.bounds = bounds;
    this.rows = rows;
  }

  @Override
  public int initial() {
    return number(new Channels());
  }

  @Override
  public int size() {
    return nets.size();
  }

  private int number(Channels channels) {
    for (int way = 0; way < 2; way++) {
      List<Integer> outbox = channels.outbox.get(way);
      while (!outbox.isEmpty() && channels.flight.get(way).size() < bounds.inFlight()) {
        channels.flight.get(way).add(outbox.remove(0));
      }
    }
    int number = nets.of(channels.fold());
    if (number == codes.size()) {
      codes.add(new int[][] {distinct(channels, 0), distinct(channels, 1)});
      for (int way = 0; way < 2; way++) {
        if (number >= messages[way].length) {
          messages[way] = Arrays.copyOf(messages[way], number * 2);
        }
        for (int code : channels.flight.get(way)) {
          messages[way][number] |= 1L << Wire.number(code);
        }
      }
    }
    return number;
  }

  private static int[] distinct(Channels channels, int way) {
    return channels.flight.get(way).stream()
        .mapToInt(Integer::intValue)
        .sorted()
        .distinct()
        .toArray();
  }

  @Override
  public long messagesTo(int net, Side to) {
    return messages[to.ordinal()][net];
  }

  @Override
  public int[] inFlightTo(int net, Side to) {
    return codes.get(net)[to.ordinal()];
  }

  @Override
  public int delivered(int net, Side to, int code, boolean repeated) {
    long key = ((long) net << 16 | code) << 2 | (to.ordinal() << 1) | (repeated ? 1 : 0);
    int known = taken.get(key);
    if (known >= 0) {
      return known;
    }
    Channels channels = Channels.unfold(nets.get(net));
    channels.flight.get(to.ordinal()).remove(Integer.valueOf(code));
    if (repeated) {
      channels.flight.get(to.ordinal()).add(Wire.secondOfTwo(code));
    }
    int next = number(channels);
    taken.put(key, next);
    return next;
  }

  @Override
  public int without(int net, Side to, long gone) {
    int left = net;
    while ((messagesTo(left, to) & gone) != 0) {
      for (int code : inFlightTo(left, to)) {
        if ((gone & 1L << Wire.number(code)) != 0) {
          left = delivered(left, to, code, false);
          break;
        }
      }
    }
    return left;
  }

  @Override
  public int[] sent(int net, Side to, int row) {
    long key = ((long) net << 24 | row) << 1 | to.ordinal();
    int known = pushed.get(key);
    if (known >= 0) {
      return results.get(known);
    }
    int[] messages = rows.get(row).all;
    List<Integer> nexts = new ArrayList<>();
    for (int lost = 0; lost < 1 << messages.length; lost++) {
      Channels channels = Channels.unfold(nets.get(net));
      for (int i = 0; i < messages.length; i++) {
        if ((lost & 1 << i) == 0) {
          channels.outbox.get(to.ordinal()).add(messages[i]);
        }
      }
      nexts.add(number(channels));
      nexts.add(Integer.bitCount(lost));
    }
    int[] packed = nexts.stream().mapToInt(Integer::intValue).toArray();
    pushed.put(key, results.size());
    results.add(packed);
    return packed;
  }
}
