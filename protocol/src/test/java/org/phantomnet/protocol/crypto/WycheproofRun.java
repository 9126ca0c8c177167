package org.phantomnet.protocol.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Our primitives against a copy of the Wycheproof project's files, which are not in this
 * repository: {@code ./phantom soak wycheproof FOLDER} (spec/foreign/README.md).
 */
public final class WycheproofRun {
  private static final int SHOWN = 10;

  private WycheproofRun() {}

  /** Ends with 1 if anything is wrong; a file that is missing is an {@link IOException}. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    boolean good = true;
    for (Map.Entry<String, Wycheproof> each : new TreeMap<>(WycheproofFiles.all()).entrySet()) {
      Wycheproof file = each.getValue();
      List<String> faults = file.faultsOf(Files.readString(folder.resolve(each.getKey())));
      System.out.printf("%s: %d cases, %d wrong%n", each.getKey(), file.cases(), faults.size());
      faults.stream().limit(SHOWN).forEach(fault -> System.out.println("  " + fault));
      good &= faults.isEmpty() && file.cases() > 0;
    }
    Runtime.getRuntime().exit(good ? 0 : 1);
  }
}
