package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.KeyPlace;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.net.CompilerThreads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay run}: runs a node until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Run a relay node.",
      "SIGTERM ends it once its calls have ended or drain.seconds are over, a second one at once.",
      "SIGHUP makes it read its configuration and certificate again."
    })
final class RunCommand implements Callable<Integer> {
  static final int OK = 0;
  static final int CANNOT_START = 2;

  /** EX_CONFIG of sysexits(3): trying again is no use; the systemd unit knows it. */
  static final int MISTAKE_IN_FILE = 78;

  private static final String ANYTHING = "--i-know-this-forwards-anything";

  @Mixin private ConfigOption where = new ConfigOption();

  private Path config = Path.of(InitCommand.CONFIG_FILE);

  @Option(
      names = "--until-input-ends",
      description = "End with standard input, too, and at once: for one who starts it as a child.")
  private boolean untilInputEnds;

  @Option(
      names = ANYTHING,
      description =
          "Without it, turn.forward = \"demux\" or \"off\" does not start. For tests with foreign"
              + " clients on a network of your own only.")
  private boolean forwardsAnything;

  private final PrintStream out;
  private final PrintStream err;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  RunCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig read;
    RelayNode node;
    // before anyone can know that the node runs: what is told meanwhile waits
    Signals.on("TERM", () -> told.add(Told.STOP));
    Signals.on("HUP", () -> told.add(Told.RELOAD));
    try {
      config = where.file();
      read = NodeConfig.read(config);
      refuseOpenRelay(read);
    } catch (ConfigException e) {
      err.println("relay: " + KeyPlace.before(config, String.valueOf(e.getMessage())));
      return MISTAKE_IN_FILE;
    }
    try {
      node = RelayNode.start(read, Clock.systemUTC(), new SystemRandom());
      if (read.turn().isPresent()) {
        CompilerThreads.giveWay(); // the process is the relay's own
      }
      out.println(new ObjectMapper().writeValueAsString(node.ready()));
    } catch (ConfigException e) {
      err.println("relay: " + KeyPlace.before(config, String.valueOf(e.getMessage())));
      return CANNOT_START;
    } catch (IOException e) {
      err.println("relay: " + FileTrouble.words(e, "the data directory " + read.data()));
      return CANNOT_START;
    }
    out.flush();
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.add(Told.END);
                  awaitQuietly(stopped);
                },
                "relay-stop"));
    if (untilInputEnds) {
      watchInput();
    }
    try {
      new Watch(node, config, told, err).untilEnd();
    } finally {
      node.close();
      stopped.countDown();
    }
    return OK;
  }

  /** An open UDP relay is never a matter of one word in a file. */
  @Rule("NODE-2")
  private void refuseOpenRelay(NodeConfig read) throws ConfigException {
    ForwardMode mode = read.turn().map(turn -> turn.forward()).orElse(ForwardMode.STRICT);
    if (mode == ForwardMode.STRICT) {
      return;
    }
    if (!forwardsAnything) {
      throw new ConfigException(
          "turn.forward is not \"strict\": a node that others reach would forward what is"
              + " no call. Set it to \"strict\", or for a test with foreign clients add "
              + ANYTHING);
    }
    String stars = "*".repeat(72);
    err.println(stars);
    err.println(
        "* WARNING: turn.forward is \""
            + mode.name().toLowerCase(java.util.Locale.ROOT)
            + "\": this node forwards what is no call.");
    err.println("* For tests with foreign clients only. Never where strangers can reach it.");
    err.println(stars);
  }

  /** A pipe ends with the process that holds its other end, however that one dies. */
  private void watchInput() {
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
              told.add(Told.END);
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
