package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;

/** What a media child is given, what it leaves, and what it may not do. Linux. */
class MediaChildProcessTest {
  private final MemoryRelay relay = new MemoryRelay();
  private final Tone audio = new Tone(440);
  private final Side alice = new Side(relay, 50_001);
  @TempDir private Path temporary;

  @AfterEach
  void stop() {
    relay.close();
  }

  private DesktopEngine engine(boolean mayIsolate) {
    return new DesktopEngine(new ChildLauncher(ChildLauncher.java(), temporary, mayIsolate), audio);
  }

  @Test
  @Covers({"ENG-40", "ENG-41", "ENG-42"})
  void child_hasNothingButItsPipe() throws Exception {
    try (DesktopEngine engine = engine(true)) {
      alice.open(engine, Optional.empty());
      boolean isolated = Side.await(alice.gathered).isolated();
      Path proc = Path.of("/proc", Long.toString(alice.child().pid()));

      assertEquals("LC_ALL=C.UTF-8\0", text(proc.resolve("environ")));
      assertEquals(Path.of("/"), Files.readSymbolicLink(proc.resolve("cwd")));
      for (int descriptor = 0; descriptor < 3; descriptor++) {
        assertEquals(
            Path.of("/dev/null"), Files.readSymbolicLink(proc.resolve("fd/" + descriptor)));
      }
      assertTrue(text(proc.resolve("limits")).matches("(?s).*Max core file size +0 +0 .*"));
      assertEquals(isolated, interfaces(proc).equals(Set.of("lo")));
      assertEquals(engine.isolates(), isolated);
      if (isolated) {
        assertTrue(text(proc.resolve("status")).contains("CapEff:\t0000000000000000"));
      }
      assertFalse(text(proc.resolve("cmdline")).contains("messenger"));
    }
  }

  @Test
  @Covers("ENG-41")
  void readyChild_hasLeftNoFile_norHasADeadOne() throws Exception {
    try (DesktopEngine engine = engine(true)) {
      alice.open(engine, Optional.empty());
      Side.await(alice.gathered);
      alice.child().destroyForcibly();
      Side.await(alice.released);
      Side again = new Side(relay, 50_002).open(engine, Optional.empty());
      Side.await(again.gathered);
      again.session().close();
      Side.await(again.released);
    }
    awaitEmpty();
  }

  /** The last spare may only just have been killed. */
  private void awaitEmpty() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    long left = 1;
    while (left > 0 && System.nanoTime() < end) {
      try (Stream<Path> files = Files.list(temporary)) {
        left = files.count();
      }
      Thread.onSpinWait();
    }
    assertEquals(0, left);
  }

  @Test
  @Covers("ENG-40")
  void child_withoutANamespace_saysSo_andWorks() {
    Side bob = new Side(relay, 50_002);
    try (DesktopEngine engine = engine(false)) {
      alice.open(engine, Optional.empty());
      assertFalse(Side.await(alice.gathered).isolated());
      assertFalse(engine.isolates());

      bob.open(engine, Optional.of(alice.asRemote()));
      alice.session().connect(bob.asRemote());

      Side.await(alice.connected);
      Side.await(bob.connected);
    }
  }

  @Test
  @Covers("ENG-43")
  void spare_isTaken_andReplacedAfterUse() throws Exception {
    try (DesktopEngine engine = engine(true)) {
      Set<Long> spare = awaitChildren(Set.of());

      alice.open(engine, Optional.empty());
      assertTrue(spare.contains(alice.child().pid()));
      alice.session().close();
      Side.await(alice.released);

      Set<Long> next = awaitChildren(Set.of());
      assertFalse(next.contains(spare.iterator().next()));
    }
    awaitNoChildren();
  }

  @Test
  @Covers("ENG-84")
  void spare_isThereAgain_whenAConnectionStands() {
    Side bob = new Side(relay, 50_002);
    try (DesktopEngine engine = engine(true)) {
      alice.open(engine, Optional.empty());
      Side.await(alice.gathered);
      bob.open(engine, Optional.of(alice.asRemote()));
      alice.session().connect(bob.asRemote());
      Side.await(alice.connected);
      Side.await(bob.connected);

      awaitCount(3);
    }
    awaitNoChildren();
  }

  @Test
  @Covers("ENG-85")
  void fastSpare_isKept_whileAFastCallStands() throws Exception {
    ChildLauncher launcher = new ChildLauncher(ChildLauncher.java(), temporary, true);
    try (DesktopEngine engine = new DesktopEngine(launcher, audio, Duration.ofMillis(500))) {
      Set<Long> isolated = awaitCount(1);
      engine.prepare(CallMode.FAST);
      awaitCount(2);
      fast(engine, Optional.empty());
      engine.prepare(CallMode.FAST);
      Set<Long> withSpare = awaitCount(3);
      CompletableFuture<Void> longAfter = new CompletableFuture<>();
      longAfter.completeOnTimeout(null, 1_500, TimeUnit.MILLISECONDS).join();
      assertEquals(withSpare, children());

      alice.session().close();

      Side.await(alice.released);
      awaitUntil(isolated);
    }
    awaitNoChildren();
  }

  /** Nothing of Fast is started before such a call is near, and only one then. */
  @Test
  @Covers({"ENG-84", "ENG-85"})
  void fastSpare_isStartedOnce_taken_andGoesUnused() throws Exception {
    ChildLauncher launcher = new ChildLauncher(ChildLauncher.java(), temporary, true);
    try (DesktopEngine engine = new DesktopEngine(launcher, audio, Duration.ofSeconds(3))) {
      Set<Long> isolated = awaitCount(1);
      engine.prepare(CallMode.PRIVATE); // is there already
      engine.prepare(CallMode.FAST);
      engine.prepare(CallMode.FAST);

      Set<Long> both = awaitCount(2);
      fast(engine, Optional.empty());
      assertTrue(both.contains(alice.child().pid()));
      assertFalse(isolated.contains(alice.child().pid()));
      Side.await(alice.gathered);
      alice.session().close();
      Side.await(alice.released);

      awaitUntil(isolated);
      engine.prepare(CallMode.FAST);
      awaitCount(2);
      awaitUntil(isolated); // after its time
    }
    awaitNoChildren();
  }

  /** A child that becomes another program at this moment has no command line and is not seen. */
  private Set<Long> awaitCount(int count) {
    Set<Long> children = children();
    while (children.size() != count) {
      Thread.onSpinWait();
      children = children();
    }
    return children;
  }

  private void awaitUntil(Set<Long> wanted) {
    while (!children().equals(wanted)) {
      Thread.onSpinWait();
    }
  }

  private Set<Long> awaitChildren(Set<Long> other) {
    Set<Long> children = children();
    while (children.equals(other)) {
      Thread.onSpinWait();
      children = children();
    }
    return children;
  }

  private void awaitNoChildren() {
    while (!children().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** Those whose command names this test's own directory. */
  private Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(
            child ->
                text(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
                    .contains(temporary + "/"))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @Test
  @Covers("ENG-5")
  void killedClient_takesItsChildWithIt() throws Exception {
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LonelyClient.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
    assertTrue(child.isAlive());

    client.destroyForcibly();

    child.onExit().get(10, TimeUnit.SECONDS);
  }

  /** A frame out of turn, one that is none, noise, and a child that ends at once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "printf '\\104\\003\\300' >&4; head -c 960 /dev/zero >&4; exec sleep 60",
        "printf '\\177\\000\\000' >&4; exec sleep 60",
        "printf '\\103\\377\\377' >&4; exec sleep 60",
        "head -c 65536 /dev/urandom >&4; exec sleep 60",
        "yes | head -c 1000000 >&4; exec sleep 60",
        "exec 4>&- 3<&-; exec sleep 60",
        "exit 0"
      })
  @Covers({"ENG-3", "ENG-6", "ENG-52"})
  void childThatBreaksTheProtocol_isKilled_andTheClientLives(String hostile) {
    List<String> command = List.of("/bin/sh", "-c", hostile);
    try (DesktopEngine engine =
        new DesktopEngine(new ChildLauncher(command, temporary, false), audio)) {
      alice.open(engine, Optional.empty());

      assertEquals(FailureReason.ENGINE_DIED, Side.await(alice.failed));
      Side.await(alice.released);
      assertEquals(List.of("failed", "released"), alice.order);
      assertEquals(0, audio.everOpened.get());
    }
  }

  @Test
  @Covers("ENG-44")
  @Adversary("ADV-10")
  void childThatIgnoresClose_isKilledAfterItsGrace() {
    String gathered =
        "printf '\\102\\000\\037\\000\\004abcd\\000\\026aaaaaaaaaaaaaaaaaaaaaa\\000' >&4; exec sleep 60";
    List<String> command = List.of("/bin/sh", "-c", gathered);
    try (DesktopEngine engine =
        new DesktopEngine(new ChildLauncher(command, temporary, false), audio)) {
      alice.open(engine, Optional.empty());

      Side.await(alice.gathered);

      alice.session().close();

      Side.await(alice.released);
      assertEquals(List.of("gathered", "released"), alice.order);
    }
  }

  /** Octal: a Gathered without and with a candidate, one and three batches of candidates. */
  private static final String CANDIDATE =
      "\\000\\000\\004\\300\\000\\002\\001\\047\\017\\000\\000\\000\\007";

  private static final String EMPTY =
      "\\102\\000\\037\\000\\004abcd\\000\\026aaaaaaaaaaaaaaaaaaaaaa\\000";
  private static final String FULL =
      "\\102\\000\\054\\000\\004abcd\\000\\026aaaaaaaaaaaaaaaaaaaaaa\\001" + CANDIDATE;
  private static final String BATCH = "\\112\\000\\321\\020" + CANDIDATE.repeat(16);

  private static String saying(String... frames) {
    return "printf '" + String.join("", frames) + "' >&4; exec sleep 60";
  }

  private Side fast(DesktopEngine engine, Optional<MediaEndpoint.Remote> remote) {
    StunServer stun = new StunServer(Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 53}), 3_478);
    return alice.openFast(engine, stun, remote);
  }

  private DesktopEngine saidBy(String child) {
    return new DesktopEngine(
        new ChildLauncher(List.of("/bin/sh", "-c", child), temporary, false), audio);
  }

  /** Candidates in Private, with the credentials in Fast, and before the other side is known. */
  @Test
  @Covers({"ENG-6", "ENG-76"})
  @Adversary("ADV-33")
  void childThatNamesCandidatesOutOfTurn_isKilled() {
    try (DesktopEngine engine = saidBy(saying(FULL, BATCH))) {
      alice.open(engine, Optional.empty());
      assertEquals(FailureReason.ENGINE_DIED, Side.await(alice.failed));
      assertEquals(List.of(), alice.found);
    }
    for (String early : List.of(saying(FULL), saying(EMPTY, BATCH))) {
      Side caller = new Side(relay, 50_002);
      try (DesktopEngine engine = saidBy(early)) {
        StunServer stun = new StunServer(Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 53}), 3_478);
        caller.openFast(engine, stun, Optional.empty());
        assertEquals(FailureReason.ENGINE_DIED, Side.await(caller.failed));
        assertEquals(List.of(), caller.found);
      }
    }
  }

  @Test
  @Covers("ENG-71")
  void childThatNamesMoreThanItMay_isKilled() {
    ConnectionParameters parameters =
        new ConnectionParameters(
            "abcd", "a".repeat(22), Bytes.copyOf(new byte[32]), List.of(Codec.OPUS), 32_000, 0);
    try (DesktopEngine engine = saidBy(saying(EMPTY, BATCH, BATCH, BATCH, BATCH, BATCH))) {
      fast(engine, Optional.of(new MediaEndpoint.Remote(parameters, List.of())));

      assertEquals(FailureReason.ENGINE_DIED, Side.await(alice.failed));
      assertTrue(alice.found.size() <= 64);
    }
  }

  @Test
  @Covers({"ENG-40", "ENG-43", "ENG-78"})
  void fastChild_keepsTheNetwork_andNothingElse_andLeavesTheSpare() throws Exception {
    try (DesktopEngine engine = engine(true)) {
      Set<Long> spare = awaitChildren(Set.of());
      fast(engine, Optional.empty());
      assertFalse(Side.await(alice.gathered).isolated());
      Path proc = Path.of("/proc", Long.toString(alice.child().pid()));

      assertEquals("LC_ALL=C.UTF-8\0", text(proc.resolve("environ")));
      assertEquals(
          Files.readSymbolicLink(Path.of("/proc/self/ns/net")),
          Files.readSymbolicLink(proc.resolve("ns/net")));
      if (engine.isolates()) {
        assertTrue(text(proc.resolve("status")).contains("CapEff:\t0000000000000000"));
        assertTrue(text(proc.resolve("status")).contains("NoNewPrivs:\t1"));
        assertNotEquals(
            Files.readSymbolicLink(Path.of("/proc/self/ns/user")),
            Files.readSymbolicLink(proc.resolve("ns/user")));
      }
      assertTrue(children().containsAll(spare));
    }
  }

  private static Set<String> interfaces(Path proc) {
    return text(proc.resolve("net/dev"))
        .lines()
        .filter(line -> line.contains(":"))
        .map(line -> line.substring(0, line.indexOf(':')).strip())
        .collect(Collectors.toSet());
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
