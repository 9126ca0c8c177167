package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of an attacker on machines of an estate; each runs until the estate ends. */
final class Attacker {
  /** The SSRC of the sound that they make up. */
  static final long MARK = 0x45564521;

  private Attacker() {}

  /** Starts one, and returns when it is at work. */
  static void start(
      CapturedEstate estate, Path work, String machine, String script, String... arguments)
      throws IOException {
    Path copy = work.resolve(script);
    try (InputStream in = Attacker.class.getResourceAsStream(script)) {
      Files.write(copy, in == null ? new byte[0] : in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", copy.toString()));
    command.addAll(List.of(arguments));
    await(
        estate.start(machine, command.toArray(String[]::new)),
        named("ready"),
        "the attacker at " + machine);
  }
}
