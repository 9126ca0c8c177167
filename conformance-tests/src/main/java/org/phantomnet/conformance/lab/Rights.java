package org.phantomnet.conformance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a lab needs of the system it is on: a few programs, and namespaces of one's own. */
public final class Rights {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<String> DIRECTORIES =
      List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin");

  private Rights() {}

  /**
   * Why there can be no lab here and what to do about it, for people; empty if there can. Starts a
   * process; any thread.
   */
  public static Optional<String> missing() {
    Map<String, String> packages = new LinkedHashMap<>();
    packages.put("ip", "iproute2");
    packages.put("nft", "nftables");
    packages.put("unshare", "util-linux");
    packages.put("nsenter", "util-linux");
    packages.put("mount", "mount");
    packages.put("python3", "python3");
    List<String> programs = new ArrayList<>();
    List<String> install = new ArrayList<>();
    packages.forEach(
        (program, name) -> {
          if (DIRECTORIES.stream()
              .noneMatch(there -> Files.isExecutable(Path.of(there, program)))) {
            programs.add(program);
            install.add(name);
          }
        });
    if (!programs.isEmpty()) {
      return Optional.of(
          ("not installed: " + String.join(", ", programs))
              + (". Install: sudo apt-get install --no-install-recommends ")
              + String.join(" ", install.stream().distinct().toList()));
    }
    return mayHaveNamespaces()
        ? Optional.empty()
        : Optional.of(
            "this user may not have network namespaces. Run as root, or allow them:"
                + " sudo sysctl kernel.unprivileged_userns_clone=1"
                + " (Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0);"
                + " in a container, both may be refused: use a machine of your own.");
  }

  private static boolean mayHaveNamespaces() {
    List<String> command = new ArrayList<>(unshare());
    command.addAll(
        List.of(
            "sh",
            "-c",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin; mount -t tmpfs none /run && ip link set lo up"
                + " && nft add table inet probe"));
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts a command in namespaces of its own. */
  static List<String> unshare() {
    return ROOT
        ? List.of("unshare", "--net", "--mount")
        : List.of("unshare", "--user", "--map-root-user", "--net", "--mount");
  }

  /** Starts a command in the namespaces of a process that {@link #unshare} began. */
  static List<String> enter(long process) {
    List<String> entering = new ArrayList<>(List.of("nsenter", "--target", "" + process));
    if (!ROOT) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(List.of("--net", "--mount"));
    return entering;
  }
}
