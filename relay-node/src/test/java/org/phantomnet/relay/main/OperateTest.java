package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.FreePort;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine;

/** What an operator does before and while a node runs: init, check, status. */
class OperateTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(Callable<Integer> command, Object... arguments) {
    out.reset();
    err.reset();
    return new CommandLine(command)
        .execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
  }

  private int init(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("--dir", directory.resolve("node")));
    arguments.addAll(List.of(more));
    return execute(
        new InitCommand(new PrintStream(out, true), new PrintStream(err, true)),
        arguments.toArray());
  }

  private int check(Object... arguments) {
    return execute(
        new CheckCommand(new PrintStream(out, true), new PrintStream(err, true)), arguments);
  }

  private int status(Object... arguments) {
    return execute(
        new StatusCommand(new PrintStream(out, true), new PrintStream(err, true)), arguments);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private Path config() {
    return directory.resolve("node/relay.toml");
  }

  private RelayNode start() throws Exception {
    return RelayNode.start(NodeConfig.read(config()), Clock.systemUTC(), new SystemRandom());
  }

  /** A node on loopback: what init writes, with free ports and without TLS. */
  private void loopbackNode() throws Exception {
    assertEquals(0, init("--address", "127.0.0.1"), said());
    int turn = FreePort.choose();
    String toml = Files.readString(config());
    toml = toml.replaceAll("(?m)^udp = .*", "udp = [\"127.0.0.1:" + turn + "\"]");
    toml = toml.replaceAll("(?m)^tcp = .*", "tcp = [\"127.0.0.1:" + turn + "\"]");
    toml = toml.replaceAll("(?m)^tls = .*", "").replaceAll("(?m)^web = .*", "");
    toml = toml.replaceAll("(?m)^listen = .*", "listen = \"127.0.0.1:" + FreePort.choose() + "\"");
    toml = toml.replace("min-port = 49152", "min-port = 20000");
    toml = toml.replace("max-port = 65535", "max-port = 29999");
    toml = toml.replace("roles = [", "test-estate = true\nroles = [");
    Files.writeString(config(), toml);
  }

  @Test
  void init_config_isUnderstoodAndHasACommentAtEachKey() throws Exception {
    assertEquals(0, init("--address", "192.0.2.1", "--address", "2001:db8::1"), said());

    NodeConfig read = NodeConfig.read(config());
    assertEquals(2, read.turn().orElseThrow().relayed().size());
    assertEquals(443, read.turn().orElseThrow().web().get(0).getPort());
    String[] lines = Files.readString(config()).split("\n");
    String above = "";
    for (String line : lines) {
      boolean key = line.matches("[a-z-]+ = .*");
      assertTrue(!key || above.startsWith("#"), "no comment at: " + line);
      above = line;
    }
  }

  /** An operator who takes the # away from an example must not get an error. */
  @Test
  void init_configsExamples_areUnderstood() throws Exception {
    assertEquals(0, init("--address", "192.0.2.1"), said());
    String toml =
        Files.readString(config())
            .replaceAll("(?m)^# (\\[[a-z]+\\]|[a-z-]+ = .*)$", "$1")
            .replace(
                "roles = [\"turn\"]", "roles = [\"turn\", \"mailbox\", \"directory\", \"issuer\"]");
    Files.writeString(config(), toml);

    NodeConfig read = NodeConfig.read(config());

    assertTrue(read.tls().isPresent());
    assertEquals(1, read.alternates().size());
    assertEquals(1, read.turn().orElseThrow().advertised().size());
    assertTrue(read.turn().orElseThrow().page().isPresent());
    assertEquals(4, read.roles().size());
  }

  @ParameterizedTest
  @CsvSource({
    "--port,99999,--port",
    "--web-port,-1,--web-port",
    "--port,443,turn.udp has a port",
    "--realm,a\"b,--realm must be",
    "--advertise,198.51.100.300,turn.advertised must be an IP address",
    "--address,relay.example,must be an IP address"
  })
  void init_optionsThatMakeNoFile_areRefusedInOneLine_andNothingIsWritten(
      String option, String value, String words) {
    assertEquals(2, init("--address", "192.0.2.1", option, value));

    assertTrue(said().contains(words), said());
    assertEquals(1, said().lines().count(), said());
    assertFalse(Files.exists(directory.resolve("node")));
  }

  @Test
  @Covers("NODE-6")
  void init_keys_areForTheirOwnerOnlyAndNeverOverwritten() throws Exception {
    assertEquals(0, init("--address", "192.0.2.1"), said());
    Path key = directory.resolve("node/data/relay.key");
    byte[] before = Files.readAllBytes(key);
    String toml = Files.readString(config());

    assertEquals(2, init("--address", "192.0.2.2"));

    assertTrue(said().contains("is there already"), said());
    assertEquals(toml, Files.readString(config()));
    Files.delete(config());
    Files.delete(directory.resolve("node/phantom-relay.service"));
    assertEquals(0, init("--address", "192.0.2.2"), said());
    org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(key));
    for (String file : List.of("relay.key", "turn-secret.key", "tls.pem")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory.resolve("node/data").resolve(file))));
    }
  }

  @Test
  void init_unit_givesPort443WithoutRootAndTimeToDrain() throws Exception {
    assertEquals(0, init("--address", "192.0.2.1", "--user", "ann"), said());

    String unit = Files.readString(directory.resolve("node/phantom-relay.service"));

    assertTrue(unit.contains("\nUser=ann\n"), unit);
    assertTrue(unit.contains("\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n"), unit);
    assertTrue(unit.contains("\nExecReload=/bin/sh -c \"kill -HUP $MAINPID\"\n"), unit);
    assertTrue(unit.contains(" run --config " + config().toAbsolutePath()), unit);
    assertTrue(
        unit.contains("\nRestartPreventExitStatus=" + RunCommand.MISTAKE_IN_FILE + "\n"), unit);
    Matcher stop = Pattern.compile("TimeoutStopSec=([0-9]+)").matcher(unit);
    assertTrue(stop.find());
    assertTrue(
        Integer.parseInt(stop.group(1)) > NodeConfig.read(config()).drain().toSeconds(), unit);
    assertFalse(Pattern.compile("@[a-z]+@").matcher(unit).find(), unit);
  }

  @Test
  void init_addressThatIsNone_saysSo() {
    assertEquals(2, init("--address", "relay.example"));
    assertTrue(said().contains("--address relay.example must be an IP address"), said());
  }

  @Test
  void check_nodeThatCouldStart_findsNoFault() throws Exception {
    loopbackNode();

    int code = check("--config", config());

    assertTrue(said().contains("OK    ports        5 listeners can be bound"), said());
    assertTrue(said().contains("OK    data"), said());
    assertTrue(said().contains("WARN  config       test-estate is true"), said());
    assertEquals(said().contains("FAIL") ? 1 : 0, code, said()); // the clock is the machine's
  }

  @Test
  void check_portInUse_namesKeyAndRemedy() throws Exception {
    loopbackNode();
    int port = NodeConfig.read(config()).turn().orElseThrow().tcp().get(0).getPort();

    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertEquals(1, check("--config", config()));
      assertTrue(taken.isBound());
    }

    assertTrue(
        said()
            .contains(
                "FAIL  ports        turn.tcp 127.0.0.1 port " + port + " (TCP) is taken: 'ss"),
        said());
  }

  @Test
  void check_keyThatOthersMayRead_fails() throws Exception {
    loopbackNode();
    Files.setPosixFilePermissions(
        directory.resolve("node/data/relay.key"), PosixFilePermissions.fromString("rw-r--r--"));

    assertEquals(1, check("--config", config()));

    assertTrue(said().contains("relay.key is open to others"), said());
  }

  @Test
  void check_privateAddress_asksForThePublicOne() throws Exception {
    assertEquals(0, init("--address", "10.1.2.3"), said());

    assertEquals(1, check("--config", config()));

    assertTrue(said().contains("is not this machine's"), said());
    assertTrue(said().contains("turn.relayed 10.1.2.3"), said());
  }

  @Test
  void check_mistakeInTheFile_isAFinding() throws Exception {
    loopbackNode();
    Files.writeString(config(), Files.readString(config()).replace("loops =", "lops ="));

    assertEquals(1, check("--config", config()));

    assertTrue(said().matches("(?s)FAIL  config       relay.toml line \\d+: turn.lops .*"), said());
  }

  @Test
  void check_folderInPlaceOfTheFile_isAFinding() throws Exception {
    assertEquals(1, check("--config", Files.createDirectory(directory.resolve("a-folder"))));

    assertTrue(
        said().matches("FAIL  config       \\S+a-folder cannot be read: it is a folder.*\\n"),
        said());
  }

  @Test
  void check_keyThatIsDamaged_isAFinding() throws Exception {
    loopbackNode();
    Files.writeString(directory.resolve("node/data/relay.key"), "x");

    assertEquals(1, check("--config", config()));

    assertTrue(said().contains("relay.key holds no key: restore it from your backup"), said());
  }

  @Test
  void check_metricsForEveryone_warns() throws Exception {
    loopbackNode();
    Files.writeString(
        config(),
        Files.readString(config()).replace("listen = \"127.0.0.1:", "listen = \"0.0.0.0:"));

    check("--config", config());

    assertTrue(
        said().contains("WARN  metrics      metrics.listen 0.0.0.0 is not loopback"), said());
  }

  @Test
  void check_withStunAndReach_asksAnotherRelay() throws Exception {
    loopbackNode();
    try (RelayNode node = start()) {
      String turn = String.valueOf(node.ready().get("turnUdp"));

      check("--config", config(), "--stun", turn, "--reach", turn);

      assertTrue(said().contains("OK    ports        the node runs"), said());
      assertTrue(said().contains("OK    outside      others see 127.0.0.1, as told"), said());
      assertTrue(said().contains("answers over UDP"), said());
      assertTrue(said().contains("answers over TCP"), said());
    }
  }

  /** The file says another place now than the one where the node answers. */
  @Test
  void check_metricsChangedWhileTheNodeRuns_knowsItsOwnPorts() throws Exception {
    loopbackNode();
    try (RelayNode node = start()) {
      assertTrue(node.ready().containsKey("metrics"));
      Files.writeString(
          config(),
          Files.readString(config())
              .replaceAll("(?m)^listen = .*", "listen = \"127.0.0.1:" + FreePort.choose() + "\""));

      check("--config", config());

      assertTrue(said().contains("OK    ports        the node runs"), said());
    }

    check("--config", config());
    assertTrue(said().contains("listeners can be bound"), said());
  }

  @Test
  void check_asAnotherThanTheNodesUser_saysSo() throws Exception {
    loopbackNode();

    check("--config", config(), "--user", "nobody");

    assertTrue(said().matches("(?s).*(FAIL|WARN)  user  .*nobody.*"), said());
  }

  @Test
  void check_timeSourceThatIsNotThere_warns() throws Exception {
    loopbackNode();

    check("--config", config(), "--time-source", "127.0.0.1:" + FreePort.choose());

    assertTrue(said().contains("WARN  clock        the server of --time-source does not"), said());
  }

  @Test
  void check_relayThatIsNotThere_isNotReached() throws Exception {
    assertEquals(1, check("--reach", "127.0.0.1:" + FreePort.choose()));

    assertTrue(said().contains("does not answer over UDP: open it"), said());
    assertTrue(said().contains("does not answer over TCP: open it"), said());
  }

  @Test
  void status_ofARunningNode_showsSumsInBothForms() throws Exception {
    loopbackNode();
    try (RelayNode node = start();
        Caller caller =
            new Caller(
                directory.resolve("node/data"),
                address(String.valueOf(node.ready().get("turnUdp"))))) {
      assertEquals(0, caller.allocate());

      assertEquals(0, status("--config", config()));
      assertTrue(said().contains("1 of 10000"), said());
      assertTrue(said().matches("(?s).*allocations made +1\n.*"), said());

      assertEquals(0, status("--config", config(), "--json"));
      JsonNode json = new ObjectMapper().readTree(out.toByteArray());
      assertEquals(1, json.get("allocations").intValue());
    }

    assertEquals(1, status("--config", config()));
    assertTrue(said().contains("no node answers on metrics.listen"), said());
  }

  private static InetSocketAddress address(String text) {
    String[] parts = text.split(":");
    return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
  }

  @Test
  void status_ofAFileThatCannotBeRead_namesIt() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("a-folder.toml"));

    assertEquals(2, status("--config", folder));

    assertTrue(said().contains("a-folder.toml cannot be read"), said());
  }
}
