package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.relay.directory.RelayIdentity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay authority key}: makes a signer's key, or shows the public one again. */
@Command(
    name = "key",
    description = {
      "Make a signer's key, or show the public key of one that is there.",
      "Do it on a machine without a network, and keep a copy of the file on paper or a stick."
    })
final class AuthorityKeyCommand extends OperatorCommand {
  @Option(names = "--key", required = true, description = "The file of the secret key.")
  private Path file = Path.of("authority.key");

  AuthorityKeyCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws IOException {
    try (DirectoryKey key = RelayIdentity.readOrCreate(file, new SystemRandom())) {
      out.println(HexFormat.of().formatHex(key.publicKey().toByteArray()));
    }
    return RunCommand.OK;
  }
}
