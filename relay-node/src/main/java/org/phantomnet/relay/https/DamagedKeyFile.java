package org.phantomnet.relay.https;

import java.io.IOException;
import java.nio.file.Path;

/** A file that should hold a key and does not. The message names the file, and nothing of it. */
public final class DamagedKeyFile extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedKeyFile(Path file) {
    super(file + " holds no key");
  }
}
