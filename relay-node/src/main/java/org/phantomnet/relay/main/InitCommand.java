package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.main.config.AddressLiteral;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code relay init}: what a node needs to start: keys, a configuration with a comment at each key,
 * and a systemd unit. One thread.
 */
@Command(
    name = "init",
    description = "Write keys, a commented configuration and a systemd unit for a new node.")
final class InitCommand implements Callable<Integer> {
  static final String CONFIG_FILE = "relay.toml";
  static final String UNIT_FILE = "phantom-relay.service";
  private static final String SERVICE_USER = "phantom-relay";
  private static final int DESCRIPTORS = 65_536;
  private static final Duration DRAIN = Duration.ofHours(1);
  private static final Duration STOP_SLACK = Duration.ofSeconds(30);
  private static final int MOST_LOOPS = 4;
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--dir",
      defaultValue = ".",
      description = "Where to write; made if it is not there (${DEFAULT-VALUE}).")
  private Path directory = Path.of(".");

  @Option(
      names = "--address",
      description =
          "An address of this machine, IPv4 or IPv6; at most one of each. Without it: what the"
              + " network interfaces show.")
  private List<String> addresses = List.of();

  @Option(
      names = "--advertise",
      description = "The public address of each --address, in order, behind a one-to-one NAT.")
  private List<String> advertised = List.of();

  @Option(
      names = "--realm",
      defaultValue = "relay",
      description = "A short name of the node (${DEFAULT-VALUE}).")
  private String realm = "relay";

  @Option(names = "--port", defaultValue = "3478", description = "TURN port (${DEFAULT-VALUE}).")
  private int port = 3_478;

  @Option(
      names = "--tls-port",
      defaultValue = "5349",
      description = "TURN over TLS (${DEFAULT-VALUE}).")
  private int tlsPort = 5_349;

  @Option(
      names = "--web-port",
      defaultValue = "443",
      description = "TLS, TURN and web on one port, and TURN over UDP (${DEFAULT-VALUE}).")
  private int webPort = 443;

  @Option(
      names = "--user",
      description = "Who runs the node, for the unit. Without it: you, or phantom-relay for root.")
  private String user = defaultUser();

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock = Clock.systemUTC();

  InitCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      write();
      return RunCommand.OK;
    } catch (ConfigException e) {
      err.println("relay: " + e.getMessage());
    } catch (FileAlreadyExistsException e) {
      err.println(
          "relay: "
              + e.getMessage()
              + " is there already, and nothing was changed: edit it, or choose another --dir");
    } catch (IOException e) {
      err.println("relay: " + FileTrouble.words(e, directory.toString()));
    }
    return RunCommand.CANNOT_START;
  }

  @Rule("NODE-6")
  private void write() throws IOException, ConfigException {
    Path config = directory.resolve(CONFIG_FILE);
    Path unit = directory.resolve(UNIT_FILE);
    for (Path file : List.of(config, unit)) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    List<InetAddress> own = own();
    if (!advertised.isEmpty() && advertised.size() != own.size()) {
      throw new ConfigException("--advertise must be given once for each --address");
    }
    for (int one : new int[] {port, tlsPort, webPort}) {
      if (one < 1 || one > MAX_PORT) {
        throw new ConfigException(
            "--port, --tls-port and --web-port must be from 1 to " + MAX_PORT);
      }
    }
    if (!realm.matches("[A-Za-z0-9.:_-]{1,127}")) {
      throw new ConfigException("--realm must be 1 to 127 of A-Z, a-z, 0-9, '.', ':', '_' and '-'");
    }
    String toml = fill("relay.toml", values(own));
    NodeConfig checked = checked(config, toml);
    String service =
        fill(
            UNIT_FILE,
            SystemdUnit.values(
                config.toAbsolutePath().normalize(),
                checked.data().toAbsolutePath().normalize(),
                user,
                DRAIN.plus(STOP_SLACK),
                DESCRIPTORS));
    Files.createDirectories(directory);
    NodeKeys.create(checked.data(), clock, new SystemRandom());
    create(Map.of(unit, service, config, toml));
    out.println("wrote " + config + ", " + unit + " and keys in " + checked.data());
    for (InetAddress address : own) {
      if (advertised.isEmpty() && (address.isSiteLocalAddress() || address.isLoopbackAddress())) {
        out.println(
            "note: "
                + address.getHostAddress()
                + " is no public address: behind a NAT name the public one as turn.advertised");
      }
    }
    if (user.equals(SERVICE_USER)) {
      out.println(
          "next: useradd --system --user-group --no-create-home "
              + user
              + "; chown -R "
              + user
              + ": "
              + directory);
    }
    out.println("next: relay check --config " + config);
  }

  /** Read as the node will; what is wrong comes from the options. */
  private static NodeConfig checked(Path config, String toml) throws ConfigException {
    try {
      return NodeConfig.parse(config, toml.getBytes(StandardCharsets.UTF_8));
    } catch (ConfigException e) {
      throw new ConfigException(
          "nothing was written, for these options make a wrong file: " + e.getMessage());
    }
  }

  /** All of them or none: half a file would keep the next init from making one. */
  private static void create(Map<Path, String> files) throws IOException {
    List<Path> made = new ArrayList<>();
    boolean whole = false;
    try {
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Files.createFile(file.getKey());
        made.add(file.getKey());
        Files.writeString(file.getKey(), file.getValue());
      }
      whole = true;
    } finally {
      for (Path file : whole ? List.<Path>of() : made) {
        Files.delete(file);
      }
    }
  }

  /** A node needs no root: the unit gives it what ports below 1024 need. */
  private static String defaultUser() {
    String me = System.getProperty("user.name", "root");
    return me.equals("root") ? SERVICE_USER : me;
  }

  /** IPv4 before IPv6. */
  private List<InetAddress> own() throws IOException, ConfigException {
    List<InetAddress> own = new ArrayList<>();
    for (String text : addresses) {
      own.add(
          AddressLiteral.parse(text)
              .orElseThrow(
                  () -> new ConfigException("--address " + text + " must be an IP address")));
    }
    if (own.isEmpty()) {
      List<InetAddress> found =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
              .toList();
      for (int length : new int[] {4, 16}) {
        found.stream()
            .filter(a -> a.getAddress().length == length)
            .filter(a -> length == 4 || (a.getAddress()[0] & 0xE0) == 0x20) // global unicast
            .findFirst()
            .ifPresent(own::add);
      }
    }
    if (own.isEmpty()) {
      throw new ConfigException(
          "this machine shows no address but loopback: name one with --address");
    }
    return own;
  }

  private Map<String, String> values(List<InetAddress> own) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("data", "data");
    values.put("udp", listeners(own, port, webPort));
    values.put("tcp", listeners(own, port));
    values.put("tls", listeners(own, tlsPort));
    values.put("web", listeners(own, webPort));
    values.put("relayed", quoted(own.stream().map(InitCommand::host).toList()));
    values.put(
        "advertised",
        advertised.isEmpty()
            ? "# advertised = [\"198.51.100.7\"]"
            : "advertised = [" + quoted(advertised) + "]");
    values.put("realm", realm);
    values.put(
        "loops", String.valueOf(Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors())));
    values.put("drain", String.valueOf(DRAIN.toSeconds()));
    return values;
  }

  private static String listeners(List<InetAddress> own, int... ports) {
    List<String> texts = new ArrayList<>();
    for (int one : ports) {
      own.forEach(address -> texts.add(RelayNode.text(new InetSocketAddress(address, one))));
    }
    return quoted(texts);
  }

  private static String host(InetAddress address) {
    return address.getHostAddress().replaceAll("%.*", "");
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
  }

  /** The template of that name with its values; a value that is missing is our own bug. */
  static String fill(String name, Map<String, String> values) throws IOException {
    String text;
    try (InputStream template = InitCommand.class.getResourceAsStream(name)) {
      if (template == null) {
        throw new IllegalStateException("no template " + name);
      }
      text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue());
    }
    return text;
  }
}
