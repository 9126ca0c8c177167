package org.phantomnet.desktop.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Machines with addresses of their own, as network namespaces around one router that also answers
 * STUN; {@code street.sh} says which. They are inside namespaces that nothing else is in: nothing
 * of them outlives {@link #close}, not even if this process is killed. For one thread.
 */
public final class Street implements AutoCloseable {
  private static final long START_SECONDS = 20;
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Process holder;

  private Street(Process holder) {
    this.holder = holder;
  }

  /** Whether the system lets this user have namespaces; what to do about it is printed if not. */
  public static boolean possible(String test) {
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", "-c", "mount -t tmpfs none /run && ip link set lo up"));
    boolean possible = false;
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      possible = probe.waitFor(START_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      possible = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!possible) {
      System.err.println(
          "SKIPPED "
              + test
              + ": this user may not have network namespaces. Run the tests as root, or allow them:"
              + " sysctl kernel.unprivileged_userns_clone=1 (Ubuntu:"
              + " kernel.apparmor_restrict_unprivileged_userns=0), and install util-linux and"
              + " iproute2.");
    }
    return possible;
  }

  /** Builds it. */
  public static Street open(Path work) throws IOException {
    Path script = work.resolve("street.sh");
    try (InputStream in = Street.class.getResourceAsStream("street.sh")) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", script.toString()));
    command.addAll(StunEcho.command());
    Process holder =
        new ProcessBuilder(command).redirectError(work.resolve("street.err").toFile()).start();
    String line =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(line)) {
      holder.destroyForcibly();
      throw new IOException("no street: " + Files.readString(work.resolve("street.err")));
    }
    return new Street(holder);
  }

  private static List<String> unshare() {
    return ROOT
        ? List.of("unshare", "--net", "--mount")
        : List.of("unshare", "--user", "--map-root-user", "--net", "--mount");
  }

  /** What takes a command to a machine. */
  public List<String> at(String machine) {
    List<String> entering = inside();
    entering.addAll(List.of("ip", "netns", "exec", machine));
    return entering;
  }

  private List<String> inside() {
    List<String> entering = new ArrayList<>(List.of("nsenter", "--target", "" + holder.pid()));
    if (!ROOT) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(List.of("--net", "--mount"));
    return entering;
  }

  /** Runs a command where the router is; what it prints. */
  public String run(String... words) throws IOException, InterruptedException {
    List<String> command = inside();
    command.addAll(List.of(words));
    return output(command);
  }

  /** Runs a command on a machine; what it prints. */
  public String runAt(String machine, List<String> words) throws IOException, InterruptedException {
    List<String> command = at(machine);
    command.addAll(words);
    return output(command);
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(text);
    }
    return text;
  }

  /** IP packets that a machine has received, its own among them. */
  public long received(String machine) throws IOException, InterruptedException {
    return counter(machine, "InReceives");
  }

  /** IP packets that a machine has sent, to itself too. */
  public long sent(String machine) throws IOException, InterruptedException {
    return counter(machine, "OutRequests");
  }

  private long counter(String machine, String name) throws IOException, InterruptedException {
    List<List<String>> rows =
        runAt(machine, List.of("cat", "/proc/self/net/snmp"))
            .lines()
            .filter(line -> line.startsWith("Ip: "))
            .map(line -> List.of(line.split(" ")))
            .toList();
    return Long.parseLong(rows.get(1).get(rows.get(0).indexOf(name)));
  }

  @Override
  public void close() {
    holder.destroy(); // its input ends with it
    holder.onExit().join();
  }
}
