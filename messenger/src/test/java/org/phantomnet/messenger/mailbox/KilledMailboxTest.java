package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.main.RelayMain;

/** The whole relay node as a process, killed without warning. */
class KilledMailboxTest {
  private static final TestDevice ALICE = new TestDevice("alice");
  private static final TestDevice BOB = new TestDevice("bob");

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void killAll() {
    started.forEach(Process::destroyForcibly);
  }

  private Process relay(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RelayMain.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    return process;
  }

  private static String line(Process process) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = reader.readLine();
    assertNotNull(line, "the relay said nothing");
    return line;
  }

  private Process run() throws IOException {
    Process process = relay("run", "--config", directory.resolve("one.toml").toString());
    assertTrue(line(process).contains("\"event\":\"ready\""));
    return process;
  }

  private static String field(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":\"([^\"]*)\"").matcher(json);
    assertTrue(matcher.find(), key);
    return matcher.group(1);
  }

  private MailboxKeys estate() throws IOException {
    String json =
        line(
            relay(
                "estate",
                "--dir",
                directory.toString(),
                "--relay",
                "one=127.0.0.1,roles=turn+mailbox"));
    String mailbox = json.substring(json.indexOf("\"mailbox\""));
    return new MailboxKeys(
        field(mailbox, "name"),
        Bytes.copyOf(HexFormat.of().parseHex(field(mailbox, "tlsPin"))),
        Bytes.copyOf(HexFormat.of().parseHex(field(mailbox, "trustRoot"))));
  }

  @Test
  @Covers({"MBX-5", "MBX-15"})
  void kill_afterASendWasAnswered_losesAndRepeatsNothing() throws Exception {
    MailboxKeys keys = estate();
    Process first = run();
    Backoff quick = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));
    try (HttpMailbox alice = new HttpMailbox(keys, Clock.systemUTC(), TestDevice.RANDOM, quick);
        HttpMailbox bob = new HttpMailbox(keys, Clock.systemUTC(), TestDevice.RANDOM, quick)) {
      alice.register(ALICE.registration(keys.mailbox()));
      bob.register(BOB.registration(keys.mailbox()));
      RecordingReceiver receiver = new RecordingReceiver();
      bob.openReceiver(receiver);
      receiver.await(ConnectionState.QUEUE_DELIVERED);
      UUID id = UUID.randomUUID();
      alice.send(BOB.at(keys.mailbox()), 1, TestDevice.text("kept"), BOB.deliveryToken, id);
      receiver.next();

      first.destroyForcibly();
      assertTrue(first.waitFor(20, TimeUnit.SECONDS));
      run();
      receiver.await(ConnectionState.DISCONNECTED);
      receiver.await(ConnectionState.QUEUE_DELIVERED);
      alice.send(BOB.at(keys.mailbox()), 1, TestDevice.text("kept"), BOB.deliveryToken, id);
      alice.send(
          BOB.at(keys.mailbox()), 1, TestDevice.text("next"), BOB.deliveryToken, UUID.randomUUID());

      receiver.expectText("kept");
      receiver.expectText("next");
      assertEquals(0, receiver.waiting());
    }
  }
}
