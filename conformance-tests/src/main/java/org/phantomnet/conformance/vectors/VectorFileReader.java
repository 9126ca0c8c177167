package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one vector file and refuses it for what its schema refuses, and, whatever the schema says,
 * for an unknown field, a wrong count, a gap in the numbers, and a flag without a note or a note
 * without a flag.
 */
final class VectorFileReader {
  private static final Set<String> FILE_FIELDS =
      Set.of("$schema", "area", "version", "numberOfTests", "rules", "notes", "tests");
  private static final Set<String> VALID_FIELDS =
      Set.of("tcId", "comment", "flags", "op", "input", "result", "output");
  private static final Set<String> INVALID_FIELDS =
      Set.of("tcId", "comment", "flags", "op", "input", "result", "error");
  private static final Pattern RULE = Pattern.compile("[A-Z]+-[1-9][0-9]*");
  private static final int MOST_SHOWN = 20;

  private final String name;
  private final String area;
  private final String version;
  private final List<String> defects;
  private final Set<String> flagsUsed = new TreeSet<>();

  VectorFileReader(String name, String area, String version, List<String> defects) {
    this.name = name;
    this.area = area;
    this.version = version;
    this.defects = defects;
  }

  /** The file, or nothing and a defect more. */
  Optional<VectorFile> read(JsonNode file, JsonNode schema) {
    int before = defects.size();
    if (!file.isObject() || !schema.isObject()) {
      defect("the file and its schema are JSON objects");
      return Optional.empty();
    }
    validate((ObjectNode) file, schema);
    fields(file);
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode test : file.path("tests")) {
      vector(test, vectors.size() + 1).ifPresent(vectors::add);
    }
    if (vectors.size() != file.path("numberOfTests").asInt(-1)) {
      defect("numberOfTests is " + file.path("numberOfTests") + ", cases are " + vectors.size());
    }
    notes(file.path("notes"));
    return defects.size() == before
        ? Optional.of(new VectorFile(name, area, vectors))
        : Optional.empty();
  }

  private void validate(ObjectNode file, JsonNode schema) {
    JsonSchema strict =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    strict.validate(file).stream()
        .map(ValidationMessage::getMessage)
        .limit(MOST_SHOWN)
        .forEach(message -> defect("schema: " + message));
    LooseSchema.in(strict, file)
        .forEach(place -> defect("its schema lets an unknown field pass in " + place));
  }

  private void fields(JsonNode file) {
    same("fields", FILE_FIELDS, names(file));
    same("$schema", name.replace(".json", ".schema.json"), file.path("$schema").asText());
    same("area", area, file.path("area").asText());
    same("version", version, file.path("version").asText());
    if (file.path("rules").isEmpty()) {
      defect("names no rule");
    }
    for (JsonNode rule : file.path("rules")) {
      if (!RULE.matcher(rule.asText()).matches()) {
        defect("not a rule: " + rule);
      }
    }
  }

  private Optional<Vector> vector(JsonNode test, int expectedId) {
    String place = "test " + expectedId + ": ";
    String result = test.path("result").asText();
    boolean valid = result.equals("valid");
    if (!valid && !result.equals("invalid")) {
      defect(place + "its result is neither valid nor invalid but " + test.path("result"));
    }
    same(place + "fields", valid ? VALID_FIELDS : INVALID_FIELDS, names(test));
    same(place + "tcId", String.valueOf(expectedId), test.path("tcId").asText());
    JsonNode input = test.path("input");
    if (!(input instanceof ObjectNode) || test.path("op").asText().isEmpty()) {
      defect(place + "has no op or no input");
      return Optional.empty();
    }
    List<String> flags = new ArrayList<>();
    test.path("flags").forEach(flag -> flags.add(flag.asText()));
    if (new HashSet<>(flags).size() != flags.size()) {
      defect(place + "has a flag twice");
    }
    flagsUsed.addAll(flags);
    ObjectNode answer = Json.object();
    answer.put("result", result);
    answer.set(valid ? "output" : "error", test.path(valid ? "output" : "error"));
    return Optional.of(
        new Vector(
            expectedId,
            test.path("comment").asText(),
            flags,
            test.path("op").asText(),
            (ObjectNode) input,
            answer));
  }

  private void notes(JsonNode notes) {
    Set<String> explained = names(notes);
    for (String flag : flagsUsed) {
      if (!explained.contains(flag)) {
        defect("no note explains the flag " + flag);
      }
    }
    for (String note : explained) {
      if (!flagsUsed.contains(note)) {
        defect("no case has the flag that is explained: " + note);
      }
      if (notes.path(note).asText().isBlank()) {
        defect("the note is empty: " + note);
      }
    }
  }

  private void same(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      defect(what + ": expected " + expected + ", found " + found);
    }
  }

  private void defect(String what) {
    defects.add(name + ": " + what);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
