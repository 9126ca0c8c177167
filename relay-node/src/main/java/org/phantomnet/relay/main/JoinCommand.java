package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryPaths;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code relay join}: signs what the configuration says of the node, and hands it to authorities.
 */
@Command(
    name = "join",
    description = {
      "Sign this node's descriptor and submit it to an estate's authorities.",
      "Run it on the node itself, and again once a week: a descriptor holds for join.days only.",
      "Exit code 0: every authority took it; 1: one did not; 2: it cannot be made."
    })
final class JoinCommand extends OperatorCommand {
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final int MAX_ANSWER = 256;

  @Mixin private ConfigOption where = new ConfigOption();

  @Option(
      names = "--authority",
      description = "https://host:port#pin; repeat it. Without it those of join.authorities.")
  private List<String> authorities = List.of();

  private final Clock clock = Clock.systemUTC();
  private final RandomSource random = new SystemRandom();

  JoinCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws ConfigException, IOException {
    Path config = where.file();
    NodeConfig node = NodeConfig.read(config);
    List<PinnedServer> servers = new ArrayList<>(node.join().authorities());
    if (!authorities.isEmpty()) {
      servers.clear();
      for (String text : authorities) {
        servers.add(
            PinnedServer.parse(text)
                .orElseThrow(
                    () -> new ConfigException("--authority must be " + PinnedServer.FORM)));
      }
    }
    SignedDescriptor descriptor = NodeDescriptor.of(node, clock.instant(), random);
    KeyFile.write(new NodeFiles(node.data()).descriptor(), descriptor.encode().toByteArray());
    out.println("wrote " + new NodeFiles(node.data()).descriptor());
    if (servers.isEmpty()) {
      throw new ConfigException(
          "nobody to submit it to: name join.authorities in "
              + config.getFileName()
              + ", or --authority "
              + PinnedServer.FORM);
    }
    int refused = 0;
    for (PinnedServer server : servers) {
      refused += submit(server, descriptor.encode()) ? 0 : 1;
    }
    if (refused < servers.size()) {
      out.println(
          "next: the authorities probe this node; keep it running and its ports open. It is listed"
              + " once enough of them have signed the next list, which takes days");
    }
    return refused == 0 ? RunCommand.OK : FAILED;
  }

  private boolean submit(PinnedServer server, Bytes descriptor) {
    String place = server.place();
    try {
      new PinnedClient(server, WITHIN).post(DirectoryPaths.SUBMIT, descriptor, MAX_ANSWER);
      out.println("OK   " + place + " took it");
      return true;
    } catch (Refused e) {
      out.println("FAIL " + place + " " + remedy(e.refusal()));
    } catch (IOException e) {
      out.println(
          "FAIL " + place + " does not answer, or not under that pin: check both, and the network");
    }
    return false;
  }

  private static String remedy(Refusal refusal) {
    return switch (refusal) {
      case RATE_LIMITED -> "had too many from this network: try again in an hour";
      case QUEUE_FULL -> "has no room for more at the moment: try again tomorrow";
      case MALFORMED ->
          "refuses it: turn.relayed or turn.advertised must be public, this machine must reach it"
              + " from the same network as those addresses, its clock must be right, and the other"
              + " side must take descriptors ([directory] pending)";
      default -> "cannot take it now: try again later";
    };
  }
}
