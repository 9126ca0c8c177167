package org.phantomnet.relay.main;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What every command of a command line has in common: --help, one line for a wrong command line,
 * and one line for an own bug. Stateless.
 */
final class CommandHelp {
  private static final String NO_SUBCOMMAND = "Missing required subcommand"; // picocli's words

  private CommandHelp() {}

  /** Adds it to that command and to all below it. */
  static CommandLine everywhere(CommandLine command) {
    if (command.getCommandSpec().findOption("--help") == null) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .type(boolean.class)
                  .description("Show this text, and do nothing else.")
                  .build());
    }
    command.getCommandSpec().usageMessage().sortOptions(false).autoWidth(true);
    command.setParameterExceptionHandler((e, arguments) -> misspelt(e));
    command.setExecutionExceptionHandler((e, line, parsed) -> ownBug(e, line));
    command.getSubcommands().values().forEach(CommandHelp::everywhere);
    return command;
  }

  private static int misspelt(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("relay: " + words(e));
    err.println(
        "'"
            + command.getCommandSpec().qualifiedName()
            + " --help' says what "
            + (command.getSubcommands().isEmpty() ? "it takes" : "there is"));
    return RunCommand.CANNOT_START;
  }

  private static String words(ParameterException e) {
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing.getMissing().stream()
              .map(
                  what ->
                      what.isOption()
                          ? ((OptionSpec) what).longestName() + " " + what.paramLabel()
                          : what.paramLabel())
              .collect(Collectors.joining(", "))
          + " is missing";
    }
    if (NO_SUBCOMMAND.equals(e.getMessage())) {
      return "say which: " + String.join(", ", e.getCommandLine().getSubcommands().keySet());
    }
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Its message could hold an address, so it is not shown. */
  private static int ownBug(Exception e, CommandLine command) {
    StackTraceElement[] stack = e.getStackTrace();
    command
        .getErr()
        .println(
            "relay: a bug of this program ended it ("
                + e.getClass().getSimpleName()
                + (stack.length == 0
                    ? ""
                    : " at " + stack[0].getFileName() + ":" + stack[0].getLineNumber())
                + "): please report this line");
    return CommandLine.ExitCode.SOFTWARE;
  }
}
