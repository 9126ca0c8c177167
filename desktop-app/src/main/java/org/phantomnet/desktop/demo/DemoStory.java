package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The demo from start to end: relays, two clients, a chat, a call, a comparison of what was said
 * with what was heard. One use. A step that does not hold ends it; the report then says which and
 * why.
 */
public final class DemoStory {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(20);

  /** What a call's start costs is not what talking costs. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** A person takes so long to answer, at least. */
  private static final Duration RINGS = Duration.ofSeconds(2);

  /** A connection that is not in use any more is closed a second later (CALL-55). */
  private static final Duration OLD_CONNECTION = Duration.ofSeconds(2);

  /** A lost relay must be noticed within this time. */
  private static final Duration LOSS_LIMIT = Duration.ofSeconds(45);

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoNarrator narrator;
  private DemoReport report;
  private Optional<DemoIncident> passing = Optional.empty();
  private Optional<DemoDevices> forked = Optional.empty();

  public DemoStory(DemoOptions options, Timeline timeline) {
    this.options = options;
    this.timeline = timeline;
    this.narrator = new DemoNarrator(timeline);
    this.report = new DemoReport(options.mode().name());
  }

  /**
   * Runs everything; a failed step is in the report, not thrown. Blocks until every process has
   * ended.
   */
  public DemoReport run() {
    try (DemoEstate estate = DemoEstate.launch(options);
        DemoClient alice = client("Alice", estate);
        DemoClient bob = client("Bob", estate);
        DemoDevices devices =
            DemoDevices.launch(options, estate.file(), timeline, narrator::accept)) {
      estate.awaitReady(timeline);
      alice.open();
      bob.open();
      devices.unlock();
      meet(alice, bob);
      switch (options.disturbance()) {
        case NONE -> {
          if (options.devices() > 1) {
            devices.link(alice, bob);
            forked = Optional.of(devices);
          }
          wholeCall(alice, devices.answering(bob), true);
        }
        case MOVE -> movedCall(alice, bob, devices);
        case KILL_RELAY, DROP_NETWORK, SWITCH_MODE, ADD_VIDEO -> {
          passing = DemoIncident.of(options, timeline, report, estate);
          wholeCall(alice, bob, options.anotherConnection());
        }
        case DEAD_GUARD -> {
          connect(alice, bob);
          hangUp(alice, bob);
          new DemoMishap(options, timeline, report, estate).beforeACall(alice);
          afterEnd(alice, bob);
          wholeCall(alice, bob, true);
        }
        case KILL_CLIENT -> {
          connect(alice, bob);
          timeline.event("demo", "kills Bob's client (as kill -9 does) and starts it again");
          bob.killAndRestart();
          expectEnd(alice, List.of("PEER_RESTARTED", "RECONNECT_TIMEOUT", "PEER_RELAY_LOST"));
          afterEnd(alice);
          chatAgain(alice, bob);
          wholeCall(alice, bob, true);
        }
        case KILL_MEDIA_CHILD -> {
          List<ProcessHandle> before = bob.awaitMediaProcesses(STEP_LIMIT);
          connect(alice, bob);
          timeline.event("demo", "kills Bob's media child");
          before.forEach(ProcessHandle::destroyForcibly);
          expectEnd(bob, List.of("ENGINE_DIED"));
          expectEnd(alice, List.of("PEER_ENGINE_DIED"));
          afterEnd(alice, bob);
          wholeCall(alice, bob, true);
        }
        case KILL_RELAY_ONE, KILL_RELAY_TWO -> {
          connect(alice, bob);
          int relay = options.disturbance() == Disturbance.KILL_RELAY_ONE ? 0 : 1;
          timeline.event("demo", "kills relay " + (relay == 0 ? "one" : "two"));
          estate.kill(relay);
          expectRelayLoss(alice);
          expectRelayLoss(bob);
        }
      }
      report.ok();
    } catch (DemoFailure e) {
      report.failed(e.step(), String.valueOf(e.getMessage()));
    }
    return report;
  }

  /**
   * Several calls, one after the other, between the same two clients; then Alice's client is
   * started anew as often. As {@link #run} otherwise, but nothing is disturbed, and how much could
   * be understood is in the reports only.
   */
  public DemoSeries series(int count) {
    List<DemoReport> calls = new ArrayList<>();
    List<DemoSeries.Start> starts = new ArrayList<>();
    try (DemoEstate estate = DemoEstate.launch(options);
        DemoClient alice = client("Alice", estate);
        DemoClient bob = client("Bob", estate)) {
      estate.awaitReady(timeline);
      alice.open();
      bob.open();
      meet(alice, bob);
      for (int call = 0; call < count; call++) {
        report = new DemoReport(options.mode().name());
        wholeCall(alice, bob, false);
        report.ok();
        calls.add(report);
        afterEnd(alice, bob);
      }
      for (int start = 0; start < count; start++) {
        starts.add(alice.restart());
      }
    } catch (DemoFailure e) {
      report = new DemoReport(options.mode().name());
      report.failed(e.step(), String.valueOf(e.getMessage()));
      calls.add(report);
    }
    return new DemoSeries(calls, starts);
  }

  private DemoClient client(String person, DemoEstate estate) throws DemoFailure {
    Path directory = options.work().resolve(person.toLowerCase(Locale.ROOT));
    return DemoClient.launch(person, options, estate.file(), directory, narrator::accept);
  }

  private void meet(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.heading("Chat");
    alice.register("alice");
    bob.register("bob");
    alice.request(bob);
    alice.chat(bob, "Hi Bob, it is Alice. Shall we talk?");
    bob.chat(alice, "Yes, call me. This chat is encrypted, too.");
    String seenByAlice = alice.safetyNumber(bob);
    if (!seenByAlice.equals(bob.safetyNumber(alice))) {
      throw new DemoFailure("safety number", "Alice and Bob see different safety numbers");
    }
    alice.verify(bob);
    bob.verify(alice);
    timeline.event("both", "compared and verified the safety number: " + seenByAlice);
    alice.process().await("calls-ready", STEP_LIMIT, "Alice's relay list and grants");
    bob.process().await("calls-ready", STEP_LIMIT, "Bob's relay list and grants");
    timeline.event("both", "signed relay list verified, guards chosen, relay permissions in stock");
  }

  private void movedCall(DemoClient alice, DemoClient bob, DemoDevices devices) throws DemoFailure {
    devices.link(alice, bob);
    forked = Optional.of(devices);
    DemoClient first = devices.answering(bob);
    devices.prepare(report);
    connect(alice, first);
    pass(options.talk(), alice, first);
    DemoMove move = new DemoMove(options, timeline, report);
    move.happens(alice, first, bob);
    pass(options.talk(), alice, bob);
    hangUp(alice, bob);
    move.judge(alice, first, bob);
  }

  private void chatAgain(DemoClient alice, DemoClient bob) throws DemoFailure {
    alice.chat(bob, "Are you back?");
    bob.chat(alice, "Yes, nothing was lost.");
  }

  private void wholeCall(DemoClient alice, DemoClient bob, boolean mustBeUnderstood)
      throws DemoFailure {
    if (forked.isPresent()) {
      forked.get().prepare(report);
    }
    DemoChildren alices = new DemoChildren(alice, options.mode(), STEP_LIMIT);
    DemoChildren bobs = new DemoChildren(bob, options.mode(), STEP_LIMIT);
    connect(alice, bob);
    List<ProcessHandle> childrenOfAlice = alices.ofCall();
    List<ProcessHandle> childrenOfBob = bobs.ofCall();
    timeline.event(
        "both", "talk for " + options.talk().toSeconds() + " s; each hears the other's voice");
    pass(SETTLING, alice, bob);
    DemoLoad loadOfAlice = new DemoLoad(alice.process().handle(), childrenOfAlice);
    DemoLoad loadOfBob = new DemoLoad(bob.process().handle(), childrenOfBob);
    if (passing.isPresent()) {
      passing.get().happens(alice, bob);
    }
    if (options.disturbance() == Disturbance.SWITCH_MODE) {
      directIsOver(alice, bob, childrenOfAlice, childrenOfBob);
    }
    pass(options.talk().minus(SETTLING), alice, bob);
    if (!options.anotherConnection()) {
      report.side("load", "alice", loadOfAlice.percentOfCore());
      report.side("load", "bob", loadOfBob.percentOfCore());
    }
    hangUp(alice, bob);
    DemoChildren.assertGone(alice, childrenOfAlice, timeline);
    DemoChildren.assertGone(bob, childrenOfBob, timeline);
    new DemoRecords(timeline, report, forked.map(DemoDevices::first).orElse(bob)).check(alice, bob);
    if (forked.isPresent()) {
      forked.get().records(alice);
    }
    try {
      if (options.video()) {
        new DemoWatching(options, timeline, report).compare(alice, bob);
      }
      new DemoListening(options, timeline, report).compare(alice, bob, mustBeUnderstood);
      if (passing.isPresent()) {
        passing.get().judge();
      }
    } catch (IOException e) {
      throw new DemoFailure("compare audio", "a recording could not be read: " + e.getMessage());
    }
  }

  /** Only a media child of Fast has a network: when it is gone, nothing goes directly any more. */
  private void directIsOver(
      DemoClient alice,
      DemoClient bob,
      List<ProcessHandle> childrenOfAlice,
      List<ProcessHandle> childrenOfBob)
      throws DemoFailure {
    pass(OLD_CONNECTION, alice, bob);
    DemoChildren.assertGone(alice, childrenOfAlice);
    DemoChildren.assertGone(bob, childrenOfBob);
    timeline.event(
        "both",
        "the media children of the direct connection, the only ones with a network, are gone");
  }

  private void connect(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.heading("Call");
    alice
        .process()
        .tell(
            "call",
            Map.of(
                "who",
                bob.address(),
                "mode",
                options.mode().name(),
                "video",
                options.beginsWithVideo()));
    JsonNode dialled = alice.process().await("call", STEP_LIMIT, "Alice calls");
    JsonNode offered = alice.awaitTrace("OFFER_SENT", STEP_LIMIT, "send the offer");
    JsonNode ringing = bob.awaitPhase("RINGING", STEP_LIMIT, "Bob rings");
    alice.awaitPhase("REMOTE_RINGING", STEP_LIMIT, "Alice hears the ringback");
    report.timing("dialToRingMs", millis(dialled, ringing));
    report.timing("offerToRingMs", millis(offered, ringing));
    if (forked.isPresent()) {
      forked.get().awaitRinging();
    }
    pass(RINGS, alice, bob);
    if (options.mode() != CallMode.FAST) {
      alice.awaitCall("transportConnected", STEP_LIMIT, "connect over relays while ringing");
      if (forked.isEmpty()) {
        bob.awaitCall("keysConfirmed", STEP_LIMIT, "confirm the call keys");
        // DTLS is done half a round trip later at the callee: nobody answers in between
        bob.awaitCall("transportConnected", STEP_LIMIT, "connect at Bob's end, too");
      }
    }
    if (forked.isPresent()) {
      forked.get().assertRinging();
    }
    timeline.event(bob.person(), "answers");
    bob.process().tell("answer", Map.of());
    JsonNode answered = bob.process().await("answering", STEP_LIMIT, "Bob answers");
    JsonNode heardByAlice = alice.awaitCall("firstAudio", STEP_LIMIT, "Alice hears Bob");
    JsonNode heardByBob = bob.awaitCall("firstAudio", STEP_LIMIT, "Bob hears Alice");
    report.timing(
        "acceptToFirstAudioMs",
        Math.max(millis(answered, heardByAlice), millis(answered, heardByBob)));
    if (options.beginsWithVideo()) {
      JsonNode seenByAlice = alice.awaitPicture(STEP_LIMIT);
      JsonNode seenByBob = bob.awaitPicture(STEP_LIMIT);
      report.timing(
          "acceptToFirstPictureMs",
          Math.max(millis(answered, seenByAlice), millis(answered, seenByBob)));
    }
    path(alice);
    path(bob);
    if (forked.isPresent()) {
      forked.get().awaitStopped(answered, report);
    }
  }

  private void path(DemoClient client) throws DemoFailure {
    JsonNode connected = client.awaitPhase("CONNECTED", STEP_LIMIT, client.person() + " connected");
    JsonNode path = connected.path("path");
    report.side("path", client.person().toLowerCase(Locale.ROOT), path);
    DemoPath shown = new DemoPath(path);
    timeline.event(client.person(), shown.words());
    shown.check(client.person(), options.mode());
  }

  private void pass(Duration length, DemoClient alice, DemoClient bob) throws DemoFailure {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      for (DemoClient client : List.of(alice, bob)) {
        for (JsonNode event : client.process().events()) {
          if (event.path("phase").asText().equals("ENDED")) {
            throw new DemoFailure(
                "talk", client.person() + "'s call ended: " + event.path("endText").asText());
          }
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoFailure("talk", "interrupted");
      }
    }
  }

  private void hangUp(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.heading("After the call");
    alice.process().tell("hangup", Map.of());
    JsonNode hangingUp = alice.process().await("hanging-up", STEP_LIMIT, "hang up");
    double released = 0;
    for (DemoClient client : List.of(alice, bob)) {
      client.awaitPhase("ENDED", STEP_LIMIT, client.person() + "'s call ends");
      client.awaitCall("keysDestroyed", STEP_LIMIT, client.person() + "'s keys are destroyed");
      JsonNode gone =
          client.awaitCall("engineReleased", STEP_LIMIT, client.person() + "'s engine is released");
      released = Math.max(released, millis(hangingUp, gone));
    }
    report.timing("hangupToReleasedMs", released);
  }

  /**
   * A side whose own relay is gone must say so. The other side is told by a message; where the
   * mailbox died with the relay, it can only see that nothing comes from beyond its own, working
   * relay.
   */
  private void expectRelayLoss(DemoClient client) throws DemoFailure {
    String killed = options.disturbance() == Disturbance.KILL_RELAY_ONE ? "north" : "south";
    boolean ownRelay =
        client
            .awaitPhase("CONNECTED", STEP_LIMIT, client.person() + " was connected")
            .at("/path/relayOperator")
            .asText()
            .equals(killed);
    List<String> theirs =
        options.disturbance() == Disturbance.KILL_RELAY_ONE
            ? List.of("PEER_RELAY_LOST", "RECONNECT_TIMEOUT")
            : List.of("PEER_RELAY_LOST");
    expectEnd(client, ownRelay ? List.of("RELAY_LOST") : theirs);
  }

  private void expectEnd(DemoClient client, List<String> reasons) throws DemoFailure {
    JsonNode end = client.awaitPhase("ENDED", LOSS_LIMIT, client.person() + "'s call ends");
    String reason = end.path("end").asText();
    report.put("end" + client.person(), reason);
    if (!reasons.contains(reason)) {
      throw new DemoFailure("end of the call", client.person() + "'s call ended as " + reason);
    }
    client.awaitCall("keysDestroyed", STEP_LIMIT, client.person() + "'s keys are destroyed");
    client.awaitCall("engineReleased", STEP_LIMIT, client.person() + "'s engine is released");
  }

  /** Before a second call: nothing of the first one may answer for it. */
  private void afterEnd(DemoClient... clients) {
    List.of(clients).forEach(client -> client.process().forget());
    narrator.newCall();
  }

  /** Milliseconds between two events by their own clocks (one machine, one clock). */
  static double millis(JsonNode from, JsonNode to) {
    return (to.path("atMicros").asLong() - from.path("atMicros").asLong()) / 1000.0;
  }
}
