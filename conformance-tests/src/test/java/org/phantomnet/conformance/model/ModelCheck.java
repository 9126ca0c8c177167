package org.phantomnet.conformance.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.repository.Repository;

/** Runs {@code spec/model/check.sh}, on the specification or on a changed copy of it. */
final class ModelCheck {
  /**
   * @param code 0 if everything holds
   * @param output its tables, and what is wrong
   */
  record Outcome(int code, String output) {}

  private ModelCheck() {}

  static Outcome run(Path spec, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("sh", spec.resolve("model/check.sh").toString()));
    command.addAll(List.of(options));
    Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
    check.getOutputStream().close();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(check.waitFor(), output);
  }

  /** Copies what the check reads, so that a test can change it. */
  static Path copy(Path directory) throws IOException {
    for (String name :
        List.of(
            "model/call.pml",
            "model/forking.pml",
            "model/rekey.pml",
            "model/check.sh",
            "transitions/call.json",
            "transitions/rekey.json",
            "02-messages.md")) {
      Path target = directory.resolve(name);
      Files.createDirectories(target.getParent());
      Files.copy(Repository.root().resolve("spec").resolve(name), target);
    }
    return directory;
  }

  static void replace(Path file, String before, String after) throws IOException {
    String text = Files.readString(file);
    if (!text.contains(before)) {
      throw new IllegalStateException(file.getFileName() + " no longer says " + before);
    }
    Files.writeString(file, text.replace(before, after));
  }
}
