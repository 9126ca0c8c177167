package org.phantomnet.relay.main;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The relay node's command line. */
@Command(
    name = "relay",
    description = {
      "A Phantom Net relay node: TURN relay, mailbox, directory, issuer.",
      "A new one: init, then check, then run; status shows the figures of one that runs.",
    },
    mixinStandardHelpOptions = true)
public final class RelayMain {
  private RelayMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new RelayMain())
        .addSubcommand(new InitCommand(System.out, System.err))
        .addSubcommand(new CheckCommand(System.out, System.err))
        .addSubcommand(new RunCommand(System.out, System.err))
        .addSubcommand(new StatusCommand(System.out, System.err))
        .addSubcommand(new JoinCommand(System.out, System.err))
        .addSubcommand("authority", AuthorityCommand.commandLine(System.out, System.err))
        .addSubcommand(new EstateCommand(System.out, System.err));
  }
}
