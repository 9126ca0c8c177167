package org.phantomnet.conformance.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.phantomnet.conformance.repository.Repository;

/** Reads the tables of spec/16-adversary.md: id, title, attack, source, rules, applies. */
public final class AttackList {
  private static final int COLUMNS = 6;

  private AttackList() {}

  /** All attacks, in the order of their ids. */
  public static List<Attack> read() throws IOException {
    Path file = Repository.root().resolve("spec/16-adversary.md");
    return parse(Files.readString(file));
  }

  /**
   * @throws IllegalStateException if a row is not one: a spec that cannot be read proves nothing
   */
  public static List<Attack> parse(String text) {
    List<Attack> attacks = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("| ADV-")) {
        attacks.add(row(line));
      }
    }
    return attacks;
  }

  private static Attack row(String line) {
    String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalStateException("spec/16-adversary.md: " + line);
    }
    String applies = cells[5].strip();
    String word = applies.replaceAll("[:,].*", "").toUpperCase(Locale.ROOT);
    String because = applies.contains(":") ? applies.replaceFirst("[^:]*: *", "") : "";
    Attack.Applies when =
        switch (word) {
          case "NOW" -> Attack.Applies.NOW;
          case "PARTLY" -> Attack.Applies.PARTLY;
          case "LATER" -> Attack.Applies.LATER;
          default -> throw new IllegalStateException("spec/16-adversary.md: " + line);
        };
    if (because.isEmpty() != (when == Attack.Applies.NOW)) {
      throw new IllegalStateException("spec/16-adversary.md says not why: " + line);
    }
    return new Attack(cells[0].strip(), cells[1].strip(), cells[4].strip(), when, because);
  }
}
