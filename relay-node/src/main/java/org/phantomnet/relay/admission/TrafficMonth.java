package org.phantomnet.relay.admission;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.rule.Rule;

/**
 * Bytes a node has sent in each calendar month (UTC), kept in a file. What is counted is a sum that
 * only grows, so a clock that jumps moves at most what was sent in between to another month, and
 * coming back to a month finds its own figure. One thread.
 */
public final class TrafficMonth {
  private static final Pattern LINE = Pattern.compile("([0-9]{4}-(?:0[1-9]|1[0-2])) ([0-9]{1,18})");
  private static final int MOST_LENGTH = 4_096;
  private static final int MONTHS_KEPT = 24;

  private final Path file;
  private final TreeMap<YearMonth, Long> months;
  private long counted;

  private TrafficMonth(Path file, TreeMap<YearMonth, Long> months) {
    this.file = file;
    this.months = months;
  }

  /**
   * Reads what earlier runs have written; nothing if there is no file.
   *
   * @throws IOException if the file cannot be read or is not one of this form: what a node has sent
   *     is then not known, which is not the same as nothing
   */
  public static TrafficMonth open(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_LENGTH) {
        throw new IOException("not a record of traffic");
      }
      return new TrafficMonth(file, parse(Files.readString(file, StandardCharsets.US_ASCII)));
    } catch (NoSuchFileException e) {
      return new TrafficMonth(file, new TreeMap<>());
    }
  }

  private static TreeMap<YearMonth, Long> parse(String text) throws IOException {
    TreeMap<YearMonth, Long> months = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IOException("not a record of traffic");
      }
      months.put(YearMonth.parse(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
    return months;
  }

  /**
   * Adds what was sent since the last call.
   *
   * @param sentSinceStart the node's sum since it started
   */
  @Rule("TURN-44")
  public void count(long sentSinceStart, Instant now) {
    long fresh = sentSinceStart - counted;
    counted = sentSinceStart;
    if (fresh > 0) {
      months.merge(month(now), fresh, Long::sum);
    }
  }

  /** What was sent in the month of {@code now}. */
  public long sent(Instant now) {
    return months.getOrDefault(month(now), 0L);
  }

  /**
   * Writes the file anew; one that is half written never takes its place.
   *
   * @throws IOException if it cannot be written: what is counted here stays
   */
  public void save(Instant now) throws IOException {
    forgetOld(month(now));
    StringBuilder text = new StringBuilder();
    for (Map.Entry<YearMonth, Long> entry : months.entrySet()) {
      text.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
    }
    if (text.isEmpty()) {
      return; // nothing was ever sent
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Those farthest from now go first: a month that a wrong clock named, or one long past. */
  private void forgetOld(YearMonth now) {
    while (months.size() > MONTHS_KEPT) {
      boolean lastIsFarther =
          now.until(months.lastKey(), java.time.temporal.ChronoUnit.MONTHS)
              > months.firstKey().until(now, java.time.temporal.ChronoUnit.MONTHS);
      months.remove(lastIsFarther ? months.lastKey() : months.firstKey());
    }
  }

  private static YearMonth month(Instant now) {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC));
  }
}
