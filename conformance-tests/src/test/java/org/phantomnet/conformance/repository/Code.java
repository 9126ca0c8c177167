package org.phantomnet.conformance.repository;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All compiled classes of the reactor, read from disk once. */
public final class Code {
  private static final String ROOT = "org.phantomnet.";

  /** Main classes, less what protoc and JMH wrote. */
  public static final JavaClasses MAIN = written(read("classes"));

  public static final JavaClasses TESTS = read("test-classes");

  private Code() {}

  private static JavaClasses read(String what) {
    List<Path> directories = Repository.compiled(what);
    return new ClassFileImporter().importPaths(directories);
  }

  private static JavaClasses written(JavaClasses all) {
    return all.that(
        describe(
            "written by hand",
            type ->
                !type.getPackageName().endsWith(".wire")
                    && !type.getPackageName().endsWith(".jmh_generated")));
  }

  /** The second part below the root: "engine" of {@code org.phantomnet.engine.state}. */
  public static Optional<String> layer(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    if (!(name + ".").startsWith(ROOT)) {
      return Optional.empty();
    }
    String rest = (name + ".").substring(ROOT.length());
    return Optional.of(rest.substring(0, rest.indexOf('.')));
  }

  /** The module directory that a class was compiled in. */
  public static Optional<String> module(JavaClass type) {
    return type.getSource()
        .map(source -> Path.of(source.getUri()))
        .flatMap(
            file -> {
              List<String> names = new ArrayList<>();
              Repository.root().relativize(file).forEach(name -> names.add(name.toString()));
              return names.stream().findFirst();
            });
  }
}
