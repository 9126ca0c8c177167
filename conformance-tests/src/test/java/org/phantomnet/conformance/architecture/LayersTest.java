package org.phantomnet.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Code;

/** STYLE 1: protocol, then engine, then messenger, then the apps; nothing looks back. */
class LayersTest {
  /** For each layer what it may use beside itself. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "protocol", Set.of(),
          "engine", Set.of("protocol"),
          "mixnet", Set.of("protocol", "engine"),
          "segmenter", Set.of("protocol", "engine"),
          "messenger", Set.of("protocol", "engine"),
          "relay", Set.of("protocol"),
          "desktop", Set.of("protocol", "engine", "mixnet", "segmenter", "messenger"),
          "testkit", Set.of("protocol", "engine"),
          "conformance",
              Set.of(
                  "protocol",
                  "engine",
                  "mixnet",
                  "segmenter",
                  "messenger",
                  "relay",
                  "desktop",
                  "testkit"),
          "benchmarks",
              Set.of("protocol", "engine", "segmenter", "messenger", "desktop", "conformance"));

  private static final Map<String, String> MODULES =
      Map.of(
          "protocol", "protocol",
          "call-engine", "engine",
          "mixnet-adapter", "mixnet",
          "blackout-tflite", "segmenter",
          "messenger", "messenger",
          "relay-node", "relay",
          "desktop-app", "desktop",
          "testkit", "testkit",
          "conformance-tests", "conformance",
          "benchmarks", "benchmarks");

  @Test
  void layers_useOnlyWhatIsBelow() {
    classes().should(onlyFollowArrows()).check(Code.MAIN);
  }

  @Test
  void modules_eachHaveOneRootPackage() {
    Map<String, Set<String>> roots = new TreeMap<>();
    for (JavaClass type : Code.MAIN) {
      roots
          .computeIfAbsent(Code.module(type).orElseThrow(), module -> new TreeSet<>())
          .add(Code.layer(type).orElse(type.getPackageName()));
    }

    assertTrue(roots.size() >= 5, "compiled modules: " + roots.keySet());
    roots.forEach(
        (module, layers) ->
            assertEquals(
                Set.of(Optional.ofNullable(MODULES.get(module)).orElse("?")), layers, module));
  }

  @Test
  void packages_lieInOneModule() {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (JavaClass type : Code.MAIN) {
      modules
          .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
          .add(Code.module(type).orElseThrow());
    }

    modules.values().removeIf(in -> in.size() == 1);

    assertEquals(Map.of(), modules);
  }

  @Test
  void relay_cannotNameACallKey() {
    noClasses()
        .that()
        .resideInAPackage("org.phantomnet.relay..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.phantomnet.protocol.signal..", "org.phantomnet.protocol.handshake..")
        .check(Code.MAIN);
  }

  /** The rule above would hold for nothing if the keys of a call lay elsewhere. */
  @Test
  void callKeys_lieWhereTheRelayCannotNameThem() {
    Set<String> keys = new TreeSet<>();
    for (JavaClass type : Code.MAIN) {
      boolean relayMayName =
          type.getPackageName().startsWith("org.phantomnet.protocol.")
              && !type.getPackageName().startsWith("org.phantomnet.protocol.handshake")
              && !type.getPackageName().startsWith("org.phantomnet.protocol.signal");
      boolean ofACall =
          type.getSimpleName()
              .matches("(?:Call|Early|Epoch|Media|Dtls|Srtp)\\w*(?:Keys?|Identity)");
      if (ofACall && relayMayName) {
        keys.add(type.getName());
      }
    }

    assertEquals(Set.of(), keys);
    for (String name : List.of("CallKeys", "EarlyKeys", "EpochKeys", "DtlsIdentity")) {
      assertTrue(Code.MAIN.contain("org.phantomnet.protocol.handshake." + name), name);
    }
  }

  /** What judges packets has no cipher, no socket and no key of any kind, TURN's included. */
  @Test
  void forwarding_canNameNoKeyAndNoCipher() {
    classes()
        .that()
        .resideInAPackage("org.phantomnet.relay.forward..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util",
            "org.jspecify..",
            "org.phantomnet.protocol.rule..",
            "org.phantomnet.protocol.stun..",
            "org.phantomnet.relay.counters..",
            "org.phantomnet.relay.forward..")
        .andShould()
        .onlyDependOnClassesThat()
        .haveNameNotMatching(".*(?:Integrity|Password|Key|Secret).*")
        .check(Code.MAIN);
  }

  /** Beside TURN over TLS, which ends at the relay, nothing on a packet's way can encrypt. */
  @Test
  void packetsWay_hasNoCipher() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.phantomnet.relay.turn..",
            "org.phantomnet.relay.net..",
            "org.phantomnet.relay.counters..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "(?:javax\\.crypto\\.Cipher|org\\.phantomnet\\.protocol\\.crypto\\.(?:AeadKey|Hkdf)"
                + "|org\\.bouncycastle\\..*)")
        .check(Code.MAIN);
  }

  @Test
  void libsignal_isUsedBySessionsAndTheRelaysMailboxOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.phantomnet.messenger..",
            "org.phantomnet.relay.mailbox..",
            "org.phantomnet.conformance.transactions..",
            "org.phantomnet.benchmarks.micro..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.signal..")
        .check(Code.MAIN);
  }

  @Test
  void core_usesNoDatabaseNoHttpAndNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage("org.phantomnet.protocol..", "org.phantomnet.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net.http..",
            "okhttp3..",
            "io.netty..",
            "io.vertx..",
            "dev.onvoid..",
            "com.fasterxml..",
            "java.awt..",
            "javax.swing..")
        .check(Code.MAIN);
  }

  @Test
  void mediaLibrary_isUsedByTheDesktopsChildrenOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.phantomnet.desktop.media..", "org.phantomnet.desktop.capture.child..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.onvoid..")
        .check(Code.MAIN);
  }

  private static ArchCondition<JavaClass> onlyFollowArrows() {
    return new ArchCondition<>("use only the layers below") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String own = Code.layer(type).orElse("?");
        Set<String> below = Optional.ofNullable(ARROWS.get(own)).orElse(Set.of());
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          Optional<String> other = Code.layer(dependency.getTargetClass());
          if (other.isPresent() && !other.get().equals(own) && !below.contains(other.get())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  @Test
  void arrows_haveNoCycle() {
    List<String> order = new ArrayList<>();
    while (order.size() < ARROWS.size()) {
      List<String> next =
          ARROWS.entrySet().stream()
              .filter(entry -> !order.contains(entry.getKey()))
              .filter(entry -> order.containsAll(entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      assertTrue(!next.isEmpty(), "a cycle beyond " + order);
      order.addAll(next);
    }
  }
}
