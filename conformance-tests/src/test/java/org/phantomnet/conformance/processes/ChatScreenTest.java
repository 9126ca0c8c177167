package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.listen.Speech;

/**
 * {@code ./phantom chat} in a terminal, by somebody who reads the screen and types, on a test
 * estate.
 */
@Tag("beside-others")
class ChatScreenTest {
  private static final String STRONG = "harbor violin stone umbrella mint";

  @TempDir private static Path directory = Path.of(".");
  private static ChatEstate estate = new ChatEstate(directory);

  @BeforeAll
  static void startEstate() throws IOException, InterruptedException {
    estate = new ChatEstate(directory);
    estate.start();
  }

  @AfterAll
  static void stopEstate() throws InterruptedException {
    estate.close();
  }

  @Test
  void firstRun_thenASecondDevice_areDoneByWhatTheScreenSays()
      throws IOException, InterruptedException {
    try (TerminalChat carol = terminal("carol");
        TerminalChat tablet = terminal("tablet")) {
      startAnew(carol, "carol");
      carol.await("Welcome. You have no contacts yet.");
      carol.await("carol@127.30.0.1");
      String code = codeShown(tablet);

      carol.enter("/link " + code + " Tablet");
      String asked = carol.await("Link \"Tablet\" to your account?");
      assertTrue(TerminalChat.says(asked, "Never link a code that somebody sent you"), asked);
      carol.type(TerminalChat.ENTER);

      tablet.await("This is now a device of carol@127.30.0.1");
      String linked = tablet.await("Enter goes on.");
      assertTrue(TerminalChat.says(linked, "Messages from before stay on your other device."));
      tablet.type(TerminalChat.ENTER);
      carol.await("Tablet is a device of your account now. If you did not do that: /devices");
      tablet.await("Welcome. You have no contacts yet.");
      tablet.enter("/devices");
      String devices = tablet.await("2 Tablet (this one)");
      assertTrue(TerminalChat.says(devices, "(the first: it links and unlinks)"), devices);
      tablet.enter("/link " + code);
      tablet.await("Only the first device links and unlinks others. Type this there.");

      leave(tablet);
      leave(carol);
    }
  }

  @Test
  void weakCalls_areWarnedOf_andRefusedByTheOtherSidesFloor_inWords()
      throws IOException, InterruptedException {
    try (TerminalChat bob = terminal("bob", "--name", "bob");
        LiveChat alice = LiveChat.start(estate, directory, "alice", "--name", "alice")) {
      choosePassphrase(bob);
      bob.await("Welcome. You have no contacts yet.");
      alice.await("registered");
      bob.enter("/add alice");
      alice.await("contact-request");
      alice.type("/accept bob");
      bob.await("You and alice can write and call now.");

      noneIsCalled_ifTheWarningIsDeclined(bob, alice);
      aWeakCall_isRefused_andAStricterOneOffered(bob, alice);
      theWarning_isNotAskedAgain(bob, alice);
      leave(bob);
    }
  }

  private static void noneIsCalled_ifTheWarningIsDeclined(TerminalChat bob, LiveChat alice)
      throws IOException {
    bob.enter("/call alice fast");
    String first = bob.await("Before your first call with alice");
    assertTrue(TerminalChat.says(first, "Fast mode: Peer may see your IP."), first);
    bob.type(TerminalChat.ENTER);
    String warning = bob.await("Enter yes, they may see my IP");
    assertTrue(TerminalChat.says(warning, "What they have seen cannot be taken back."), warning);
    bob.type(TerminalChat.ESCAPE);
    bob.await("Nothing was done.");

    bob.enter("/history");
    bob.await("No calls yet.");
    bob.enter("/open alice");
    bob.enter("after the no");
    assertEquals("after the no", alice.await("chat").path("text").asText());
    assertFalse(alice.saw(LiveChat.named("call")), "an offer would have come before the line");
  }

  private static void aWeakCall_isRefused_andAStricterOneOffered(TerminalChat bob, LiveChat alice)
      throws IOException {
    alice.type("/verify bob", "/verify bob ok"); // strangers are refused without a word (RING-2)
    alice.await("verified");
    alice.type("/floor bob private");
    assertEquals("PRIVATE", alice.await("floor").path("floor").asText());

    bob.enter("/call alice fast");
    bob.await("Enter yes, they may see my IP"); // a no is no reason not to warn again
    bob.type(TerminalChat.ENTER);
    String offered = bob.await("alice takes calls in Private mode only");
    assertTrue(TerminalChat.says(offered, "Enter call in Private mode"), offered);
    assertEquals("MODE_TOO_WEAK", alice.await("ended").path("end").asText());
    assertFalse(alice.saw(LiveChat.phase("RINGING")), "a call below the floor rang");
    bob.type(TerminalChat.ENTER);

    JsonNode rings = alice.awaitCall("RINGING");
    assertEquals("PRIVATE", rings.path("mode").asText());
    alice.type("/decline");
    bob.await("The call was declined.");
    bob.await("Your contact only takes calls in a stricter mode. Call again in that mode.");
  }

  private static void theWarning_isNotAskedAgain(TerminalChat bob, LiveChat alice)
      throws IOException {
    alice.type("/floor bob fast");
    assertEquals("FAST", alice.await("floor").path("floor").asText());
    bob.enter("/call alice fast");
    assertEquals("FAST", alice.awaitCall("RINGING").path("mode").asText());
    bob.await("FAST Peer may see your IP");
    alice.type("/decline");
    bob.awaitGone("FAST Peer may see your IP");
  }

  @Test
  void contactWithANewIdentity_isNotVerified_andReachesNobody_untilAcknowledged() throws Exception {
    String number;
    try (LiveChat frank = LiveChat.start(estate, directory, "frank", "--name", "frank");
        TerminalChat erin = terminal("erin", "--name", "erin")) {
      choosePassphrase(erin);
      erin.await("Welcome. You have no contacts yet.");
      frank.await("registered");
      erin.enter("/add frank");
      frank.await("contact-request");
      frank.type("/accept erin");
      erin.await("You and frank can write and call now.");
      erin.enter("/verify frank");
      number = digits(erin.await("Safety number of you and frank"));
      erin.enter("/verify frank ok");
      erin.await("Verified: you are talking to frank and nobody in between.");
      frank.type("/quit");
      frank.await("closed");
      estate.forgetAccount("frank");

      try (LiveChat again = LiveChat.start(estate, directory, "frank2", "--name", "frank")) {
        again.await("registered");
        again.type("/add erin");
        identityIsChanged(erin, number);
        nothingGoes(erin, again);
        acknowledged(erin, again);
      }
      leave(erin);
    }
  }

  private static void identityIsChanged(TerminalChat erin, String before) throws IOException {
    erin.await("The safety number with frank has changed: a new device, or someone in between.");
    erin.enter("/open frank");
    erin.await("safety number changed");
    erin.enter("/verify frank");
    assertNotEquals(before, digits(erin.await("Safety number of you and frank")));
    erin.type(TerminalChat.ESCAPE);
    erin.awaitGone("Safety number of you and frank");
    erin.enter("/security-log frank");
    erin.await("Security log, newest first");
    erin.await("frank: the safety number changed");
    erin.await("frank: no longer verified");
    erin.type(TerminalChat.ESCAPE);
    erin.awaitGone("Security log, newest first");
  }

  private static void nothingGoes(TerminalChat erin, LiveChat again) throws IOException {
    erin.enter("/call frank");
    erin.await("Messages and calls wait. Compare it (/verify frank), then /acknowledge frank.");
    erin.enter("is it you?");
    erin.await("is it you?");
    erin.enter("/history");
    erin.await("No calls yet.");
    erin.type(TerminalChat.ESCAPE);
    again.type("/call erin");
    assertEquals("NOT_ACCEPTED_YET", again.await("error").path("code").asText());
    assertFalse(again.saw(LiveChat.named("contact")), "the new key was given the delivery token");
    assertFalse(again.saw(LiveChat.named("chat")), "a message went out to the new key");
  }

  private static void acknowledged(TerminalChat erin, LiveChat again) throws IOException {
    erin.enter("/acknowledge frank");
    erin.await("Messages and calls with frank go again, not verified.");
    again.await("contact");
    assertEquals("is it you?", again.await("chat").path("text").asText());
    erin.enter("/call frank");
    String first = erin.await("Before your first call with frank");
    assertTrue(TerminalChat.says(first, "Not verified"), first);
    erin.type(TerminalChat.ENTER);
    again.awaitCall("RINGING");
    again.type("/decline");
    erin.await("The call was declined.");
  }

  /** The digits on a screen, as one word. */
  private static String digits(String screen) {
    return screen
        .lines()
        .filter(line -> line.matches("\\W*([0-9]{5} ?){2,}\\W*"))
        .collect(Collectors.joining())
        .replaceAll("[^0-9]", "");
  }

  private static TerminalChat terminal(String name, String... more) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name + "-files"));
    List<String> arguments = new ArrayList<>(estate.chat(name, Speech.ALICE.copyTo(folder)));
    arguments.addAll(List.of(more));
    return TerminalChat.start(folder, name, ChatEstate.java(arguments));
  }

  private static void startAnew(TerminalChat chat, String name) throws IOException {
    chat.await("Three things are asked once: your mailbox, your account, and a passphrase.");
    chat.await("Your mailbox is 127.30.0.1");
    chat.await("new or link? [new]");
    chat.enter("perhaps");
    chat.await("Type new or link.");
    chat.enter("new");
    chat.await("Your name:");
    chat.enter(name);
    choosePassphrase(chat);
  }

  private static void choosePassphrase(TerminalChat chat) throws IOException {
    chat.await("It locks everything on this device");
    chat.await("Passphrase:");
    chat.enter(STRONG);
    chat.await("Once more:");
    chat.enter(STRONG);
    chat.await("Phantom Net");
    assertFalse(TerminalChat.says(chat.shown(), "harbor"), "the passphrase was shown");
  }

  /** A second device, up to the code that its screen shows. */
  private static String codeShown(TerminalChat tablet) throws IOException {
    tablet.await("new or link? [new]");
    tablet.enter("link");
    tablet.await("What do you call this device? [computer]");
    tablet.enter("Tablet");
    choosePassphrase(tablet);
    tablet.await("On the first device of your account type /link and this code, or scan it.");
    String screen = tablet.await("Enter gives up.");
    assertTrue(screen.contains("▀"), "there is no code to scan:\n" + screen);
    List<String> lines = screen.lines().map(String::strip).toList();
    int first = (int) lines.stream().takeWhile(line -> !line.startsWith("phantom-link:")).count();
    int end = (int) lines.stream().takeWhile(line -> !line.startsWith("Waiting, ")).count();
    return String.join(" ", lines.subList(first, end));
  }

  private static void leave(TerminalChat chat) throws IOException, InterruptedException {
    chat.enter("/quit");
    assertEquals(0, chat.exitCode());
    String left = chat.await("Until next time.");
    assertFalse(TerminalChat.says(left, "Tab complete"), "the chat's screen stays:\n" + left);
  }
}
