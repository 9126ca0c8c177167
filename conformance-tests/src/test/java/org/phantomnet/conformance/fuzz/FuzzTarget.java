package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.phantomnet.conformance.repository.Repository;

/**
 * One method with {@code @FuzzTest}, found in the sources: it stands in the test package of what it
 * fuzzes.
 *
 * @param module the directory of its module
 */
record FuzzTarget(Path module, String className, String method) {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern METHOD =
      Pattern.compile("@FuzzTest\\s+(?:@\\w+\\([^)]*\\)\\s+)*void (\\w+)\\(byte\\[] \\w+\\)");

  /** All of them, in the order of their names. */
  static List<FuzzTarget> all() {
    List<FuzzTarget> targets = new ArrayList<>();
    for (Path module : Repository.modules()) {
      Path sources = module.resolve("src/test/java");
      if (Files.isDirectory(sources)) {
        try (Stream<Path> files = Files.walk(sources)) {
          for (Path file : files.filter(f -> f.toString().endsWith("FuzzTest.java")).toList()) {
            read(module, file, targets);
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
    targets.sort(java.util.Comparator.comparing(FuzzTarget::name));
    return targets;
  }

  private static void read(Path module, Path file, List<FuzzTarget> into) throws IOException {
    String source = Files.readString(file);
    Matcher in = PACKAGE.matcher(source);
    if (!in.find()) {
      throw new IOException("no package in " + file.getFileName());
    }
    String simple = file.getFileName().toString().replace(".java", "");
    Matcher method = METHOD.matcher(source);
    while (method.find()) {
      into.add(new FuzzTarget(module, in.group(1) + "." + simple, method.group(1)));
    }
  }

  /** What people call it, as in {@code Stun.packet}. */
  String name() {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    return simple.replace("FuzzTest", "") + "." + method;
  }

  boolean isMeantBy(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    String own = name().toLowerCase(Locale.ROOT);
    return own.equals(wanted) || own.startsWith(wanted + ".");
  }

  Path source() {
    return module.resolve("src/test/java").resolve(className.replace('.', '/') + ".java");
  }

  /** Where Jazzer's JUnit integration reads inputs, among the sources. */
  Path corpus() {
    return module
        .resolve("src/test/resources")
        .resolve(className.replace('.', '/') + "Inputs")
        .resolve(method);
  }

  /** As people name files of this repository. */
  static Path fromRoot(Path file) {
    return Repository.root().relativize(file);
  }

  /** Valid encodings, which its static method {@code <method>Seeds} makes. */
  @SuppressWarnings("unchecked")
  List<byte[]> seeds() throws ReflectiveOperationException {
    Method seeds = Class.forName(className).getDeclaredMethod(method + "Seeds");
    seeds.setAccessible(true);
    return (List<byte[]>) seeds.invoke(null);
  }
}
