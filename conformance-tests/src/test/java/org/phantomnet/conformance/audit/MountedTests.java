package org.phantomnet.conformance.audit;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.protocol.rule.Adversary;

/** Finds {@code @Adversary} in the compiled tests of all modules, on methods and on classes. */
public final class MountedTests {
  private static final String MARK = "Lorg/phantomnet/protocol/rule/Adversary;";

  private MountedTests() {}

  /** By attack, each in the order of the tests' names. */
  public static Map<String, List<MountedTest>> find() throws IOException {
    List<Path> directories = Repository.compiled("test-classes");
    List<URL> urls = new ArrayList<>();
    for (Path directory : directories) {
      urls.add(directory.toUri().toURL());
    }
    Map<String, List<MountedTest>> found = new TreeMap<>();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), MountedTests.class.getClassLoader())) {
      for (Path directory : directories) {
        for (String type : marked(directory)) {
          add(Class.forName(type, false, loader), found);
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a class file without its class", e);
    }
    found.values().forEach(tests -> tests.sort(Comparator.comparing(MountedTest::name)));
    return found;
  }

  /** Only classes whose file names the annotation are loaded. */
  private static List<String> marked(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (file.toString().endsWith(".class")
            && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK)) {
          String name = directory.relativize(file).toString();
          names.add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
    return names;
  }

  private static void add(Class<?> type, Map<String, List<MountedTest>> found) {
    Adversary ofType = type.getAnnotation(Adversary.class);
    for (Method method : type.getDeclaredMethods()) {
      if (!isTest(method)) {
        continue;
      }
      Adversary ofMethod = method.getAnnotation(Adversary.class);
      Stream.concat(ids(ofType), ids(ofMethod))
          .distinct()
          .forEach(
              id ->
                  found
                      .computeIfAbsent(id, none -> new ArrayList<>())
                      .add(MountedTest.of(type, method)));
    }
  }

  private static Stream<String> ids(@org.jspecify.annotations.Nullable Adversary mark) {
    return mark == null ? Stream.of() : Arrays.stream(mark.value());
  }

  /** {@code @Test} and everything that JUnit builds from a template, as parameterized tests. */
  private static boolean isTest(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      String kind = annotation.annotationType().getName();
      if (kind.startsWith("org.junit.jupiter.")
          && kind.matches(".*\\.(Test|ParameterizedTest|RepeatedTest|TestFactory)")) {
        return true;
      }
    }
    return false;
  }
}
