package org.phantomnet.conformance.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Code;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.conformance.rules.SpecRules.SpecRule;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.rule.Rule;

class RuleIndexTest {
  private static final SpecRule RULE = new SpecRule("PRIV-1", "05-modes.md");

  @Test
  void spec_codeAndTests_fitTogether() throws IOException {
    assertEquals("", String.join("\n", project().problems()));
  }

  @Test
  void whereFile_isWhatTheCodeSays() throws IOException {
    Path file = Repository.root().resolve("docs/where.md");
    String page = project().page();
    if (Boolean.getBoolean("index.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }

    boolean current = Files.exists(file) && Files.readString(file).equals(page);

    assertTrue(current, "docs/where.md is out of date: run ./phantom index");
  }

  @Test
  void ruleWithOnePlaceAndATest_isFine() {
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a"), marks("ATest.a_b_c"), List.of());

    assertEquals(List.of(), index.problems());
  }

  @Test
  void ruleWithoutAPlace_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), List.of(), marks("ATest.a"), List.of());

    assertEquals(1, index.problems().size());
    assertTrue(index.problems().get(0).contains("decided nowhere"));
  }

  @Test
  void ruleDecidedTwice_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a", "B.b"), marks("T.t"), List.of());

    assertEquals(List.of("PRIV-1 is decided in 2 places: A.a, B.b"), index.problems());
  }

  @Test
  void ruleWithoutATest_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a"), List.of(), List.of());

    assertTrue(index.problems().get(0).contains("proved by no test"));
  }

  @Test
  void ruleWrittenTwice_isAProblem() {
    SpecRule again = new SpecRule("PRIV-1", "06-tunnel.md");

    RuleIndex index = new RuleIndex(List.of(RULE, again), marks("A.a"), marks("T.t"), List.of());

    assertEquals(
        List.of("PRIV-1 is written twice: in 05-modes.md and 06-tunnel.md"), index.problems());
  }

  @Test
  void idThatTheSpecDoesNotHave_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(), marks("A.a"), marks("T.t"), List.of());

    assertEquals(2, index.problems().size());
  }

  @Test
  void attackWithoutANumber_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(), List.of(), List.of(), marks("T.t"));

    assertEquals(1, index.problems().size());
  }

  @Test
  void paragraphThatStartsWithABoldId_isARule() {
    String text = "# 05\n\n**PRIV-1** A host\ncandidate (see **PRIV-2**) ...\n\n**PRIV-3** B\n";

    List<SpecRule> rules = SpecRules.parse("05-modes.md", text);

    assertEquals(List.of("PRIV-1", "PRIV-3"), rules.stream().map(SpecRule::id).toList());
  }

  @Test
  void spec_hasRules() throws IOException {
    assertFalse(SpecRules.read(Repository.root().resolve("spec")).isEmpty());
  }

  private static RuleIndex project() throws IOException {
    return new RuleIndex(
        SpecRules.read(Repository.root().resolve("spec")),
        Mark.read(Rule.class, Code.MAIN),
        Mark.read(Covers.class, Code.TESTS),
        Mark.read(Adversary.class, Code.TESTS));
  }

  private static List<Mark> marks(String... places) {
    return List.of(places).stream()
        .map(place -> new Mark("PRIV-1", place.replaceAll("\\..*", ""), place, "x.java"))
        .toList();
  }
}
