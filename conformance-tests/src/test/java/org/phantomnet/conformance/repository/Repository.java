package org.phantomnet.conformance.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
public final class Repository {
  private Repository() {}

  /** The directory of the root pom. */
  public static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(here.resolve("phantom"))) {
      Path parent = here.getParent();
      if (parent == null) {
        throw new IllegalStateException("the tests must run inside the checkout");
      }
      here = parent;
    }
    return here;
  }

  /** The modules that have compiled classes, in alphabetical order. */
  public static List<Path> modules() {
    try (Stream<Path> children = Files.list(root())) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve("pom.xml")))
          .filter(child -> Files.isDirectory(child.resolve("src")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where each module's classes are; {@code what} is "classes" or "test-classes". */
  public static List<Path> compiled(String what) {
    return modules().stream()
        .map(module -> module.resolve("target").resolve(what))
        .filter(Files::isDirectory)
        .toList();
  }

  /** Every file that git tracks, relative to the root. */
  public static List<Path> tracked() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files", "-z")
            .directory(root().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw new IllegalStateException("git ls-files failed; is this a checkout?");
    }
    List<Path> files = new ArrayList<>();
    for (String name : names.split("\0", -1)) {
      if (!name.isEmpty() && Files.isRegularFile(root().resolve(name))) {
        files.add(Path.of(name));
      }
    }
    return files;
  }
}
