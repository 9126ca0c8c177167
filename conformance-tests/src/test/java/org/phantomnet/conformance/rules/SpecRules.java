package org.phantomnet.conformance.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered rules of spec/*.md: a paragraph that starts with its id in bold. */
final class SpecRules {
  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^(?:[-*] )?\\*\\*([A-Z]+-[0-9]+)\\*\\*");

  /**
   * @param id as {@code PRIV-1}
   * @param file its name in spec/
   */
  record SpecRule(String id, String file) {}

  private SpecRules() {}

  static List<SpecRule> read(Path spec) throws IOException {
    List<Path> files;
    try (Stream<Path> children = Files.list(spec)) {
      files = children.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
    List<SpecRule> rules = new ArrayList<>();
    for (Path file : files) {
      rules.addAll(parse(file.getFileName().toString(), Files.readString(file)));
    }
    return rules;
  }

  static List<SpecRule> parse(String file, String text) {
    List<SpecRule> rules = new ArrayList<>();
    Matcher matcher = DEFINITION.matcher(text);
    while (matcher.find()) {
      rules.add(new SpecRule(matcher.group(1), file));
    }
    return rules;
  }
}
