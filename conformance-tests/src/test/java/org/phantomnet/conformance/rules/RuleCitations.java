package org.phantomnet.conformance.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mentions of numbered rules in running text: {@code PRIV-1}, also in lists and ranges. */
final class RuleCitations {
  private static final Pattern MENTION =
      Pattern.compile("(?<![A-Za-z0-9_-])([A-Z]{2,})-([0-9]+)(?![0-9A-Za-z-]|\\.[0-9])");

  private static final Set<String> NO_RULES = Set.of("SHA", "UTF");

  private RuleCitations() {}

  /**
   * Each id that the text names; a misspelt one too, so only these words of that shape are none.
   */
  static List<String> in(String text) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = MENTION.matcher(text);
    while (matcher.find()) {
      if (!NO_RULES.contains(matcher.group(1))) {
        ids.add(matcher.group());
      }
    }
    return ids;
  }
}
