package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.conformance.repository.Repository;

/** The tables of {@code docs/fuzzing.md}: decoder by decoder, and how large the corpora are. */
final class FuzzTable {
  private static final Path DOCUMENT = Repository.root().resolve("docs/fuzzing.md");
  private static final Pattern DECODERS = Pattern.compile("^\\| (`[^|]*`) \\| ([^|]*) \\|.*");
  private static final Pattern NAME = Pattern.compile("`(\\w+\\.\\w+)`");
  private static final String BEGIN = "<!-- corpora: written by ./phantom soak fuzz --seeds -->";
  private static final String END = "<!-- end of corpora -->";

  private FuzzTable() {}

  /** One row: decoders, and what fuzzes them; nothing does if there is a reason. */
  record Row(Set<String> decoders, Set<String> targets) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String text = text();
    for (String line : text.substring(0, text.indexOf(BEGIN)).lines().toList()) {
      Matcher row = DECODERS.matcher(line);
      if (row.matches()) {
        rows.add(new Row(names(row.group(1)), names(row.group(2))));
      }
    }
    return rows;
  }

  private static Set<String> names(String cell) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }

  static String corpora() throws IOException {
    StringBuilder table = new StringBuilder("| target | inputs | bytes |\n|---|---|---|\n");
    int inputs = 0;
    long bytes = 0;
    for (FuzzTarget target : FuzzTarget.all()) {
      Corpus corpus = Corpus.of(target);
      inputs += corpus.size();
      bytes += corpus.bytes();
      table.append("| `").append(target.name()).append("` | ").append(corpus.size());
      table.append(" | ").append(corpus.bytes()).append(" |\n");
    }
    return table
        .append("| all | ")
        .append(inputs)
        .append(" | ")
        .append(bytes)
        .append(" |")
        .toString();
  }

  static String writtenCorpora() throws IOException {
    String text = text();
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)).strip();
  }

  static void write() throws IOException {
    String text = text();
    Files.writeString(
        DOCUMENT,
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + "\n"
            + corpora()
            + "\n"
            + text.substring(text.indexOf(END)));
  }

  private static String text() throws IOException {
    return Files.readString(DOCUMENT);
  }
}
