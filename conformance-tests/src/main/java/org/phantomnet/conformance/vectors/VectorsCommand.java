package org.phantomnet.conformance.vectors;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./phantom vectors}: asks an implementation the vectors of spec/vectors. */
@Command(
    name = "phantom vectors",
    description =
        "Asks an implementation the vectors of spec/vectors and compares its answers exactly.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every vector was answered as the spec says",
      "1:a vector was not",
      "2:the vectors are not sound, or the command line is wrong"
    })
public final class VectorsCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final int UNSOUND = 2;

  @Option(
      names = "--implementation",
      paramLabel = "COMMAND",
      description =
          "the command, for sh, that starts it, as \"python3 spec/reference/iut.py\"; default: Java")
  private Optional<String> implementation = Optional.empty();

  @Option(names = "--json", description = "the whole report as JSON")
  private boolean json;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "for each answer; default: ${DEFAULT-VALUE}")
  private int deadline;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "5",
      description = "differences shown of each file; default: ${DEFAULT-VALUE}")
  private int show;

  @Option(
      names = "--vectors",
      paramLabel = "DIR",
      description = "where the vectors are; default: spec/vectors of this checkout")
  private Optional<Path> directory = Optional.empty();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "only these files, by name or area")
  private @Nullable List<String> chosen;

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new VectorsCommand());
    line.setUsageHelpAutoWidth(true);
    int code = line.execute(arguments);
    System.out.flush();
    Runtime.getRuntime().exit(code);
  }

  @Override
  public Integer call() throws IOException {
    List<VectorFile> files;
    try {
      files = choose(VectorFiles.read(directory.orElseGet(VectorsCommand::ofThisCheckout)));
    } catch (VectorFilesException e) {
      System.err.println(e.getMessage());
      return UNSOUND;
    }
    List<String> command =
        implementation
            .map(line -> List.of("sh", "-c", "exec " + line))
            .orElseGet(VectorsCommand::java);
    try (Implementation started = Implementation.start(command, Redirect.INHERIT)) {
      VectorReport report = VectorRun.of(files, started, Duration.ofSeconds(deadline));
      System.out.print(json ? report.toJson().toPrettyString() + "\n" : report.toText(show));
      return report.isGood() ? 0 : DIFFERENT;
    }
  }

  private List<VectorFile> choose(List<VectorFile> all) throws VectorFilesException {
    if (chosen == null) {
      return all;
    }
    Set<String> wanted = new TreeSet<>();
    chosen.forEach(name -> wanted.add(String.valueOf(Path.of(name).getFileName())));
    List<VectorFile> files = new ArrayList<>();
    for (VectorFile file : all) {
      if (wanted.remove(file.name()) | wanted.remove(file.area())) {
        files.add(file);
      }
    }
    if (!wanted.isEmpty()) {
      throw new VectorFilesException(List.of("there are no such vectors: " + wanted));
    }
    return files;
  }

  private static Path ofThisCheckout() {
    return Path.of(Optional.ofNullable(System.getenv("PHANTOM_HOME")).orElse("."))
        .resolve("spec/vectors");
  }

  /** This process's Java, libraries and class path, with another main class. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    for (String library : List.of("java.library.path", "org.sqlite.lib.path")) {
      Optional.ofNullable(System.getProperty(library))
          .ifPresent(path -> command.add("-D" + library + "=" + path));
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(UnderTest.class.getName());
    return command;
  }
}
