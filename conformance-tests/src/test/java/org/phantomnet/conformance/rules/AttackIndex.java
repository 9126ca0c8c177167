package org.phantomnet.conformance.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.phantomnet.conformance.audit.Attack;
import org.phantomnet.conformance.audit.Break;

/**
 * Attacks, the tests that mount each, and the breaks that show that those tests can fail: what does
 * not fit together, and all of it as a section of a page.
 */
final class AttackIndex {
  private final List<Attack> attacks;
  private final Map<String, List<Mark>> mounted;
  private final Map<String, List<Break>> breaks;

  AttackIndex(List<Attack> attacks, List<Mark> mounted, List<Break> breaks) {
    this.attacks = List.copyOf(attacks);
    this.mounted =
        mounted.stream()
            .collect(Collectors.groupingBy(Mark::id, TreeMap::new, Collectors.toList()));
    this.breaks = breaks.stream().collect(Collectors.groupingBy(Break::attack));
  }

  /**
   * Attacks listed twice, attacks that must be withstood without a test or without a break, and
   * tests and breaks of attacks that are not listed.
   *
   * @param rules every rule's id
   */
  List<String> problems(Set<String> rules) {
    List<String> problems = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Attack attack : attacks) {
      if (!known.add(attack.id())) {
        problems.add(attack.id() + " is listed twice");
      }
      if (attack.mustHold() && !mounted.containsKey(attack.id())) {
        problems.add(attack.id() + " is mounted by no test: no @Adversary");
      }
      if (attack.mustHold() && !breaks.containsKey(attack.id())) {
        problems.add(attack.id() + " has no break in conformance-tests/breaks");
      }
      if (attack.mustHold() && attack.answeredBy().isEmpty()) {
        problems.add(attack.id() + " is answered by no rule");
      }
      for (String rule : attack.answeredBy().split(", | to ", -1)) {
        if (!rule.isEmpty() && !rules.contains(rule)) {
          problems.add(attack.id() + " names " + rule + ", which is no rule of spec/");
        }
      }
    }
    for (List<Break> ofOne : breaks.values()) {
      for (Break made : ofOne) {
        if (!rules.contains(made.rule())) {
          problems.add(made.name() + " names " + made.rule() + ", which is no rule of spec/");
        }
      }
    }
    unlisted("@Adversary", mounted.keySet(), known, problems);
    unlisted("a break", breaks.keySet(), known, problems);
    return problems;
  }

  private static void unlisted(
      String what, Set<String> ids, Set<String> known, List<String> problems) {
    for (String id : new TreeSet<>(ids)) {
      if (!known.contains(id)) {
        problems.add(what + " is of " + id + ", which spec/16-adversary.md does not list");
      }
    }
  }

  String section() {
    StringBuilder page = new StringBuilder();
    page.append("\n## [Attacks](../spec/16-adversary.md)\n\n")
        .append("| attack | | mounted by | switched off by |\n|---|---|---|---|\n");
    for (Attack attack : attacks) {
      if (!mounted.containsKey(attack.id())) {
        continue;
      }
      List<Break> ofThis = breaks.getOrDefault(attack.id(), List.of());
      page.append("| ").append(attack.id()).append(" | ").append(attack.title()).append(" | ");
      page.append(RuleIndex.links(mounted.get(attack.id()), Mark::type));
      page.append(" | ");
      if (!ofThis.isEmpty()) {
        page.append("[")
            .append(ofThis.size() == 1 ? "1 break" : ofThis.size() + " breaks")
            .append("](../conformance-tests/breaks/")
            .append(attack.id())
            .append(".toml)");
      }
      page.append(" |\n");
    }
    return page.toString();
  }
}
