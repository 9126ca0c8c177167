package org.phantomnet.protocol.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A file of spec/foreign, as standards bodies publish samples: lines {@code NAME = value}, a record
 * beginning with its first name. A name or a line that is not expected fails.
 */
public final class PublishedFile {
  private static final Path FOLDER = Path.of("..", "spec", "foreign");
  private static final Pattern HEADING = Pattern.compile("\\[[A-Za-z0-9, =-]+]|#.*|");

  private PublishedFile() {}

  /**
   * @param first the name every record begins with
   * @param rest its other names; {@code FAIL} also stands alone on a line
   */
  public static List<PublishedRecord> read(String file, String first, String... rest) {
    Set<String> known = Set.of(rest);
    List<PublishedRecord> records = new ArrayList<>();
    for (String line : lines(file)) {
      if (HEADING.matcher(line).matches()) {
        continue;
      }
      String[] parts = line.split("=", 2);
      String name = parts[0].strip();
      if (name.equals(first)) {
        records.add(new PublishedRecord());
      } else if (!known.contains(name)) {
        throw new AssertionError(file + ": " + name);
      }
      String value = parts.length == 2 ? parts[1].strip() : "";
      if (records.get(records.size() - 1).values.put(name, value) != null) {
        throw new AssertionError(file + ": twice " + name);
      }
    }
    return records;
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One sample. */
  public static final class PublishedRecord {
    private final Map<String, String> values = new HashMap<>();

    public boolean has(String name) {
      return values.containsKey(name);
    }

    public String text(String name) {
      return values.computeIfAbsent(
          name,
          missing -> {
            throw new AssertionError(missing);
          });
    }

    public Bytes bytes(String name) {
      return Hex.hex(text(name));
    }
  }
}
