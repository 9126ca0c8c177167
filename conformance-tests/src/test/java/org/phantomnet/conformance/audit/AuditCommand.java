package org.phantomnet.conformance.audit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.conformance.repository.Repository;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./phantom audit}: mounts the attacks, and shows that their tests can fail. */
@Command(
    name = "phantom audit",
    mixinStandardHelpOptions = true,
    version = "Phantom Net calling 0.1.0",
    description = {
      "Mounts every attack of spec/16-adversary.md on this build and says what came of it. With"
          + " --break, switches the defence against an attack off in a copy of the sources, builds"
          + " that and runs the attack's tests on it: they must fail. The work tree is only read."
    },
    footer = {
      "",
      "Exit codes: 0 every attack was withstood (with --break: every break was noticed), 1 not so,"
          + " 2 the command line is wrong."
    })
public final class AuditCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ADV-nn",
      arity = "0..*",
      description = "attacks to mount; all, if none is named")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--break",
      paramLabel = "ADV-nn",
      description = "switch off the defence against this attack, or \"all\"; may be repeated")
  private List<String> broken = new ArrayList<>();

  @Option(
      names = "--thorough",
      description =
          "with --break, run every test of the attack; else one that takes over a second on the"
              + " build as it is runs only where it is expected to be red")
  private boolean thorough;

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Option(names = "--verbose", description = "name every test and what it said")
  private boolean verbose;

  public static void main(String[] arguments) {
    int code = new CommandLine(new AuditCommand()).setUsageHelpAutoWidth(true).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().exit(code);
  }

  @Override
  public Integer call() throws IOException {
    List<Attack> attacks = AttackList.read();
    Map<String, List<MountedTest>> tests = MountedTests.find();
    AuditReport report = new AuditReport(System.out, verbose);
    try (Audit audit = new Audit(Repository.root(), classPath(), tests)) {
      if (broken.isEmpty()) {
        return mount(audit, attacks, report);
      }
      return named.isEmpty() ? breakThem(audit, attacks, report) : CommandLine.ExitCode.USAGE;
    }
  }

  /** This JVM's own, with the tests of every module. */
  static List<Path> classPath() {
    List<Path> path = new ArrayList<>(Repository.compiled("test-classes"));
    path.addAll(Repository.compiled("classes"));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> !path.contains(entry))
        .forEach(path::add);
    return path;
  }

  private int mount(Audit audit, List<Attack> attacks, AuditReport report) {
    List<Attack> chosen = chosen(attacks, named);
    say("mounting " + chosen.size() + " attacks");
    Map<String, TestOutcome> outcomes = audit.unbroken(chosen.stream().map(Attack::id).toList());
    List<AttackResult> results =
        chosen.stream()
            .map(attack -> AttackResult.of(attack, audit.testsOf(attack.id()), outcomes))
            .toList();
    return (json ? report.json(results, List.of()) : report.attacks(results)) ? 0 : 1;
  }

  private int breakThem(Audit audit, List<Attack> attacks, AuditReport report) throws IOException {
    List<Break> all = Breaks.read();
    List<Attack> chosen =
        broken.contains("all")
            ? attacks.stream()
                .filter(
                    attack ->
                        attack.mustHold()
                            || all.stream().anyMatch(made -> made.attack().equals(attack.id())))
                .toList()
            : chosen(attacks, broken);
    List<Break> breaks =
        all.stream()
            .filter(made -> chosen.stream().anyMatch(attack -> attack.id().equals(made.attack())))
            .toList();
    say("first the build as it is");
    Map<String, TestOutcome> unbroken = audit.unbroken(chosen.stream().map(Attack::id).toList());
    List<AttackResult> results =
        chosen.stream()
            .map(attack -> AttackResult.of(attack, audit.testsOf(attack.id()), unbroken))
            .toList();
    AtomicInteger count = new AtomicInteger();
    List<BreakResult> noticed =
        audit.broken(
            breaks,
            unbroken,
            thorough,
            result ->
                say(
                    count.incrementAndGet()
                        + " of "
                        + breaks.size()
                        + ": without the defence of "
                        + result.made().name()
                        + ", "
                        + result.red().size()
                        + " tests are red"));
    return (json ? report.json(results, noticed) : report.breaks(results, noticed)) ? 0 : 1;
  }

  private List<Attack> chosen(List<Attack> attacks, List<String> ids) {
    for (String id : ids) {
      if (attacks.stream().noneMatch(attack -> attack.id().equals(id))) {
        throw new CommandLine.ParameterException(
            new CommandLine(this), id + " is no attack of spec/16-adversary.md");
      }
    }
    return attacks.stream().filter(attack -> ids.isEmpty() || ids.contains(attack.id())).toList();
  }

  private static void say(String progress) {
    System.err.println(progress);
  }
}
