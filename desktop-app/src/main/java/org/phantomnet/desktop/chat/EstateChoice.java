package org.phantomnet.desktop.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.phantomnet.desktop.client.EstateFile;

/**
 * The estate file: the one named, or the copy kept beside the store. Immutable.
 *
 * @param named by the person for this start
 */
record EstateChoice(Path directory, Optional<Path> named, boolean testEstate) {
  private static final String KEPT = "estate.json";

  /** Empty if none is named nor kept. */
  Optional<Path> file() {
    Path kept = directory.resolve(KEPT);
    return named.isPresent() ? named : Optional.of(kept).filter(Files::exists);
  }

  /**
   * @throws IOException with a sentence that says what to do
   */
  EstateFile read() throws IOException {
    Path file = file().orElseThrow(() -> new IOException(StartWords.needsEstate(directory)));
    try {
      return EstateFile.read(file, testEstate);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(StartWords.badEstate(file, "there is no such file"));
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException(StartWords.badEstate(file, "it cannot be read by this user"));
    } catch (IOException e) {
      throw new IOException(StartWords.badEstate(file, String.valueOf(e.getMessage())));
    }
  }

  EstateChoice with(Path file) {
    return new EstateChoice(directory, Optional.of(file), testEstate);
  }

  /** Keeps a copy for later starts, once the store is open. */
  void keep() throws IOException {
    if (named.isEmpty()) {
      return;
    }
    Path kept = directory.resolve(KEPT);
    if (Files.exists(kept) && Files.isSameFile(kept, named.get())) {
      return;
    }
    Path fresh =
        Files.createTempFile(
            directory,
            "estate",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, Files.readAllBytes(named.get()));
    Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
