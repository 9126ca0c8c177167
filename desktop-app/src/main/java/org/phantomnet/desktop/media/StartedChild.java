package org.phantomnet.desktop.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A child process that runs. Its own directory for temporary files goes with it.
 *
 * @param isolated whether it has a network of its own, without a way out
 */
public record StartedChild(Process process, boolean isolated, Path temporary) {
  static StartedChild of(Process process, boolean isolated, Path temporary) {
    StartedChild started = new StartedChild(process, isolated, temporary);
    process.onExit().thenRun(started::removeTemporary);
    return started;
  }

  /** After its exit; again does nothing. */
  public synchronized void removeTemporary() {
    try {
      if (Files.exists(temporary)) {
        try (var files = Files.list(temporary)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // the system's own cleaning of temporary files remains
    }
  }
}
