package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/**
 * coturn's clients against this relay: turnutils_uclient over every listener, in both families, by
 * channels and by indications, with turnutils_peer behind it, and turnutils_stunclient. What each
 * case comes to is in foreign-clients.txt; "not supported" is a result too. uclient ends with 0
 * despite loss, so its counts are read.
 *
 * <p>uclient paces itself by the clock and counts what comes too late for it as lost. On a busy
 * machine that says nothing of the relay, so a few run at a time, and a case that came to something
 * else than expected is tried once more, alone.
 */
class ForeignClientsTest {
  private static final String EXPECTED = "foreign-clients.txt";
  private static final String MESSAGES = "10";
  private static final String NOT_SUPPORTED = "not supported";

  /** So many of coturn's clients at a time: all of them at once would be a load of its own. */
  private static final int AT_ONCE = 8;

  private static final int LIMIT_SECONDS = 60;

  /** A client that gets what it wants has it after six seconds. */
  private static final int LIMIT_OF_THE_UNSUPPORTED_SECONDS = 12;

  private static final Pattern COUNTS =
      Pattern.compile("tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");
  private static final Pattern LOST = Pattern.compile("Total lost packets (\\d+)");

  @TempDir Path directory;

  private final AtomicInteger clients = new AtomicInteger();

  private record Running(Process process, Path output) {}

  /** One line of the file. */
  private record Case(String name, String result) {
    private int limitSeconds() {
      return result.equals(NOT_SUPPORTED) ? LIMIT_OF_THE_UNSUPPORTED_SECONDS : LIMIT_SECONDS;
    }

    @Override
    public String toString() {
      return name + " -> " + result;
    }
  }

  @Test
  @Covers({"TURN-18", "TURN-2", "TURN-10", "TURN-11", "STUN-6"})
  void coturnsClients_getWhatIsExpected() throws Exception {
    boolean installed =
        List.of("turnutils_uclient", "turnutils_peer", "turnutils_stunclient").stream()
            .allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program)));
    if (!installed) {
      System.err.println("SKIPPED ForeignClientsTest: Debian's package coturn is not installed");
    }
    Assumptions.assumeTrue(installed, "Debian's package coturn is not installed");
    List<Case> expected = expected();
    List<Case> found = new ArrayList<>();
    try (ForeignRelay relay = new ForeignRelay(directory)) {
      int port4 = freePort("127.0.0.9");
      int port6 = freePort("::1");
      Running peer4 = start("peer4", "turnutils_peer", "-L", "127.0.0.9", "-p", "" + port4);
      Running peer6 = start("peer6", "turnutils_peer", "-L", "::1", "-p", "" + port6);
      try {
        Map<Case, Future<String>> all = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        for (Case one : expected) {
          String[] command = command(relay, one.name, port4, port6);
          all.put(one, threads.submit(() -> result(command, one.limitSeconds())));
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.MINUTES));
        for (Map.Entry<Case, Future<String>> each : all.entrySet()) {
          Case one = each.getKey();
          String result = each.getValue().get();
          found.add(
              result.equals(one.result)
                  ? one
                  : new Case(
                      one.name,
                      result(command(relay, one.name, port4, port6), one.limitSeconds())));
        }
      } finally {
        peer4.process.destroy();
        peer6.process.destroy();
      }
    }

    assertEquals(text(expected), text(found));
  }

  /** The case's name is uclient's flags, and tells listener, family and peer by words before. */
  private static String[] command(ForeignRelay relay, String name, int port4, int port6) {
    String[] words = name.split(" ");
    boolean ipv6 = words[1].equals("ipv6");
    String server = ipv6 ? "::1" : "127.0.0.1";
    ListenerKind kind = ListenerKind.valueOf(words[2].toUpperCase(java.util.Locale.ROOT));
    List<String> command = new ArrayList<>();
    command.add("turnutils_" + words[0]);
    if (words[0].equals("uclient")) {
      String user = relay.username();
      boolean peer6 = words[3].equals("peer6");
      command.addAll(List.of("-u", user, "-w", relay.password(user), "-n", MESSAGES, "-l", "172"));
      command.addAll(peer6 ? List.of("-e", "::1", "-r", "" + port6) : List.of());
      command.addAll(
          words[3].equals("peer4") ? List.of("-e", "127.0.0.9", "-r", "" + port4) : List.of());
      command.addAll(List.of(words).subList(4, words.length));
    }
    command.addAll(List.of("-p", "" + relay.port(kind, ipv6), server));
    return command.toArray(String[]::new);
  }

  private Running start(String name, String... command) throws IOException {
    Path output = directory.resolve(name);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Running(process, output);
  }

  /** A client that still tries at the limit has not got what it wanted. */
  private String result(String[] command, int limitSeconds) throws Exception {
    Running client = start("client" + clients.incrementAndGet(), command);
    boolean ended = client.process.waitFor(limitSeconds, TimeUnit.SECONDS);
    client.process.destroyForcibly();
    String output = Files.readString(client.output, StandardCharsets.ISO_8859_1);
    if (System.getenv("FOREIGN_SHOW") != null) {
      Files.copy(
          client.output,
          Path.of(System.getenv("FOREIGN_SHOW"), client.output.getFileName().toString()));
    }
    if (output.contains("UDP reflexive addr")) {
      return "reflexive address told";
    }
    Matcher lost = LOST.matcher(output);
    Matcher counts = COUNTS.matcher(output);
    String last = "";
    while (counts.find()) {
      last = "sent " + counts.group(1) + ", received " + counts.group(2);
    }
    if (!ended || !lost.find() || last.isEmpty()) {
      return NOT_SUPPORTED;
    }
    return last + ", lost " + lost.group(1);
  }

  private static int freePort(String address) throws IOException {
    for (int port = ForeignRelay.MAX_PORT; port > ForeignRelay.MIN_PORT; port -= 2) {
      try (DatagramSocket free = new DatagramSocket(port - 1, InetAddress.getByName(address))) {
        return free.getLocalPort();
      } catch (java.net.BindException e) {
        continue;
      }
    }
    throw new IOException("no free port");
  }

  /** In the file's order but for clients that never end by themselves, which go first. */
  private static List<Case> expected() {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = ForeignClientsTest.class.getResourceAsStream(EXPECTED)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" -> ");
          cases.add(new Case(parts[0], parts[1]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertTrue(cases.size() > 10);
    cases.sort(Comparator.comparingInt(Case::limitSeconds));
    return cases;
  }

  private static String text(List<Case> cases) {
    return cases.stream().map(Case::toString).sorted().collect(Collectors.joining("\n"));
  }
}
