package org.phantomnet.desktop.media;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.phantomnet.desktop.media.child.MediaChild;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What a child process runs.
 *
 * @param main its main class
 * @param classes of each the place it was loaded from is on the child's class path
 * @param resources the same, of files in jars
 * @param environment what the child's environment has beside the locale
 * @param options for its Java, beside those that every child has
 */
public record ChildProgram(
    String main,
    List<Class<?>> classes,
    List<String> resources,
    Map<String, String> environment,
    List<String> options) {
  /**
   * For who computes nothing that is worth C2: starts quickly, and nothing is compiled beside
   * sound.
   */
  public static final String COMPILE_QUICKLY = "-XX:TieredStopAtLevel=1";

  /** The child that holds one connection. */
  static final ChildProgram MEDIA =
      new ChildProgram(
          MediaChild.class.getName(),
          List.of(MediaChild.class, MediaSession.class, Bytes.class),
          webrtc(),
          Map.of(),
          List.of("-Xmx64m", COMPILE_QUICKLY));

  public ChildProgram {
    classes = List.copyOf(classes);
    resources = List.copyOf(resources);
    environment = Map.copyOf(environment);
    options = List.copyOf(options);
  }

  /** What holds the child's classes and resources. */
  String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    try {
      for (Class<?> type : classes) {
        entries.add(source(type));
      }
      ClassLoader loader = ChildProgram.class.getClassLoader();
      for (String resource : resources) {
        URL url = loader.getResource(resource);
        if (url != null && url.openConnection() instanceof JarURLConnection jar) {
          entries.add(Path.of(jar.getJarFileURL().toURI()).toString());
        }
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("class path of a child", e);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String source(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** The resources by which libwebrtc and its native library are found. */
  public static List<String> webrtc() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String family = system.startsWith("mac") ? "macos" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return List.of(
        "dev/onvoid/webrtc/PeerConnectionFactory.class",
        System.mapLibraryName("webrtc-java-" + family + "-" + arch));
  }
}
