package org.phantomnet.conformance.vectors;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Repository;

/** Every vector, asked of both implementations. */
@Tag("beside-others")
class VectorsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Path SPEC = Repository.root().resolve("spec");

  @Test
  void java_answersEveryVector_asTheSpecSays() throws IOException, VectorFilesException {
    assertAnswersAll(VectorsCommand.java());
  }

  @Test
  void python_answersEveryVector_asTheSpecSays() throws IOException, VectorFilesException {
    assertAnswersAll(List.of("/usr/bin/python3", SPEC.resolve("reference/iut.py").toString()));
  }

  private static void assertAnswersAll(List<String> command)
      throws IOException, VectorFilesException {
    List<VectorFile> files = VectorFiles.read(SPEC.resolve("vectors"));
    try (Implementation started = Implementation.start(command, Redirect.INHERIT)) {

      VectorReport report = VectorRun.of(files, started, DEADLINE);

      assertTrue(report.isGood(), () -> "\n" + report.toText(3));
    }
  }
}
