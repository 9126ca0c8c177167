package org.phantomnet.conformance.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.phantomnet.conformance.repository.Repository;

/**
 * Reads conformance-tests/breaks: a file for each attack, a table {@code [[break]]} for each of its
 * breaks with {@code title, rule, red} and a list of {@code edit}. A key that is not known is an
 * error, so that a misspelt one cannot turn a check off.
 */
public final class Breaks {
  private static final Set<String> KEYS = Set.of("title", "rule", "red", "edit");
  private static final Set<String> EDIT_KEYS = Set.of("file", "find", "replace");

  private Breaks() {}

  /** All of them, by attack and then in the order of the file. */
  public static List<Break> read() throws IOException {
    List<Break> breaks = new ArrayList<>();
    for (Path file : files()) {
      breaks.addAll(parse(file.getFileName().toString(), Files.readString(file)));
    }
    return breaks;
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> children = Files.list(directory())) {
      return children.filter(file -> file.toString().endsWith(".toml")).sorted().toList();
    }
  }

  /** Where the files are. */
  public static Path directory() {
    return Repository.root().resolve("conformance-tests/breaks");
  }

  static List<Break> parse(String file, String text) throws IOException {
    String attack = file.replace(".toml", "");
    JsonNode root = new TomlMapper().readTree(text);
    requireKeys(file, root, Set.of("break"));
    List<Break> breaks = new ArrayList<>();
    for (JsonNode node : root.path("break")) {
      requireKeys(file, node, KEYS);
      List<Break.Edit> edits = new ArrayList<>();
      for (JsonNode edit : node.path("edit")) {
        requireKeys(file, edit, EDIT_KEYS);
        edits.add(
            new Break.Edit(
                Path.of(text(file, edit, "file")),
                text(file, edit, "find"),
                text(file, edit, "replace")));
      }
      List<String> red = new ArrayList<>();
      node.path("red").forEach(name -> red.add(name.textValue()));
      if (edits.isEmpty() || red.isEmpty()) {
        throw new BreakException(attack, "has a break without an edit or without a red test");
      }
      breaks.add(
          new Break(
              attack,
              breaks.size() + 1,
              text(file, node, "title"),
              text(file, node, "rule"),
              red,
              edits));
    }
    return breaks;
  }

  private static String text(String file, JsonNode node, String key) {
    String value = node.path(key).textValue();
    if (value == null) {
      throw new BreakException(file, "has a break without \"" + key + "\"");
    }
    return value;
  }

  private static void requireKeys(String file, JsonNode node, Set<String> known) {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new BreakException(file, "has keys that nobody reads: " + unknown);
    }
  }
}
