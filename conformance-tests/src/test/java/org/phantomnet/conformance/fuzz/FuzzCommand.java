package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./phantom soak fuzz} starts: every target in turn, for as long as asked. The first
 * argument is the directory in which the runs work. Ends with 1 if an input broke a target, with 2
 * on a word it does not know.
 */
public final class FuzzCommand {
  private static final int FAILED = 1;
  private static final int MISSPELT = 2;
  private static final int SECONDS_A_MINUTE = 60;

  private final Path directory;
  private final PrintStream out;
  private List<FuzzTarget> targets = FuzzTarget.all();
  private double minutes = 1;
  private boolean keep;
  private boolean onlySeeds;
  private boolean onlyList;
  private boolean onlyCheck;

  private FuzzCommand(Path directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    FuzzCommand command = new FuzzCommand(Path.of(arguments[0]), System.out);
    Optional<String> wrong = command.parse(List.of(arguments).subList(1, arguments.length));
    if (wrong.isPresent()) {
      System.err.println("phantom: " + wrong.get() + " ./phantom soak fuzz --help says more.");
      System.exit(MISSPELT);
    }
    System.exit(command.run());
  }

  private Optional<String> parse(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--keep" -> keep = true;
        case "--seeds" -> onlySeeds = true;
        case "--list" -> onlyList = true;
        case "--check" -> onlyCheck = true;
        case "--minutes", "--target" -> {
          i++;
          if (i == words.size()) {
            return Optional.of(word + " wants a value.");
          }
          Optional<String> wrong =
              word.equals("--minutes") ? time(words.get(i)) : only(words.get(i));
          if (wrong.isPresent()) {
            return wrong;
          }
        }
        default -> {
          return Optional.of("\"" + word + "\" is no option.");
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> time(String text) {
    if (!text.matches("[0-9]{1,5}([.][0-9]{1,3})?") || Double.parseDouble(text) <= 0) {
      return Optional.of("--minutes wants a number, as 5 or 0.5.");
    }
    minutes = Double.parseDouble(text);
    return Optional.empty();
  }

  private Optional<String> only(String name) {
    targets = targets.stream().filter(target -> target.isMeantBy(name)).toList();
    return targets.isEmpty()
        ? Optional.of("there is no target \"" + name + "\"; --list names them.")
        : Optional.empty();
  }

  private int run() throws IOException, InterruptedException, ReflectiveOperationException {
    if (onlyList) {
      for (FuzzTarget target : targets) {
        out.printf("%-32s %4d inputs%n", target.name(), Corpus.of(target).size());
      }
      return 0;
    }
    if (onlyCheck) {
      return check();
    }
    if (onlySeeds) {
      for (FuzzTarget target : targets) {
        Corpus.of(target).addSeeds();
      }
      FuzzTable.write();
      return 0;
    }
    List<String> findings = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      out.printf("[%d/%d] %s: ", i + 1, targets.size(), targets.get(i).name());
      out.flush();
      soak(targets.get(i), findings);
    }
    if (keep || !findings.isEmpty()) {
      FuzzTable.write();
    }
    findings.forEach(out::println);
    out.println(
        findings.isEmpty() ? "Nothing was found." : findings.size() + " targets were broken.");
    return findings.isEmpty() ? 0 : FAILED;
  }

  private int check() throws ReflectiveOperationException {
    int code = 0;
    for (FuzzTarget target : targets) {
      if (!Corpus.of(target).holdsSeeds()) {
        out.println(target.name() + " lacks a seed: ./phantom soak fuzz --seeds writes it");
        code = FAILED;
      }
    }
    return code;
  }

  private void soak(FuzzTarget target, List<String> findings)
      throws IOException, InterruptedException {
    FuzzRun run = new FuzzRun(target, directory.resolve(target.name()));
    Corpus corpus = Corpus.of(target);
    FuzzRun.Result result = run.seconds(Math.max(1, (long) (minutes * SECONDS_A_MINUTE)));
    if (result.isClean()) {
      int kept = keep ? corpus.merge(run) : 0;
      out.printf(
          "%,d inputs, nothing found%s%n",
          result.runs().getAsLong(), keep ? ", " + kept + " kept" : "");
      return;
    }
    if (!result.isBroken()) {
      out.println("did not come to its end; the log is " + result.log());
      findings.add(target.name() + " did not come to its end");
      return;
    }
    out.println("BROKEN");
    StringBuilder finding = new StringBuilder(target.name()).append('\n');
    finding.append(FuzzRun.explain(result).indent(2));
    if (result.finding().isPresent()) {
      Path kept = corpus.add(Files.readAllBytes(result.finding().get()));
      finding
          .append("  the input is kept as ")
          .append(FuzzTarget.fromRoot(kept))
          .append("\n  replay it: mvn test -pl ")
          .append(FuzzTarget.fromRoot(target.module()))
          .append(" -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=")
          .append(target.className().substring(target.className().lastIndexOf('.') + 1))
          .append('\n');
    }
    finding.append("  the whole of it is in ").append(result.log());
    findings.add(finding.toString());
  }
}
