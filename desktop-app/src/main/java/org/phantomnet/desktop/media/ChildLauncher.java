package org.phantomnet.desktop.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.rule.Rule;

/**
 * Starts media children: the running Java on a class path of its own that holds libwebrtc and
 * little else, in a network namespace with loopback only where the system lets an ordinary user
 * have one; for Fast in the network of this process, confined otherwise alike. Thread-safe.
 */
public final class ChildLauncher {
  private static final long PROBE_SECONDS = 5;
  private static final List<String> DIRECTORIES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  /**
   * File size limit of the child in units of 512 bytes: the native library (23 MB) fits, a disk
   * does not.
   */
  private static final int FILE_LIMIT = 65_536;

  /**
   * Moves the pipe to descriptors 3 and 4, since native code prints on 1; the Java runtime has
   * closed all others. The script's own variables are removed so that the environment stays empty.
   */
  private static final String SCRIPT =
      "echo 1 > /proc/self/timerslack_ns; ulimit -c 0; ulimit -f "
          + FILE_LIMIT
          + "; unset PWD OLDPWD; exec 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null; exec \"$@\"";

  private static final String ISOLATED_SCRIPT = "\"$1\" link set lo up || exit 1; shift; " + SCRIPT;

  private final List<String> entering;
  private final List<String> java;
  private final Path temporaryBase;
  private final boolean mayIsolate;
  private final ChildProgram program;
  private Optional<Wrapping> wrapping = Optional.empty();
  private Optional<Wrapping> sharedWrapping = Optional.empty();

  /**
   * @param java the start of the child's command
   * @param temporaryBase where each child gets a directory of its own
   * @param mayIsolate false never to try
   */
  ChildLauncher(List<String> java, Path temporaryBase, boolean mayIsolate) {
    this(List.of(), java, temporaryBase, mayIsolate);
  }

  /**
   * @param entering what takes a command to another machine's network, for tests
   */
  ChildLauncher(List<String> entering, List<String> java, Path temporaryBase, boolean mayIsolate) {
    this(entering, java, temporaryBase, mayIsolate, ChildProgram.MEDIA);
  }

  private ChildLauncher(
      List<String> entering,
      List<String> java,
      Path temporaryBase,
      boolean mayIsolate,
      ChildProgram program) {
    this.entering = List.copyOf(entering);
    this.java = List.copyOf(java);
    this.temporaryBase = temporaryBase;
    this.mayIsolate = mayIsolate;
    this.program = program;
  }

  /** Children of another kind, isolated if possible. */
  public static ChildLauncher of(ChildProgram program) {
    return new ChildLauncher(List.of(), java(program), temporary(), true, program);
  }

  /** The Java that runs this process, isolated if possible. */
  static ChildLauncher standard() {
    return new ChildLauncher(java(), temporary(), true);
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * The Java that runs this process, with the class path that the child's own classes came from.
   */
  static List<String> java() {
    return java(ChildProgram.MEDIA);
  }

  private static List<String> java(ChildProgram program) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(javaOptions());
    java.addAll(program.options());
    java.add("-cp");
    java.add(program.classPath());
    return java;
  }

  @Rule("ENG-42")
  private static List<String> javaOptions() {
    return List.of(
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:ErrorFile=/dev/null",
        "-Djava.awt.headless=true");
  }

  /** True if children have a network of their own; tries it out once. */
  boolean isolates() {
    return wrapping().isolated();
  }

  /** Starts one child; it is idle until it is told to open. */
  MediaProcess start() throws IOException {
    return MediaProcess.of(start(wrapping()));
  }

  /** Starts one child of another kind. */
  public StartedChild startOther() throws IOException {
    return start(wrapping());
  }

  /** Starts one child that keeps the network of this process, for Fast. */
  @Rule("ENG-78")
  MediaProcess startShared() throws IOException {
    return MediaProcess.of(start(sharedWrapping()));
  }

  @Rule("ENG-41")
  private StartedChild start(Wrapping how) throws IOException {
    Path temporary = Files.createTempDirectory(temporaryBase, "phantom-media-");
    List<String> command = new ArrayList<>(entering);
    command.addAll(how.prefix());
    command.addAll(java);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add(program.main());
    command.add(how.isolated() ? "isolated" : "shared");
    try {
      ProcessBuilder builder = builder(command);
      builder.environment().putAll(program.environment());
      return StartedChild.of(builder.start(), how.isolated(), temporary);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder
        .environment()
        .put("LC_ALL", "C.UTF-8"); // without it Java cannot open a class path beyond ASCII
    builder.directory(new File("/"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }

  private synchronized Wrapping wrapping() {
    if (wrapping.isEmpty()) {
      wrapping = Optional.of(firstThatWorks(isolated()));
    }
    return wrapping.get();
  }

  private synchronized Wrapping sharedWrapping() {
    if (sharedWrapping.isEmpty()) {
      sharedWrapping = Optional.of(firstThatWorks(shared()));
    }
    return sharedWrapping.get();
  }

  private Wrapping firstThatWorks(List<Wrapping> wrappings) {
    return wrappings.stream()
        .filter(wrapping -> mayIsolate && wrapping.works(entering))
        .findFirst()
        .orElse(Wrapping.plain());
  }

  @Rule("ENG-40")
  private static List<Wrapping> isolated() {
    Optional<String> ip = find("ip");
    return ip.isEmpty()
        ? List.of()
        : wrappings(List.of("--net"), List.of(ISOLATED_SCRIPT, "sh", ip.get()), true);
  }

  private static List<Wrapping> shared() {
    return wrappings(List.of(), List.of(SCRIPT, "sh"), false);
  }

  /** From the most confined to the least. */
  private static List<Wrapping> wrappings(
      List<String> network, List<String> script, boolean isolated) {
    Optional<String> unshare = find("unshare");
    if (unshare.isEmpty()) {
      return List.of();
    }
    List<String> prefix = new ArrayList<>(List.of(unshare.get(), "--user", "--map-root-user"));
    prefix.addAll(network);
    prefix.addAll(List.of("/bin/sh", "-c"));
    prefix.addAll(script);
    List<Wrapping> wrappings = new ArrayList<>();
    find("setpriv")
        .ifPresent(
            setpriv -> {
              List<String> confined = new ArrayList<>(prefix);
              confined.addAll(
                  List.of(setpriv, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"));
              wrappings.add(new Wrapping(confined, isolated));
            });
    wrappings.add(new Wrapping(prefix, isolated));
    return wrappings;
  }

  private static Optional<String> find(String program) {
    return DIRECTORIES.stream()
        .map(d -> d + "/" + program)
        .filter(p -> Files.isExecutable(Path.of(p)))
        .findFirst();
  }

  /** What stands before the Java command. */
  private record Wrapping(List<String> prefix, boolean isolated) {
    static Wrapping plain() {
      return new Wrapping(List.of("/bin/sh", "-c", SCRIPT, "sh"), false);
    }

    boolean works(List<String> entering) {
      List<String> command = new ArrayList<>(entering);
      command.addAll(prefix);
      command.add("/bin/true");
      try {
        Process process = builder(command).start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
