package org.phantomnet.conformance.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One way to switch off a defence: what is changed in the sources of a test build, and which tests
 * must notice.
 *
 * @param attack the attack that the defence answers
 * @param number from 1, in the order of the attack's file
 * @param title what the broken build does
 * @param rule the rule that no longer holds
 * @param red tests of the attack that must fail, as {@code Class.method}; others may
 */
public record Break(
    String attack, int number, String title, String rule, List<String> red, List<Edit> edits) {
  /**
   * @param file relative to the root of the checkout
   * @param find text that the file has exactly once
   */
  public record Edit(Path file, String find, String replace) {}

  public Break {
    red = List.copyOf(red);
    edits = List.copyOf(edits);
  }

  /** As {@code ADV-07/1}. */
  public String name() {
    return attack + "/" + number;
  }

  /** The simple names of the changed files. */
  public String files() {
    return edits.stream()
        .map(edit -> edit.file().getFileName().toString().replace(".java", ""))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
