package org.phantomnet.conformance.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.audit.Attack;
import org.phantomnet.conformance.audit.AttackList;
import org.phantomnet.conformance.audit.Break;
import org.phantomnet.conformance.audit.Breaks;
import org.phantomnet.conformance.repository.Code;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.conformance.rules.SpecRules.SpecRule;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.rule.Rule;

class RuleIndexTest {
  private static final AttackIndex NO_ATTACKS = new AttackIndex(List.of(), List.of(), List.of());
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
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a"), marks("ATest.a_b_c"), NO_ATTACKS);

    assertEquals(List.of(), index.problems());
  }

  @Test
  void ruleWithoutAPlace_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), List.of(), marks("ATest.a"), NO_ATTACKS);

    assertEquals(1, index.problems().size());
    assertTrue(index.problems().get(0).contains("decided nowhere"));
  }

  @Test
  void ruleDecidedTwice_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a", "B.b"), marks("T.t"), NO_ATTACKS);

    assertEquals(List.of("PRIV-1 is decided in 2 places: A.a, B.b"), index.problems());
  }

  @Test
  void ruleWithoutATest_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(RULE), marks("A.a"), List.of(), NO_ATTACKS);

    assertTrue(index.problems().get(0).contains("proved by no test"));
  }

  @Test
  void ruleWrittenTwice_isAProblem() {
    SpecRule again = new SpecRule("PRIV-1", "06-tunnel.md");

    RuleIndex index = new RuleIndex(List.of(RULE, again), marks("A.a"), marks("T.t"), NO_ATTACKS);

    assertEquals(
        List.of("PRIV-1 is written twice: in 05-modes.md and 06-tunnel.md"), index.problems());
  }

  @Test
  void idThatTheSpecDoesNotHave_isAProblem() {
    RuleIndex index = new RuleIndex(List.of(), marks("A.a"), marks("T.t"), NO_ATTACKS);

    assertEquals(2, index.problems().size());
  }

  private static final Attack ATTACK =
      new Attack("ADV-07", "a second offer", "PRIV-1", Attack.Applies.NOW, "");

  private static final Break BREAK =
      new Break("ADV-07", 1, "answered by itself", "PRIV-1", List.of("T.t"), List.of());

  private static Mark mounting(String id) {
    return new Mark(id, "T", "T.t", "x.java");
  }

  @Test
  void attackWithATestAndABreak_isFine() {
    AttackIndex index =
        new AttackIndex(List.of(ATTACK), List.of(mounting("ADV-07")), List.of(BREAK));

    assertEquals(List.of(), index.problems(Set.of("PRIV-1")));
    assertTrue(index.section().contains("| ADV-07 | a second offer | [T](../x.java) | [1 break]"));
  }

  @Test
  void attackWithoutATestOrABreak_isAProblem() {
    AttackIndex index = new AttackIndex(List.of(ATTACK), List.of(), List.of());

    assertEquals(2, index.problems(Set.of("PRIV-1")).size());
  }

  @Test
  void attackThatIsNotListed_isAProblem() {
    Break other = new Break("ADV-98", 1, "", "PRIV-1", List.of("T.t"), List.of());
    AttackIndex index = new AttackIndex(List.of(), List.of(mounting("ADV-99")), List.of(other));

    assertEquals(2, index.problems(Set.of("PRIV-1")).size());
  }

  @Test
  void attackAnsweredByNoRuleOfTheSpec_isAProblem() {
    AttackIndex index =
        new AttackIndex(List.of(ATTACK), List.of(mounting("ADV-07")), List.of(BREAK));

    assertEquals(2, index.problems(Set.of("PRIV-2")).size());
  }

  @Test
  void attackListedTwice_isAProblem() {
    AttackIndex index =
        new AttackIndex(List.of(ATTACK, ATTACK), List.of(mounting("ADV-07")), List.of(BREAK));

    assertEquals(List.of("ADV-07 is listed twice"), index.problems(Set.of("PRIV-1")));
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
        new AttackIndex(AttackList.read(), Mark.read(Adversary.class, Code.TESTS), Breaks.read()));
  }

  private static List<Mark> marks(String... places) {
    return List.of(places).stream()
        .map(place -> new Mark("PRIV-1", place.replaceAll("\\..*", ""), place, "x.java"))
        .toList();
  }
}
