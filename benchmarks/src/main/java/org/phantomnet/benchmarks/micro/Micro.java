package org.phantomnet.benchmarks.micro;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.phantomnet.benchmarks.Row;

/** Runs the JMH benchmarks, in processes of their own, and reads the rows out of their results. */
public final class Micro {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double SEND_TARGET = 0.2;
  private static final double SEALED_TARGET = 0.5;
  private static final double BLACKOUT_TARGET = 10;

  private Micro() {}

  /**
   * Blocks until all have run: 2 to 3 minutes, or half a minute if {@code quick}.
   *
   * @param verbose JMH's own account on standard output
   * @throws RunnerException if a benchmark fails
   */
  public static List<Row> run(boolean quick, boolean verbose) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Micro.class.getPackageName() + "\\..*Benchmark\\..*")
            .forks(quick ? 1 : 2)
            .warmupIterations(quick ? 2 : 4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(quick ? 2 : 5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend("-Djava.awt.headless=true")
            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    return rows(new Runner(options.build()).run());
  }

  private static List<Row> rows(Collection<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (Named named : NAMES) {
      for (RunResult result : results) {
        String name = result.getParams().getBenchmark();
        String of = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        if (of.equals(named.benchmark())) {
          rows.add(row(named, result));
        }
      }
    }
    return rows;
  }

  private static Row row(Named named, RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    String kind =
        Optional.ofNullable(result.getParams().getParam("message"))
            .map(message -> message.toLowerCase(Locale.ROOT))
            .orElse("");
    double allocated =
        Optional.ofNullable(result.getSecondaryResults().get(ALLOCATED))
            .map(Result::getScore)
            .orElse(Double.NaN);
    boolean perPacket = named.unit().equals("ns");
    double scale = perPacket ? 1 : 1_000; // JMH's microseconds to ms
    double middle =
        perPacket ? primary.getScore() : primary.getStatistics().getPercentile(50) / scale;
    String spread =
        perPacket
            ? String.format(Locale.ROOT, "%.1f B allocated", allocated)
            : String.format(
                Locale.ROOT,
                "median of %d, 99 %% within %s ms",
                primary.getStatistics().getN(),
                Row.number(primary.getStatistics().getPercentile(99) / scale));
    String suffix = kind.isEmpty() ? "" : "." + kind;
    return new Row(
        named.name() + suffix,
        named.what() + (kind.isEmpty() ? "" : " (" + kind + ")"),
        middle,
        named.unit(),
        named.target(),
        false,
        spread);
  }

  private record Named(
      String benchmark, String name, String what, String unit, Optional<Double> target) {}

  private static final List<Named> NAMES =
      List.of(
          new Named(
              "CallMessageBenchmark.send",
              "message.send",
              "pad + MAC + ratchet of a call message",
              "ms",
              Optional.of(SEND_TARGET)),
          new Named(
              "CallMessageBenchmark.sendSealed",
              "message.sendSealed",
              "the same, sealed",
              "ms",
              Optional.of(SEALED_TARGET)),
          new Named(
              "CallMessageBenchmark.receive",
              "message.receive",
              "receiving it, with the ratchet's turn",
              "ms",
              Optional.empty()),
          new Named(
              "CallMessageBenchmark.receiveSealed",
              "message.receiveSealed",
              "receiving it sealed",
              "ms",
              Optional.empty()),
          new Named(
              "BlackoutBenchmark.frame720",
              "blackout.frame",
              "a frame of 720p through blackout",
              "ms",
              Optional.of(BLACKOUT_TARGET)),
          new Named(
              "BlackoutBenchmark.threeRunsOfTheModels",
              "blackout.model",
              "the model's part of it",
              "ms",
              Optional.empty()),
          new Named(
              "StoreBenchmark.commit",
              "store.commit",
              "the store's commit of session and outbox",
              "ms",
              Optional.empty()),
          new Named(
              "CallKeysBenchmark.bothSides",
              "keys.bothSides",
              "a call's keys, both sides together",
              "ms",
              Optional.empty()),
          new Named(
              "TunnelBenchmark.outgoing",
              "tunnel.outgoing",
              "a packet through the tunnel's filter, out",
              "ns",
              Optional.empty()),
          new Named(
              "TunnelBenchmark.incoming",
              "tunnel.incoming",
              "a packet through the tunnel's filter, in",
              "ns",
              Optional.empty()),
          new Named(
              "ShieldBenchmark.sealed",
              "shield.sealed",
              "a packet of sound under the media shield, sealed",
              "ns",
              Optional.empty()),
          new Named(
              "ShieldBenchmark.sealedAndOpened",
              "shield.sealedAndOpened",
              "the same sealed and opened",
              "ns",
              Optional.empty()));
}
