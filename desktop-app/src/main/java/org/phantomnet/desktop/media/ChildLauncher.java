package org.phantomnet.desktop.media;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.child.MediaChild;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Starts media children: the running Java on a class path of its own that holds libwebrtc and
 * little else, in a network namespace with loopback only where the system lets an ordinary user
 * have one; for Fast in the network of this process, confined otherwise alike. Thread-safe.
 */
final class ChildLauncher {
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
    this.entering = List.copyOf(entering);
    this.java = List.copyOf(java);
    this.temporaryBase = temporaryBase;
    this.mayIsolate = mayIsolate;
  }

  /** The Java that runs this process, isolated if possible. */
  static ChildLauncher standard() {
    return new ChildLauncher(java(), Path.of(System.getProperty("java.io.tmpdir")), true);
  }

  /**
   * The Java that runs this process, with the class path that the child's own classes came from.
   */
  static List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(javaOptions());
    java.add("-cp");
    java.add(classPath());
    return java;
  }

  @Rule("ENG-42")
  private static List<String> javaOptions() {
    return List.of(
        "-Xmx64m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:ErrorFile=/dev/null",
        "-Djava.awt.headless=true");
  }

  /**
   * Where this project's child, protocol and ports, libwebrtc's classes and its native library are.
   */
  private static String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    try {
      for (Class<?> type : List.of(MediaChild.class, MediaSession.class, Bytes.class)) {
        entries.add(source(type));
      }
      ClassLoader loader = ChildLauncher.class.getClassLoader();
      for (String resource :
          List.of("dev/onvoid/webrtc/PeerConnectionFactory.class", nativeLibrary())) {
        URL url = loader.getResource(resource);
        if (url != null && url.openConnection() instanceof JarURLConnection jar) {
          entries.add(Path.of(jar.getJarFileURL().toURI()).toString());
        }
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("class path of the media child", e);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String source(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static String nativeLibrary() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String family = system.startsWith("mac") ? "macos" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return System.mapLibraryName("webrtc-java-" + family + "-" + arch);
  }

  /** True if children have a network of their own; tries it out once. */
  boolean isolates() {
    return wrapping().isolated();
  }

  /** Starts one child; it is idle until it is told to open. */
  MediaProcess start() throws IOException {
    return start(wrapping());
  }

  /** Starts one child that keeps the network of this process, for Fast. */
  @Rule("ENG-78")
  MediaProcess startShared() throws IOException {
    return start(sharedWrapping());
  }

  @Rule("ENG-41")
  private MediaProcess start(Wrapping how) throws IOException {
    Path temporary = Files.createTempDirectory(temporaryBase, "phantom-media-");
    List<String> command = new ArrayList<>(entering);
    command.addAll(how.prefix());
    command.addAll(java);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add(MediaChild.class.getName());
    command.add(how.isolated() ? "isolated" : "shared");
    try {
      return MediaProcess.of(builder(command).start(), how.isolated(), temporary);
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
