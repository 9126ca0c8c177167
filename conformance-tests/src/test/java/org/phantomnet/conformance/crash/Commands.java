package org.phantomnet.conformance.crash;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * How processes of the product are started: with this Java and class path, but libsignal's library
 * unpacked once (its loader unpacks 141 MB at each start, as launcher/build.sh knows), and compiled
 * classes packed, so that a build beside it changes nothing.
 */
public record Commands(List<String> java) {
  private static final String LIBRARY = "libsignal_jni_amd64.so";

  public static Commands in(Path work) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    java.addAll(List.of("-Djava.awt.headless=true", "-Xshare:auto"));
    List<String> path = new ArrayList<>();
    try {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        if (entry.contains("libsignal-client-")) {
          path.add(withoutLibraries(Path.of(entry), work).toString());
          java.add("-Djava.library.path=" + work);
        } else if (Files.isDirectory(Path.of(entry))) {
          if (!entry.endsWith("test-classes")) {
            path.add(packed(Path.of(entry), work.resolve("classes" + path.size() + ".jar")));
          }
        } else {
          path.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    java.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    return new Commands(java);
  }

  private static String packed(Path classes, Path jar) throws IOException {
    try (ZipOutputStream kept = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      kept.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        kept.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, kept);
      }
    }
    return jar.toString();
  }

  private static Path withoutLibraries(Path jar, Path work) throws IOException {
    Path slim = work.resolve("libsignal.jar");
    try (ZipFile all = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(slim);
        ZipOutputStream kept = new ZipOutputStream(file)) {
      kept.setLevel(Deflater.NO_COMPRESSION);
      Enumeration<? extends ZipEntry> entries = all.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        try (InputStream content = all.getInputStream(entry)) {
          if (entry.getName().equals(LIBRARY)) {
            Files.copy(content, work.resolve("libsignal_jni.so"));
          } else if (entry.getName().endsWith(".class")) {
            kept.putNextEntry(new ZipEntry(entry.getName()));
            content.transferTo(kept);
          }
        }
      }
    }
    return slim;
  }

  public List<String> relay(String... arguments) {
    return with("org.phantomnet.relay.main.RelayMain", arguments);
  }

  public List<String> client(String... arguments) {
    return with("org.phantomnet.desktop.commands.Phantom", arguments);
  }

  private List<String> with(String main, String... arguments) {
    List<String> command = new ArrayList<>(java);
    command.add(main);
    command.addAll(List.of(arguments));
    return command;
  }
}
