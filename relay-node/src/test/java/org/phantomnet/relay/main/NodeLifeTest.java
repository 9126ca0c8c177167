package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine;

/** A node that runs, and what it is told. */
class NodeLifeTest {
  private static final String CONFIG =
      """
      data = "data"
      roles = ["turn"]
      test-estate = true

      [turn]
      udp = ["127.0.0.1:0"]
      web = ["127.0.0.1:0"]
      relayed = ["127.0.0.1"]
      min-port = 20000
      max-port = 29999
      realm = "node.test"

      [limits]
      allocations = 2

      [drain]
      seconds = 600

      [metrics]
      listen = "127.0.0.1:0"
      """;

  @TempDir Path directory;
  private Path file;
  private RelayNode node;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("relay.toml");
    Files.writeString(file, CONFIG);
    node = RelayNode.start(NodeConfig.read(file), Clock.systemUTC(), new SystemRandom());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Caller caller() throws Exception {
    return new Caller(directory.resolve("data"), socketAddress("turnUdp"));
  }

  private InetSocketAddress socketAddress(String key) {
    String text = String.valueOf(node.ready().get(key));
    return new InetSocketAddress(
        "127.0.0.1", Integer.parseInt(text.substring(text.indexOf(':') + 1)));
  }

  private CompletableFuture<Void> watch() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            new Watch(node, file, told, new PrintStream(err, true)).untilEnd();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private Reload reload(String from, String to) throws Exception {
    Files.writeString(file, CONFIG.replace(from, to));
    return node.reload(NodeConfig.read(file));
  }

  @Test
  @Covers("NODE-3")
  void stop_withLiveAllocation_waitsForItAndRefusesNewOnes() throws Exception {
    try (Caller first = caller();
        Caller second = caller()) {
      assertEquals(0, first.allocate());
      CompletableFuture<Void> ended = watch();

      told.add(Told.STOP);

      int refused;
      do {
        refused = second.allocate(); // until the watch has heard
        if (refused == 0) {
          assertEquals(0, second.release());
        }
      } while (refused == 0);
      assertEquals(508, refused);
      assertFalse(ended.isDone());
      assertEquals(0, first.release());
      ended.get(10, TimeUnit.SECONDS);
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("no new calls; waits for "));
    }
  }

  @Test
  @Covers("NODE-3")
  void stop_saidTwice_endsAtOnce() throws Exception {
    try (Caller caller = caller()) {
      assertEquals(0, caller.allocate());
      CompletableFuture<Void> ended = watch();

      told.add(Told.STOP);
      told.add(Told.STOP);

      ended.get(10, TimeUnit.SECONDS);
      assertEquals(1, node.liveAllocations());
    }
  }

  @Test
  @Covers("NODE-3")
  void stop_pastItsTime_endsWithLiveAllocations() throws Exception {
    reload("seconds = 600", "seconds = 0");
    try (Caller caller = caller()) {
      assertEquals(0, caller.allocate());
      CompletableFuture<Void> ended = watch();

      told.add(Told.STOP);

      ended.get(10, TimeUnit.SECONDS);
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("drain.seconds are over"));
    }
  }

  @Test
  @Covers("NODE-3")
  void inputEnd_withLiveAllocation_endsAtOnce() throws Exception {
    try (Caller caller = caller()) {
      assertEquals(0, caller.allocate());
      CompletableFuture<Void> ended = watch();

      told.add(Told.END);

      ended.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @Covers("NODE-4")
  void reload_newLimit_holdsForTheNextAllocation() throws Exception {
    try (Caller first = caller();
        Caller second = caller()) {
      assertEquals(0, first.allocate());

      Reload changes = reload("allocations = 2", "allocations = 1");

      assertEquals(List.of("limits.allocations"), changes.applied());
      assertEquals(List.of(), changes.restart());
      assertEquals(508, second.allocate());
      assertEquals(1, node.liveAllocations());
    }
  }

  @Test
  @Covers("NODE-4")
  void reload_whatNeedsARestart_isNamedEachTimeAndStays() throws Exception {
    reload("realm = \"node.test\"", "realm = \"other.test\"");

    Reload again = reload("realm = \"node.test\"", "realm = \"other.test\"");

    assertEquals(List.of("turn.realm"), again.restart());
    assertEquals("node.test", node.config().turn().orElseThrow().realm());
    assertTrue(again.words().contains("needs a restart: turn.realm"), again.words());
  }

  @Test
  @Covers("NODE-4")
  void reload_certificateThatIsNone_changesNothing() throws Exception {
    Files.writeString(directory.resolve("none.pem"), "no certificate");

    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                reload(
                    "[limits]\nallocations = 2",
                    "[tls]\ncertificate = \"none.pem\"\nkey = \"none.pem\"\n[limits]\nallocations = 1"));

    assertTrue(String.valueOf(refused.getMessage()).contains("tls.certificate"));
    assertEquals(2, node.config().turn().orElseThrow().limits().allocationsPerNode());
    assertTrue(node.config().tls().isEmpty());
  }

  @Test
  @Covers("NODE-4")
  void sighup_wrongFile_saysLineAndKeyAndChangesNothing() throws Exception {
    Files.writeString(file, CONFIG.replace("allocations = 2", "allocations = 0"));
    CompletableFuture<Void> ended = watch();

    told.add(Told.RELOAD);
    told.add(Told.END);

    ended.get(10, TimeUnit.SECONDS);
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        said.contains("nothing changed: relay.toml line 14: limits.allocations must be"), said);
    assertEquals(2, node.config().turn().orElseThrow().limits().allocationsPerNode());
  }

  @Test
  @Covers("NODE-4")
  void reload_renewedCertificate_isShownToTheNextConnection() throws Exception {
    byte[] before = shownKey();
    TlsIdentity renewed =
        TlsIdentity.readOrCreate(directory.resolve("renewed.pem"), Clock.systemUTC());

    reload("[limits]", "[tls]\ncertificate = \"renewed.pem\"\nkey = \"renewed.pem\"\n[limits]");

    byte[] after = shownKey();
    assertFalse(Arrays.equals(before, after));
    assertArrayEquals(renewed.pin().toByteArray(), after);
    assertTrue(get("/metrics").contains("phantom_relay_certificate_end_seconds"));
  }

  @Test
  @Covers("NODE-4")
  void reload_keyOfAnotherCertificate_keepsTheOldOne() throws Exception {
    TlsIdentity.readOrCreate(directory.resolve("one.pem"), Clock.systemUTC());
    TlsIdentity.readOrCreate(directory.resolve("two.pem"), Clock.systemUTC());
    Files.writeString(
        directory.resolve("chain.pem"),
        Files.readString(directory.resolve("one.pem"))
            .replaceAll("(?s)-----BEGIN PRIVATE KEY.*END PRIVATE KEY-----\\R", ""));
    byte[] before = shownKey();

    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                reload(
                    "[limits]", "[tls]\ncertificate = \"chain.pem\"\nkey = \"two.pem\"\n[limits]"));

    assertTrue(String.valueOf(refused.getMessage()).startsWith("tls.key"), refused.getMessage());
    assertArrayEquals(before, shownKey());
  }

  @Test
  @Covers("NODE-7")
  void secondNode_onTheSameData_doesNotStartAndNamesTheFirst() throws Exception {
    Path other = directory.resolve("other.toml");
    Files.writeString(other, CONFIG);

    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        new CommandLine(new RunCommand(new PrintStream(said), new PrintStream(said, true)))
            .execute("--config", other.toString());

    assertEquals(RunCommand.CANNOT_START, code);
    String words = said.toString(StandardCharsets.UTF_8);
    assertTrue(words.contains("(process " + ProcessHandle.current().pid() + ")"), words);
    assertTrue(words.contains("stop that one, or name another directory"), words);
    node.close();
    RelayNode again =
        RelayNode.start(NodeConfig.read(other), Clock.systemUTC(), new SystemRandom());
    again.close();
  }

  /** SHA-256 of the key that a client of the TLS listener sees. */
  private byte[] shownKey() throws Exception {
    CompletableFuture<byte[]> seen = new CompletableFuture<>();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
              try {
                seen.complete(
                    MessageDigest.getInstance("SHA-256")
                        .digest(chain[0].getPublicKey().getEncoded()));
              } catch (NoSuchAlgorithmException e) {
                throw new CertificateException(e);
              }
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine e) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine e) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        null);
    InetSocketAddress web = socketAddress("turnWeb");
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(web.getAddress(), web.getPort())) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
    }
    return seen.join();
  }

  @Test
  void metrics_afterAnAllocation_countIt() throws Exception {
    try (Caller caller = caller()) {
      assertEquals(0, caller.allocate());

      String text = get("/metrics");

      assertTrue(text.contains("\nphantom_relay_allocations 1.0\n"), text);
      assertTrue(text.contains("\nphantom_relay_allocations_made_total 1.0\n"), text);
      assertTrue(text.contains("\nphantom_relay_allocations_limit 2.0\n"), text);
    }
  }

  private String get(String path) throws Exception {
    InetSocketAddress metrics = socketAddress("metrics");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics.getPort() + path))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    return answer.body();
  }

  @Test
  @Covers("NODE-2")
  void run_openForwardModeWithoutFlag_doesNotStart() throws Exception {
    for (String mode : List.of("demux", "off")) {
      Files.writeString(file, CONFIG.replace("realm =", "forward = \"" + mode + "\"\nrealm ="));
      ByteArrayOutputStream said = new ByteArrayOutputStream();

      int code =
          new CommandLine(new RunCommand(new PrintStream(said), new PrintStream(said, true)))
              .execute("--config", file.toString());

      assertEquals(RunCommand.MISTAKE_IN_FILE, code);
      String words = said.toString(StandardCharsets.UTF_8);
      assertTrue(words.contains("turn.forward is not \"strict\""), words);
      assertFalse(words.contains("ready"), words);
    }
  }
}
