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
 * @param webrtc whether libwebrtc is on it too
 * @param environment what the child's environment has beside the locale
 * @param megabytes of heap
 */
public record ChildProgram(
    String main,
    List<Class<?>> classes,
    boolean webrtc,
    Map<String, String> environment,
    int megabytes) {
  /** The child that holds one connection. */
  static final ChildProgram MEDIA =
      new ChildProgram(
          MediaChild.class.getName(),
          List.of(MediaChild.class, MediaSession.class, Bytes.class),
          true,
          Map.of(),
          64);

  public ChildProgram {
    classes = List.copyOf(classes);
    environment = Map.copyOf(environment);
  }

  /** This project's classes that the child needs, libwebrtc's and its native library. */
  String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    try {
      for (Class<?> type : classes) {
        entries.add(source(type));
      }
      ClassLoader loader = ChildProgram.class.getClassLoader();
      for (String resource : webrtc ? webrtcResources() : List.<String>of()) {
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

  private static List<String> webrtcResources() {
    return List.of("dev/onvoid/webrtc/PeerConnectionFactory.class", nativeLibrary());
  }

  private static String nativeLibrary() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String family = system.startsWith("mac") ? "macos" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return System.mapLibraryName("webrtc-java-" + family + "-" + arch);
  }
}
