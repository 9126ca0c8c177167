package org.phantomnet.conformance.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.protocol.rule.Covers;

/** Copies of one area are tampered with, and each is refused for that reason and no other. */
@Covers("VEC-1")
class VectorFilesTest {
  private static final String FILE = "padding-v1.json";
  private static final String SCHEMA = "padding-v1.schema.json";

  @TempDir private Path directory = Path.of(".");

  @BeforeEach
  void copyOneArea() throws IOException {
    Path vectors = Repository.root().resolve("spec/vectors");
    Files.copy(vectors.resolve(FILE), directory.resolve(FILE));
    Files.copy(vectors.resolve(SCHEMA), directory.resolve(SCHEMA));
  }

  @Test
  void copy_untouched_isSound() throws IOException, VectorFilesException {
    List<VectorFile> files = VectorFiles.read(directory);

    assertEquals(List.of(FILE), files.stream().map(VectorFile::name).toList());
    assertEquals(json(FILE).path("numberOfTests").intValue(), files.get(0).vectors().size());
  }

  @Test
  void field_unknownInTheFile_isRefused() throws IOException {
    edit(file -> file.put("generator", "someone"));

    assertRefused("fields: expected");
  }

  @Test
  void field_unknownInACase_isRefused() throws IOException {
    edit(file -> test(file, 1).put("hint", "look here"));

    assertRefused("test 2: fields");
  }

  @Test
  void field_unknownInACase_isRefusedThoughTheSchemaAllowsIt() throws IOException {
    editSchema(VectorFilesTest::open);
    edit(file -> test(file, 1).put("hint", "look here"));

    assertRefused("test 2: fields");
  }

  @Test
  void field_unknownInAnInput_isRefused() throws IOException {
    edit(file -> ((ObjectNode) test(file, 0).path("input")).put("hint", 1));

    assertRefused("schema: ");
  }

  @Test
  void schema_thatLetsFieldsPass_isRefused() throws IOException {
    editSchema(VectorFilesTest::open);

    assertRefused("lets an unknown field pass in pad_envelope input");
  }

  @Test
  void file_ofNoUse_isRefused() throws IOException {
    Files.writeString(directory.resolve("README.md"), "hello");

    assertRefused("README.md: nothing uses this file");
  }

  @Test
  void schema_ofNoVectors_isRefused() throws IOException {
    Files.copy(directory.resolve(SCHEMA), directory.resolve("other-v1.schema.json"));

    assertRefused("other-v1.schema.json: nothing uses this file");
  }

  @Test
  void vectors_withoutASchema_areRefused() throws IOException {
    Files.delete(directory.resolve(SCHEMA));

    assertRefused("has no schema beside it");
  }

  @Test
  void vectors_underAnotherName_areRefused() throws IOException {
    Files.move(directory.resolve(FILE), directory.resolve("other-v1.json"));
    Files.move(directory.resolve(SCHEMA), directory.resolve("other-v1.schema.json"));

    assertRefused("area: expected other, found padding");
  }

  @Test
  void directory_withoutVectors_isRefused() throws IOException {
    Files.delete(directory.resolve(FILE));
    Files.delete(directory.resolve(SCHEMA));

    assertRefused("there are no vectors");
  }

  @Test
  void case_missing_isRefused() throws IOException {
    edit(file -> ((ArrayNode) file.path("tests")).remove(3));

    assertRefused("numberOfTests is");
    assertRefused("test 4: tcId: expected 4, found 5");
  }

  @Test
  void lastCase_missing_isRefused() throws IOException {
    edit(file -> ((ArrayNode) file.path("tests")).remove(file.path("tests").size() - 1));

    assertRefused("numberOfTests is");
  }

  @Test
  void number_wrong_isRefused() throws IOException {
    edit(file -> file.put("numberOfTests", file.path("numberOfTests").intValue() + 1));

    assertRefused("numberOfTests is");
  }

  @Test
  void caseNumber_twice_isRefused() throws IOException {
    edit(file -> test(file, 4).put("tcId", 4));

    assertRefused("test 5: tcId: expected 5, found 4");
  }

  @Test
  void flag_unexplained_isRefused() throws IOException {
    edit(file -> ((ArrayNode) test(file, 0).path("flags")).add("MYSTERY"));

    assertRefused("no note explains the flag MYSTERY");
  }

  @Test
  void note_unused_isRefused() throws IOException {
    edit(file -> ((ObjectNode) file.path("notes")).put("MYSTERY", "never seen"));

    assertRefused("no case has the flag that is explained: MYSTERY");
  }

  @Test
  void result_acceptable_isRefused() throws IOException {
    edit(file -> test(file, 0).put("result", "acceptable"));

    assertRefused("neither valid nor invalid");
  }

  @Test
  void result_acceptable_isRefusedThoughTheSchemaAllowsIt() throws IOException {
    editSchema(VectorFilesTest::open);
    edit(file -> test(file, 0).put("result", "acceptable"));

    assertRefused("neither valid nor invalid");
  }

  @Test
  void validCase_withAnError_isRefused() throws IOException {
    edit(file -> test(file, 1).put("error", "Malformed(BAD_LENGTH)"));

    assertRefused("test 2: fields");
  }

  @Test
  void key_twice_isRefused() throws IOException {
    Path file = directory.resolve(FILE);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"version\"", "\"version\": 1, \"version\""));

    assertRefused("Duplicate field 'version'");
  }

  @Test
  void text_behindTheFile_isRefused() throws IOException {
    Path file = directory.resolve(FILE);
    Files.writeString(file, Files.readString(file) + "{}");

    assertRefused("Trailing token");
  }

  private void assertRefused(String why) {
    VectorFilesException refusal =
        assertThrows(VectorFilesException.class, () -> VectorFiles.read(directory));

    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains(why), said);
  }

  private void edit(Consumer<ObjectNode> change) throws IOException {
    edit(FILE, change);
  }

  private void editSchema(Consumer<ObjectNode> change) throws IOException {
    edit(SCHEMA, change);
  }

  private void edit(String name, Consumer<ObjectNode> change) throws IOException {
    ObjectNode node = (ObjectNode) json(name);
    change.accept(node);
    Files.writeString(directory.resolve(name), node.toString());
  }

  private JsonNode json(String name) throws IOException {
    return Json.parse(Files.readString(directory.resolve(name)));
  }

  private static ObjectNode test(ObjectNode file, int index) {
    return (ObjectNode) file.path("tests").path(index);
  }

  /** Makes a schema one that says nothing. */
  private static void open(ObjectNode schema) {
    schema.removeAll();
    schema.put("type", "object");
  }
}
