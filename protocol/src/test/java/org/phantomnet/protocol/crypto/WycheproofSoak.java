package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our primitives against a copy of the Wycheproof project's files, which are not in this
 * repository: run it by name, with the folder in {@code -Dphantomnet.wycheproof}
 * (spec/foreign/README.md).
 */
final class WycheproofSoak {
  static List<String> files() {
    return WycheproofFiles.all().keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_everyCase_goesAsPublished(String name) throws IOException {
    Path folder = Path.of(System.getProperty("phantomnet.wycheproof", "no folder named"));
    Wycheproof file = WycheproofFiles.named(name);

    List<String> faults = file.faultsOf(Files.readString(folder.resolve(name)));

    assertEquals(List.of(), faults);
    assertTrue(file.cases() > 50, name);
  }
}
