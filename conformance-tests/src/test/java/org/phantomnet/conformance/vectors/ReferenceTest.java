package org.phantomnet.conformance.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.repository.Repository;

/**
 * spec/vectors and spec/transitions are what spec/reference writes, and the reference passes its
 * own tests.
 */
@Tag("beside-others")
class ReferenceTest {
  private static final Path REFERENCE = Repository.root().resolve("spec/reference");
  private static final long DEADLINE_SECONDS = 180;

  @TempDir Path scratch;

  @Test
  @Timeout(DEADLINE_SECONDS)
  void vectors_writtenAnew_areTheSame() throws IOException, InterruptedException {
    Outcome check = python(REFERENCE, "write.py", "--check");

    assertEquals(0, check.code(), check.output());
  }

  @Test
  @Timeout(DEADLINE_SECONDS)
  void reference_byItsOwnTests_holds() throws IOException, InterruptedException {
    Outcome selfTest = python(REFERENCE, "selftest.py");

    assertEquals(0, selfTest.code(), selfTest.output());
  }

  @Test
  @Timeout(DEADLINE_SECONDS)
  void transitions_writtenAnew_areTheSame() throws IOException, InterruptedException {
    Outcome check = python(REFERENCE, "write_transitions.py", "--check");

    assertEquals(new Outcome(0, ""), check);
  }

  @Test
  @Timeout(DEADLINE_SECONDS)
  void transitions_changedOrUnknown_areNamed() throws IOException, InterruptedException {
    copy(REFERENCE, scratch.resolve("reference"));
    copy(REFERENCE.resolveSibling("transitions"), scratch.resolve("transitions"));
    Path changed = scratch.resolve("transitions/call.json");
    Files.writeString(changed, Files.readString(changed).replace("PT1M", "PT2M"));
    Files.writeString(scratch.resolve("transitions/stray.json"), "{}");

    Outcome check = python(scratch.resolve("reference"), "write_transitions.py", "--check");

    String expected =
        "spec/transitions/stray.json: the reference does not write this file\n"
            + "spec/transitions/call.json: differs from what the reference writes\n";
    assertEquals(new Outcome(1, expected), check);
  }

  @Test
  @Timeout(DEADLINE_SECONDS)
  void vectors_changedOrUnknown_areNamed() throws IOException, InterruptedException {
    copy(REFERENCE, scratch.resolve("reference"));
    copy(REFERENCE.resolveSibling("vectors"), scratch.resolve("vectors"));
    Path changed = scratch.resolve("vectors/padding-v1.json");
    Files.writeString(changed, Files.readString(changed).replace("4100", "4101"));
    Files.writeString(scratch.resolve("vectors/stray-v1.json"), "{}");

    Outcome check = python(scratch.resolve("reference"), "write.py", "--check");

    String expected =
        "spec/vectors/stray-v1.json: no area writes this file\n"
            + "spec/vectors/padding-v1.json: differs from what the reference writes\n";
    assertEquals(new Outcome(1, expected), check);
  }

  private record Outcome(int code, String output) {}

  private static Outcome python(Path reference, String script, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/python3", reference.resolve(script).toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      return new Outcome(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.filter(each -> !each.toString().contains("__pycache__")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
