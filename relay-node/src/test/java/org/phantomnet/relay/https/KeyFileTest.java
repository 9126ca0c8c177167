package org.phantomnet.relay.https;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void write_isWhole_andForItsOwnerOnly() throws Exception {
    KeyFile.write(folder.resolve("one.key"), CONTENT);

    assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("one.key")));
    assertEquals(
        "[OWNER_READ, OWNER_WRITE]",
        Files.getPosixFilePermissions(folder.resolve("one.key")).stream().sorted().toList() + "");
    assertEquals(List.of("one.key"), names());
  }

  /** An issuer writes at each invitation: on a full disk each would leave a file behind. */
  @Test
  void write_thatFails_leavesNothingBehind_andNamesTheFile() throws Exception {
    Path inTheWay = Files.createDirectory(folder.resolve("one.key"));
    Files.createDirectory(inTheWay.resolve("full"));

    FileSystemException refused =
        assertThrows(FileSystemException.class, () -> KeyFile.write(inTheWay, CONTENT));

    assertEquals(List.of("one.key"), names());
    assertEquals(inTheWay.toString(), String.valueOf(refused.getOtherFile()));
  }

  @Test
  void read_ofAFolder_namesIt() throws Exception {
    Path inTheWay = Files.createDirectory(folder.resolve("one.key"));

    FileSystemException refused =
        assertThrows(
            FileSystemException.class, () -> KeyFile.readOrCreate(inTheWay, CONTENT::clone));

    assertEquals(inTheWay.toString(), String.valueOf(refused.getFile()));
  }
}
