package org.phantomnet.relay.directory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryPaths;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.https.Refused;

/**
 * Keeps a directory's list as new as that of the directories it mirrors, which it trusts for
 * nothing: what does not count, or does not come in time, changes nothing. A thread of its own from
 * {@link #start} to {@link #close}.
 */
public final class ListMirror implements AutoCloseable {
  /** How a round went, as numbers of mirrors. */
  public record Round(int newer, int same, int refused, int unreachable) {}

  @Rule("DIR-21")
  static final Duration LEAST = Duration.ofMinutes(10);

  static final Duration MOST = Duration.ofMinutes(30);
  static final Duration WITHIN = Duration.ofSeconds(30);
  static final int MAX_ANSWER = SignedRelayList.MAX_LIST_LENGTH + 8_192;

  private final PublishedList published;
  private final List<PinnedClient> mirrors;
  private final RandomSource random;
  private final Duration least;
  private final Duration most;
  private final ScheduledExecutorService thread;
  private volatile Runnable newer = () -> {};

  public ListMirror(PublishedList published, List<PinnedServer> mirrors, RandomSource random) {
    this(published, mirrors, random, WITHIN, LEAST, MOST);
  }

  /**
   * @param within for one mirror
   * @param least of the time between rounds, and {@code most}
   */
  ListMirror(
      PublishedList published,
      List<PinnedServer> mirrors,
      RandomSource random,
      Duration within,
      Duration least,
      Duration most) {
    this.published = published;
    this.mirrors = mirrors.stream().map(server -> new PinnedClient(server, within)).toList();
    this.random = random;
    this.least = least;
    this.most = most;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "directory-mirror");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** A first round at once, the others at random intervals. */
  public void start() {
    start(() -> {});
  }

  /**
   * @param whenNewer called on this mirror's thread after a round that brought a newer list
   */
  public void start(Runnable whenNewer) {
    newer = whenNewer;
    thread.execute(this::roundAndPlan);
  }

  /** One more round, soon; for somebody who has just told the node to look. */
  public void askNow() {
    thread.execute(this::tell);
  }

  private void roundAndPlan() {
    try {
      tell();
    } catch (RuntimeException | Error e) {
      // an own bug with one answer; the next round must come all the same
    }
    if (!thread.isShutdown()) {
      thread.schedule(this::roundAndPlan, pause().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    if (round().newer() > 0) {
      newer.run();
    }
  }

  /** Asks every mirror once, in random order. Blocks. */
  Round round() {
    int newer = 0;
    int same = 0;
    int refused = 0;
    int unreachable = 0;
    for (PinnedClient mirror : shuffled()) {
      try {
        if (published.offer(mirror.get(DirectoryPaths.LIST, MAX_ANSWER))) {
          newer++;
        } else {
          same++;
        }
      } catch (ProtocolException e) {
        refused++;
      } catch (IOException | Refused e) {
        unreachable++;
      }
    }
    return new Round(newer, same, refused, unreachable);
  }

  private List<PinnedClient> shuffled() {
    List<PinnedClient> rest = new ArrayList<>(mirrors);
    List<PinnedClient> order = new ArrayList<>();
    while (!rest.isEmpty()) {
      order.add(rest.remove((random.bytes(1).at(0) & 0xff) % rest.size()));
    }
    return order;
  }

  Duration pause() {
    Bytes drawn = random.bytes(2);
    int part = (drawn.at(0) & 0xff) << 8 | drawn.at(1) & 0xff;
    return least.plusMillis(most.minus(least).toMillis() * part / 65_536);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
