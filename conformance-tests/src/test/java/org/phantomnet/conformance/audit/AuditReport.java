package org.phantomnet.conformance.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of the audit, for people and as JSON. Each method says whether all is well. */
final class AuditReport {
  private static final String ROW = "%-8s %-12s %5d  %s%n";
  private static final String BREAK_ROW = "%-9s %-9s %5s %4s  %-9s %s%n";

  private final PrintStream out;
  private final boolean verbose;

  AuditReport(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  boolean attacks(List<AttackResult> results) {
    out.printf("%-8s %-12s %5s  %s%n", "attack", "", "tests", "");
    for (AttackResult result : results) {
      Attack attack = result.attack();
      out.printf(
          ROW,
          attack.id(),
          result.verdict(),
          result.outcomes().size(),
          attack.because().isEmpty()
              ? attack.title()
              : attack.title() + " (later: " + attack.because() + ")");
      tests(verbose ? result.outcomes() : result.failed());
      tests(verbose ? List.of() : result.leftOut());
    }
    long bad = results.stream().filter(result -> !result.good()).count();
    out.printf(
        "%d attacks: %d pass, %d pass in part, %d later, %d not withstood%n",
        results.size(),
        count(results, "pass"),
        count(results, "pass in part"),
        count(results, "later"),
        bad);
    return bad == 0;
  }

  private static long count(List<AttackResult> results, String verdict) {
    return results.stream().filter(result -> result.verdict().equals(verdict)).count();
  }

  private void tests(List<TestOutcome> outcomes) {
    for (TestOutcome outcome : outcomes) {
      out.printf(
          "         %-8s %s (%d ms)%s%n",
          outcome.kind(),
          outcome.name(),
          outcome.millis(),
          outcome.said().isEmpty() ? "" : ": " + shortened(outcome.said()));
    }
  }

  private static String shortened(String said) {
    return said.length() <= 300 ? said : said.substring(0, 300) + " ...";
  }

  boolean breaks(List<AttackResult> unbroken, List<BreakResult> results) {
    out.printf(BREAK_ROW, "break", "rule", "tests", "red", "verdict", "switched off");
    for (BreakResult result : results) {
      Break made = result.made();
      out.printf(
          BREAK_ROW,
          made.name(),
          made.rule(),
          result.outcomes().size(),
          result.red().size(),
          result.verdict(),
          made.files() + ": " + made.title());
      if (!result.noticed()) {
        out.println("          " + result.problem());
      }
      tests(verbose ? result.outcomes() : List.of());
    }
    List<String> without = attacksWithoutBreak(unbroken, results);
    without.forEach(id -> out.println(id + " has no break"));
    List<AttackResult> ill = unbroken.stream().filter(result -> !result.good()).toList();
    for (AttackResult result : ill) {
      out.println(result.attack().id() + " fails on the build as it is");
      tests(result.failed());
    }
    long unnoticed = results.stream().filter(result -> !result.noticed()).count();
    long leftOut = results.stream().filter(BreakResult::leftOut).count();
    out.printf(
        "%d attacks, %d breaks: %d red, %d unnoticed, %d left out; unbroken, %d of the attacks fail%n",
        unbroken.size(),
        results.size(),
        results.size() - unnoticed - leftOut,
        unnoticed,
        leftOut,
        ill.size());
    return unnoticed == 0 && without.isEmpty() && ill.isEmpty();
  }

  private static List<String> attacksWithoutBreak(
      List<AttackResult> unbroken, List<BreakResult> results) {
    return unbroken.stream()
        .map(result -> result.attack().id())
        .filter(id -> results.stream().noneMatch(result -> result.made().attack().equals(id)))
        .toList();
  }

  boolean json(List<AttackResult> attacks, List<BreakResult> breaks) {
    List<Map<String, Object>> attackRows = new ArrayList<>();
    for (AttackResult result : attacks) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", result.attack().id());
      row.put("title", result.attack().title());
      row.put("verdict", result.verdict());
      row.put("later", result.attack().because());
      row.put("tests", rows(result.outcomes()));
      attackRows.add(row);
    }
    List<Map<String, Object>> breakRows = new ArrayList<>();
    for (BreakResult result : breaks) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("break", result.made().name());
      row.put("rule", result.made().rule());
      row.put("title", result.made().title());
      row.put(
          "files",
          result.made().edits().stream().map(edit -> edit.file().toString()).distinct().toList());
      row.put("verdict", result.verdict().toLowerCase(Locale.ROOT));
      row.put("problem", result.problem());
      row.put("tests", rows(result.outcomes()));
      breakRows.add(row);
    }
    boolean good =
        attacks.stream().allMatch(AttackResult::good)
            && breaks.stream().allMatch(BreakResult::noticed)
            && (breaks.isEmpty() || attacksWithoutBreak(attacks, breaks).isEmpty());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("good", good);
    report.put("attacks", attackRows);
    report.put("breaks", breakRows);
    try {
      out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return good;
  }

  private static List<Map<String, Object>> rows(List<TestOutcome> outcomes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (TestOutcome outcome : outcomes) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("test", outcome.name());
      row.put("outcome", outcome.kind().name());
      row.put("said", outcome.said());
      row.put("millis", outcome.millis());
      rows.add(row);
    }
    return rows;
  }
}
