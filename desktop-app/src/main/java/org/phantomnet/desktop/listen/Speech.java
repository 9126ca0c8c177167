package org.phantomnet.desktop.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The shipped recordings: spoken English, a voice each, about 15 s (see the README beside them for
 * text and licence).
 */
public enum Speech {
  ALICE("alice.wav"),
  BOB("bob.wav");

  private static final String FOLDER = "/org/phantomnet/desktop/speech/";

  private final String file;

  Speech(String file) {
    this.file = file;
  }

  /** The recording, 16 kHz; {@link Sound#at} gives the engine's rate. */
  public Sound sound() {
    try (InputStream in = open()) {
      return Wav.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the recording into a folder and returns the new file. */
  public Path copyTo(Path folder) throws IOException {
    Path target = folder.resolve(file);
    try (InputStream in = open()) {
      Files.write(target, in.readAllBytes());
    }
    return target;
  }

  private InputStream open() {
    InputStream in = Speech.class.getResourceAsStream(FOLDER + file);
    if (in == null) {
      throw new IllegalStateException("the recording is missing from the build");
    }
    return in;
  }
}
