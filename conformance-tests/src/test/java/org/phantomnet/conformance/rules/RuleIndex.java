package org.phantomnet.conformance.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.phantomnet.conformance.rules.SpecRules.SpecRule;

/**
 * Rules, the one place that decides each, the tests that prove it, and the attacks they answer:
 * what does not fit together, and all of it as a page to read.
 */
final class RuleIndex {
  private final List<SpecRule> rules;
  private final Map<String, List<Mark>> decided;
  private final Map<String, List<Mark>> covered;
  private final AttackIndex attacks;

  RuleIndex(List<SpecRule> rules, List<Mark> decided, List<Mark> covered, AttackIndex attacks) {
    this.rules = List.copyOf(rules);
    this.decided = byId(decided);
    this.covered = byId(covered);
    this.attacks = attacks;
  }

  private static Map<String, List<Mark>> byId(List<Mark> marks) {
    return marks.stream()
        .collect(Collectors.groupingBy(Mark::id, TreeMap::new, Collectors.toList()));
  }

  /**
   * Rules written twice, decided nowhere or in several places, or proved by no test; ids unknown.
   */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Map<String, String> files = new TreeMap<>();
    for (SpecRule rule : rules) {
      String id = rule.id();
      String earlier = files.putIfAbsent(id, rule.file());
      if (earlier != null) {
        problems.add(id + " is written twice: in " + earlier + " and " + rule.file());
        continue;
      }
      List<Mark> places = decided.getOrDefault(id, List.of());
      if (places.isEmpty()) {
        problems.add(id + " (" + rule.file() + ") is decided nowhere: no @Rule(\"" + id + "\")");
      } else if (places.size() > 1) {
        problems.add(
            id + " is decided in " + places.size() + " places: " + names(places, Mark::place));
      }
      if (!covered.containsKey(id)) {
        problems.add(
            id + " (" + rule.file() + ") is proved by no test: no @Covers(\"" + id + "\")");
      }
    }
    unknown("@Rule", decided, files.keySet(), problems);
    unknown("@Covers", covered, files.keySet(), problems);
    problems.addAll(attacks.problems(files.keySet()));
    return problems;
  }

  private static void unknown(
      String kind, Map<String, List<Mark>> marks, Set<String> known, List<String> problems) {
    marks.forEach(
        (id, places) -> {
          if (!known.contains(id)) {
            problems.add(
                kind
                    + "(\""
                    + id
                    + "\") at "
                    + names(places, Mark::place)
                    + " names no rule of spec/");
          }
        });
  }

  /** The text of docs/where.md. */
  String page() {
    StringBuilder page = new StringBuilder();
    page.append("# Where each rule lives\n\n")
        .append(
            "Written by `./phantom index`; a test fails when it is out of date. A rule is decided in one place,\n")
        .append("which carries `@Rule`, and proved by the tests that carry `@Covers`.\n");
    Map<String, List<SpecRule>> byFile =
        rules.stream()
            .collect(
                Collectors.groupingBy(SpecRule::file, LinkedHashMap::new, Collectors.toList()));
    byFile.forEach(
        (file, ofFile) -> {
          page.append("\n## [").append(file.replace(".md", "")).append("](../spec/").append(file);
          page.append(")\n\n| rule | decided in | proved by |\n|---|---|---|\n");
          for (SpecRule rule : ofFile) {
            page.append("| ").append(rule.id()).append(" | ");
            page.append(links(decided.getOrDefault(rule.id(), List.of()), Mark::place));
            page.append(" | ");
            page.append(links(covered.getOrDefault(rule.id(), List.of()), Mark::type));
            page.append(" |\n");
          }
        });
    page.append(attacks.section());
    return page.toString();
  }

  static String links(List<Mark> marks, Function<Mark, String> name) {
    Set<String> links = new TreeSet<>();
    for (Mark mark : marks) {
      links.add("[" + name.apply(mark) + "](../" + mark.source() + ")");
    }
    return String.join(", ", links);
  }

  private static String names(List<Mark> marks, Function<Mark, String> name) {
    return String.join(", ", new TreeSet<>(marks.stream().map(name).toList()));
  }
}
