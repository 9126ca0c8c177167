package org.phantomnet.desktop.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two people and two relays on machines with addresses of their own (of the ranges for
 * documentation, RFC 5737): network namespaces around one router, inside namespaces that nothing
 * else is in. Nothing outside is touched, and nothing outlives {@link #close} or this process.
 * Thread-safe.
 */
public final class Machines implements DemoPlace {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SCRIPT = "machines.sh";

  private final Process holder;

  private Machines(Process holder) {
    this.holder = holder;
  }

  /** Why there can be none here and what to do about it, for people; empty if there can. */
  public static Optional<String> missing() {
    List<String> probe = new ArrayList<>(unshare());
    probe.addAll(List.of("sh", "-c", "mount -t tmpfs none /run && ip link set lo up"));
    try {
      Process process =
          new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          "this user may not have network namespaces. Run it as root, or allow them:"
              + " sudo sysctl kernel.unprivileged_userns_clone=1"
              + " (Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0);"
              + " in a container both may be refused: use a machine of your own");
    } catch (IOException e) {
      return Optional.of("install util-linux: sudo apt-get install util-linux iproute2 mount");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /**
   * Makes them.
   *
   * @param work for their script and what it says of errors
   */
  public static Machines make(Path work) throws IOException {
    Path script = work.resolve(SCRIPT);
    try (InputStream in = Machines.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IOException(SCRIPT + " is missing from the build");
      }
      Files.write(script, in.readAllBytes());
    }
    Path errors = work.resolve("machines.err");
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", script.toString()));
    Process holder = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String line =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(line)) {
      holder.destroyForcibly();
      throw new IOException("the network was not made: " + Files.readString(errors).strip());
    }
    return new Machines(holder);
  }

  private static List<String> unshare() {
    return ROOT
        ? List.of("unshare", "--net", "--mount")
        : List.of("unshare", "--user", "--map-root-user", "--net", "--mount");
  }

  @Override
  public List<String> on(String machine, List<String> command) {
    List<String> there = new ArrayList<>(entering());
    there.addAll(List.of("ip", "netns", "exec", machine));
    there.addAll(command);
    return there;
  }

  /** What takes a command to the router. */
  private List<String> entering() {
    List<String> entering = new ArrayList<>(List.of("nsenter", "--target", "" + holder.pid()));
    if (!ROOT) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(List.of("--net", "--mount"));
    return entering;
  }

  @Override
  public String relay(String machine) {
    String address =
        switch (machine) {
          case "north" -> "192.0.2.53";
          case "south" -> "198.51.100.53";
          default -> "203.0.113.53";
        };
    return address + ":3478,https=8443";
  }

  /** At the router's end, so that the machine itself sees a cable that is out. */
  @Override
  public void connected(String machine, boolean connected) throws IOException {
    String link = "to-" + machine;
    String address = machine.equals("alice") ? "192.0.2.10" : "198.51.100.10";
    inside(List.of("ip", "link", "set", link, connected ? "up" : "down"));
    if (connected) {
      inside(List.of("ip", "route", "replace", address + "/32", "dev", link));
    }
  }

  private void inside(List<String> command) throws IOException {
    List<String> entering = new ArrayList<>(entering());
    entering.addAll(command);
    Process process =
        new ProcessBuilder(entering)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        throw new IOException("ip refused");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    holder.destroy(); // the script ends with its input, and all namespaces with it
    holder.onExit().join();
  }
}
