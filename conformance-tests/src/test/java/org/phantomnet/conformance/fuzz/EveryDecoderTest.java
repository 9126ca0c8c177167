package org.phantomnet.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Code;

/** No decoder without a fuzz test, and docs/fuzzing.md says which. */
class EveryDecoderTest {
  private static final Pattern DECODING =
      Pattern.compile("(?:decode|parse|unpad|wrap|judge|allows)[A-Z]?\\w*|read|readXor|readPlain");

  private static final Set<String> BYTES =
      Set.of(
          "org.phantomnet.protocol.bytes.Bytes",
          "[B",
          "java.nio.ByteBuffer",
          "java.io.InputStream",
          "java.nio.file.Path",
          "java.lang.String",
          "org.phantomnet.protocol.stun.StunMessage",
          "org.phantomnet.relay.net.PacketBuffer");

  private static final long MOST_BYTES = 3_000_000;

  /** Inputs that once broke a target are kept, however many there are already. */
  private static final int MOST_FINDINGS = 100;

  /** Modules that read what this repository holds, or measures with, not what strangers send. */
  private static final Set<String> OWN_READERS = Set.of("conformance", "benchmarks");

  private static Set<String> decoders() {
    Set<String> decoders = new TreeSet<>();
    for (JavaClass type : Code.MAIN) {
      if (Code.layer(type).map(OWN_READERS::contains).orElse(false)) {
        continue;
      }
      for (JavaMethod method : type.getMethods()) {
        boolean takesBytes =
            method.getRawParameterTypes().stream().anyMatch(p -> BYTES.contains(p.getName()));
        if (takesBytes
            && DECODING.matcher(method.getName()).matches()
            && !method.getModifiers().contains(JavaModifier.PRIVATE)
            && !method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
          decoders.add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
    return decoders;
  }

  private static TreeSet<String> documented() throws IOException {
    return FuzzTable.rows().stream()
        .flatMap(row -> row.decoders().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyDecoder_isInTheTable() throws IOException {
    Set<String> missing = decoders();
    missing.removeAll(documented());

    assertEquals(Set.of(), missing, "write a fuzz test, and the row in docs/fuzzing.md");
    assertTrue(decoders().size() > 30, "the decoders were not found");
  }

  @Test
  void everyDecoderInTheTable_exists() throws IOException {
    Set<String> methods = new TreeSet<>();
    for (JavaClass type : Code.MAIN) {
      type.getMethods().forEach(m -> methods.add(type.getSimpleName() + "." + m.getName()));
    }
    Set<String> gone = documented();
    gone.removeAll(methods);

    assertEquals(Set.of(), gone);
  }

  @Test
  void everyTarget_isInTheTable_andNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    FuzzTable.rows().forEach(row -> named.addAll(row.targets()));

    assertEquals(
        FuzzTarget.all().stream().map(FuzzTarget::name).collect(Collectors.toSet()), named);
  }

  /** A row that names a test which never calls the decoder would be worth nothing. */
  @Test
  void everyTarget_namesItsDecoders() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (FuzzTarget target : FuzzTarget.all()) {
      sources.put(target.name(), Files.readString(target.source()));
    }
    Set<String> unnamed = new TreeSet<>();
    for (FuzzTable.Row row : FuzzTable.rows()) {
      for (String target : row.targets()) {
        boolean named =
            row.decoders().stream()
                .map(decoder -> decoder.substring(0, decoder.indexOf('.')))
                .anyMatch(type -> sources.getOrDefault(target, "").contains(type));
        if (!named) {
          unnamed.add(target + " of " + row.decoders());
        }
      }
    }

    assertEquals(Set.of(), unnamed);
  }

  @Test
  void everyCorpus_isSmall() throws IOException {
    long bytes = 0;
    for (FuzzTarget target : FuzzTarget.all()) {
      Corpus corpus = Corpus.of(target);
      assertTrue(
          corpus.size() > 0 && corpus.size() <= Corpus.MOST_INPUTS + MOST_FINDINGS, target.name());
      bytes += corpus.bytes();
    }
    assertTrue(bytes < MOST_BYTES, "too much to keep in a repository");
  }

  /** In a JVM of its own, whose class path holds the test classes of all modules. */
  @Test
  void everyCorpus_holdsItsSeeds() throws IOException, InterruptedException {
    Process check =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                FuzzRun.classPath(),
                FuzzCommand.class.getName(),
                "unused",
                "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, check.waitFor(), said);
  }

  @Test
  void corpora_areAsDocumented() throws IOException {
    assertEquals(
        FuzzTable.corpora(), FuzzTable.writtenCorpora(), "./phantom soak fuzz --seeds writes it");
  }
}
