package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Covers;
import picocli.CommandLine;

@Covers("AUD-14")
class ListenCommandTest {
  private static final Sound SHORT = SimulatedCall.of(Voices.ALICE).first(3_000).heard();

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String said = "";
  private String heard = "";

  @BeforeEach
  void writeFiles() throws IOException {
    said = write("said.wav", SHORT);
    heard = write("heard.wav", SimulatedCall.of(SHORT).delayed(50).heard());
  }

  @Test
  void heard_exits0_withATable() {
    int code = run(said, heard);

    assertEquals(ListenCommand.INTELLIGIBLE, code);
    assertTrue(out.toString().contains("=> intelligible"));
    assertTrue(out.toString().contains("50 ms"));
    assertEquals("", err.toString());
  }

  @Test
  void notHeard_exits1() throws IOException {
    int code = run(said, write("silence.wav", SimulatedCall.of(SHORT).silence().heard()));

    assertEquals(ListenCommand.NOT_INTELLIGIBLE, code);
    assertTrue(out.toString().contains("NOT intelligible"));
  }

  @Test
  void json_isOneObjectOfFigures() throws IOException {
    int code = run("--json", said, heard);

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(ListenCommand.INTELLIGIBLE, code);
    assertTrue(json.get("intelligible").asBoolean());
    assertEquals(1, json.get("correlation").asDouble(), 0.01);
    assertEquals(1, json.get("stoi").asDouble(), 0.01);
    assertEquals(50, json.get("delayMs").asDouble(), 0.5);
    assertEquals(0, json.get("gaps").asInt());
    assertTrue(json.get("mos").asDouble() > 4);
  }

  @Test
  void unusableFiles_exit2_withFileAndReason() throws IOException {
    Path text = Files.writeString(folder.resolve("text.wav"), "this is no sound at all");

    assertEquals(ListenCommand.UNUSABLE, run(said, text.toString()));
    assertEquals(ListenCommand.UNUSABLE, run(folder.resolve("none.wav").toString(), heard));
    assertEquals(ListenCommand.UNUSABLE, run(said, folder.toString()));
    assertEquals(
        ListenCommand.UNUSABLE, run(write("mute.wav", Sound.of(8_000, new double[9_000])), heard));

    String[] lines = err.toString().split("\\R");
    assertEquals(text + ": not a WAV file (no RIFF/WAVE header)", lines[0]);
    assertTrue(lines[1].endsWith("none.wav: no such file"));
    assertEquals(folder + ": a folder, not a file", lines[2]);
    assertTrue(lines[3].endsWith("mute.wav: nothing is said in it"));
    assertEquals("", out.toString());
  }

  @Test
  void wrongUsage_exits2() {
    assertEquals(ListenCommand.UNUSABLE, run(said));
    assertEquals(ListenCommand.UNUSABLE, run(said, heard, "--loud"));
  }

  private int run(String... arguments) {
    CommandLine command = new CommandLine(new ListenCommand());
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  private String write(String name, Sound sound) throws IOException {
    Path file = folder.resolve(name);
    Wav.write(file, sound);
    return file.toString();
  }
}
