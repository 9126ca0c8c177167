package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.phantomnet.protocol.rule.Rule;

/**
 * Reads spec/vectors, all of it or nothing: a file without a schema, a schema or any other file
 * without use, and a file that {@link VectorFileReader} finds a defect in make all of it unsound.
 */
@Rule("VEC-1")
final class VectorFiles {
  private static final Pattern VECTORS = Pattern.compile("([a-z-]+)-v([1-9][0-9]*)\\.json");
  private static final String SCHEMA_SUFFIX = ".schema.json";

  private VectorFiles() {}

  /** Every vector file of the directory, by name. */
  static List<VectorFile> read(Path directory) throws IOException, VectorFilesException {
    List<String> defects = new ArrayList<>();
    List<VectorFile> files = new ArrayList<>();
    Set<Path> unused = entries(directory);
    for (Path file : List.copyOf(unused)) {
      Matcher name = VECTORS.matcher(file.getFileName().toString());
      if (name.matches()) {
        Path schema =
            file.resolveSibling(file.getFileName().toString().replace(".json", SCHEMA_SUFFIX));
        unused.remove(file);
        unused.remove(schema);
        if (Files.isRegularFile(schema)) {
          new VectorFileReader(file.getFileName().toString(), name.group(1), name.group(2), defects)
              .read(parse(file, defects), parse(schema, defects))
              .ifPresent(files::add);
        } else {
          defects.add(file.getFileName() + ": has no schema beside it");
        }
      }
    }
    unused.forEach(file -> defects.add(file.getFileName() + ": nothing uses this file"));
    if (files.isEmpty() && defects.isEmpty()) {
      defects.add("there are no vectors");
    }
    if (!defects.isEmpty()) {
      throw new VectorFilesException(defects);
    }
    return files;
  }

  private static Set<Path> entries(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      Set<Path> entries = new TreeSet<>();
      children.forEach(entries::add);
      return entries;
    }
  }

  private static JsonNode parse(Path file, List<String> defects) throws IOException {
    try {
      return Json.parse(Files.readString(file));
    } catch (JsonProcessingException e) {
      defects.add(file.getFileName() + ": " + e.getOriginalMessage());
      return MissingNode.getInstance();
    }
  }
}
