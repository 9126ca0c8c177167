package org.phantomnet.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.phantomnet.benchmarks.calls.CallBench;
import org.phantomnet.benchmarks.calls.CallBenchException;
import org.phantomnet.benchmarks.calls.Network;
import org.phantomnet.benchmarks.micro.Micro;
import org.phantomnet.protocol.signal.CallMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./phantom bench}: measures, and prints the rows of docs/performance.md. Exit 0 if every
 * target is met, 1 if one is missed or a call fails, 2 for a wrong command line, 3 where there can
 * be no lab.
 */
@Command(name = "bench", mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int NO_LAB = 3;

  /** What is measured. */
  enum What {
    micro,
    calls,
    all
  }

  @Parameters(paramLabel = "micro|calls|all", description = "what to measure")
  private What what = What.all;

  @Option(names = "--quick", description = "fewer repetitions: to see that it works")
  private boolean quick;

  @Option(names = "--verbose", description = "what happens meanwhile")
  private boolean verbose;

  @Option(names = "--json", paramLabel = "FILE", description = "the figures as JSON, too")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "60ms",
      converter = Milliseconds.class,
      description = "calls between two homes of a lab, so far apart, one way")
  private int path;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      description = "calls between two homes of a lab, with so much loss one way")
  private double loss;

  @Option(names = "--mode", description = "calls: private (default) or fast")
  private CallMode mode = CallMode.PRIVATE;

  @Option(names = "--sound", description = "calls: one long call only, for what it sounds like")
  private boolean sound;

  private Bench() {}

  @Override
  public Integer call() throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Report report = new Report(command());
    try {
      if (what != What.calls) {
        report.add(Micro.run(quick, verbose));
      }
      if (what != What.micro) {
        Network network = new Network(path, loss / 100);
        Optional<String> missing = network.missing();
        if (missing.isPresent()) {
          System.err.println("bench: no lab: " + missing.get());
          return NO_LAB;
        }
        report.add(
            new CallBench(
                    mode, network, quick, sound, verbose ? Optional.of(out) : Optional.empty())
                .run());
      }
    } catch (RunnerException | CallBenchException e) {
      System.err.println("bench: " + e.getMessage());
      return FAILED;
    }
    report.print(out);
    if (json.isPresent()) {
      report.save(json.get());
    }
    return report.allMet() ? 0 : FAILED;
  }

  private String command() {
    return "./phantom bench "
        + what
        + (mode == CallMode.PRIVATE ? "" : " --mode " + mode.name().toLowerCase(Locale.ROOT))
        + (path > 0 ? " --path " + path + "ms" : "")
        + (loss > 0 ? " --loss " + Row.number(loss) : "")
        + (sound ? " --sound" : "")
        + (quick ? " --quick" : "");
  }

  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().exit(code); // native libraries leave threads behind
  }

  /** "60ms" or "60". */
  static final class Milliseconds implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Integer.valueOf(text.endsWith("ms") ? text.substring(0, text.length() - 2) : text);
    }
  }
}
