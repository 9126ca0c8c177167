package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;

/** A command that does one thing and says what went wrong, and what to do. One thread. */
abstract class OperatorCommand implements Callable<Integer> {
  static final int FAILED = 1;

  final PrintStream out;
  final PrintStream err;

  OperatorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * @return the exit code
   * @throws ConfigException if it cannot be done: says what to do
   * @throws IOException if a file cannot be read or written
   */
  abstract int work() throws ConfigException, IOException;

  @Override
  public final Integer call() {
    try {
      return work();
    } catch (ConfigException e) {
      err.println("relay: " + e.getMessage());
    } catch (IOException e) {
      err.println("relay: " + FileTrouble.words(e, "a file or folder of this command"));
    }
    return RunCommand.CANNOT_START;
  }

  /** The list of that file, whoever signed it. */
  static SignedRelayList list(Path file) throws ConfigException, IOException {
    try {
      return SignedRelayList.decode(Bytes.copyOf(Files.readAllBytes(file)));
    } catch (ProtocolException e) {
      throw new ConfigException(
          file + " is no relay list (" + e.getMessage() + "): check the option");
    }
  }
}
