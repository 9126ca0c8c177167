package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.platform.SystemTimers;
import org.phantomnet.messenger.relays.DirectoryClient;
import org.phantomnet.messenger.relays.Estate;
import org.phantomnet.messenger.relays.GrantPool;
import org.phantomnet.messenger.relays.GuardChooser;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.relays.TokenPool;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.main.RelayMain;

/**
 * A network that two operators make with what operators have: init, run, join, and the authorities'
 * probe, propose, sign and publish. A client of it gets tokens, and one opens the relay.
 */
@Timeout(60)
@Tag("beside-others")
class JoinedNetworkTest {
  private static final String NORTH = "127.51.7.1";
  private static final String SOUTH = "127.61.7.1";
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final long PATIENCE_SECONDS = 20;

  @TempDir private Path directory = Path.of(".");
  private final List<Process> nodes = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterEach
  void stop() throws InterruptedException {
    nodes.forEach(Process::destroyForcibly);
    for (Process node : nodes) {
      node.waitFor();
    }
  }

  @Test
  @Covers({"TOK-22", "TOK-24", "TOK-25", "DIR-20"})
  void network_ofJoinedNodes_givesAClientTokensThatOpenARelay() throws Exception {
    keys.add(relay("authority", "key", "--key", file("key0")).strip());
    keys.add(relay("authority", "key", "--key", file("key1")).strip());
    Files.writeString(
        directory.resolve("authority.toml"), trust() + "threshold = 2\ntest-estate = true\n");
    init("south", SOUTH, "\"turn\", \"directory\", \"issuer\"");
    append(
        "south",
        "[https]\nlisten = \"127.61.7.1:8443\"\n[directory]\nlist = \"served.list\"\npending ="
            + " \"pending\"\n[issuer]\ndifficulty = 4\npolicy = \"work\"\nname = \"south.example\"\n"
            + "token-difficulty = 4\n");
    JsonNode south = run("south");
    String pin = south.path("mailboxPin").asText();
    String authority = "https://127.61.7.1:8443#" + pin;
    init("north", NORTH, "\"turn\"");
    append(
        "north",
        "[tokens]\nlist = \"relays.list\"\n"
            + trust()
            + "threshold = 2\nmirrors = [\""
            + authority
            + "\"]\n");
    JsonNode north = run("north");

    relay("join", "--config", file("north/relay.toml"), "--authority", authority);
    relay("join", "--config", file("south/relay.toml"), "--authority", authority);
    String pending = file("south/pending");
    relay("authority", "probe", "--pending", pending, "--probes", file("probes"));
    String settings = file("authority.toml");
    String next = file("next.list");
    relay(
        "authority",
        "propose",
        "--settings",
        settings,
        "--pending",
        pending,
        "--probes",
        file("probes"),
        "--out",
        next);
    for (int i = 0; i < 2; i++) {
      String key = file("key" + i);
      relay(
          "authority",
          "sign",
          "--first",
          "--settings",
          settings,
          "--list",
          next,
          "--key",
          key,
          "--version",
          "1");
    }
    relay(
        "authority",
        "publish",
        "--settings",
        settings,
        "--list",
        next,
        "--to",
        file("south/served.list"));
    new ProcessBuilder("kill", "-HUP", Long.toString(nodes.get(1).pid())).start().waitFor();

    Bytes relay = Bytes.copyOf(HexFormat.of().parseHex(north.path("relayId").asText()));
    RelayGrant token = token(relay, new Estate.Directory("127.61.7.1:8443", bytes(pin)));
    assertTrue(TokenCredential.isToken(token.username()));
    assertEquals(StunClass.SUCCESS, allocate(token));
    assertTrue(metrics().contains("\nphantom_relay_tokens_redeemed_total 1.0\n"), this::metrics);
  }

  private static Bytes bytes(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  private String trust() {
    return "authorities = [\"" + String.join("\", \"", keys) + "\"]\n";
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  /** A command that must do what it is told; what it says. */
  private String relay(String... arguments) {
    said.reset();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = RelayMain.execute(stream, stream, arguments);
    String words = said.toString(StandardCharsets.UTF_8);
    assertEquals(0, code, () -> String.join(" ", arguments) + "\n" + words);
    return words;
  }

  /** What init writes, without the ports that need root, on loopback. */
  private void init(String name, String address, String roles) throws IOException {
    relay("init", "--dir", file(name), "--address", address, "--realm", name + ".example");
    Path config = directory.resolve(name).resolve("relay.toml");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("(?m)^udp = .*", "udp = [\"" + address + ":3478\"]")
            .replaceAll("(?m)^web = .*", "")
            .replaceAll("(?m)^listen = .*", "listen = \"" + address + ":9464\"")
            .replace("roles = [\"turn\"]", "roles = [" + roles + "]\ntest-estate = true"));
  }

  private void append(String name, String more) throws IOException {
    Files.writeString(
        directory.resolve(name).resolve("relay.toml"), "\n" + more, StandardOpenOption.APPEND);
  }

  private JsonNode run(String name) throws IOException {
    Process node =
        new ProcessBuilder(
                ChatEstate.java(
                    List.of(
                        "org.phantomnet.relay.main.RelayMain",
                        "run",
                        "--until-input-ends",
                        "--config",
                        file(name + "/relay.toml"))))
            .redirectError(directory.resolve(name + ".err").toFile())
            .start();
    nodes.add(node);
    String line = node.inputReader(StandardCharsets.UTF_8).readLine();
    return new ObjectMapper().readTree(String.valueOf(line));
  }

  /** As a client does in the background, and then at a call. */
  private RelayGrant token(Bytes relay, Estate.Directory from) {
    Clock clock = Clock.systemUTC();
    Estate estate =
        new Estate(List.of(from), keys.stream().map(JoinedNetworkTest::bytes).toList(), 2, true);
    SystemTimers timers = new SystemTimers();
    try (DirectoryClient client =
            DirectoryClient.open(
                estate,
                new Lists(),
                new Guards(),
                new GuardChooser(clock, RANDOM),
                timers,
                clock,
                RANDOM);
        GrantPool pool =
            new GrantPool(
                client, Optional.of(new TokenPool(client, clock, RANDOM)), timers, clock, RANDOM)) {
      client.refresh();
      assertTrue(pool.refill());
      assertEquals(8, pool.held(relay));
      return pool.take(relay).orElseThrow();
    } finally {
      timers.close();
    }
  }

  private static final class Lists implements RelayListStore {
    @Override
    public Optional<Bytes> load() {
      return Optional.empty();
    }

    @Override
    public void save(Bytes signedList) {
      // one run only
    }
  }

  private static final class Guards implements GuardStore {
    @Override
    public List<Guard> load() {
      return List.of();
    }

    @Override
    public void save(List<Guard> guards) {
      // one run only
    }
  }

  /** A relay that has not read its list yet refuses the token, which is not spent by that. */
  private StunClass allocate(RelayGrant token) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(NORTH, 3_478));
      socket.setSoTimeout((int) Duration.ofSeconds(PATIENCE_SECONDS).toMillis());
      StunMessage answer = ask(socket, w -> {});
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (answer.messageClass() == StunClass.ERROR && System.nanoTime() < deadline) {
        String realm =
            new String(answer.copyValue(answer.find(AttributeType.REALM)), StandardCharsets.UTF_8);
        byte[] nonce = answer.copyValue(answer.find(AttributeType.NONCE));
        answer =
            ask(
                socket,
                w ->
                    w.text(AttributeType.USERNAME, token.username())
                        .text(AttributeType.REALM, realm)
                        .bytes(AttributeType.NONCE, nonce)
                        .integrity(
                            MessageIntegrity.longTerm(token.username(), realm, token.password())));
      }
      return answer.messageClass();
    }
  }

  private static StunMessage ask(DatagramSocket socket, Consumer<StunWriter> credential)
      throws IOException {
    byte[] out = new byte[1_500];
    byte[] id = RANDOM.bytes(StunMessage.TRANSACTION_ID_LENGTH).toByteArray();
    StunWriter writer =
        new StunWriter().begin(out, 0, StunMethod.ALLOCATE, StunClass.REQUEST, id, 0);
    writer.u8(AttributeType.REQUESTED_TRANSPORT, 17);
    credential.accept(writer);
    socket.send(new DatagramPacket(out, writer.length()));
    DatagramPacket in = new DatagramPacket(new byte[1_500], 1_500);
    socket.receive(in);
    StunMessage answer = new StunMessage();
    byte[] packet = Arrays.copyOf(in.getData(), in.getLength());
    assertEquals(StunMessage.Verdict.MESSAGE, answer.wrap(packet, 0, packet.length));
    return answer;
  }

  private String metrics() {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://" + NORTH + ":9464/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
