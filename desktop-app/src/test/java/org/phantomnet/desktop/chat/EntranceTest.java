package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.desktop.qr.QrText;
import org.phantomnet.messenger.MessengerException;

class EntranceTest {
  private static final String GOOD = "harbor violin stone umbrella mint";

  @TempDir private Path directory = Path.of(".");

  /** Someone who types what was prepared; then the terminal is gone. */
  private static final class Typist implements Prompts {
    final Deque<String> lines = new ArrayDeque<>();
    final Deque<String> secrets = new ArrayDeque<>();
    final List<char[]> handedOut = new ArrayList<>();
    final List<String> said = new ArrayList<>();

    @Override
    public void say(String line) {
      said.add(line);
    }

    @Override
    public Optional<String> ask(String prompt) {
      return Optional.ofNullable(lines.poll());
    }

    @Override
    public Optional<char[]> askSecret(String prompt) {
      Optional<char[]> typed = Optional.ofNullable(secrets.poll()).map(String::toCharArray);
      typed.ifPresent(handedOut::add);
      return typed;
    }

    @Override
    public void status(String line) {
      said.add(line);
    }

    @Override
    public boolean isEnterPressed() {
      return lines.poll() != null;
    }

    @Override
    public void code(QrText code) {
      said.addAll(code.lines(QrStyle.ASCII_ON_DARK));
    }

    @Override
    public Progress begin(String what) {
      said.add(what);
      return () -> {};
    }
  }

  private boolean enter(Typist typist) throws Exception {
    ChatOptions options = ChatControllerTest.options(directory.resolve("store"), Optional.empty());
    Entrance entrance = new Entrance(typist, options);
    Optional<EstateChoice> estate = entrance.chooseEstate();
    if (estate.isEmpty()) {
      return false;
    }
    try (ClientControl control = new ClientControl(options.settings(estate.get().read()))) {
      return entrance.open(control, estate.get());
    }
  }

  private Typist newcomer() throws IOException {
    Path estate =
        Files.writeString(
            directory.resolve("my estate.json"),
            ChatControllerTest.ESTATE.replace("mail.example", "127.0.0.1:1"));
    Typist typist = new Typist();
    typist.lines.addAll(
        List.of("nowhere.json", "'" + estate + "'", "perhaps", "new", "Not A Name", "Alice"));
    return typist;
  }

  @Test
  void firstRun_asksUntilAllIsGood_andWipesEveryPassphrase() throws Exception {
    Typist typist = newcomer();
    typist.secrets.addAll(List.of("short", GOOD, "another one", GOOD, GOOD));

    // The mailbox of the estate does not exist, so the account cannot be opened now.
    MessengerException unreachable = assertThrows(MessengerException.class, () -> enter(typist));

    assertEquals(MessengerException.Reason.MAILBOX_UNREACHABLE, unreachable.reason());
    assertTrue(typist.said.contains(StartWords.TOO_SHORT));
    assertTrue(typist.said.contains(StartWords.NOT_THE_SAME));
    assertTrue(typist.said.contains(StartWords.BAD_NAME));
    assertTrue(typist.said.contains(StartWords.DERIVING));
    for (char[] secret : typist.handedOut) {
      assertTrue(Arrays.equals(secret, new char[secret.length]), "a passphrase was not wiped");
    }
    assertTrue(
        typist.said.stream().noneMatch(line -> line.contains(GOOD)), "a passphrase was echoed");
  }

  @Test
  void weakPassphrase_isKeptOnlyIfThePersonInsists() throws Exception {
    Typist typist = newcomer();
    typist.lines.add("no");
    typist.secrets.add("correct horse");

    assertFalse(enter(typist));

    assertTrue(typist.said.contains(StartWords.WEAK));
    assertFalse(Files.exists(directory.resolve("store").resolve("messenger.db")));
  }

  @Test
  void laterRun_withAWrongPassphrase_asksAgainAndSaysWhatToDo() throws Exception {
    Typist first = newcomer();
    first.secrets.addAll(List.of(GOOD, GOOD));
    assertThrows(MessengerException.class, () -> enter(first));

    Typist later = new Typist();
    later.secrets.addAll(List.of("wrong one", "wrong two", GOOD));
    later.lines.addAll(List.of("", "alice"));
    assertThrows(MessengerException.class, () -> enter(later)); // the account is still to be opened

    assertEquals(2, later.said.stream().filter(StartWords.WRONG::equals).count());
    assertTrue(later.said.contains(StartWords.STILL_WRONG));
    assertEquals(0, later.secrets.size());
    assertTrue(Files.exists(directory.resolve("store").resolve("estate.json")));
  }
}
