package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.traces.CallSecrets;
import org.phantomnet.conformance.traces.HeapDump;
import org.phantomnet.conformance.traces.Imprint;
import org.phantomnet.conformance.traces.TraceSearch;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * What somebody finds who gets at a device after a call: real clients, engines and relays on
 * loopback. The keys are read from heap dumps during the call, which shows that they can be found;
 * then they are looked for in heap dumps and files afterwards.
 */
@Tag("beside-others")
class CallTracesTest {
  /** What both sides hold while they talk. */
  private static final Set<String> WHILE_TALKING =
      Set.of(
          "EpochKeys.policyCaller",
          "EpochKeys.policyCallee",
          "EpochKeys.confirmCaller",
          "EpochKeys.confirmCallee",
          "EpochKeys.mediaCaller",
          "EpochKeys.mediaCallee",
          "EpochKeys.rekey",
          "P256Key.scalar");

  /**
   * Of these the dead heap holds copies until it is collected: secrets that a message carries, and
   * what the cryptographic libraries make of their arguments (docs/known-issues.md).
   */
  private static final Set<String> COPIED =
      Set.of(
          "CallerShares.secret",
          "CalleeShares.secret",
          "X25519Key.scalar",
          "P256Key.scalar",
          "ML-KEM secret",
          "EpochKeys.media");

  /** ADV-10 says a second; the rest is for a machine that does much beside. */
  private static final Duration GONE_WITHIN = Duration.ofSeconds(3);

  @TempDir private Path work = Path.of(".");
  private final List<TracedClient> clients = new ArrayList<>();
  private ChatEstate estate = new ChatEstate(work);

  @AfterEach
  void stop() throws InterruptedException {
    clients.forEach(TracedClient::close);
    estate.close();
  }

  @Test
  @Covers("KEY-11")
  @Adversary({"ADV-10", "ADV-35"})
  void callThatEnded_andCallThatWasCutOff_leaveNoKeyNameOrAddress()
      throws IOException, InterruptedException {
    long began = System.currentTimeMillis();
    TracedClient caller = befriend();
    TracedClient callee = clients.get(1);

    Set<ProcessHandle> children = spares();
    ring(caller, callee);
    Map<String, byte[]> early = CallSecrets.alive(new HeapDump(caller.dump(true)));
    answer(callee);
    Map<String, byte[]> keys = keysOf(caller);
    assertEquals(keys.keySet(), found(caller.lastDump(), keys), "so that the search can fail");
    keysOf(callee).forEach((name, key) -> keys.put(name + " of the callee", key));
    keys.putAll(early);
    keys.putAll(CallSecrets.agreed(early, new HeapDump(caller.lastDump())));
    assertEquals(2, alive(children).size(), "media children in the call");
    caller.tell("hangup", Map.of());
    clients.forEach(client -> client.awaitNext(CallTracesTest::isOver, "end"));
    assertEquals(List.of(), alive(children), "media children after the end");
    for (TracedClient client : clients) {
      assertWiped(client, keys);
      assertGone(client, keys);
    }

    Set<ProcessHandle> cutOff = spares();
    ring(caller, callee);
    answer(callee);
    for (TracedClient client : clients) {
      keysOf(client).forEach((name, key) -> keys.put(name + " cut off at " + client.name(), key));
    }
    assertEquals(2, alive(cutOff).size(), "media children in the call");
    caller.kill();
    callee.crash();
    assertTrue(areGone(cutOff), "media children outlive their clients");
    clients.forEach(TracedClient::restart);
    clients.forEach(TracedClient::awaitReady);
    for (TracedClient client : clients) {
      assertGone(client, keys);
    }
    assertNoFileTells(keys, began);
  }

  /**
   * Two who may call each other.
   *
   * @return the first
   */
  private TracedClient befriend() throws IOException, InterruptedException {
    estate = new ChatEstate(work);
    estate.start();
    Commands commands = Commands.in(Files.createDirectories(work.resolve("java")));
    // Names that no other run on this machine has.
    TracedClient caller = client("quill" + ProcessHandle.current().pid(), commands);
    TracedClient callee = client("marrow" + ProcessHandle.current().pid(), commands);
    clients.forEach(TracedClient::awaitReady);
    caller.tell("request", Map.of("who", callee.address()));
    callee.awaitNext(TracedClient.named("contact-request"), "request");
    callee.tell("accept-contact", Map.of("who", caller.address()));
    caller.awaitNext(TracedClient.named("contact"), "consent");
    return caller;
  }

  private TracedClient client(String name, Commands commands) throws IOException {
    TracedClient client =
        new TracedClient(
            name,
            Files.createDirectories(work.resolve(name)),
            commands,
            work.resolve("estate").resolve("estate.json"));
    clients.add(client);
    return client;
  }

  private static Predicate<JsonNode> phase(String phase) {
    return event -> event.path("phase").asText().equals(phase);
  }

  private static boolean isOver(JsonNode event) {
    return phase("ENDED").test(event)
        && event.path("keysDestroyed").asBoolean()
        && event.path("engineReleased").asBoolean();
  }

  private static void ring(TracedClient caller, TracedClient callee) {
    caller.tell("call", Map.of("who", callee.address()));
    callee.awaitNext(phase("RINGING"), "ringing");
  }

  /** Both hear each other when it returns. */
  private void answer(TracedClient callee) {
    callee.tell("answer", Map.of());
    Predicate<JsonNode> sound =
        phase("CONNECTED").and(event -> event.path("firstAudio").asBoolean());
    clients.forEach(client -> client.awaitNext(sound, "sound"));
  }

  /** One idle media child of each: the next call takes these, whatever is started beside it. */
  private Set<ProcessHandle> spares() {
    return clients.stream().map(TracedClient::awaitSpare).collect(Collectors.toSet());
  }

  private static boolean areGone(Set<ProcessHandle> children) {
    return children.stream()
        .allMatch(
            child ->
                child
                    .onExit()
                    .thenApply(gone -> true)
                    .completeOnTimeout(false, GONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .join());
  }

  private static List<Long> alive(Set<ProcessHandle> children) {
    return children.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList();
  }

  /** The secrets that a side holds while it talks. */
  private static Map<String, byte[]> keysOf(TracedClient client)
      throws IOException, InterruptedException {
    Map<String, byte[]> keys = CallSecrets.alive(new HeapDump(client.dump(true)));
    assertTrue(keys.keySet().containsAll(WHILE_TALKING), keys.keySet()::toString);
    return keys;
  }

  private static Set<String> found(Path file, Map<String, byte[]> keys) throws IOException {
    return searchFor(keys).in(file).stream()
        .map(hit -> hit.imprint().what())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static TraceSearch searchFor(Map<String, byte[]> keys) {
    List<Imprint> imprints = new ArrayList<>();
    keys.forEach((name, key) -> imprints.addAll(Imprint.ofKey(name, key)));
    return new TraceSearch(imprints);
  }

  /** Even what is dead and not collected holds no key, the named copies apart. */
  private static void assertWiped(TracedClient client, Map<String, byte[]> keys)
      throws IOException, InterruptedException {
    Path dump = client.dump(true);
    HeapDump heap = new HeapDump(dump);
    assertEquals(Set.of(), CallSecrets.alive(heap).keySet(), "secrets that nobody wiped");
    List<TraceSearch.Hit> hits =
        searchFor(keys).in(dump).stream()
            .filter(hit -> COPIED.stream().noneMatch(hit.imprint().what()::startsWith))
            .toList();
    assertEquals(List.of(), hits, () -> "in " + heap.describe(offsets(hits)));
  }

  /** Once the heap was collected it holds no key at all. */
  private static void assertGone(TracedClient client, Map<String, byte[]> keys)
      throws IOException, InterruptedException {
    Path dump = client.dump(false);
    List<TraceSearch.Hit> hits = searchFor(keys).in(dump);
    HeapDump heap = new HeapDump(dump);
    assertEquals(List.of(), hits, () -> "in " + heap.describe(offsets(hits)));
  }

  private static Set<Long> offsets(List<TraceSearch.Hit> hits) {
    return hits.stream().map(TraceSearch.Hit::offset).collect(Collectors.toSet());
  }

  /**
   * Neither store nor working directory, temporary files or error output hold a key, a name or an
   * address; nothing that a crash writes is there.
   */
  private void assertNoFileTells(Map<String, byte[]> keys, long began) throws IOException {
    List<Imprint> names = new ArrayList<>();
    keys.forEach((name, key) -> names.addAll(Imprint.ofKey(name, key)));
    for (TracedClient client : clients) {
      names.addAll(Imprint.ofText("name", client.name()));
    }
    TraceSearch anywhere = new TraceSearch(names);
    names.addAll(Imprint.ofText("address", "127.30.0.1"));
    names.addAll(Imprint.ofText("address", "127.40.0.1"));
    TraceSearch own = new TraceSearch(names);
    for (TracedClient client : clients) {
      try (Stream<Path> there = Files.list(client.home().resolve("work"))) {
        assertEquals(List.of(), there.toList(), "in the working directory");
      }
      for (Path file : client.files()) {
        assertEquals(List.of(), own.in(file), () -> "in " + file.getFileName());
      }
    }
    for (Path file : newFiles(began)) {
      assertFalse(clients.stream().anyMatch(client -> client.isCrashOf(file)), file::toString);
      try {
        assertEquals(List.of(), anywhere.in(file), file::toString);
      } catch (IOException e) {
        // another program's, and gone or closed to us
      }
    }
  }

  /** What anybody on this machine has put, since then, where programs leave things. */
  private List<Path> newFiles(long since) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String place : List.of(System.getProperty("java.io.tmpdir"), "/var/tmp", "/var/crash")) {
      if (Files.isDirectory(Path.of(place))) {
        try (Stream<Path> all = Files.list(Path.of(place))) {
          all.filter(file -> isNewFile(file, since)).forEach(files::add);
        }
      }
    }
    return files;
  }

  private static boolean isNewFile(Path file, long since) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.isReadable(file)
          && Files.getLastModifiedTime(file).toMillis() >= since;
    } catch (IOException e) {
      return false; // gone again
    }
  }
}
