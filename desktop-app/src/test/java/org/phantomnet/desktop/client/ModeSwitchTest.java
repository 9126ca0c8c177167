package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.signal.CallMode;

class ModeSwitchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String refusal(CallSnapshot call, CallMode to) {
    return assertThrows(ClientException.class, () -> ModeSwitch.require(call, to)).code();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"CONNECTED", "RECONNECTING"})
  void stricterMode_whileTwoTalk_mayBeAskedFor(Phase phase) {
    assertDoesNotThrow(
        () -> ModeSwitch.require(Snapshots.of(phase, CallMode.FAST), CallMode.PRIVATE));
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"CONNECTED", "RECONNECTING"},
      mode = EnumSource.Mode.EXCLUDE)
  void anyMode_beforeAndAfterTwoTalk_isRefused(Phase phase) {
    for (CallMode to : CallMode.values()) {
      assertEquals(
          phase == Phase.ENDED ? "NO_CALL" : "NOT_CONNECTED",
          refusal(Snapshots.of(phase, CallMode.FAST), to));
    }
  }

  @Test
  void everyMode_thatCannotBe_isRefusedWithItsReason() {
    CallSnapshot inPrivate = Snapshots.of(Phase.CONNECTED, CallMode.PRIVATE);
    CallSnapshot inFast = Snapshots.of(Phase.CONNECTED, CallMode.FAST);
    CallSnapshot switching =
        Snapshots.of(Phase.CONNECTED, CallMode.FAST, Optional.of(CallMode.PRIVATE), true);

    assertEquals("SAME_MODE", refusal(inPrivate, CallMode.PRIVATE));
    assertEquals("SAME_MODE", refusal(inFast, CallMode.FAST));
    assertEquals("MODE_NOT_BUILT", refusal(inFast, CallMode.PARANOID));
    assertEquals("SWITCHING_ALREADY", refusal(switching, CallMode.PRIVATE));
  }

  @Test
  void weakerMode_thatThePersonDoesNotTake_isRefusedWithItsReason() {
    ContactPolicy floor =
        new ContactPolicy(CallMode.PRIVATE, CallMode.PRIVATE, false, false, true, true, true);
    ContactPolicy postQuantum =
        new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, true, false, true, true, true);

    assertEquals("BELOW_FLOOR", refusal(floor));
    assertEquals("PQ_REQUIRED", refusal(postQuantum));
    assertDoesNotThrow(() -> ModeSwitch.requireAllowed(ContactPolicy.initial(), CallMode.FAST));
  }

  private static String refusal(ContactPolicy policy) {
    return assertThrows(
            ClientException.class, () -> ModeSwitch.requireAllowed(policy, CallMode.FAST))
        .code();
  }

  @Test
  void snapshotsJson_saysWhatIsInUse_whatIsAskedFor_andWhetherTheAddressWasShown() {
    ObjectNode asked = JSON.createObjectNode();
    ObjectNode done = JSON.createObjectNode();
    SnapshotJson.write(
        Snapshots.of(Phase.CONNECTED, CallMode.FAST, Optional.of(CallMode.PRIVATE), true), asked);
    SnapshotJson.write(
        Snapshots.of(Phase.CONNECTED, CallMode.PRIVATE, Optional.empty(), true), done);

    assertEquals("FAST", asked.path("mode").asText());
    assertEquals("PRIVATE", asked.path("switching").asText());
    assertEquals("PRIVATE", done.path("mode").asText());
    assertTrue(done.path("addressShown").asBoolean());
    assertFalse(done.has("switching"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"do\":\"mode\"}",
        "{\"do\":\"mode\",\"mode\":null}",
        "{\"do\":\"mode\",\"mode\":1}",
        "{\"do\":\"mode\",\"mode\":[\"private\"]}",
        "{\"do\":\"mode\",\"mode\":{\"mode\":\"private\"}}",
        "{\"do\":\"mode\",\"mode\":\"Private\"}",
        "{\"do\":\"mode\",\"mode\":\"pr\u0131vate\"}",
        "{\"do\":\"mode\",\"mode\":\"private \"}",
        "{\"do\":\"answer-mode\"}",
        "{\"do\":\"answer-mode\",\"approve\":null}",
        "{\"do\":\"answer-mode\",\"approve\":1}",
        "{\"do\":\"answer-mode\",\"approve\":\"true\"}"
      })
  void script_withNoModeOrAnswerInIt_isToldSo(String line) throws IOException {
    assertEquals("BAD_COMMAND", answer(line).path("code").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "PRIVATE", "fast"})
  void script_withAMode_beforeTheStoreIsOpen_isToldThat(String mode) throws IOException {
    assertEquals(
        "NOT_OPEN", answer("{\"do\":\"mode\",\"mode\":\"" + mode + "\"}").path("code").asText());
  }

  private static JsonNode answer(String line) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EstateFile estate =
        EstateFile.parse(ClientInputFuzzTest.ESTATE.getBytes(StandardCharsets.UTF_8), false);
    Client.Settings settings =
        new Client.Settings(
            Path.of("/dev/null/store"),
            estate,
            RecordedVoice.source(
                Sound.of(48_000, new double[480]), Optional.empty(), Optional.empty()),
            Clock.systemUTC());
    try (PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      new ScriptSession(settings, lines).run(new BufferedReader(new StringReader(line)));
    }
    return JSON.readTree(out.toString(StandardCharsets.UTF_8).lines().findFirst().orElse(""));
  }
}
