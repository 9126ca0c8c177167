package org.phantomnet.relay.main;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The relay node's command line. */
@Command(
    name = "relay",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A Phantom Net relay node: TURN relay, mailbox, directory, issuer.",
      "A new one: init, then check, then run; status shows the figures of one that runs.",
    })
public final class RelayMain {
  private RelayMain() {}

  public static void main(String[] arguments) {
    System.exit(execute(System.out, System.err, arguments));
  }

  /**
   * Runs one command to its end, as the process does. Any thread; blocks as long as the command.
   *
   * @param arguments the subcommand first
   * @return its exit code; wrong arguments are said on {@code err} and no exception
   */
  public static int execute(PrintStream out, PrintStream err, String... arguments) {
    return commandLine(out, err)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  static CommandLine commandLine(PrintStream out, PrintStream err) {
    return CommandHelp.everywhere(
        new CommandLine(new RelayMain())
            .addSubcommand(new InitCommand(out, err))
            .addSubcommand(new CheckCommand(out, err))
            .addSubcommand(new RunCommand(out, err))
            .addSubcommand(new StatusCommand(out, err))
            .addSubcommand(new JoinCommand(out, err))
            .addSubcommand("authority", AuthorityCommand.commandLine(out, err))
            .addSubcommand(new EstateCommand(out, err)));
  }
}
