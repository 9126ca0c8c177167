package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Every frame that leaves or reaches a machine, from the moment it is made until it is stopped, in
 * a pcap file (magic a1b23c4d: nanoseconds; Ethernet). For one thread; ends with the lab at the
 * latest.
 */
public final class Capture implements AutoCloseable {
  /**
   * What was captured.
   *
   * @param file complete now
   * @param packets in the file
   * @param lost frames that the kernel had no room for; unless it is 0 the file proves nothing
   */
  public record Result(Path file, long packets, long lost) {}

  private final Path file;
  private final Talk program;

  /** Returns when it captures; an {@link IOException} if it cannot. */
  Capture(List<String> command, Path file, Path errors) throws IOException {
    this.file = file;
    program = new Talk(command, errors);
    try {
      program.await("ready");
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /** Ends it; what happened on the wire before is in the file. Once. */
  public Result stop() throws IOException {
    try (program) {
      program.endInput();
      JsonNode result = program.await("captured");
      return new Result(file, result.path("packets").asLong(), result.path("lost").asLong());
    }
  }

  /** Ends it, if {@link #stop} has not. */
  @Override
  public void close() {
    program.close();
  }
}
