package org.phantomnet.conformance.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.phantomnet.conformance.crash.JsonProcess;

/**
 * Machines with addresses of their own, as network namespaces of this machine behind one router.
 * They are inside namespaces that nothing else is in, so nothing of them outlives {@link #close},
 * not even if this process is killed. For one thread.
 */
final class Machines implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path work;
  private final Process holder;
  private final JsonProcess lines;

  /**
   * @param addresses by name
   */
  Machines(Path work, Map<String, String> addresses) throws IOException {
    this.work = work;
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", script(work, "machines.sh").toString()));
    addresses.forEach((name, address) -> command.add(name + "=" + address));
    lines = new JsonProcess(command, work.resolve("machines.err"), event -> {});
    holder = lines.process();
    if (lines.await(0, START_LIMIT, "ready").isEmpty()) {
      lines.kill();
      throw new IOException(
          "no namespaces: " + Files.readString(work.resolve("machines.err")).strip());
    }
  }

  /** Whether the system lets this user have namespaces of its own. */
  static boolean possible() {
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", "-c", "mount -t tmpfs none /run && ip link set lo up"));
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> unshare() {
    return ROOT
        ? List.of("unshare", "--net", "--mount")
        : List.of("unshare", "--user", "--map-root-user", "--net", "--mount");
  }

  /** The command, run on one of the machines. */
  List<String> on(String machine, List<String> command) {
    List<String> entering = new ArrayList<>(List.of("nsenter", "--target", "" + holder.pid()));
    if (!ROOT) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(List.of("--net", "--mount", "ip", "netns", "exec", machine));
    entering.addAll(command);
    return entering;
  }

  /** Counts what leaves a machine from now on, until it is closed. */
  JsonProcess capture(String machine) throws IOException {
    JsonProcess capture =
        new JsonProcess(
            on(machine, List.of("/usr/bin/python3", script(work, "capture.py").toString())),
            work.resolve("capture-" + machine + ".err"),
            event -> {});
    if (capture.await(0, START_LIMIT, "ready").isEmpty()) {
      throw new IOException("the capture on " + machine + " does not start");
    }
    return capture;
  }

  private static Path script(Path work, String name) throws IOException {
    Path file = work.resolve(name);
    try (InputStream in = Machines.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the build");
      }
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  @Override
  public void close() {
    lines.close();
  }
}
