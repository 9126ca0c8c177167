package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.main.check.CertificateCheck;
import org.phantomnet.relay.main.check.Finding;
import org.phantomnet.relay.main.check.ListenerCheck;
import org.phantomnet.relay.main.check.MachineCheck;
import org.phantomnet.relay.main.check.StunProbe;
import org.phantomnet.relay.main.check.TimeProbe;
import org.phantomnet.relay.main.check.TokenCheck;
import org.phantomnet.relay.main.check.UserCheck;
import org.phantomnet.relay.main.config.AddressLiteral;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import org.phantomnet.relay.net.UdpListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay check}: what stands between this machine and a node that works. One thread. */
@Command(
    name = "check",
    description = {
      "Look for what keeps a node from working, and say what to do.",
      "Exit code 0: nothing failed; 1: something did; 2: there is nothing to check."
    })
final class CheckCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final Path PROC = Path.of("/proc");

  @Mixin private ConfigOption where = new ConfigOption();

  @Option(
      names = "--stun",
      description =
          "address:port of a STUN server or another relay: asked how this machine looks from"
              + " there.")
  private Optional<String> stun = Optional.empty();

  @Option(
      names = "--name",
      description = "A name or address that clients will look for in the certificate; repeat it.")
  private List<String> names = List.of();

  @Option(
      names = "--reach",
      description =
          "address:port of a relay: does it answer from here? For another machine than the"
              + " relay's; looks at this machine only if --config is there, too.")
  private Optional<String> reach = Optional.empty();

  @Option(
      names = "--user",
      description =
          "Who runs the node, as the unit's User=. Without it: the owner of the data directory."
              + " Root asks the kernel what that user may.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--time-source",
      description =
          "A time server, as name, address or address:port: how right is the clock? (SNTP, UDP port"
              + " 123)")
  private Optional<String> timeSource = Optional.empty();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock = Clock.systemUTC();
  private final RandomSource random = new SystemRandom();

  CheckCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new ArrayList<>();
    try {
      if (reach.isPresent()) {
        findings.addAll(StunProbe.reach(address("--reach", reach.get()), random));
      }
      if (where.isNamed() || reach.isEmpty()) {
        check(where.file(), findings);
      }
    } catch (ConfigException e) {
      err.println("relay: " + e.getMessage());
      return RunCommand.CANNOT_START;
    }
    for (Finding finding : findings) {
      out.println(json ? line(finding) : finding.line());
    }
    return findings.stream().anyMatch(f -> f.level() == Finding.Level.FAIL)
        ? FAILED
        : RunCommand.OK;
  }

  private void check(Path file, List<Finding> findings) throws IOException, ConfigException {
    NodeConfig node;
    try {
      node = NodeConfig.read(file);
    } catch (ConfigException e) {
      findings.add(new Finding(Finding.Level.FAIL, "config", String.valueOf(e.getMessage())));
      return;
    }
    findings.add(new Finding(Finding.Level.OK, "config", file + " is understood"));
    boolean strict = node.turn().map(t -> t.forward() == ForwardMode.STRICT).orElse(true);
    if (!strict || node.testEstate()) {
      findings.add(
          new Finding(
              Finding.Level.WARN,
              "config",
              (strict ? "test-estate is true" : "turn.forward is not \"strict\"")
                  + ": never where strangers reach it"));
    }
    findings.addAll(MachineCheck.data(node));
    findings.addAll(UserCheck.files(node, file, me(), user));
    OptionalLong process = RunFile.process(node.data());
    boolean running = process.isPresent() || node.metrics().flatMap(StatusPage::ask).isPresent();
    findings.addAll(ListenerCheck.ports(node, running));
    findings.addAll(ListenerCheck.addresses(node));
    findings.addAll(ListenerCheck.metrics(node));
    certificate(node, findings);
    findings.addAll(TokenCheck.taken(node, relayId(node, findings), clock));
    findings.addAll(TokenCheck.issued(node, clock));
    findings.addAll(
        timeSource.isPresent()
            ? TimeProbe.clock(timeServer(timeSource.get()), clock, random)
            : MachineCheck.clock());
    findings.addAll(MachineCheck.descriptors(node, PROC, process));
    findings.addAll(MachineCheck.memory(node, PROC));
    findings.addAll(MachineCheck.buffers(node, PROC));
    findings.addAll(MachineCheck.batches(node, UdpListener.areBatched()));
    if (stun.isPresent()) {
      findings.addAll(StunProbe.external(node, address("--stun", stun.get()), random));
    }
  }

  /** Reads the keys that are there, and makes none. */
  private Optional<Bytes> relayId(NodeConfig node, List<Finding> findings) {
    NodeFiles files = new NodeFiles(node.data());
    Optional<Bytes> id = Optional.empty();
    try {
      if (Files.isReadable(files.relayKey())) {
        id = Optional.of(NodeKeys.relayId(files, random));
      }
      if (Files.isReadable(files.turnSecret())) {
        NodeKeys.turnSecret(files, random).close();
      }
      if (Files.isReadable(files.tokenKey())) {
        NodeKeys.tokenKey(files, random).close();
      }
      if (Files.isReadable(files.tls())) {
        TlsIdentity.readOrCreate(files.tls(), clock);
      }
    } catch (IOException e) {
      findings.add(
          new Finding(Finding.Level.FAIL, "data", FileTrouble.words(e, "a key in " + node.data())));
    }
    return id;
  }

  private void certificate(NodeConfig node, List<Finding> findings) {
    if (node.tls().isEmpty()) {
      if (node.turn().map(t -> t.needsCertificate()).orElse(false)) {
        findings.add(
            new Finding(
                Finding.Level.OK,
                "tls",
                "the node's own certificate; for clients of other makes add [tls]"));
      }
      return;
    }
    Path file = node.tls().get().certificate();
    try {
      findings.addAll(
          CertificateCheck.certificate(
              LiveCertificate.certificate(LiveCertificate.text("tls.certificate", file), file),
              names,
              clock.instant()));
      Path key = node.tls().get().key();
      if (Files.exists(key) && !Files.isReadable(key)) {
        findings.add(
            new Finding(
                Finding.Level.FAIL,
                "tls",
                "tls.key "
                    + key
                    + " cannot be read by "
                    + me()
                    + ": if that is the node's user, give it the file's group and 'chmod 640' it"));
      } else {
        LiveCertificate.load(node, clock);
      }
    } catch (ConfigException e) {
      findings.add(new Finding(Finding.Level.FAIL, "tls", String.valueOf(e.getMessage())));
    }
  }

  private static String me() {
    return System.getProperty("user.name", "root");
  }

  /** The one place where a name is looked up: the operator has just typed it. */
  private static InetSocketAddress timeServer(String text) throws ConfigException {
    Optional<InetSocketAddress> literal = AddressLiteral.withPort(text);
    InetSocketAddress server = literal.orElseGet(() -> new InetSocketAddress(text, TimeProbe.PORT));
    if (server.isUnresolved()) {
      throw new ConfigException(
          "--time-source "
              + text
              + " is not known here: check its spelling and the DNS, or name an address");
    }
    return server;
  }

  private static InetSocketAddress address(String option, String text) throws ConfigException {
    return AddressLiteral.withPort(text)
        .orElseThrow(
            () ->
                new ConfigException(
                    option + " must be address:port, like 192.0.2.1:3478 or [2001:db8::1]:3478"));
  }

  private static String line(Finding finding) throws IOException {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("level", finding.level().name());
    line.put("subject", finding.subject());
    line.put("words", finding.words());
    return new ObjectMapper().writeValueAsString(line);
  }
}
