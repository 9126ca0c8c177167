package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.phantomnet.desktop.listen.Listen;
import org.phantomnet.desktop.listen.Listen.Transport;
import org.phantomnet.desktop.listen.ListenReport;
import org.phantomnet.desktop.ui.Timeline;

/**
 * Compares what each side said with what the other heard, on one clock. Delay and loss for the
 * opinion score are the call's own: the recordings' start times, and the engine's packet counts.
 */
final class DemoListening {
  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoListening(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  /** Fails if one of them could not be understood, unless that is a figure like the others. */
  void compare(DemoClient alice, DemoClient bob, boolean mustBeUnderstood)
      throws IOException, DemoFailure {
    timeline.heading("What was heard");
    direction("aliceToBob", alice, bob, mustBeUnderstood);
    direction("bobToAlice", bob, alice, mustBeUnderstood);
  }

  private void direction(
      String name, DemoClient speaker, DemoClient listener, boolean mustBeUnderstood)
      throws IOException, DemoFailure {
    String title = speaker.person() + " to " + listener.person();
    String step = "listen " + title;
    Path said = file(speaker, "said");
    Path heard = file(listener, "heard");
    double heardLater = startMillis(listener, "heard", step) - startMillis(speaker, "said", step);
    double mouthToEar = Math.max(0, Listen.compare(said, heard).delayMs() + heardLater);
    ListenReport result =
        Listen.compare(said, heard, new Transport(mouthToEar, loss(listener, step)));
    Map<String, Object> figures = result.toMap();
    figures.put("delayMs", figures.get("mouthToEarMs"));
    figures.put("jitterMs", jitter(listener, step));
    report.audio(name, figures);
    timeline.text("  " + title + ":");
    result.table().lines().forEach(timeline::text);
    if (mustBeUnderstood && !result.intelligible()) {
      throw new DemoFailure(step, "what " + listener.person() + " heard is not intelligible");
    }
  }

  private Path file(DemoClient client, String which) {
    return options
        .report()
        .resolve(client.person().toLowerCase(Locale.ROOT) + "-" + which + ".wav");
  }

  private static double startMillis(DemoClient client, String which, String step)
      throws DemoFailure {
    JsonNode begun =
        last(
            client,
            e ->
                e.path("event").asText().equals("recording")
                    && e.path("which").asText().equals(which),
            step);
    return begun.path("atMicros").asLong() / 1000.0;
  }

  private static double loss(DemoClient client, String step) throws DemoFailure {
    JsonNode quality = last(client, e -> e.path("quality").isObject(), step).path("quality");
    double lost = quality.path("packetsLost").asDouble();
    double received = quality.path("packetsReceived").asDouble();
    return lost <= 0 ? 0 : Math.min(1, lost / (lost + received));
  }

  /** The middle of what the engine reported during the call. */
  private static double jitter(DemoClient client, String step) throws DemoFailure {
    double[] reported =
        client.process().events().stream()
            .map(event -> event.path("quality").path("jitterMs"))
            .filter(JsonNode::isNumber)
            .mapToDouble(JsonNode::asDouble)
            .sorted()
            .toArray();
    if (reported.length == 0) {
      throw new DemoFailure(step, client.person() + " reported no jitter");
    }
    return Math.round(reported[reported.length / 2] * 10) / 10.0;
  }

  private static JsonNode last(DemoClient client, Predicate<JsonNode> wanted, String step)
      throws DemoFailure {
    List<JsonNode> events = client.process().events();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (wanted.test(events.get(i))) {
        return events.get(i);
      }
    }
    throw new DemoFailure(step, client.person() + " did not report what the comparison needs");
  }
}
