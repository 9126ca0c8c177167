package org.phantomnet.benchmarks.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.phantomnet.benchmarks.Row;
import org.phantomnet.desktop.demo.DemoOptions;
import org.phantomnet.desktop.demo.DemoReport;
import org.phantomnet.desktop.demo.DemoSeries;
import org.phantomnet.desktop.demo.DemoStory;
import org.phantomnet.desktop.demo.WorkDirectory;
import org.phantomnet.desktop.platform.JavaCommand;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Places calls as the demo does and reads the figures out of its reports: many short ones for what
 * happens around a call, one long one for what it sounds like and costs. One use.
 */
public final class CallBench {
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Duration LONG = Duration.ofSeconds(27);
  private static final int CALLS = 10;
  private static final int QUICK_CALLS = 3;

  /** A contact's fourth call within five minutes does not ring (RING-3). */
  private static final int MOST_IN_A_ROW = 3;

  private static final double FIRST_AUDIO_TARGET = 150;
  private static final double CORE_TARGET = 6;
  private static final double MOUTH_TO_EAR_TARGET = 250;
  private static final double FAST_MOUTH_TO_EAR_TARGET = 150;

  private final CallMode mode;
  private final Network network;
  private final boolean quick;
  private final boolean soundOnly;
  private final Optional<PrintStream> verbose;

  /**
   * @param soundOnly one long call and no others
   */
  public CallBench(
      CallMode mode,
      Network network,
      boolean quick,
      boolean soundOnly,
      Optional<PrintStream> verbose) {
    this.mode = mode;
    this.network = network;
    this.quick = quick;
    this.soundOnly = soundOnly;
    this.verbose = verbose;
  }

  /**
   * Blocks for two to three minutes.
   *
   * @throws CallBenchException if a call did not work
   * @throws IOException if the processes' commands, the lab or the files cannot be had
   */
  public List<Row> run() throws IOException, CallBenchException {
    List<Row> rows = new ArrayList<>();
    if (!soundOnly) {
      rows.addAll(times());
    }
    rows.addAll(sound(series(quick ? SHORT : LONG, 1).calls().get(0).json()));
    return rows;
  }

  private List<Row> times() throws IOException, CallBenchException {
    List<Row> rows = new ArrayList<>();
    DemoSeries many = many(quick ? QUICK_CALLS : CALLS);
    rows.add(
        row(
            "start.ready",
            "process start to client ready, with key derivation",
            many.starts().stream().mapToDouble(DemoSeries.Start::ready),
            Optional.empty()));
    rows.add(
        row(
            "start.callsReady",
            "process start to calls possible",
            many.starts().stream().mapToDouble(DemoSeries.Start::callsReady),
            Optional.empty()));
    rows.add(timing("offerToRing", "offer to ring", many.calls(), Optional.empty()));
    rows.add(
        timing(
            "acceptToFirstAudio",
            "accept to first audio, the slower direction",
            many.calls(),
            firstAudioTarget()));
    rows.add(
        timing(
            "hangupToReleased",
            "hang-up to released on both sides",
            many.calls(),
            Optional.empty()));
    return rows;
  }

  /** Half a round trip more than without a path; none where packets are lost. */
  private Optional<Double> firstAudioTarget() {
    boolean connectedWhileRinging = mode != CallMode.FAST || network.isLoopback();
    return connectedWhileRinging && network.loss() == 0
        ? Optional.of(FIRST_AUDIO_TARGET + network.pathMillis())
        : Optional.empty();
  }

  private List<Row> sound(JsonNode report) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        worse(
            "core",
            "processor time of a call, client and media child, the busier side",
            both(report.path("load"), side -> side.path("percentOfCore").asDouble()),
            "% of a core",
            Optional.of(CORE_TARGET),
            false));
    JsonNode audio = report.path("audio");
    rows.add(
        worse(
            "mouthToEar",
            "mouth to ear",
            both(audio, way -> way.path("mouthToEarMs").asDouble()),
            "ms",
            Optional.of(mode == CallMode.FAST ? FAST_MOUTH_TO_EAR_TARGET : MOUTH_TO_EAR_TARGET),
            false));
    rows.add(
        worse(
            "stoi",
            "STOI",
            both(audio, way -> way.path("stoi").asDouble()),
            "",
            stoiTarget(),
            true));
    rows.add(
        worse(
            "mos",
            "MOS (E-model)",
            both(audio, way -> way.path("mos").asDouble()),
            "",
            Optional.empty(),
            true));
    rows.add(
        worse(
            "jitter",
            "jitter as the engine reports it",
            both(audio, way -> way.path("jitterMs").asDouble()),
            "ms",
            Optional.empty(),
            false));
    rows.add(
        worse(
            "loss",
            "packets lost, as the engine counts",
            both(audio, way -> 100 * way.path("lossFraction").asDouble()),
            "%",
            Optional.empty(),
            false));
    return rows;
  }

  /** 0.9 up to 2 % loss and 0.75 up to 10 %; none beyond. */
  private Optional<Double> stoiTarget() {
    if (network.loss() <= 0.02) {
      return Optional.of(0.9);
    }
    return network.loss() <= 0.1 ? Optional.of(0.75) : Optional.empty();
  }

  private DemoSeries many(int count) throws IOException, CallBenchException {
    List<DemoReport> calls = new ArrayList<>();
    List<DemoSeries.Start> starts = new ArrayList<>();
    while (calls.size() < count) {
      DemoSeries some = series(SHORT, Math.min(MOST_IN_A_ROW, count - calls.size()));
      calls.addAll(some.calls());
      starts.addAll(some.starts());
    }
    return new DemoSeries(calls, starts);
  }

  private DemoSeries series(Duration talk, int count) throws IOException, CallBenchException {
    PrintStream shown =
        verbose.orElse(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try (WorkDirectory work = WorkDirectory.create();
        Network.Built built = network.build(work.path().resolve("lab"))) {
      Path recordings = Files.createDirectories(work.path().resolve("recordings"));
      DemoOptions options =
          new DemoOptions(
              mode,
              talk,
              work.path(),
              recordings,
              verbose.isEmpty(),
              DemoOptions.Disturbance.NONE,
              JavaCommand.relay(),
              JavaCommand.client(),
              List.of(),
              1,
              built.place());
      DemoSeries series =
          new DemoStory(options, new Timeline(shown, verbose.isEmpty())).series(count);
      for (DemoReport call : series.calls()) {
        if (!call.isOk()) {
          JsonNode failure = call.json().path("failure");
          throw new CallBenchException(
              failure.path("step").asText() + ": " + failure.path("why").asText());
        }
      }
      return series;
    }
  }

  private Row timing(String name, String what, List<DemoReport> calls, Optional<Double> target) {
    return row(
        name,
        what,
        calls.stream()
            .mapToDouble(call -> call.json().path("timings").path(name + "Ms").asDouble()),
        target);
  }

  /** The median in milliseconds, and the range. */
  private Row row(String name, String what, DoubleStream measured, Optional<Double> target) {
    double[] values = measured.toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    String detail =
        "median of "
            + values.length
            + ", "
            + Row.number(sorted[0])
            + " to "
            + Row.number(sorted[sorted.length - 1])
            + ", the first "
            + Row.number(values[0]);
    return new Row(name + tag(), what + words(), median(sorted), "ms", target, false, detail);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The worse of two sides. */
  private Row worse(
      String name,
      String what,
      double[] both,
      String unit,
      Optional<Double> target,
      boolean higherIsBetter) {
    double worse = higherIsBetter ? Math.min(both[0], both[1]) : Math.max(both[0], both[1]);
    double better = both[0] + both[1] - worse;
    return new Row(
        name + tag(),
        what + words(),
        worse,
        unit,
        target,
        higherIsBetter,
        "the other side " + Row.number(better));
  }

  private static double[] both(JsonNode sides, ToDoubleFunction<JsonNode> figure) {
    List<Double> figures = new ArrayList<>();
    sides.forEach(side -> figures.add(figure.applyAsDouble(side)));
    if (figures.size() != 2) {
      throw new IllegalStateException("a report has two sides");
    }
    return new double[] {figures.get(0), figures.get(1)};
  }

  /** Tells these figures from those of others in one JSON. */
  private String tag() {
    String far = network.isLoopback() ? "" : "@" + network.pathMillis() + "ms," + network.loss();
    return far + (mode == CallMode.FAST ? "@fast" : "");
  }

  private String words() {
    return network.words() + (mode == CallMode.FAST ? ", Fast" : "");
  }
}
