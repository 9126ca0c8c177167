package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine;

class RelayMainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int estate(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--dir", directory.toString()));
    arguments.addAll(List.of(more));
    EstateCommand command =
        new EstateCommand(new PrintStream(out, true), new PrintStream(err, true));
    return new CommandLine(command).execute(arguments.toArray(new String[0]));
  }

  private JsonNode twoRelays() throws Exception {
    int code =
        estate(
            "--relay",
            "one=127.10.0.1,family=first,roles=turn+mailbox+directory+issuer",
            "--relay",
            "two=127.20.0.1,family=second");
    assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
    return JSON.readTree(out.toByteArray());
  }

  private RelayNode start(String name) throws Exception {
    return RelayNode.start(
        NodeConfig.read(directory.resolve(name + ".toml")), Clock.systemUTC(), new SystemRandom());
  }

  @Test
  void estate_list_isVerifiedByItsOwnDescription() throws Exception {
    JsonNode estate = twoRelays();
    List<Bytes> authorities = new ArrayList<>();
    for (JsonNode authority : estate.get("authorities")) {
      authorities.add(Bytes.copyOf(HexFormat.of().parseHex(authority.textValue())));
    }

    VerifiedRelayList list =
        new RelayListVerifier(
                authorities, estate.get("threshold").intValue(), Clock.systemUTC(), true)
            .verify(Bytes.copyOf(Files.readAllBytes(directory.resolve("relays.list"))), 0);

    assertTrue(list.testEstate());
    assertEquals(List.of("first", "second"), list.relays().stream().map(r -> r.family()).toList());
    assertEquals(
        estate.get("relays").get(1).get("relayId").textValue(),
        HexFormat.of().formatHex(list.relays().get(1).relayId().toByteArray()));
  }

  @Test
  void start_estatesRelays_areWhatTheEstateSays() throws Exception {
    JsonNode estate = twoRelays();

    try (RelayNode one = start("one");
        RelayNode two = start("two")) {

      assertEquals(
          estate.get("relays").get(0).get("relayId").textValue(), one.ready().get("relayId"));
      assertEquals(estate.get("relays").get(0).get("turn").textValue(), one.ready().get("turnUdp"));
      assertEquals(estate.get("mailbox").get("name").textValue(), one.ready().get("mailbox"));
      assertEquals(estate.get("mailbox").get("tlsPin").textValue(), one.ready().get("mailboxPin"));
      assertEquals(
          estate.get("mailbox").get("trustRoot").textValue(), one.ready().get("mailboxTrustRoot"));
      assertEquals(estate.get("relays").get(1).get("https").textValue(), two.ready().get("https"));
      assertFalse(two.ready().containsKey("mailbox"));
    }
  }

  @Test
  void run_portInUse_exitsWith2AndNamesThePort() throws Exception {
    JsonNode estate = twoRelays();
    String https = estate.get("relays").get(0).get("https").textValue();
    int port = Integer.parseInt(https.substring(https.indexOf(':') + 1));
    RunCommand run = new RunCommand(new PrintStream(out, true), new PrintStream(err, true));
    int code;

    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.10.0.1"))) {
      assertTrue(taken.isBound());
      code = new CommandLine(run).execute("--config", directory.resolve("one.toml").toString());
    }

    assertEquals(2, code);
    String message = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        message.contains("https.listen 127.10.0.1 port " + port + " (TCP) is taken"), message);
  }

  @Test
  void run_damagedMailbox_exitsWith2SaysWhatToDoAndLeavesTheFileAlone() throws Exception {
    twoRelays();
    Path database = directory.resolve("one/mailbox.db");
    Files.writeString(database, "not what it was".repeat(1_000));
    RunCommand run = new RunCommand(new PrintStream(out, true), new PrintStream(err, true));

    int code = new CommandLine(run).execute("--config", directory.resolve("one.toml").toString());

    assertEquals(2, code);
    String message = err.toString(StandardCharsets.UTF_8);
    assertTrue(message.contains("is damaged: keep a copy of it"), message);
    assertTrue(Files.readString(database).startsWith("not what it was"));
  }

  @Test
  void estate_withTwoMailboxes_writesAClientFileForEach() throws Exception {
    assertEquals(
        0,
        estate(
            "--relay", "one=127.10.0.1,roles=turn+mailbox",
            "--relay", "two=127.10.0.2,roles=turn+mailbox"));

    JsonNode estate = JSON.readTree(directory.resolve("estate.json").toFile());
    JsonNode one = JSON.readTree(directory.resolve("client-one.json").toFile());
    JsonNode two = JSON.readTree(directory.resolve("client-two.json").toFile());
    assertEquals(estate.get("mailboxes").get("one"), one.get("mailbox"));
    assertEquals(estate.get("mailboxes").get("two"), two.get("mailbox"));
    assertEquals(estate.get("mailbox"), one.get("mailbox"));
    assertEquals(estate.get("authorities"), two.get("authorities"));
    assertTrue(!one.get("mailbox").get("name").equals(two.get("mailbox").get("name")));
  }

  @Test
  void estate_mailboxOnANodeOfItsOwn_isNoRelayAndStarts() throws Exception {
    assertEquals(
        0,
        estate(
            "--relay", "one=127.10.0.1,roles=turn+directory+issuer",
            "--relay", "mail=127.10.0.2,roles=mailbox"));

    JsonNode estate = JSON.readTree(directory.resolve("estate.json").toFile());
    assertEquals(1, estate.get("relays").size());
    NodeConfig config = NodeConfig.read(directory.resolve("mail.toml"));
    try (RelayNode mail = RelayNode.start(config, Clock.systemUTC(), new SystemRandom())) {
      assertEquals(estate.get("mailbox").get("name").textValue(), mail.ready().get("mailbox"));
      assertTrue(!mail.ready().containsKey("turnUdp"));
    }
  }

  @Test
  void estate_withoutARelay_exitsWith2AndSaysWhy() {
    assertEquals(2, estate("--relay", "mail=127.10.0.2,roles=mailbox"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("role turn"));
    assertEquals(2, estate("--relay", "mail=127.10.0.2,roles=mailbox+issuer"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("issuer without turn"));
  }

  @Test
  void estate_badOption_exitsWith2AndSaysWhy() {
    assertEquals(2, estate("--relay", "one=127.10.0.1,familly=first"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("may set family"));
  }

  @Test
  void estate_relayedAddressOfItsOwn_isListedAndConfigured() throws Exception {
    assertEquals(0, estate("--relay", "one=[::1]:3478,https=8443,relayed=127.10.0.1"));

    String config =
        new String(Files.readAllBytes(directory.resolve("one.toml")), StandardCharsets.UTF_8);
    assertTrue(config.contains("relayed = [\"127.10.0.1\"]"), config);
    assertTrue(config.contains("udp = [\"[0:0:0:0:0:0:0:1]:3478\"]"), config);
    SignedDescriptor listed =
        SignedDescriptor.decode(
            Bytes.copyOf(Files.readAllBytes(directory.resolve("one").resolve("descriptor"))));
    assertEquals(
        List.of(Bytes.copyOf(new byte[] {127, 10, 0, 1})), listed.open().relayedAddresses());
    assertEquals(2, estate("--relay", "one=127.10.0.1,relayed=127.10.0"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("relayed address that is none"));
  }

  @Test
  void estate_keys_areForTheirOwnerOnly() throws Exception {
    twoRelays();

    for (String file : List.of("one/relay.key", "one/tls.pem", "one/mailbox-root.key")) {
      assertEquals(
          "[OWNER_READ, OWNER_WRITE]",
          new java.util.TreeSet<>(Files.getPosixFilePermissions(directory.resolve(file)))
              .toString());
    }
  }

  @Test
  void run_asAProcess_saysReadyAndStopsOnSigterm() throws Exception {
    twoRelays();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                RelayMain.class.getName(),
                "run",
                "--config",
                directory.resolve("one.toml").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      assertNotNull(line);
      assertEquals("ready", JSON.readTree(line).get("event").textValue());

      process.destroy();

      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(RunCommand.OK, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
    start("one").close(); // its database and ports are free again
  }

  @Test
  void estateMember_withNumberOutOfRange_isRefused() {
    for (String setting :
        List.of("https=65536", "capacity=9", "min-port=80", "max-port=19999", "https=1,https=0")) {
      assertThrows(
          ConfigException.class, () -> EstateMember.parse("one=127.10.0.1:3478," + setting));
    }
  }
}
