package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.net.Sockets;

/** Descriptors, memory, clock and the data directory of this machine. */
public final class MachineCheck {
  /** Each allocation has a relayed socket, and a second one if it has both families. */
  private static final long DESCRIPTORS_PER_ALLOCATION = 2;

  private static final long OTHER_DESCRIPTORS = 256;

  /** Of the process and the kernel, an estimate on the safe side. */
  private static final long BYTES_PER_ALLOCATION = 32 * 1_024;

  private static final long OTHER_BYTES = 256L * 1_024 * 1_024;
  private static final long MEGABYTE = 1_024 * 1_024;
  private static final long CLOCK_SECONDS = 5;
  private static final String MOST_FILES = "Max open files";

  private MachineCheck() {}

  /**
   * Of the node that runs, or of whoever runs the check; systemd gives its units what LimitNOFILE
   * says.
   */
  public static List<Finding> descriptors(NodeConfig config, Path proc, OptionalLong process) {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    TurnLimits limits = config.turn().get().limits();
    long needed =
        DESCRIPTORS_PER_ALLOCATION * limits.allocationsPerNode()
            + limits.tcpConnectionsPerNode()
            + OTHER_DESCRIPTORS;
    long nodes =
        process.isEmpty() ? -1 : number(proc.resolve(process.getAsLong() + "/limits"), MOST_FILES);
    long has = nodes >= 0 ? nodes : number(proc.resolve("self/limits"), MOST_FILES);
    if (has < 0) {
      return List.of(Finding.warn("descriptors", "the limit is not known: see 'ulimit -n'"));
    }
    if (has < needed) {
      return List.of(
          Finding.warn(
              "descriptors",
              has
                  + (nodes >= 0 ? " for the node" : " here")
                  + ", but limits.allocations and limits.connections need "
                  + needed
                  + ": set LimitNOFILE="
                  + needed
                  + " in the unit, or lower the limits"));
    }
    return List.of(Finding.ok("descriptors", has + ", " + needed + " needed at most"));
  }

  /** Whether the allocations that are allowed would fit. */
  public static List<Finding> memory(NodeConfig config, Path proc) {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    long needed =
        OTHER_BYTES + BYTES_PER_ALLOCATION * config.turn().get().limits().allocationsPerNode();
    long kilobytes = number(proc.resolve("meminfo"), "MemAvailable:");
    long has = 1_024 * kilobytes;
    if (kilobytes < 0) {
      return List.of(Finding.warn("memory", "is not known: see 'free -m'"));
    }
    String figures = has / MEGABYTE + " MB available, " + needed / MEGABYTE + " MB needed at most";
    return List.of(
        has < needed
            ? Finding.warn("memory", figures + ": lower limits.allocations")
            : Finding.ok("memory", figures));
  }

  /**
   * Whether a listener gets the receive buffer it asks for: all clients of a loop share it, and
   * what comes while the loop is elsewhere waits there.
   */
  public static List<Finding> buffers(NodeConfig config, Path proc) {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    String key = "net.core.rmem_max";
    long has = number(proc.resolve("sys/net/core/rmem_max"), "");
    if (has < 0) {
      return List.of(Finding.warn("buffers", "the largest is not known: see 'sysctl " + key + "'"));
    }
    return List.of(
        has < Sockets.LISTENER_BUFFER
            ? Finding.warn(
                "buffers",
                "a listener gets "
                    + has
                    + " bytes, so bursts are lost early: 'sysctl -w "
                    + key
                    + "="
                    + Sockets.LISTENER_BUFFER
                    + "', and the same in /etc/sysctl.d")
            : Finding.ok("buffers", "a listener gets what it asks for"));
  }

  /** Without them a node works, and takes more processor time a packet (docs/adr/0016). */
  public static List<Finding> batches(NodeConfig config, boolean available) {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    return List.of(
        available
            ? Finding.ok("datagrams", "many are taken with one system call")
            : Finding.warn(
                "datagrams",
                "one system call each, which is slower: needs 64-bit Linux, a temporary folder that"
                    + " programs may run from (-Djna.tmpdir=DIR), and Java's option --add-opens"
                    + " java.base/sun.nio.ch=ALL-UNNAMED, as ./phantom and the package have it"));
  }

  /** Credentials, certificates and descriptors hold for a time: the clock must be right. */
  public static List<Finding> clock() {
    try {
      Process asked =
          new ProcessBuilder("timedatectl", "show", "-p", "NTPSynchronized", "--value")
              .redirectErrorStream(true)
              .start();
      if (asked.waitFor(CLOCK_SECONDS, TimeUnit.SECONDS)) {
        String said =
            new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        if (said.equals("yes")) {
          return List.of(Finding.ok("clock", "is synchronised"));
        }
        if (said.equals("no")) {
          return List.of(
              Finding.fail(
                  "clock", "is not synchronised: 'timedatectl set-ntp true', or run chrony"));
        }
      }
      asked.destroyForcibly();
    } catch (IOException e) {
      // no systemd here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of(
        Finding.warn(
            "clock",
            "this system does not tell whether it is synchronised: see that NTP or chrony"
                + " runs"));
  }

  /** Keys are for their owner only, and the directory can be written to. */
  public static List<Finding> data(NodeConfig config) {
    Path data = config.data();
    if (!Files.isDirectory(data)) {
      return List.of(
          Finding.warn("data", data + " is not there: the first start makes it, if it may"));
    }
    if (!Files.isWritable(data)) {
      return List.of(
          Finding.fail(
              "data", data + " cannot be written to: give it to the user that runs the node"));
    }
    List<Finding> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".key") || name.endsWith(".pem")) {
          Set<PosixFilePermission> who = Files.getPosixFilePermissions(file);
          who.remove(PosixFilePermission.OWNER_READ);
          who.remove(PosixFilePermission.OWNER_WRITE);
          if (!who.isEmpty()) {
            findings.add(
                Finding.fail(
                    "data",
                    file
                        + " is open to others: 'chmod 600' it, and think whether to make it anew"));
          }
        }
      }
    } catch (IOException e) {
      return List.of(Finding.fail("data", data + " cannot be read: check its owner"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("data", data + " is writable, keys are for their owner"))
        : findings;
  }

  /** The number in the column behind {@code label}'s words, or -1. */
  private static long number(Path file, String label) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(label)) {
          String[] words = line.substring(label.length()).strip().split("\\s+");
          return words[0].equals("unlimited") ? Long.MAX_VALUE / 2_048 : Long.parseLong(words[0]);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not known
    }
    return -1;
  }
}
