package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.phantomnet.relay.main.config.NodeConfig;

/**
 * Whether the node's user, who is not the one that checks, can use the node's files. Stateless;
 * asks the kernel by a child process of that user.
 */
public final class UserCheck {
  private static final String USER = "user";
  private static final String ROOT = "root";
  private static final long SECONDS = 5;

  private UserCheck() {}

  /**
   * What root sees is not what the node will see.
   *
   * @param me who checks
   * @param named the unit's user; empty for the owner of the data directory
   */
  public static List<Finding> files(
      NodeConfig config, Path file, String me, Optional<String> named) {
    Optional<String> user = named.or(() -> owner(config.data()));
    if (user.isEmpty() || user.get().equals(me)) {
      return user.isPresent() && me.equals(ROOT)
          ? List.of(
              Finding.warn(
                  USER,
                  "the data directory is root's: a node needs no root; make a user for it, or name"
                      + " it with --user"))
          : List.of();
    }
    String runs = user.get();
    if (!me.equals(ROOT)) {
      return List.of(
          Finding.warn(
              USER, "checked as " + me + ", but the node is " + runs + "'s: check as that user"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Wanted wanted : wanted(config, file)) {
      Optional<Boolean> may = may(runs, wanted);
      if (may.isEmpty()) {
        return List.of(
            Finding.warn(USER, "cannot become " + runs + " here: check as that user, too"));
      }
      if (!may.get()) {
        findings.add(
            Finding.fail(
                USER,
                wanted.path()
                    + (wanted.how().equals("-r") ? " cannot be read by " : " is not writable for ")
                    + runs
                    + ": "
                    + (wanted.own()
                        ? "'chown -R " + runs + ": " + config.data() + "'"
                        : "give its group to "
                            + runs
                            + ", and let that enter the directories above")));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(USER, runs + " can use the files of the node"))
        : findings;
  }

  /**
   * A path the node uses.
   *
   * @param how of test(1)
   * @param own whether it is the node's own, in its data directory
   */
  private record Wanted(Path path, String how, boolean own) {}

  private static List<Wanted> wanted(NodeConfig config, Path file) {
    List<Wanted> all = new ArrayList<>();
    all.add(new Wanted(file.toAbsolutePath(), "-r", false));
    config
        .tls()
        .ifPresent(
            tls -> {
              all.add(new Wanted(tls.certificate(), "-r", false));
              all.add(new Wanted(tls.key(), "-r", false));
            });
    config.turn().flatMap(turn -> turn.page()).ifPresent(p -> all.add(new Wanted(p, "-r", false)));
    config
        .directory()
        .map(directory -> directory.list())
        .ifPresent(list -> all.add(new Wanted(list, "-r", false)));
    if (Files.isDirectory(config.data())) {
      all.add(new Wanted(config.data(), "-w", true));
      try (Stream<Path> files = Files.list(config.data())) {
        files
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(own -> all.add(new Wanted(own, "-r", true)));
      } catch (IOException e) {
        // root sees every directory but those of some network file systems
      }
    }
    return all;
  }

  private static Optional<String> owner(Path data) {
    try {
      return Optional.of(Files.getOwner(data).getName());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Empty if the question cannot be asked. */
  private static Optional<Boolean> may(String user, Wanted wanted) {
    try {
      Process asked =
          new ProcessBuilder(
                  "runuser", "-u", user, "--", "test", wanted.how(), wanted.path().toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      if (asked.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return switch (asked.exitValue()) {
          case 0 -> Optional.of(true);
          case 1 -> known(user) ? Optional.of(false) : Optional.empty();
          default -> Optional.empty();
        };
      }
      asked.destroyForcibly();
    } catch (IOException e) {
      // no runuser here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** runuser ends with 1, as test does, if there is no such user. */
  private static boolean known(String user) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder("runuser", "-u", user, "--", "true")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    return asked.waitFor(SECONDS, TimeUnit.SECONDS) && asked.exitValue() == 0;
  }
}
