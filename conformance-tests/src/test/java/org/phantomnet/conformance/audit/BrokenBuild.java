package org.phantomnet.conformance.audit;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles edited copies of a few sources against the classes that were built. The work tree is
 * only read; what comes of it is a directory of classes that goes in front of the others on a class
 * path.
 */
public final class BrokenBuild {
  private final Path root;
  private final List<Path> classPath;

  public BrokenBuild(Path root, List<Path> classPath) {
    this.root = root;
    this.classPath = List.copyOf(classPath);
  }

  /** The files of the break with its edits applied, by their path in the checkout. */
  Map<Path, String> edited(Break made) throws IOException {
    Map<Path, String> sources = new LinkedHashMap<>();
    for (Break.Edit edit : made.edits()) {
      Path file = root.resolve(edit.file());
      if (!edit.file().toString().contains("src/main/java") || !Files.isRegularFile(file)) {
        throw new BreakException(made.name(), "names " + edit.file() + ", which is no main source");
      }
      String before = sources.getOrDefault(edit.file(), Files.readString(file));
      int at = before.indexOf(edit.find());
      if (edit.find().isBlank() || at < 0 || before.indexOf(edit.find(), at + 1) >= 0) {
        throw new BreakException(
            made.name(),
            "looks for a text that "
                + edit.file()
                + " has "
                + (at < 0 ? "not" : "more than once")
                + ": "
                + edit.find());
      }
      sources.put(
          edit.file(),
          before.substring(0, at) + edit.replace() + before.substring(at + edit.find().length()));
    }
    return sources;
  }

  /**
   * With all other classes of the modules that it changes: a media child is told to take its module
   * from where its first class comes from, and nothing from elsewhere.
   *
   * @param scratch an empty directory
   * @return where the classes are
   */
  public Path compile(Break made, Path scratch) throws IOException {
    Map<Path, String> sources = edited(made);
    Set<Path> modules =
        sources.keySet().stream().map(file -> file.getName(0)).collect(Collectors.toSet());
    for (Path module : modules) {
      copyClasses(
          root.resolve(module).resolve("target/classes"),
          Files.createDirectories(scratch.resolve("classes")));
    }
    return compile(made.name(), sources, scratch);
  }

  private static void copyClasses(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(at -> at.toString().endsWith(".class")).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /**
   * Compiles breaks of different files as one: much faster, and as good to learn whether each of
   * them compiles.
   *
   * @return which did not, and why
   */
  List<String> compileAll(List<Break> breaks, Path scratch) throws IOException {
    List<String> problems = new ArrayList<>();
    Deque<Break> left = new ArrayDeque<>(breaks);
    for (int round = 0; !left.isEmpty(); round++) {
      Map<Path, String> sources = new LinkedHashMap<>();
      List<Break> together = new ArrayList<>();
      List<Break> unusable = new ArrayList<>();
      for (Break made : left) {
        try {
          Map<Path, String> own = edited(made);
          if (Collections.disjoint(own.keySet(), sources.keySet())) {
            sources.putAll(own);
            together.add(made);
          }
        } catch (BreakException impossible) {
          problems.add(String.valueOf(impossible.getMessage()));
          unusable.add(made);
        }
      }
      left.removeAll(together);
      left.removeAll(unusable);
      problems.addAll(compiled(together, sources, scratch.resolve("round" + round)));
    }
    return problems;
  }

  private List<String> compiled(List<Break> together, Map<Path, String> sources, Path scratch)
      throws IOException {
    if (together.isEmpty()) {
      return List.of();
    }
    try {
      compile("all", sources, scratch);
      return List.of();
    } catch (BreakException oneOfThem) {
      List<String> problems = new ArrayList<>();
      for (Break made : together) {
        try {
          compile(made, scratch.resolve(made.name()));
        } catch (BreakException impossible) {
          problems.add(String.valueOf(impossible.getMessage()));
        }
      }
      return problems;
    }
  }

  private Path compile(String name, Map<Path, String> sources, Path scratch) throws IOException {
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    for (Map.Entry<Path, String> source : sources.entrySet()) {
      Path copy = scratch.resolve("sources").resolve(source.getKey());
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, source.getValue());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-parameters",
                      "-nowarn",
                      "-d",
                      classes.toString(),
                      "-cp",
                      classPath.stream()
                          .map(Path::toString)
                          .collect(Collectors.joining(File.pathSeparator))),
                  null,
                  files.getJavaFileObjectsFromPaths(
                      sources.keySet().stream().map(scratch.resolve("sources")::resolve).toList()))
              .call();
      if (!compiled) {
        throw new BreakException(name, "does not compile:\n" + said);
      }
    }
    return classes;
  }
}
