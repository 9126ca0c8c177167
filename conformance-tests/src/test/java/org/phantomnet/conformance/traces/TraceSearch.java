package org.phantomnet.conformance.traces;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks for many byte strings at once. Immutable; thread-safe. */
public final class TraceSearch {
  private static final int BLOCK = 1 << 20;
  private static final int SHORTEST = 4;

  private final Map<Integer, List<Imprint>> byStart = new HashMap<>();
  private final boolean[] starts = new boolean[1 << 16];
  private int longest;

  /** A place where one of them lies. */
  public record Hit(Imprint imprint, long offset) {
    @Override
    public String toString() {
      return imprint.toString();
    }
  }

  public TraceSearch(Collection<Imprint> imprints) {
    for (Imprint imprint : imprints) {
      if (imprint.bytes().length < SHORTEST) {
        throw new IllegalArgumentException("too short to be looked for");
      }
      int start = start(imprint.bytes(), 0);
      starts[start] = true;
      byStart.computeIfAbsent(start, fresh -> new ArrayList<>()).add(imprint);
      longest = Math.max(longest, imprint.bytes().length);
    }
  }

  private static int start(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /** Every place in a file of less than 2 GiB. */
  public List<Hit> in(Path file) throws IOException {
    List<Hit> hits = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      byte[] block = new byte[BLOCK + longest];
      for (int from = 0; from < all.limit(); from += BLOCK) {
        int length = Math.min(block.length, all.limit() - from);
        all.get(from, block, 0, length);
        look(block, length, from, hits);
      }
    }
    return hits;
  }

  private void look(byte[] block, int length, long offset, List<Hit> hits) {
    int last = Math.min(BLOCK, length - 1);
    for (int at = 0; at < last; at++) {
      int start = start(block, at);
      if (starts[start]) {
        for (Imprint imprint : byStart.getOrDefault(start, List.of())) {
          int end = at + imprint.bytes().length;
          if (end <= length
              && Arrays.equals(block, at, end, imprint.bytes(), 0, imprint.bytes().length)) {
            hits.add(new Hit(imprint, offset + at));
          }
        }
      }
    }
  }
}
