package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.RecordedVoice;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.signal.CallMode;

class ChatControllerTest {
  static final String ESTATE =
      "{\"mailbox\":{\"name\":\"mail.example\",\"tlsPin\":\""
          + "ab".repeat(32)
          + "\",\"trustRoot\":\""
          + "05".repeat(33)
          + "\"},\"directories\":[{\"server\":\"127.0.0.1:1\",\"tlsPin\":\""
          + "ab".repeat(32)
          + "\"}],\"authorities\":[\""
          + "cd".repeat(32)
          + "\"],\"threshold\":1}";
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:45:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory = Path.of(".");
  private final Recorder face = new Recorder();
  private ChatController controller;

  static ChatOptions options(Path directory, Optional<Path> estate) {
    return new ChatOptions(
        new EstateChoice(directory, estate, true),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        RecordedVoice.source(Sound.of(48_000, new double[480]), Optional.empty(), Optional.empty()),
        new ChatPictures(),
        CLOCK,
        ZoneOffset.UTC,
        PassphraseCost.INSECURE_FOR_TESTS);
  }

  @BeforeEach
  void start() throws IOException {
    Path estate = Files.writeString(directory.resolve("given.json"), ESTATE);
    ChatOptions options = options(directory, Optional.of(estate));
    controller =
        new ChatController(
            new ClientControl(options.settings(options.estate().read())), face, options, List.of());
  }

  @Test
  void everyCommand_hasHelp() {
    for (String name : controller.commands().names()) {
      assertTrue(controller.execute("/help " + name), name);
    }
    assertEquals(List.of(), face.failures);
    assertTrue(controller.execute("/help"));
    Panel list = face.answers.get(face.answers.size() - 1).panel().orElseThrow();
    assertEquals(controller.commands().names().size(), list.lines().size());
  }

  @Test
  void mistypedCommand_isRefusedWithASuggestion() {
    assertFalse(controller.execute("/verfy bob"));

    assertEquals("UNKNOWN_COMMAND", face.lastFailure());
    assertTrue(face.failures.get(0).text().endsWith("Did you mean /verify?"));
  }

  @Test
  void mistypedCommand_withAnEscapeSequence_isShownClean() {
    controller.execute("/\u001b[2J");

    assertTrue(face.failures.get(0).text().contains("<U+001B>[2j"), face.failures.get(0).text());
  }

  @Test
  void commands_beforeTheStoreIsOpen_sayWhatToDo() {
    assertFalse(controller.execute("/open bob"));
    assertFalse(controller.execute("hello"));
    assertFalse(controller.execute("/hangup"));

    assertEquals(
        List.of("NOT_OPEN", "NO_CHAT_OPEN", "NO_CALL"),
        face.failures.stream().map(failure -> failure.code()).toList());
  }

  @Test
  void incomingCall_thatNobodyAnswers_isNoticedOnceAsMissed() {
    controller.callChanged(Views.call(Phase.RINGING, CallMode.PRIVATE));
    controller.callChanged(Views.ended(false, EndReason.MISSED, Optional.empty()));
    controller.callChanged(Views.ended(false, EndReason.MISSED, Optional.empty()));

    assertEquals(List.of("Missed call from bob."), face.notices);
  }

  @Test
  void calleeTakesOnlyStricterCalls_thatModeIsOffered() {
    controller.callChanged(Views.call(Phase.DIALING, CallMode.PRIVATE));

    controller.callChanged(
        Views.ended(true, EndReason.MODE_TOO_WEAK, Optional.of(CallMode.PARANOID)));

    assertEquals("stricter-call", face.questions.get(0).kind());
    assertEquals("call in Paranoid mode", face.questions.get(0).yes());
  }

  @Test
  void lateSnapshotOfAnEndedCall_besideAndAfterANewerCall_tellsAndAsksNothingAgain() {
    CallSnapshot refused =
        Views.ended(true, EndReason.MODE_TOO_WEAK, Optional.of(CallMode.PARANOID));
    CallSnapshot newer = Views.another(Phase.DIALING, Optional.empty());
    controller.callChanged(Views.call(Phase.DIALING, CallMode.PRIVATE));
    controller.callChanged(refused);
    controller.callChanged(newer);

    controller.callChanged(refused);
    controller.callChanged(Views.another(Phase.ENDED, Optional.of(EndReason.DECLINED_REMOTELY)));
    controller.callChanged(refused);

    assertEquals(1, face.questions.size());
    assertEquals(2, face.notices.size(), () -> "" + face.notices);
    assertEquals(newer.call(), controller.state().call().orElseThrow().call());
  }

  @Test
  @Adversary("ADV-38")
  void failedCall_forAnyReason_offersNoWeakerMode() {
    for (EndReason reason : EndReason.values()) {
      Optional<CallMode> required =
          reason == EndReason.MODE_TOO_WEAK ? Optional.of(CallMode.PARANOID) : Optional.empty();
      controller.callChanged(Views.ended(10 + reason.ordinal(), reason, required));
    }

    assertEquals(1, face.questions.size());
    for (String text : face.notices) {
      assertFalse(
          text.contains("Fast") || text.toLowerCase(java.util.Locale.ROOT).contains("weaker"),
          text);
    }
  }

  @Test
  void question_onceAnotherCommandIsGiven_isDropped() {
    controller.desk().ask(new Question("k", new Panel("t", List.of()), "y", words -> {}));

    controller.execute("/help");

    assertFalse(controller.execute("/yes"));
    assertEquals("NOTHING_ASKED", face.lastFailure());
  }

  @Test
  void question_confirmed_isDoneOnce() {
    int[] done = {0};
    controller.desk().ask(new Question("k", new Panel("t", List.of()), "y", words -> done[0]++));

    assertTrue(controller.execute("/yes"));
    assertFalse(controller.execute("/yes"));

    assertEquals(1, done[0]);
  }

  @Test
  void troubleOfTheMailbox_isToldOnceWithTheRemedy() {
    controller.connectionState(Mailbox.ConnectionState.CLOCK_WRONG);
    controller.connectionState(Mailbox.ConnectionState.CLOCK_WRONG);

    assertEquals(1, face.notices.size());
    assertTrue(face.notices.get(0).contains("Set it"), face.notices.get(0));
  }

  @Test
  void muteAndHold_beforeTheCallIsConnected_areRefused_andNoSilenceIsPromised() {
    for (Phase phase :
        List.of(Phase.DIALING, Phase.REMOTE_RINGING, Phase.INCOMING, Phase.RINGING)) {
      controller.callChanged(Views.call(phase, CallMode.PRIVATE));

      for (String line : List.of("/mute", "/unmute", "/hold", "/unhold", "/switch private")) {
        assertFalse(controller.execute(line), line);
        assertEquals("NOT_CONNECTED", face.lastFailure(), line);
      }
    }
    assertEquals(List.of(), face.answers);
    assertTrue(face.failures.get(0).text().contains("nothing is sent or heard yet"));
  }

  @Test
  void commandsOfACall_withoutOne_sayThatThereIsNone() {
    for (String line :
        List.of("/mute", "/unmute", "/hold", "/unhold", "/switch private", "/hangup")) {
      assertFalse(controller.execute(line), line);
      assertEquals("NO_CALL", face.lastFailure(), line);
    }
  }

  @Test
  void stricterMode_askedForInACall_isNoQuestion_andSaysFirstWhatChanges() {
    controller.callChanged(Views.call(Phase.CONNECTED, CallMode.FAST));

    controller.execute("/switch Private");

    assertEquals(List.of(), face.questions);
    assertEquals(
        List.of(
            "Private: sound crosses two relays, and the delay rises a little; the other side has"
                + " already seen your IP."),
        face.answers.stream().map(Answer::line).toList());
    assertEquals("NOT_OPEN", face.lastFailure(), "the engine was asked");
  }

  @ParameterizedTest
  @CsvSource({
    "/switch fast, NOT_OPEN",
    "/switch private, SAME_MODE",
    "/switch paranoid, MODE_NOT_BUILT",
    "/switch, BAD_ARGUMENTS",
    "/switch private fast, BAD_ARGUMENTS",
    "/switch privat, UNKNOWN_MODE"
  })
  void otherMode_askedForInAPrivateCall_isRefusedWithItsReason(String line, String reason) {
    controller.callChanged(Views.call(Phase.CONNECTED, CallMode.PRIVATE));

    assertFalse(controller.execute(line));

    assertEquals(reason, face.lastFailure());
    assertEquals(List.of(), face.answers);
  }

  @Test
  void weakerMode_thatTheOtherSideAsksFor_isTurnedDownByTheModeInUse() {
    controller.callChanged(Views.requested(CallMode.FAST));

    controller.execute("/switch private");

    assertEquals("mode-kept", face.answers.get(0).event());
    assertEquals("NOT_OPEN", face.lastFailure(), "the engine was told");
    assertEquals(List.of(), face.questions);
  }

  @Test
  @Adversary("ADV-38")
  void weakerMode_thatTheOtherSideRefuses_isNotRecommended() {
    controller.callChanged(Views.fromFast(CallMode.PRIVATE, Optional.of(CallMode.FAST)));
    controller.callChanged(Views.fromFast(CallMode.PRIVATE, Optional.empty()));

    assertEquals(
        List.of("The other side does not switch to Fast: this call stays in Private."),
        face.notices);
  }

  @Test
  void switchThatTheOtherSideRefuses_isNoticedOnce_andOneThatIsDoneIsNot() {
    CallSnapshot asked = Views.fromFast(CallMode.FAST, Optional.of(CallMode.PRIVATE));
    controller.callChanged(asked);
    controller.callChanged(Views.fromFast(CallMode.FAST, Optional.empty()));
    controller.callChanged(Views.fromFast(CallMode.FAST, Optional.empty()));
    assertEquals(
        List.of(
            "The other side does not switch to Private: this call stays in Fast. Hang up and call"
                + " again in Private mode."),
        face.notices);

    controller.callChanged(asked);
    controller.callChanged(Views.fromFast(CallMode.PRIVATE, Optional.empty()));

    assertEquals(1, face.notices.size(), () -> "" + face.notices);
  }

  @Test
  void completion_ofModesSwitchesAndTimes_offersTheirValues() {
    assertEquals(List.of("fast", "paranoid", "private"), offered("/mode bob "));
    assertEquals(List.of("private"), offered("/switch pr"));
    assertEquals(List.of("paranoid", "private"), offered("/floor bob p"));
    assertEquals(List.of("off", "on"), offered("/require-pq "));
    assertTrue(offered("/autodelete ").containsAll(List.of("1h", "1d", "off")));
  }

  private List<String> offered(String line) {
    return Completion.of(line, controller.commands(), controller.people()).candidates();
  }
}
