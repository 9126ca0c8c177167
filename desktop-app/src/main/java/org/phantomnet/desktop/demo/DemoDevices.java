package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Bob's devices beside his first one: linked as a person links them, all of them ring, and the one
 * that was linked last answers. One use; one thread.
 */
final class DemoDevices implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ELSEWHERE = "ACCEPTED_ELSEWHERE";

  private final List<DemoClient> linked;
  private final DemoOptions options;
  private final Timeline timeline;
  private final List<DemoClient> others = new ArrayList<>();
  private final List<DemoChildren> children = new ArrayList<>();
  private final List<List<ProcessHandle>> ofCall = new ArrayList<>();

  private DemoDevices(List<DemoClient> linked, DemoOptions options, Timeline timeline) {
    this.linked = linked;
    this.options = options;
    this.timeline = timeline;
  }

  /** Starts the clients of all but Bob's first device; {@link #link} completes the start. */
  static DemoDevices launch(
      DemoOptions options, Path estate, Timeline timeline, BiConsumer<String, JsonNode> narrator)
      throws DemoFailure {
    DemoDevices result = new DemoDevices(new ArrayList<>(), options, timeline);
    try {
      for (int number = 2; number <= options.devices(); number++) {
        String name = "Bob-" + number;
        Path directory = options.work().resolve(name.toLowerCase(Locale.ROOT));
        result.linked.add(DemoClient.launch(name, options, estate, directory, narrator));
      }
    } catch (DemoFailure e) {
      result.close();
      throw e;
    }
    return result;
  }

  /** Unlocks their stores; {@link #link} waits until they are open. */
  void unlock() throws DemoFailure {
    for (DemoClient device : linked) {
      device.unlock();
    }
  }

  /** Makes them devices of Bob's account; each then writes to Alice. */
  void link(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.heading("Bob's other devices");
    others.add(bob);
    others.addAll(linked.subList(0, linked.size() - 1));
    int number = 1;
    for (DemoClient device : linked) {
      number++;
      device.awaitOpen();
      device.linkTo(bob, number);
      device.process().await("contact", LIMIT, device.person() + " learns of Bob's contacts");
      device.chat(alice, "This is Bob on device " + number + ".");
      device.process().await("calls-ready", LIMIT, device.person() + "'s relay list and grants");
      timeline.event(device.person(), "is linked, and has a session with Alice");
    }
  }

  /** The one that is to answer: the one that was linked last, or Bob's only one. */
  DemoClient answering(DemoClient bob) {
    return linked.isEmpty() ? bob : linked.get(linked.size() - 1);
  }

  /** Bob's first device, which knows all that was written. */
  DemoClient first() {
    return others.get(0);
  }

  /**
   * Before the call: waits for the media child that each will use. In Fast a device that only rings
   * uses none (CALL-38), and the one that it keeps for its next call looks the same.
   */
  void prepare(DemoReport report) throws DemoFailure {
    report.put("devices", options.devices());
    report.put("answeredBy", side(linked.get(linked.size() - 1)));
    if (options.mode() == CallMode.FAST) {
      return;
    }
    for (DemoClient device : others) {
      children.add(new DemoChildren(device, options.mode(), LIMIT));
    }
  }

  /** All of them ring, or this fails. */
  void awaitRinging() throws DemoFailure {
    for (DemoClient device : others) {
      device.awaitPhase("RINGING", LIMIT, device.person() + " rings");
    }
  }

  /** Nobody stopped them before somebody answered; but in Fast each has a media child by now. */
  void assertRinging() throws DemoFailure {
    for (DemoChildren ofDevice : children) {
      ofCall.add(ofDevice.ofCall());
    }
    for (DemoClient device : others) {
      if (!DemoMishap.last(device).path("phase").asText().equals("RINGING")) {
        throw new DemoFailure("ring", device.person() + " does not ring any more");
      }
    }
  }

  /**
   * Everyone else stops, and nothing of the call is left there.
   *
   * @param answered the event with which the answering device took the call
   */
  void awaitStopped(JsonNode answered, DemoReport report) throws DemoFailure {
    double longest = 0;
    for (int i = 0; i < others.size(); i++) {
      DemoClient device = others.get(i);
      String side = side(device);
      JsonNode ended = device.awaitPhase("ENDED", LIMIT, device.person() + " stops");
      double after = DemoStory.millis(answered, ended);
      longest = Math.max(longest, after);
      report.side("acceptToStopMs", side, Math.round(after * 10) / 10.0);
      report.side("endedAs", side, ended.path("end"));
      if (!ended.path("end").asText().equals(ELSEWHERE)) {
        throw new DemoFailure(
            "stop elsewhere", device.person() + "'s call ended as " + ended.path("end").asText());
      }
      device.awaitCall("keysDestroyed", LIMIT, device.person() + "'s keys are destroyed");
      JsonNode released =
          device.awaitCall("engineReleased", LIMIT, device.person() + "'s engine is released");
      report.side("acceptToReleasedMs", side, Math.round(DemoStory.millis(answered, released)));
      boolean hadChild = !ofCall.isEmpty();
      if (hadChild) {
        DemoChildren.assertGone(device, ofCall.get(i));
      }
      timeline.event(
          device.person(),
          String.format(
              Locale.ROOT,
              "stopped %.0f ms after the answer; its keys %s",
              after,
              hadChild ? "and its media child are gone" : "are gone"));
    }
    if (!others.isEmpty()) {
      report.timing("acceptToLastStopMs", longest);
    }
  }

  /** After the call: each has one entry of it, and none of them was ever in it. */
  void records(DemoClient alice) throws DemoFailure {
    for (DemoClient device : others) {
      JsonNode entries = device.history().path("entries");
      JsonNode entry = entries.path(0);
      if (entries.size() != 1
          || !entry.path("with").asText().equals(alice.address())
          || !entry.path("result").asText().equals(ELSEWHERE)
          || entry.path("talkedMs").asLong() != 0) {
        throw new DemoFailure(
            "call history", device.person() + "'s history does not say who took the call");
      }
      for (JsonNode event : device.process().events()) {
        if (event.path("gateOpen").asBoolean() || event.path("firstAudio").asBoolean()) {
          throw new DemoFailure("stop elsewhere", device.person() + " was in the call");
        }
      }
    }
  }

  private static String side(DemoClient device) {
    return device.person().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    linked.forEach(DemoClient::close);
  }
}
