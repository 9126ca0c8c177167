package org.phantomnet.conformance.embedding;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.loop.CallEngine;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.MemoryRecords;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.SeededRandom;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualClock;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualThreads;
import org.phantomnet.testkit.VirtualTimers;
import org.phantomnet.testkit.VirtualWorld;

@Tag("beside-others")
class EmbeddingTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final VirtualWorld world = new VirtualWorld();
  private final List<String> shown = new ArrayList<>();
  private final VirtualDevice bob = world.device(People.BOB, 1);

  private EmbeddedCalls alice() {
    DeviceAddress self = People.device(People.ALICE, 1);
    MemoryContacts contacts = new MemoryContacts();
    ContactPolicy verified =
        new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, false, false, true, true, true);
    contacts.put(People.BOB, verified);
    bob.contacts().put(People.ALICE, verified);
    SeededRandom random = new SeededRandom(9);
    EnginePorts ports =
        new EnginePorts(
            world.channels().add(self, TestKeys.of(People.ALICE)),
            contacts,
            new MemoryRecords(),
            world.relays().discovery(world.north(), world.south()),
            world.relays().grants(),
            new VirtualEngine(world.media(), random),
            world.relays().tunnels(),
            List::of,
            new VirtualTimers(world.time()),
            new VirtualClock(world.time()),
            random,
            trace -> {});
    VirtualThreads threads = new VirtualThreads(world.time(), 9, Duration.ZERO);
    return new EmbeddedCalls(ports, made -> CallEngine.start(made, threads), new Shown());
  }

  private final class Shown implements EmbeddedCalls.Screen {
    @Override
    public void ring(CallId call, UserAddress contact, CallMode mode) {
      shown.add("ring " + contact.name());
    }

    @Override
    public void show(CallId call, String line) {
      shown.add(line);
    }
  }

  @Test
  void example_inVirtualTime_placesACallThatIsAnsweredAndHungUp() {
    EmbeddedCalls alice = alice();

    CallId call = alice.call(People.BOB);
    assertTrue(bob.reaches(CallSnapshot.Phase.RINGING, Duration.ofSeconds(5)));
    bob.answer();
    assertTrue(bob.reaches(CallSnapshot.Phase.CONNECTED, Duration.ofSeconds(5)));
    world.run(Duration.ofSeconds(10));
    alice.hangup(call);
    world.run(Duration.ofSeconds(1));

    assertEquals(
        List.of("DIALING", "REMOTE_RINGING", "CONNECTING", "HUNG_UP_LOCALLY"),
        shown.stream().distinct().filter(line -> !line.startsWith("talking")).toList());
    assertTrue(shown.stream().anyMatch(line -> line.startsWith("talking, ")));
  }

  @Test
  void example_isCalled_ringsAndAnswers() {
    EmbeddedCalls alice = alice();

    CallId call = bob.call(People.ALICE);
    world.run(Duration.ofSeconds(3));
    alice.answer(call);

    assertTrue(bob.reaches(CallSnapshot.Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(shown.contains("ring bob"));
  }

  @Test
  void example_inTheDocument_isTheFile() throws IOException {
    String name = EmbeddedCalls.class.getName().replace('.', '/') + ".java";
    Path file = Repository.root().resolve("conformance-tests/src/test/java").resolve(name);
    String document =
        Files.readString(Repository.root().resolve("docs/embedding.md"), StandardCharsets.UTF_8);

    Matcher example = JAVA.matcher(document);

    assertTrue(example.find());
    assertEquals(Files.readString(file, StandardCharsets.UTF_8), example.group(1));
  }

  /**
   * CallEngine and EnginePorts compose; PrivacyReceipt and ConstantRate are what a snapshot shows.
   */
  @Test
  void example_usesTheEnginesDoorsOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .haveNameMatching(
            "java\\..*|org\\.jspecify\\..*|org\\.phantomnet\\.conformance\\.embedding\\.EmbeddedCalls.*"
                + "|org\\.phantomnet\\.engine\\.(api|port)\\..*"
                + "|org\\.phantomnet\\.engine\\.loop\\.(CallEngine|EnginePorts)"
                + "|org\\.phantomnet\\.engine\\.privacy\\.(PrivacyReceipt|ConstantRate)"
                + "|org\\.phantomnet\\.protocol\\..*")
        .check(new ClassFileImporter().importClasses(EmbeddedCalls.class));
  }
}
