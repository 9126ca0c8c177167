package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.listen.Sound;

/** What a client is given: the estate's file, and commands of a program that drives it. */
class ClientInputFuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PIN = "ab".repeat(32);
  static final String ESTATE =
      "{\"mailbox\":{\"name\":\"mail.example:8443\",\"tlsPin\":\""
          + PIN
          + "\",\"trustRoot\":\"05"
          + PIN
          + "\"},\"directories\":[{\"server\":\"dir.example:443\",\"tlsPin\":\""
          + PIN
          + "\"}],\"authorities\":[\""
          + PIN
          + "\"],\"threshold\":1}";

  /** One sentence for the person, or an estate whose keys are exactly what the text says. */
  @FuzzTest
  void estate(byte[] data) {
    EstateFile estate;
    try {
      estate = EstateFile.parse(data, false);
    } catch (IOException refused) {
      assertTrue(String.valueOf(refused.getMessage()).contains("estate file"));
      assertNull(refused.getCause());
      return;
    }

    assertEquals(32, estate.mailbox().tlsPin().length());
    assertFalse(estate.estate().testEstateAllowed());
    assertTrue(estate.estate().threshold() >= 1);
  }

  static List<byte[]> estateSeeds() {
    return List.of(
        ESTATE.getBytes(StandardCharsets.UTF_8),
        "{\"mailbox\":7}".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Lines of a script, to a client whose store cannot be opened: every line is answered in JSON and
   * none ends the client but "quit".
   */
  @FuzzTest
  void script(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Client.Settings settings =
        new Client.Settings(
            Path.of("/dev/null/store"),
            Estates.VALID,
            RecordedVoice.source(
                Sound.of(48_000, new double[480]), Optional.empty(), Optional.empty()),
            Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC));
    try (PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      new ScriptSession(settings, lines)
          .run(
              new BufferedReader(
                  new InputStreamReader(new ByteArrayInputStream(data), StandardCharsets.UTF_8)));
    }

    List<String> answers = out.toString(StandardCharsets.UTF_8).lines().toList();
    for (String answer : answers) {
      JsonNode event = JSON.readTree(answer);
      assertTrue(event.isObject() && event.has("event"));
    }
    assertEquals("closed", JSON.readTree(answers.get(answers.size() - 1)).path("event").asText());
    assertNotNull(answers);
  }

  static List<byte[]> scriptSeeds() {
    return Arrays.asList(
        "{\"do\":\"history\"}\n\n{\"do\":\"open\",\"passphrase\":\"p\"}\n[1,2]\n{\"do\":\"quit\"}\nx"
            .getBytes(StandardCharsets.UTF_8),
        "{\"do\":\"call\",\"who\":\"bob@mail.example\",\"mode\":\"FAST\"}\n{\"do\":\"mode\",\"mode\":\"private\"}\nnull\n7\n\"\""
            .getBytes(StandardCharsets.UTF_8));
  }

  private static final class Estates {
    static final EstateFile VALID = valid();

    private static EstateFile valid() {
      try {
        return EstateFile.parse(ESTATE.getBytes(StandardCharsets.UTF_8), false);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
