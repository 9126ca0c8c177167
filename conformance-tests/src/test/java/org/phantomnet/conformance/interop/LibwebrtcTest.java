package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/**
 * libwebrtc itself, in a process of its own, calls itself over this relay in mode strict: by every
 * listener, relayed alone. What each case comes to is in libwebrtc.txt.
 */
class LibwebrtcTest {
  private static final String EXPECTED = "libwebrtc.txt";
  private static final int LIMIT_SECONDS = 60;

  @TempDir Path directory;

  @Test
  @Timeout(LIMIT_SECONDS)
  @Covers({"FWD-3", "TURN-18", "TURN-19", "STUN-8"})
  void libwebrtcOverEachListener_getsWhatIsExpected() throws Exception {
    List<String> names = new ArrayList<>();
    for (String line : expected()) {
      names.add(line.split(" -> ")[0]);
    }
    assertTrue(names.size() > 5);

    List<String> found = new ArrayList<>();
    Counts counts;
    try (ForeignRelay relay = new ForeignRelay(directory, ForwardMode.STRICT)) {
      List<String> results = call(relay, names);
      for (int i = 0; i < names.size(); i++) {
        found.add(names.get(i) + " -> " + (i < results.size() ? results.get(i) : "none"));
      }
      counts = relay.counters();
    }

    assertEquals(String.join("\n", expected()), String.join("\n", found));
    long calls = found.stream().filter(line -> line.contains("DTLS connected")).count();
    assertTrue(counts.get(Counter.FORWARDED_TO_PEER) > 20 * calls, counts.toString());
    assertTrue(counts.get(Counter.FORWARDED_TO_CLIENT) > 20 * calls, counts.toString());
    assertEquals(calls, counts.get(Counter.HANDSHAKES_PROVEN)); // both ends share a credential
    assertEquals(0, counts.get(Counter.DROPPED_SHAPE_UNKNOWN));
    assertEquals(0, counts.get(Counter.DROPPED_SHAPE_NO_SRTP));
  }

  private List<String> call(ForeignRelay relay, List<String> names) throws Exception {
    Path output = directory.resolve("libwebrtc");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                classPath(),
                LibwebrtcCaller.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        for (String name : names) {
          in.write(line(relay, name).getBytes(StandardCharsets.UTF_8));
        }
      }
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still calling");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith(LibwebrtcCaller.RESULT))
        .map(line -> line.substring(LibwebrtcCaller.RESULT.length()))
        .toList();
  }

  /** A case's name is the URL's scheme and transport, listener and family, and words on TLS. */
  private static String line(ForeignRelay relay, String name) {
    String[] words = name.split(" ");
    boolean ipv6 = words[3].equals("ipv6");
    ListenerKind kind = ListenerKind.valueOf(words[2].toUpperCase(Locale.ROOT));
    boolean named = words.length > 4 && words[4].equals("named");
    String policy = words[words.length - 1].equals("checked") ? "SECURE" : "INSECURE_NO_CHECK";
    String user = relay.username();
    String address = (ipv6 ? "[::1]" : "127.0.0.1") + ":" + relay.port(kind, ipv6);
    String url = words[0] + ":" + address + "?transport=" + words[1];
    String host = named ? " relay.example" : "";
    return String.join(" ", policy, url, user, relay.password(user)) + host + "\n";
  }

  private static String classPath() throws URISyntaxException {
    List<String> entries = new ArrayList<>();
    for (String resource :
        List.of(
            LibwebrtcCaller.class.getName().replace('.', '/') + ".class",
            "dev/onvoid/webrtc/PeerConnectionFactory.class",
            System.mapLibraryName("webrtc-java-linux-x86_64"))) {
      String url =
          String.valueOf(LibwebrtcTest.class.getClassLoader().getResource(resource))
              .replaceFirst("^jar:", "");
      String file = url.contains("!") ? url.substring(0, url.indexOf('!')) : url;
      entries.add(Path.of(new URI(file.replace(resource, ""))).toString());
    }
    return String.join(":", entries);
  }

  private static List<String> expected() throws IOException {
    try (var in = Objects.requireNonNull(LibwebrtcTest.class.getResourceAsStream(EXPECTED))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
