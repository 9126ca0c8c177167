package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.FreePort;
import picocli.CommandLine;

/** A node that cannot start says which listener or file it is, and what to do: one line. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunTroubleTest {
  private static final String CONFIG =
      """
      data = "data"
      roles = ["turn"]
      test-estate = true
      [turn]
      udp = ["127.0.0.1:UDP"]
      tcp = ["127.0.0.1:TCP"]
      tls = ["127.0.0.1:TLS"]
      relayed = ["127.0.0.1"]
      min-port = 20000
      max-port = 29999
      realm = "node.test"
      [tokens]
      list = "relays.list"
      authorities = ["abababababababababababababababababababababababababababababababab"]
      [metrics]
      listen = "127.0.0.1:METRICS"
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String toml = CONFIG;

  @BeforeEach
  void choosePorts() throws Exception {
    for (String port : List.of("UDP", "TCP", "TLS", "METRICS")) {
      toml = toml.replace(port, String.valueOf(FreePort.choose()));
    }
  }

  /** What it says; it must not start. */
  private String run(int code) throws Exception {
    Path file = Files.writeString(directory.resolve("relay.toml"), toml);
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true);
    RunCommand run = new RunCommand(quiet, new PrintStream(err, true));

    assertEquals(code, new CommandLine(run).execute("--config", file.toString()));

    String said = err.toString(StandardCharsets.UTF_8);
    assertEquals(1, said.lines().count(), said);
    return said;
  }

  private int port(String key) {
    return Integer.parseInt(
        toml.replaceAll("(?s).*\\b" + key + " = \\[?\"127.0.0.1:(\\d+).*", "$1"));
  }

  @Test
  void udpPortThatIsTaken_isTheOneThatIsNamed() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(port("udp"), InetAddress.getByName("127.0.0.1"))) {
      String said = run(RunCommand.CANNOT_START);

      String place = "turn.udp 127.0.0.1 port " + taken.getLocalPort() + " (UDP) is taken: 'ss ";
      assertTrue(said.startsWith("relay: relay.toml line 5: cannot listen: " + place), said);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "listen"})
  void tcpPortThatIsTaken_isTheOneThatIsNamed(String key) throws Exception {
    try (ServerSocket taken = new ServerSocket(port(key), 1, InetAddress.getByName("127.0.0.1"))) {
      String said = run(RunCommand.CANNOT_START);

      String table = key.equals("listen") ? "metrics." : "turn.";
      String place = table + key + " 127.0.0.1 port " + taken.getLocalPort() + " (TCP) is taken";
      assertTrue(said.contains(": cannot listen: " + place), said);
      assertTrue(said.matches("relay: relay.toml line (6|7|16): (?s).*"), said);
    }
  }

  @Test
  void addressOfAnotherMachine_isNamed() throws Exception {
    toml = toml.replaceFirst("127.0.0.1", "192.0.2.1");

    String said = run(RunCommand.CANNOT_START);

    assertTrue(said.contains("turn.udp 192.0.2.1 port"), said);
    assertTrue(said.contains("is not this machine's address"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.key", "turn-secret.key", "tls.pem", "token.key"})
  void keyThatIsDamaged_isNamedAndLeftAlone(String name) throws Exception {
    Path file = Files.createDirectories(directory.resolve("data")).resolve(name);
    Files.writeString(file, "not what it was");

    String said = run(RunCommand.CANNOT_START);

    assertTrue(said.contains(file + " holds no key: restore it from your backup"), said);
    assertEquals("not what it was", Files.readString(file));
  }

  @Test
  void folderWhereAKeyShouldBe_isNamed() throws Exception {
    Path file = Files.createDirectories(directory.resolve("data/relay.key"));

    assertTrue(run(RunCommand.CANNOT_START).contains(file + " cannot be used"));
  }

  @Test
  void certificateThatIsNotThere_isNamedWithItsLine() throws Exception {
    toml += "[tls]\ncertificate = \"none.pem\"\nkey = \"none.key\"\n";

    String said = run(RunCommand.CANNOT_START);

    assertTrue(said.startsWith("relay: relay.toml line 18: tls.certificate "), said);
    assertTrue(said.contains("none.pem does not exist: check its name"), said);
  }

  @Test
  @Covers("NODE-2")
  void openRelayWithoutTheFlag_isNamedWithItsLine() throws Exception {
    toml = toml.replace("[tokens]", "forward = \"off\"\n[tokens]");

    String said = run(RunCommand.MISTAKE_IN_FILE);

    assertTrue(said.startsWith("relay: relay.toml line 12: turn.forward is not"), said);
  }

  @Test
  void dataThatIsAFile_isNamed() throws Exception {
    Files.writeString(directory.resolve("data"), "");

    assertTrue(run(RunCommand.CANNOT_START).contains(directory.resolve("data").toString()));
  }
}
