package org.phantomnet.relay.turn;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a soak's relay has its data, and what can be wrong there. As root it is a small disk of its
 * own (tmpfs, in a mount namespace that a process holds), which can be filled and made read-only;
 * else a plain directory, and {@link #isDisk} says so. Outlives the relay. One thread.
 */
final class SoakGround implements AutoCloseable {
  /** Room for keys, and for a store of tokens with its log. */
  private static final String SIZE = "12m";

  private static final String HOLD =
      "mount -t tmpfs -o size=%s,mode=700 relay-soak \"$0\" && echo ready && exec cat >/dev/null";
  private static final int BLOCK = 4_096;

  private final Path directory;
  private final Optional<Process> holder;

  private SoakGround(Path directory, Optional<Process> holder) {
    this.directory = directory;
    this.holder = holder;
  }

  static SoakGround open(Path work) throws IOException {
    Path directory = Files.createDirectories(work.resolve("data")).toAbsolutePath();
    if (!Files.isExecutable(Path.of("/usr/bin/nsenter"))) {
      return new SoakGround(directory, Optional.empty());
    }
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                HOLD.formatted(SIZE),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(line)) {
      process.destroyForcibly(); // a container that may not mount
      return new SoakGround(directory, Optional.empty());
    }
    return new SoakGround(directory, Optional.of(process));
  }

  /** Whether {@link #fill} and {@link #readOnly} can do something here. */
  boolean isDisk() {
    return holder.isPresent();
  }

  /** The data directory, as this process reaches it. */
  Path data() {
    return holder
        .map(process -> Path.of("/proc", String.valueOf(process.pid()), "root" + directory))
        .orElse(directory);
  }

  /** What a relay's command begins with, to be where the data is. */
  List<String> prefix() {
    return holder
        .map(process -> List.of("nsenter", "--mount", "--target", String.valueOf(process.pid())))
        .orElse(List.of());
  }

  private Path filler() {
    return data().resolve("filler");
  }

  /** Until the system says that no space is left. */
  void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out =
        Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int length = BLOCK; length > 0; ) {
        try {
          out.write(block, 0, length);
        } catch (IOException e) {
          length /= 2;
        }
      }
    }
  }

  /** There is room again. */
  void empty() throws IOException {
    Files.deleteIfExists(filler());
  }

  /** While no relay has a file open there. */
  void readOnly(boolean on) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(List.of("mount", "-o", on ? "remount,ro" : "remount,rw", directory.toString()));
    run(command);
  }

  /** From now on, or no longer, every write of that process to a file fails. */
  static void refuseWrites(long pid, boolean on) throws IOException, InterruptedException {
    run(List.of("prlimit", "--pid", String.valueOf(pid), on ? "--fsize=0:" : "--fsize=unlimited:"));
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  @Override
  public void close() {
    holder.ifPresent(Process::destroyForcibly);
  }
}
