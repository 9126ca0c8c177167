package org.phantomnet.conformance.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrackedFilesTest {
  private static final int MOST_LINES = 400;

  /** Directories of one machine: a build that names them works nowhere else. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile(
          "(?<![\\w./$}<-])/(?:work|root|home/[a-z][a-z0-9-]*|Users/[A-Za-z]+)/[\\w.-]+");

  /** Where packages come from is a matter of the reader's own settings. */
  private static final Pattern REGISTRY_HOST =
      Pattern.compile(
          "\\b(?:repo1?\\.maven\\.(?:apache\\.)?org|deb\\.debian\\.org|security\\.debian\\.org"
              + "|archive\\.ubuntu\\.com|registry\\.npmjs\\.org|pypi\\.org|dl\\.google\\.com"
              + "|plugins\\.gradle\\.org|repo\\.spring\\.io)\\b");

  @Test
  void trackedFiles_nameNoMachinePath() throws Exception {
    assertEquals(List.of(), findings(MACHINE_PATH));
  }

  @Test
  void trackedFiles_nameNoRegistryHost() throws Exception {
    assertEquals(List.of(), findings(REGISTRY_HOST));
  }

  @Test
  void patterns_knowWhatTheyLookFor() {
    assertTrue(MACHINE_PATH.matcher("see " + "/" + "root/x").find());
    assertTrue(MACHINE_PATH.matcher("\"" + "/" + "home/ann/x\"").find());
    assertFalse(MACHINE_PATH.matcher("$state/" + "root/x and net/" + "work/x").find());
    assertTrue(REGISTRY_HOST.matcher("https://repo.maven." + "apache.org/maven2").find());
    assertFalse(REGISTRY_HOST.matcher("http://maven.apache.org/POM/4.0.0").find());
  }

  @Test
  void javaFiles_haveAtMost400Lines() throws Exception {
    List<String> longOnes = new ArrayList<>();
    for (Path file : Repository.tracked()) {
      if (file.toString().endsWith(".java")) {
        long lines;
        try (Stream<String> text = Files.lines(Repository.root().resolve(file))) {
          lines = text.count();
        }
        // Tests may be longer: splitting one class's claims over files makes them harder to find.
        if (lines > (file.toString().contains("/src/test/") ? 2 * MOST_LINES : MOST_LINES)) {
          longOnes.add(file + ": " + lines);
        }
      }
    }

    assertEquals(List.of(), longOnes);
  }

  @Test
  void testClasses_haveNamesThatSurefireRuns() throws Exception {
    List<String> neverRun = new ArrayList<>();
    for (Path file : Repository.tracked()) {
      String name = file.getFileName().toString();
      if (file.toString().contains("/src/test/java/")
          && name.endsWith(".java")
          && !name.matches("Test.*|.*(Test|Tests|TestCase)\\.java")
          && text(file)
              .matches(
                  "(?s).*^  @(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b.*"
                      .replace("^", "\\n"))
          && !isMixedIn(file)) {
        neverRun.add(file.toString());
      }
    }

    assertEquals(List.of(), neverRun);
  }

  /** A contract, whose tests run in the classes that take it on. */
  private static boolean isMixedIn(Path file) throws IOException {
    return text(file).matches("(?s).*\\n(?:public )?(?:abstract class|interface) .*");
  }

  private static List<String> findings(Pattern pattern) throws IOException, InterruptedException {
    List<String> findings = new ArrayList<>();
    for (Path file : Repository.tracked()) {
      String[] lines = text(file).split("\n", -1);
      for (int line = 0; line < lines.length; line++) {
        Matcher matcher = pattern.matcher(lines[line]);
        if (matcher.find()) {
          findings.add(file + ":" + (line + 1) + ": " + matcher.group());
        }
      }
    }
    return findings;
  }

  /** Empty for what is not text. */
  private static String text(Path file) throws IOException {
    try {
      return Files.readString(Repository.root().resolve(file));
    } catch (CharacterCodingException e) {
      return "";
    }
  }
}
