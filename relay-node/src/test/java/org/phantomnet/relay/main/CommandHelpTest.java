package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;

/** What an operator sees who does not know the command line by heart. */
final class CommandHelpTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Each command as the words after "relay". */
  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    walk(RelayMain.commandLine(System.out, System.err), List.of(), all);
    return all.stream();
  }

  private static void walk(CommandLine at, List<String> words, List<List<String>> all) {
    all.add(words);
    at.getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(words);
              longer.add(name);
              walk(below, longer, all);
            });
  }

  private static CommandLine find(List<String> words) {
    CommandLine at = RelayMain.commandLine(System.out, System.err);
    for (String word : words) {
      at = Objects.requireNonNull(at.getSubcommands().get(word));
    }
    return at;
  }

  private int run(CommandLine line, List<String> words, String... more) {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(List.of(more));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(new String[0]));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_ofEveryCommand_saysWhatItIsForAndWhatItTakes(List<String> words) {
    assertEquals(0, run(RelayMain.commandLine(System.out, System.err), words, "--help"));

    CommandLine command = find(words);
    String usage = String.join(" ", command.getCommandSpec().usageMessage().description());
    assertFalse(usage.isBlank(), "no description");
    assertTrue(out.toString().startsWith("Usage: relay"), out.toString());
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertFalse(
          String.join("", argument.description()).isBlank(), argument + " has no description");
    }
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void unknownOption_ofEveryCommand_getsTwoLinesAndNoStackTrace(List<String> words) {
    assertEquals(2, run(RelayMain.commandLine(System.out, System.err), words, "--no-such-option"));

    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    assertTrue(lines.get(0).startsWith("relay: "), lines.get(0));
    assertTrue(lines.get(1).contains("--help"), lines.get(1));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nothing_whereAnOptionIsRequired_namesIt(List<String> words) {
    CommandLine command = find(words);
    List<String> required =
        command.getCommandSpec().requiredArgs().stream()
            .map(argument -> ((CommandLine.Model.OptionSpec) argument).longestName())
            .toList();
    Set<String> subcommands = command.getSubcommands().keySet();
    if (required.isEmpty() && subcommands.isEmpty()) {
      return; // it would run
    }

    assertEquals(2, run(RelayMain.commandLine(System.out, System.err), words));

    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    for (String name : required.isEmpty() ? List.copyOf(subcommands) : required) {
      assertTrue(lines.get(0).contains(name), lines.get(0));
    }
    assertTrue(lines.get(1).contains("--help"), lines.get(1));
  }

  /** The package's page, which nothing else would hold to the program. */
  @Test
  void manualPage_namesEveryCommand_andNoOther() throws Exception {
    Path page = Path.of("../packaging/deb/phantom-relay.8");
    Set<String> named = new TreeSet<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i - 1).equals(".TP") && lines.get(i).startsWith(".B ")) {
        named.add(lines.get(i).substring(".B ".length()));
      }
    }

    assertEquals(new TreeSet<>(find(List.of()).getSubcommands().keySet()), named);
  }

  @Command(name = "buggy", description = "Has a bug.")
  private static final class Buggy implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("192.0.2.1");
    }
  }

  @Test
  void ownBug_isOneLineWithoutWhatItSays() {
    assertEquals(1, run(CommandHelp.everywhere(new CommandLine(new Buggy())), List.of()));

    assertEquals(1, err.toString().lines().count());
    assertTrue(err.toString().contains("CommandHelpTest.java:"), err.toString());
    assertFalse(err.toString().contains("192.0.2.1"));
  }

  @Test
  void config_ifNotNamed_isTheOneHereThenThePackaged(@TempDir Path folder) throws Exception {
    Path here = folder.resolve("relay.toml");
    Path packaged = folder.resolve("packaged.toml");

    ConfigException none =
        assertThrows(ConfigException.class, () -> new ConfigOption().file(here, packaged));
    Files.createFile(packaged);
    Path second = new ConfigOption().file(here, packaged);
    Files.createFile(here);
    Path first = new ConfigOption().file(here, packaged);

    assertTrue(String.valueOf(none.getMessage()).contains("--config"));
    assertEquals(packaged, second);
    assertEquals(here, first);
  }
}
