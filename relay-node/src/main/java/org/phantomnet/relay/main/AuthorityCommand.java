package org.phantomnet.relay.main;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay authority}: the steps from submitted descriptors to a list that clients take. */
@Command(
    name = "authority",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "What the authorities of an estate do, in this order:",
      "key (once, offline), probe, propose, sign (offline, each signer), publish."
    })
final class AuthorityCommand {
  private AuthorityCommand() {}

  static CommandLine commandLine(PrintStream out, PrintStream err) {
    return new CommandLine(new AuthorityCommand())
        .addSubcommand(new AuthorityKeyCommand(out, err))
        .addSubcommand(new ProbeCommand(out, err))
        .addSubcommand(new ProposeCommand(out, err))
        .addSubcommand(new SignCommand(out, err))
        .addSubcommand(new PublishCommand(out, err));
  }
}
