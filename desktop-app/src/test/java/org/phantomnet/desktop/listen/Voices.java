package org.phantomnet.desktop.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The voices of the tests. */
final class Voices {
  static final Sound ALICE = Speech.ALICE.sound();
  static final Sound BOB = Speech.BOB.sound();

  /** Somebody else. */
  static final Sound OTHER = resource("other.wav");

  private Voices() {}

  static Sound resource(String name) {
    try (InputStream in = Objects.requireNonNull(Voices.class.getResourceAsStream(name))) {
      return Wav.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
