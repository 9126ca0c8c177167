package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.relay.authority.Probe;
import org.phantomnet.relay.authority.ProbeRecord;
import org.phantomnet.relay.authority.ProbeRound;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code relay authority probe}: asks submitted and listed relays whether they are what they say.
 */
@Command(
    name = "probe",
    description = {
      "Ask each relay over each of its listeners, and for a relayed address with a grant.",
      "Run it every few hours from several places: a listed relay is dropped only after 14 days.",
      "Exit code 0: all answer as they claim; 1: some do not."
    })
final class ProbeCommand extends OperatorCommand {
  @Option(names = "--pending", required = true, description = "Folder of submitted descriptors.")
  private Path pending = Path.of("pending");

  @Option(names = "--list", description = "The list that holds now: its relays are asked, too.")
  private Optional<Path> list = Optional.empty();

  @Option(names = "--probes", required = true, description = "Folder of what was found.")
  private Path probes = Path.of("probes");

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description = "How often those that do not answer are asked (${DEFAULT-VALUE}).")
  private int rounds = 1;

  @Option(
      names = "--pause",
      defaultValue = "60",
      description = "Seconds between rounds (${DEFAULT-VALUE}).")
  private int pause = 60;

  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "How long one question may take (${DEFAULT-VALUE}).")
  private int seconds = 6;

  ProbeCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws ConfigException, IOException {
    if (rounds < 1 || pause < 0 || seconds < 1 || seconds > 60) {
      throw new ConfigException("--rounds and --seconds must be 1 or more, --seconds at most 60");
    }
    Map<String, SignedDescriptor> left;
    try {
      left = new LinkedHashMap<>(ProbeRound.relays(pending, list));
    } catch (ProtocolException e) {
      throw new ConfigException("--list is no relay list (" + e.getMessage() + ")");
    }
    if (left.isEmpty()) {
      throw new ConfigException(
          "there is no relay in --pending or --list: nobody has joined yet, or the folder is not"
              + " that of [directory] pending");
    }
    ProbeRound round =
        new ProbeRound(
            probes,
            new Probe(new SystemRandom(), Duration.ofSeconds(seconds), Clock.systemUTC()),
            Clock.systemUTC());
    for (int i = 0; i < rounds && !left.isEmpty(); i++) {
      if (i > 0 && interrupted()) {
        break;
      }
      for (Map.Entry<String, SignedDescriptor> relay : List.copyOf(left.entrySet())) {
        String id = relay.getKey();
        Optional<ProbeRecord> found = round.probe(id, relay.getValue());
        boolean answers = found.isPresent() && found.get().failingSince().isEmpty();
        String words = found.map(ProbeRecord::words).orElse("its descriptor is none");
        out.println((answers ? "OK   " : "FAIL ") + id + " " + words);
        if (answers) {
          left.remove(id);
        }
      }
    }
    return left.isEmpty() ? RunCommand.OK : FAILED;
  }

  private boolean interrupted() {
    try {
      return new CountDownLatch(1).await(pause, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
