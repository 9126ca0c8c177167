package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines as typed, completion, suggestions. */
class CommandTextTest {
  private static final Command.Action NOTHING = words -> {};
  private static final Commands COMMANDS =
      new Commands(
          List.of(
              Command.of("call", NOTHING, Command.Kind.CONTACT, Command.Kind.MODE),
              Command.of("chats", NOTHING),
              Command.of("accept", NOTHING, Command.Kind.REQUEST),
              Command.of("verify", NOTHING, Command.Kind.CONTACT)));
  private static final Completion.People PEOPLE =
      new Completion.People() {
        @Override
        public List<String> contacts() {
          return List.of("bob", "bobby", "carol@mail.example:443");
        }

        @Override
        public List<String> requests() {
          return List.of("mallory");
        }

        @Override
        public List<String> linkedDevices() {
          return List.of("2");
        }
      };

  private static String completed(String line) {
    return Completion.of(line, COMMANDS, PEOPLE).applied(line);
  }

  @Test
  void line_withASlash_isACommandWithItsWords() {
    Typed typed = Typed.parse("  /CALL".strip() + "  Bob   private ");

    assertEquals(Typed.Kind.COMMAND, typed.kind());
    assertEquals("call", typed.name());
    assertEquals(List.of("Bob", "private"), typed.arguments().words());
  }

  @Test
  void line_withoutASlash_isTextAsItWasTyped() {
    assertEquals(" two  spaces", Typed.parse(" two  spaces").text());
    assertEquals("/etc/passwd", Typed.parse("//etc/passwd").text());
    assertEquals(Typed.Kind.NOTHING, Typed.parse("   ").kind());
  }

  @Test
  void mistypedCommand_nearAnother_isSuggested() {
    assertEquals(Optional.of("call"), COMMANDS.suggestion("cal"));
    assertEquals(Optional.of("call"), COMMANDS.suggestion("clal"));
    assertEquals(Optional.of("verify"), COMMANDS.suggestion("verfiy"));
    assertEquals(Optional.empty(), COMMANDS.suggestion("xyzzy-plugh"));
  }

  @Test
  void completion_ofTheOnlyCommand_addsASpace() {
    assertEquals("/verify ", completed("/ver"));
  }

  @Test
  void completion_ofSeveral_goesAsFarAsTheyAgree() {
    assertEquals("/call bob", completed("/call b"));
    assertEquals(List.of("bob", "bobby"), Completion.of("/call b", COMMANDS, PEOPLE).candidates());
  }

  @Test
  void completion_ofTheSecondArgument_offersItsKind() {
    assertEquals("/call bob private ", completed("/call bob pr"));
    assertEquals("/accept mallory ", completed("/accept "));
  }

  @Test
  void completion_ofText_orBeyondTheArguments_leavesTheLine() {
    assertEquals("hello b", completed("hello b"));
    assertEquals("/chats b", completed("/chats b"));
    assertEquals("/nonsense b", completed("/nonsense b"));
    assertEquals("//ver", completed("//ver"));
  }

  @Test
  void durations_areReadWithTheirUnit() {
    assertEquals(Optional.of(Duration.ofDays(1)), Desk.duration("1d"));
    assertEquals(Optional.of(Duration.ofHours(12)), Desk.duration("12H"));
    assertEquals(Optional.of(Duration.ofDays(14)), Desk.duration("2w"));
    assertEquals(Optional.of(Duration.ZERO), Desk.duration("off"));
    assertTrue(Desk.duration("1").isEmpty());
    assertTrue(Desk.duration("-1d").isEmpty());
    assertTrue(Desk.duration("99999999d").isEmpty());
  }

  @Test
  void columns_ofWideCharacters_areCountedAndCutWhole() {
    assertEquals(4, Columns.width("漢字"));
    assertEquals("漢", Columns.cut("漢字", 3));
    assertEquals("漢~ ", Columns.fit("漢字x", 4, "~"));
    assertEquals(List.of("ab", "cd"), Columns.wrap("ab cd", 3));
    assertEquals(List.of("abc", "de"), Columns.wrap("abcde", 3));
    assertEquals(List.of("漢", "字"), Columns.wrap("漢字", 3));
  }

  @Test
  void inputLine_editedInTheMiddle_keepsWholeCharacters() {
    InputLine input = new InputLine();
    input.insert("a👍b");

    input.left();
    input.backspace();

    assertEquals("ab", input.text());
    assertEquals(1, input.cursor());
  }

  @Test
  void inputLine_recalled_comesBackToTheDraft() {
    InputLine input = new InputLine();
    input.insert("first");
    assertEquals("first", input.take());
    input.insert("draft");

    input.recall(1);
    assertEquals("first", input.text());

    input.recall(-1);
    assertEquals("draft", input.text());
  }
}
