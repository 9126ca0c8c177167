package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.SqlStore;

/** What somebody reads whose store cannot be opened, and that it opens afterwards. */
class StoreErrorsTest {
  private static final String RIGHT = "harbor violin stone umbrella";

  @TempDir private Path directory = Path.of(".");
  private Path store = directory;
  private Path estate = directory;

  @BeforeEach
  void createStore() throws IOException {
    store = directory.resolve("store");
    estate = Files.writeString(directory.resolve("given.json"), ChatControllerTest.ESTATE);
    start(RIGHT);
  }

  private SqlStore open() {
    return JdbcSqlStore.factory(new SystemRandom(), PassphraseCost.INSECURE_FOR_TESTS)
        .open(store, RIGHT.toCharArray());
  }

  /** Events of a chat that is started and told to leave. */
  private List<JsonNode> start(String passphrase) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PipeChat chat =
        PipeChat.script(
            ChatControllerTest.options(store, Optional.of(estate)),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    int code =
        chat.run(passphrase.toCharArray(), new BufferedReader(new StringReader("/quit\n")), false);
    assertEquals(1, code, "there is no account, so no start is good");
    List<JsonNode> events = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      events.add(new ObjectMapper().readTree(line));
    }
    return events;
  }

  private static void assertOnlyTold(List<JsonNode> events, String code, String advice) {
    assertEquals(
        List.of("error", "closed"),
        events.stream().map(event -> event.path("event").asText()).toList());
    assertEquals(code, events.get(0).path("code").asText());
    String text = events.get(0).path("text").asText();
    assertTrue(text.contains(advice), text);
  }

  private void assertOpens() throws IOException {
    List<JsonNode> events = start(RIGHT);
    assertEquals("opened", events.get(0).path("event").asText());
    assertEquals("NOT_REGISTERED", events.get(1).path("code").asText());
  }

  @Test
  void wrongPassphrase_isSaid_andChangesNothing() throws IOException {
    assertOnlyTold(start("harbor violin stone umbrelle"), "WRONG_PASSPHRASE", "Type it again");

    assertOpens();
  }

  @Test
  void storeThatAnotherProgramHasOpen_isSaid_andOpensOnceThatIsClosed() throws IOException {
    SqlStore other = open();
    try {
      assertOnlyTold(start(RIGHT), "IN_USE", "Close it, or choose another directory.");
    } finally {
      other.close();
    }

    assertOpens();
  }

  @Test
  void damagedStore_isSaid_andNothingIsPutInItsPlace() throws IOException {
    Path database = store.resolve("messenger.db");
    byte[] whole = Files.readAllBytes(database);
    byte[] damaged = whole.clone();
    damaged[100] ^= 1;
    Files.write(database, damaged, StandardOpenOption.TRUNCATE_EXISTING);

    List<JsonNode> events = start(RIGHT);

    assertEquals("CORRUPT", events.get(0).path("code").asText());
    assertFalse(events.get(0).path("text").asText().isEmpty());
    Files.write(database, whole, StandardOpenOption.TRUNCATE_EXISTING);
    assertOpens();
  }
}
