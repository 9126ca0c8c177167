package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.desktop.demo.DemoFilm;
import org.phantomnet.desktop.demo.DemoOptions;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.desktop.demo.DemoPlace;
import org.phantomnet.desktop.demo.DemoReport;
import org.phantomnet.desktop.demo.DemoStory;
import org.phantomnet.desktop.demo.WorkDirectory;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/** One run of the demo's story, whose every step must hold. */
record DemoRun(
    CallMode mode,
    Disturbance disturbance,
    Duration talk,
    List<String> clips,
    int devices,
    boolean camera) {
  private static final String PORTRAIT =
      "blackout-tflite/src/test/resources/org/phantomnet/segmenter/astronaut.jpg";

  static DemoRun of(CallMode mode, Disturbance disturbance, Duration talk) {
    return new DemoRun(mode, disturbance, talk, List.of(), 1, false);
  }

  DemoRun withVideo() {
    return new DemoRun(mode, disturbance, talk, List.of("1", "2"), devices, camera);
  }

  DemoRun withDevices(int count) {
    return new DemoRun(mode, disturbance, talk, clips, count, camera);
  }

  /** Pictures of a film of a room and a person, through blackout. */
  DemoRun withCamera() {
    return new DemoRun(mode, disturbance, talk, clips, devices, true).withVideo();
  }

  /**
   * @param reports a directory for what is left of it
   * @return the report of the story
   */
  JsonNode report(Path reports) throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (WorkDirectory work = WorkDirectory.create();
        DemoPlace place = DemoPlace.forMode(mode, disturbance, work.path())) {
      Path directory = Files.createDirectories(reports.resolve("report"));
      DemoOptions options =
          new DemoOptions(
              mode,
              talk,
              work.path(),
              directory,
              false,
              disturbance,
              java("org.phantomnet.relay.main.RelayMain"),
              java("org.phantomnet.desktop.commands.Phantom", "client"),
              clips,
              Optional.empty(),
              camera ? Optional.of(film(work.path())) : Optional.empty(),
              devices,
              place);
      Timeline timeline = new Timeline(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
      DemoReport report = new DemoStory(options, timeline).run();
      boolean ok = report.finish(timeline, directory, Optional.empty());
      assertTrue(ok, () -> why(report.json()) + shown.toString(StandardCharsets.UTF_8));
      return report.json();
    }
  }

  /** First in the message: a summary shows only its beginning. */
  private static String why(JsonNode report) {
    JsonNode failure = report.path("failure");
    return failure.path("step").asText() + ": " + failure.path("why").asText() + "\n";
  }

  private static DemoFilm film(Path work) throws IOException {
    Path portrait = Repository.root().resolve(PORTRAIT);
    return DemoFilm.make(portrait, work.resolve("film.y4m")).patient();
  }

  private static List<String> java(String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    return command;
  }
}
