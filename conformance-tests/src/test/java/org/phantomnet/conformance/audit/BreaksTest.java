package org.phantomnet.conformance.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.repository.Repository;

/** Every break fits the sources of today; a few of them are run. */
@Tag("beside-others")
class BreaksTest {
  /** Quick, and of different modules and layers. */
  private static final Set<String> RUN =
      Set.of("ADV-01/3", "ADV-12/1", "ADV-18/1", "ADV-36/3", "ADV-50/1", "ADV-52/3");

  @TempDir private Path scratch = Path.of(".");

  @Test
  void everyAttackThatApplies_hasATestAndABreak() throws IOException {
    Map<String, List<MountedTest>> tests = MountedTests.find();
    Set<String> broken = Breaks.read().stream().map(Break::attack).collect(Collectors.toSet());

    List<String> without =
        AttackList.read().stream()
            .filter(Attack::mustHold)
            .map(Attack::id)
            .filter(id -> !tests.containsKey(id) || !broken.contains(id))
            .toList();

    assertEquals(List.of(), without);
  }

  @Test
  void everyBreak_isOfAnAttack_andNamesTestsOfIt() throws IOException {
    Map<String, List<MountedTest>> tests = MountedTests.find();
    List<String> unknown = new ArrayList<>();
    for (Break made : Breaks.read()) {
      List<String> names =
          tests.getOrDefault(made.attack(), List.of()).stream().map(MountedTest::name).toList();
      made.red().stream()
          .filter(red -> !names.contains(red))
          .forEach(red -> unknown.add(made.name() + ": " + red));
    }

    assertEquals(List.of(), unknown);
  }

  @Test
  void everyBreak_isFoundOnceAndCompiles() throws IOException {
    BrokenBuild build = new BrokenBuild(Repository.root(), AuditCommand.classPath());

    List<String> problems = build.compileAll(Breaks.read(), scratch);

    assertEquals(List.of(), problems);
  }

  @Test
  void someBreaks_turnTheirTestsRed() throws IOException {
    List<Break> breaks = Breaks.read().stream().filter(made -> RUN.contains(made.name())).toList();
    Map<String, List<MountedTest>> tests = MountedTests.find();
    try (Audit audit = new Audit(Repository.root(), AuditCommand.classPath(), tests)) {
      assertEquals(RUN.size(), breaks.size());
      for (Break made : breaks) {
        BreakResult result = audit.broken(made, named(tests, made));
        assertEquals("", result.problem(), made.name());
      }
    }
  }

  /** The tests that must be red; the suite itself shows that they are green without the break. */
  private static List<MountedTest> named(Map<String, List<MountedTest>> tests, Break made) {
    return tests.getOrDefault(made.attack(), List.of()).stream()
        .filter(test -> made.red().contains(test.name()))
        .toList();
  }

  @Test
  void breakThatChangesNothing_isUnnoticed() throws IOException {
    Break real =
        Breaks.read().stream()
            .filter(made -> made.name().equals("ADV-50/1"))
            .findFirst()
            .orElseThrow();
    Break.Edit edit = real.edits().get(0);
    Break empty =
        new Break(
            real.attack(),
            99,
            "nothing",
            real.rule(),
            real.red(),
            List.of(new Break.Edit(edit.file(), edit.find(), edit.find())));
    Map<String, List<MountedTest>> tests = MountedTests.find();
    try (Audit audit = new Audit(Repository.root(), AuditCommand.classPath(), tests)) {
      BreakResult result = audit.broken(empty, named(tests, real));

      assertTrue(result.problem().startsWith("no test noticed"), result.problem());
    }
  }

  @Test
  void textThatIsMissingOrTwiceThere_isNoBreak() {
    Path file = Path.of("call-engine/src/main/java/org/phantomnet/engine/privacy/MediaGate.java");
    BrokenBuild build = new BrokenBuild(Repository.root(), List.of());

    for (String find : List.of("no such text", "decide();", " ")) {
      Break made =
          new Break("ADV-02", 1, "", "", List.of("x"), List.of(new Break.Edit(file, find, "")));
      assertThrows(BreakException.class, () -> build.edited(made));
    }
  }

  @Test
  void breakThatDoesNotCompile_isNamed() throws IOException {
    Path file = Path.of("call-engine/src/main/java/org/phantomnet/engine/privacy/MediaGate.java");
    Break made =
        new Break(
            "ADV-02",
            7,
            "",
            "",
            List.of("x"),
            List.of(new Break.Edit(file, "&& accepted &&", "&& nobody &&")));
    BrokenBuild build = new BrokenBuild(Repository.root(), AuditCommand.classPath());

    BreakException impossible =
        assertThrows(BreakException.class, () -> build.compile(made, scratch));

    assertTrue(String.valueOf(impossible.getMessage()).startsWith("ADV-02/7 does not compile"));
  }

  @Test
  void misspeltKey_isNotSkipped() {
    assertThrows(
        BreakException.class,
        () -> Breaks.parse("ADV-02.toml", "[[break]]\ntitle = 'x'\nrule = 'x'\nreds = ['x']\n"));
  }
}
