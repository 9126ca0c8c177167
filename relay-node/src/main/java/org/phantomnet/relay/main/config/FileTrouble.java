package org.phantomnet.relay.main.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.phantomnet.relay.https.DamagedKeyFile;

/** What an error of a file means to an operator, and what to do. Stateless. */
public final class FileTrouble {
  private FileTrouble() {}

  /** A file that the operator named and that cannot be read. */
  public static String reading(Path file, IOException e) {
    String remedy =
        Files.isDirectory(file) ? "it is a folder, name a file" : "check its name and disk";
    return missingOrDenied(file.toString(), e).orElse(file + " cannot be read: " + remedy);
  }

  private static Optional<String> missingOrDenied(String where, IOException e) {
    if (e instanceof NoSuchFileException) {
      return Optional.of(where + " does not exist: check its name");
    }
    return e instanceof AccessDeniedException
        ? Optional.of(
            where + " may not be used by this user: check owner and mode, also of its folders")
        : Optional.empty();
  }

  /**
   * Names the file where the error does.
   *
   * @param otherwise what was being used, where the error does not say
   */
  public static String words(IOException e, String otherwise) {
    if (e instanceof DamagedKeyFile) {
      return e.getMessage()
          + ": restore it from your backup, or move it away to have a new one made; then nothing"
          + " that the old one made counts any more";
    }
    Optional<String> file =
        e instanceof FileSystemException named
            ? Optional.ofNullable(named.getOtherFile())
                .or(() -> Optional.ofNullable(named.getFile()))
            : Optional.empty();
    String where = file.orElse(otherwise);
    return missingOrDenied(where, e).orElseGet(() -> where + refused(e));
  }

  private static String refused(IOException e) {
    String reason =
        String.valueOf(e instanceof FileSystemException named ? named.getReason() : e.getMessage());
    if (reason.contains("No space left") || reason.contains("quota")) {
      return " cannot be written: its disk is full, free some space";
    }
    if (reason.contains("Read-only")) {
      return " cannot be written: its disk is mounted read-only";
    }
    return " cannot be used: check that it exists, is yours, writable and has room";
  }
}
