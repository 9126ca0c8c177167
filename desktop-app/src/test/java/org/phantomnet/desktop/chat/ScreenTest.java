package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.Display;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.desktop.qr.QrText;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualWorld;

class ScreenTest {
  private static final Look LOOK = new Look(true, true, QrStyle.BLOCKS_ON_DARK);
  private static final Look ASCII = new Look(false, false, QrStyle.ASCII_ON_DARK);
  private static final Instant NOW = Instant.parse("2026-11-21T10:45:00Z");

  private static List<String> text(View view, int width, int height, Look look) {
    return Screen.draw(view, width, height, look, NOW).lines().stream()
        .map(Object::toString)
        .map(String::stripTrailing)
        .toList();
  }

  @Test
  void screen_ofAChatAndACall_readsAsExpected() {
    View view =
        Views.with(
            Views.open(
                Views.message(false, "Hello Alice", ChatMessage.State.READ),
                Views.message(true, "Hello Bob", ChatMessage.State.DELIVERED)),
            Optional.of(new View.Call(Views.call(Phase.CONNECTED, CallMode.PRIVATE), "bob", true)));

    assertEquals(
        List.of(
            " Phantom Net  alice@mail.example                                      connected",
            " Chats                  | bob                                          verified",
            " bob                    |",
            "   Hello Bob            |",
            " carol            2 new |   Sat 21 Nov 2026",
            "                        |   10:42 bob  Hello Alice",
            "                        |vv 10:43 you  Hello Bob",
            "-".repeat(80),
            " In a call with bob                                                       00:42",
            " PRIVATE  Your IP is hidden from the peer",
            " LOCKED  Encrypted end to end, post-quantum media, safety number verified.",
            " Constant rate: on, not yet verified.",
            " ####. good, 40 ms round trip, 2 ms jitter, 1.0 % lost, 0.0 % made up",
            "-".repeat(80),
            " >",
            " F3 hang up   F4 mute on and off   Enter send   Tab complete   PgUp/PgDn scroll~"),
        text(view, 80, 16, ASCII));
  }

  @ParameterizedTest
  @CsvSource({"30,10", "40,12", "80,24", "100,30", "200,60", "76,11"})
  void everyLine_ofAnySize_isExactlyAsWideAsTheTerminal(int width, int height) {
    View view =
        Views.with(
            Views.open(
                Views.message(
                    false,
                    "漢字 and \u001b[2J and 👩\u200d👧 " + "w".repeat(300),
                    ChatMessage.State.READ),
                Views.message(true, "two\nlines", ChatMessage.State.QUEUED)),
            Optional.of(new View.Call(Views.call(Phase.RINGING, CallMode.PARANOID), "bob", false)));

    Frame frame = Screen.draw(view, width, height, LOOK, NOW);

    assertEquals(height, frame.lines().size());
    frame.lines().forEach(line -> assertEquals(width, Columns.width(line.toString())));
    assertTrue(frame.row() < height && frame.column() < width);
  }

  @Test
  void whatOthersWrote_drawnOnATerminal_steersNothing() throws IOException {
    View view =
        Views.with(
            Views.open(
                Views.message(
                    false,
                    "\u001b[2J\u001b]0;owned\u0007\u009b1;1H\u202eevil\nLOCKED\ttrust me",
                    ChatMessage.State.UNREAD)),
            Optional.empty());

    String screen = onTerminal(view, 100, 20);

    assertTrue(
        screen.contains("<U+001B>[2J<U+001B>]0;owned<U+0007><U+009B>1;1H<U+202E>evil"), screen);
    assertTrue(screen.startsWith(" Phantom Net"), screen);
    assertTrue(
        screen.lines().noneMatch(line -> line.startsWith("LOCKED")), "a message poses as the lock");
  }

  @Test
  void changes_drawnOverOneAnother_leaveNoTraces() throws IOException {
    View before =
        Views.with(
            Views.open(Views.message(false, "漢字漢字 wide", ChatMessage.State.READ)),
            Optional.empty());
    View after =
        Views.with(Views.open(Views.message(false, "x", ChatMessage.State.READ)), Optional.empty());

    assertEquals(onTerminal(after, 90, 20), onTerminal(List.of(before, after), 90, 20));
  }

  private static String onTerminal(View view, int width, int height) throws IOException {
    return onTerminal(List.of(view), width, height);
  }

  /** What a terminal shows after the bytes that JLine sends it. */
  private static String onTerminal(List<View> views, int width, int height) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ExternalTerminal terminal =
        new ExternalTerminal(
            "test",
            "xterm-256color",
            new ByteArrayInputStream(new byte[0]),
            sent,
            StandardCharsets.UTF_8)) {
      terminal.setSize(new Size(width, height));
      Display display = new Display(terminal, true);
      display.resize(height, width);
      for (View view : views) {
        Frame frame = Screen.draw(view, width, height, LOOK, NOW);
        display.update(frame.lines(), frame.row() * width + frame.column());
      }
      terminal.flush();
    }
    ScreenTerminal emulator = new ScreenTerminal(width, height);
    emulator.write(sent.toString(StandardCharsets.UTF_8));
    return emulator.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  @Test
  void question_onTheScreen_saysWhatEnterAndEscDo() {
    Question question =
        new Question(
            "first-call",
            new Panel("Before your first call with bob", List.of("Not verified.")),
            "go on with the call",
            words -> {});

    String screen = String.join("\n", text(Views.asking(question), 80, 20, ASCII));

    assertTrue(screen.contains("Before your first call with bob"), screen);
    assertTrue(screen.contains(" Enter  go on with the call"), screen);
    assertTrue(screen.contains(" Esc  do nothing"), screen);
  }

  @Test
  void firstCallPanel_onTheSmallestUsualTerminal_isShownWhole() {
    List<String> lines = CallConsent.firstCall("bob", false, CallMode.PRIVATE).lines();
    Question question =
        new Question(
            "first-call", CallConsent.firstCall("bob", false, CallMode.PRIVATE), "go on", w -> {});

    String screen = String.join(" ", text(Views.asking(question), 80, 24, ASCII));

    for (String line : lines) {
      String end = line.substring(line.lastIndexOf(' ') + 1);
      assertTrue(screen.replaceAll("\\s+", " ").contains(line), () -> end + " is cut off");
    }
    assertTrue(screen.contains(" Enter  go on"), screen);
  }

  @Test
  void safetyNumber_withRoom_comesWithItsCode() {
    Panel panel =
        new Panel("Safety number", List.of("12345 12345"), Optional.of(QrText.of("code")));

    String large = String.join("\n", text(Views.reading(panel), 80, 40, LOOK));
    String small = String.join("\n", text(Views.reading(panel), 30, 14, ASCII));

    assertTrue(large.contains("█▀▀▀▀▀█") || large.contains("▄▄▄▄▄"), large);
    assertTrue(small.contains("12345 12345"), small);
  }

  @Test
  void lowScreen_inACall_stillShowsModeAndLock() {
    View view =
        Views.with(
            Views.open(Views.message(false, "hi", ChatMessage.State.READ)),
            Optional.of(new View.Call(Views.call(Phase.CONNECTED, CallMode.FAST), "bob", false)));

    String screen = String.join("\n", text(view, 80, 11, ASCII));

    assertTrue(screen.contains("FAST  Peer may see your IP"), screen);
    assertTrue(screen.contains("LOCKED"), screen);
  }

  @Test
  @Covers("CALL-63")
  void callThatSwitches_showsTheModeInUse_andPromisesNothingOfTheNext() {
    String screen = bar(Views.fromFast(CallMode.FAST, Optional.of(CallMode.PRIVATE)));

    assertTrue(screen.contains(" FAST  Peer may see your IP\n Switching to Private ..."), screen);
    assertTrue(screen.contains("classical media"), screen);
    assertFalse(screen.contains("PRIVATE") || screen.contains("hidden"), screen);
  }

  @ParameterizedTest
  @Covers("CALL-63")
  @CsvSource({"80,16", "80,11", "40,16"})
  void callThatSwitched_besideItsMode_saysThatTheAddressWasSeen(int width, int height) {
    CallSnapshot call = Views.fromFast(CallMode.PRIVATE, Optional.empty());
    View view = Views.with(Views.open(), Optional.of(new View.Call(call, "bob", true)));

    String screen = String.join(" ", text(view, width, height, ASCII)).replaceAll("\\s+", " ");

    assertTrue(
        screen.contains(
            " PRIVATE Your IP is hidden from the peer | Peer has already seen your IP "),
        screen);
    assertFalse(screen.contains("Switching"), screen);
  }

  @Test
  void weakerMode_thatTheOtherSideAsksFor_isShownWithBothAnswers() {
    String screen = bar(Views.requested(CallMode.FAST)).replaceAll("\\s+", " ");

    assertTrue(screen.contains(" PRIVATE Your IP is hidden from the peer bob asks"), screen);
    assertTrue(
        screen.contains(
            "bob asks for Fast mode. /switch fast tells you what that shows, /switch private says"
                + " no."),
        screen);
  }

  @Test
  void weakerMode_thatWasAskedFor_isNotPromised() {
    String screen = bar(Views.fromFast(CallMode.PRIVATE, Optional.of(CallMode.FAST)));

    assertTrue(screen.contains(" Switching to Fast, if the other side agrees ..."), screen);
  }

  @Test
  void tooSmallATerminal_isSaid() {
    assertEquals(List.of("Make this window lar~"), text(Views.empty(), 21, 3, ASCII));
  }

  @Test
  void code_onASmallTerminal_fitsWhole_whateverElseIsNew() {
    QrText code = QrText.of("PHANTOM-LINK:" + "a2".repeat(38).toUpperCase(java.util.Locale.ROOT));
    View view = Views.reading(new Panel("t", List.of("text"), Optional.of(code)));

    List<String> drawn = text(view, 80, 24, LOOK);

    assertTrue(drawn.stream().anyMatch(line -> line.contains("\u2580")), drawn.toString());
    assertTrue(drawn.stream().noneMatch(line -> line.contains("carol")), drawn.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "4.3,##### very good",
    "3.7,####. good",
    "3.2,###.. fair",
    "2.7,##... poor",
    "1.5,#.... bad"
  })
  void quality_ofACall_isShownInBarsAndWords(double mos, String shown) {
    String screen = bar(Views.sounding(mos));

    assertTrue(screen.contains(" " + shown), screen);
    assertTrue(
        screen.contains("80 ms round trip, 2 ms jitter, 25.0 % lost, 2.0 % made up"), screen);
    assertEquals(
        mos < 2,
        screen.contains("Poor network. Move closer to it, or stop other downloads."),
        screen);
  }

  @Test
  void timer_ofACallInVirtualTime_runsWithTheCall() {
    VirtualWorld world = new VirtualWorld();
    VirtualDevice alice = world.device(People.ALICE, 1);
    VirtualDevice bob = world.device(People.BOB, 1);
    befriend(alice, bob);
    alice.call(People.BOB);
    assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5)));
    assertTrue(alice.reaches(Phase.REMOTE_RINGING, Duration.ofSeconds(5)));
    assertTrue(head(alice).startsWith(" Ringing at bob"), head(alice));
    assertTrue(head(alice).endsWith("bob"), "there is a time before anyone talks");
    bob.answer();
    assertTrue(alice.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(bob.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));

    world.run(Duration.ofSeconds(65));
    alice.engine().setMuted(alice.last().call(), true); // whatever happens shows the time too
    world.run(Duration.ofMillis(100));

    assertTrue(head(alice).matches(".* 01:0[56]"), head(alice));
    assertTrue(head(alice).startsWith(" In a call with bob"), head(alice));
  }

  private static void befriend(VirtualDevice one, VirtualDevice other) {
    ContactPolicy verified =
        new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, false, false, true, true, true);
    one.contacts().put(other.self().user(), verified);
    other.contacts().put(one.self().user(), verified);
  }

  /** The first line of the call bar. */
  private static String head(VirtualDevice device) {
    return bar(device.last()).lines().filter(line -> line.contains(" bob")).findFirst().orElse("");
  }

  private static String bar(CallSnapshot call) {
    View view = Views.with(Views.open(), Optional.of(new View.Call(call, "bob", true)));
    return text(view, 80, 16, ASCII).stream().skip(5).collect(Collectors.joining("\n"));
  }
}
