package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;

/** What {@code ./phantom soak fuzz} starts. */
public final class FuzzCommand {
  private FuzzCommand() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "seeds" -> writeSeeds();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void writeSeeds() throws IOException, ReflectiveOperationException {
    for (FuzzTarget target : FuzzTarget.all()) {
      Files.createDirectories(target.corpus());
      for (byte[] seed : target.seeds()) {
        Files.write(target.corpus().resolve(nameOf(seed)), seed);
      }
    }
  }

  /** Inputs are named by what they hold, so that the same one is never kept twice. */
  static String nameOf(byte[] input) {
    byte[] hash = Sha256.of(Bytes.copyOf(input)).toByteArray();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      name.append(String.format("%02x", hash[i]));
    }
    return name.toString();
  }
}
