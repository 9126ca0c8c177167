package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came of a run.
 *
 * @param implementation as it calls itself; empty if it did not come to that
 * @param notOffered the ops that vectors ask for and it does not have
 * @param broken why the run stopped before its end, or how the end went wrong
 */
record VectorReport(
    String implementation,
    Set<String> notOffered,
    List<FileReport> files,
    Optional<String> broken) {
  VectorReport {
    files = List.copyOf(files);
  }

  boolean isGood() {
    return broken.isEmpty()
        && notOffered.isEmpty()
        && !files.isEmpty()
        && files.stream().allMatch(FileReport::isGood);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("implementation", implementation).put("good", isGood());
    broken.ifPresent(how -> json.put("broken", how));
    notOffered.forEach(json.putArray("notOffered")::add);
    ArrayNode list = json.putArray("files");
    files.forEach(file -> list.add(file.toJson()));
    return json;
  }

  /** For people: a table, what differs, and a verdict. */
  String toText(int mostDifferences) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format("%-28s %7s %7s %7s %9s%n", "file", "tests", "run", "passed", "differ"));
    for (FileReport file : files) {
      text.append(
          String.format(
              "%-28s %7d %7d %7d %9s%n",
              file.file(),
              file.tests(),
              file.run(),
              file.passed(),
              file.differences().isEmpty() ? "-" : String.valueOf(file.differences().size())));
    }
    for (FileReport file : files) {
      file.differences().stream()
          .limit(mostDifferences)
          .forEach(difference -> append(text, file, difference));
      int more = file.differences().size() - mostDifferences;
      if (more > 0) {
        text.append(String.format("%n%s: %d more (--json has all)%n", file.file(), more));
      }
    }
    notOffered.forEach(op -> text.append(String.format("%nIt has no op %s.%n", op)));
    broken.ifPresent(how -> text.append(String.format("%nThe run broke off: %s.%n", how)));
    return text.append(verdict()).toString();
  }

  private static void append(StringBuilder text, FileReport file, Difference difference) {
    Vector vector = difference.vector();
    text.append(
        String.format(
            "%n%s, test %d: %s%n  op        %s%n  input     %s%n  expected  %s%n  got       %s%n",
            file.file(),
            vector.tcId(),
            Shown.text(vector.comment()),
            vector.op(),
            Shown.text(vector.input().toString()),
            Shown.text(vector.answer().toString()),
            Shown.text(difference.got())));
  }

  private String verdict() {
    int passed = files.stream().mapToInt(FileReport::passed).sum();
    int tests = files.stream().mapToInt(FileReport::tests).sum();
    return String.format(
        "%n%s: %d of %d vectors answered as the spec says%n",
        implementation.isEmpty() ? "the implementation" : Shown.text(implementation),
        passed,
        tests);
  }
}
