package org.phantomnet.relay.main;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.KeyPlace;
import org.phantomnet.relay.main.config.NodeConfig;

/**
 * The life of a running node: waits for what it is told, reloads, drains. One thread, from start to
 * end of {@link #untilEnd}.
 */
final class Watch {
  private static final long TICK_MILLIS = 100;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  private final RelayNode node;
  private final Path config;
  private final BlockingQueue<Told> told;
  private final PrintStream err;

  Watch(RelayNode node, Path config, BlockingQueue<Told> told, PrintStream err) {
    this.node = node;
    this.config = config;
    this.told = told;
    this.err = err;
  }

  /** Returns when the node is to be closed. */
  void untilEnd() throws InterruptedException {
    while (true) {
      switch (told.take()) {
        case RELOAD -> reload();
        case STOP -> {
          drain();
          return;
        }
        case END -> {
          return;
        }
      }
    }
  }

  /** A file that cannot be used leaves everything as it was. */
  private void reload() {
    try {
      say(node.reload(NodeConfig.read(config)).words());
    } catch (ConfigException e) {
      say("nothing changed: " + KeyPlace.before(config, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // an own bug must not end the calls of a node that was only asked to look
      say("a bug of this program kept it from reloading: please report it, and restart the node");
    }
  }

  /** Calls that live go on; the node ends with the last of them, or when its time is over. */
  @Rule("NODE-3")
  private void drain() throws InterruptedException {
    node.drain();
    long began = System.nanoTime();
    long nextWord = began;
    while (node.liveAllocations() > 0) {
      Duration left = node.config().drain().minusNanos(System.nanoTime() - began);
      if (left.isZero() || left.isNegative()) {
        say("drain.seconds are over: ends with " + node.liveAllocations() + " allocations");
        return;
      }
      if (System.nanoTime() - nextWord >= 0) {
        say(
            "no new calls; waits for "
                + node.liveAllocations()
                + " allocations, at most "
                + left.toSeconds()
                + " s. A second SIGTERM ends it now");
        nextWord += PROGRESS_EVERY.toNanos();
      }
      Told more = told.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      if (more == Told.RELOAD) {
        reload();
      } else if (more != null) {
        return;
      }
    }
  }

  private void say(String words) {
    err.println("relay: " + words);
  }
}
