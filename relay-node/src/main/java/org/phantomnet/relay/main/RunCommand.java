package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.phantomnet.protocol.crypto.SystemRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay run}: runs a node until it is told to stop. */
@Command(name = "run", description = "Run a relay node until SIGTERM.")
final class RunCommand implements Callable<Integer> {
  static final int OK = 0;
  static final int CANNOT_START = 2;

  @Option(names = "--config", required = true, description = "The node's TOML file.")
  private Path config = Path.of("relay.toml");

  @Option(
      names = "--until-input-ends",
      description = "End with standard input, too: for one who starts it as a child.")
  private boolean untilInputEnds;

  private final PrintStream out;
  private final PrintStream err;

  RunCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    RelayNode node;
    try {
      node = RelayNode.start(NodeConfig.read(config), Clock.systemUTC(), new SystemRandom());
      out.println(new ObjectMapper().writeValueAsString(node.ready()));
    } catch (ConfigException e) {
      err.println("relay: " + e.getMessage());
      return CANNOT_START;
    } catch (IOException e) {
      err.println(
          "relay: cannot use the data directory of "
              + config
              + ": check that it exists, is writable and has room");
      return CANNOT_START;
    }
    out.flush();
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "relay-stop"));
    if (untilInputEnds) {
      watchInput(stop);
    }
    stop.await();
    node.close();
    stopped.countDown();
    return OK;
  }

  /** A pipe ends with the process that holds its other end, however that one dies. */
  private static void watchInput(CountDownLatch stop) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is said there
                }
              } catch (IOException e) {
                // it ended, too
              }
              stop.countDown();
            },
            "relay-input");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
