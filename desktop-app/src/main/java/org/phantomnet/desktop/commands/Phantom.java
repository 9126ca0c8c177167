package org.phantomnet.desktop.commands;

import org.phantomnet.desktop.listen.ListenCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The command line behind the {@code phantom} launcher: one subcommand a class, nothing else here.
 */
@Command(
    name = "phantom",
    description = "Private calls for a username-only messenger.",
    subcommands = {
      DemoCommand.class,
      ListenCommand.class,
      ChatCommand.class,
      ClientCommand.class,
      PicturesCommand.class,
      BlackoutCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Phantom Net calling 0.1.0")
public final class Phantom {
  private Phantom() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Phantom());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    int code = line.execute(arguments);
    System.out.flush();
    // Native media and ratchet libraries leave non-daemon threads behind.
    Runtime.getRuntime().exit(code);
  }
}
