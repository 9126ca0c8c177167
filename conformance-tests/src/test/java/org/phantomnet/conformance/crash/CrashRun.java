package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Two clients and their mailbox at work, of which something is killed with SIGKILL in each cycle
 * and started again. The seed decides what people do, who is killed and when; the machine decides
 * what that meets. One thread.
 */
final class CrashRun implements AutoCloseable {
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
  private static final int LOOK_AGAIN_MILLIS = 250;
  private static final int CHECK_EVERY = 25;

  private final Random chance;
  private final Findings findings = new Findings();
  private final CallWatch calls = new CallWatch(findings);
  private final LoopbackEstate estate;
  private final Correspondent alice;
  private final Correspondent bob;
  private final Traffic traffic;
  private final Map<String, Integer> kills = new TreeMap<>();

  /** What a run did and found. */
  record Report(
      int cycles,
      Map<String, Integer> kills,
      int messages,
      int calls,
      int rang,
      List<String> findings) {
    @Override
    public String toString() {
      return String.format(
          "%d cycles, killed %s; %d messages confirmed, %d calls placed, %d times it rang: %s",
          cycles,
          kills,
          messages,
          calls,
          rang,
          findings.isEmpty() ? "nothing lost, doubled or broken" : "BROKEN " + findings);
    }
  }

  CrashRun(Path work, long seed) {
    chance = new Random(seed);
    Commands commands = Commands.in(work);
    estate = new LoopbackEstate(commands, work);
    Ledger byAlice = new Ledger("alice");
    Ledger byBob = new Ledger("bob");
    alice =
        new Correspondent("alice", commands, work, estate.file(), byAlice, byBob, calls, findings);
    bob = new Correspondent("bob", commands, work, estate.file(), byBob, byAlice, calls, findings);
    List<Correspondent> people = List.of(alice, bob);
    people.forEach(Correspondent::start);
    people.forEach(Correspondent::awaitOpen);
    alice.befriend(bob);
    traffic = new Traffic(new Random(seed + 1), people);
  }

  /**
   * One kill, and a restart that the next cycles go on beside. Who is to be killed has mostly come
   * up before.
   */
  void cycle() throws InterruptedException {
    List<Correspondent> victims = victims();
    boolean mailbox = victims.isEmpty() || chance.nextInt(10) == 0;
    boolean aliceCalls = chance.nextBoolean();
    boolean call = chance.nextInt(5) < 3;
    if (chance.nextInt(6) > 0) {
      victims.forEach(Correspondent::awaitOpen);
    }
    if (call) {
      traffic.call(aliceCalls ? alice : bob, aliceCalls ? bob : alice);
    }
    Moment moment = Moment.drawn(chance);
    List.of(alice, bob).forEach(person -> person.watch(moment));
    moment.await();
    if (mailbox) {
      count("mailbox");
      estate.killMailbox();
    }
    for (Correspondent victim : victims) {
      count(victim.name);
      victim.kill();
    }
    if (mailbox) {
      estate.restartMailbox();
    }
    for (Correspondent victim : victims) {
      if (chance.nextInt(3) == 0) {
        victim.forgetReplies();
      }
      victim.start();
    }
  }

  private List<Correspondent> victims() {
    int drawn = chance.nextInt(10);
    if (drawn < 4) {
      return List.of(alice);
    }
    if (drawn < 8) {
      return List.of(bob);
    }
    return drawn == 8 ? List.of(alice, bob) : List.of();
  }

  private void count(String killed) {
    kills.merge(killed, 1, Integer::sum);
  }

  /** Waits until nothing is under way, then compares both stores with what was promised. */
  void audit() throws InterruptedException {
    traffic.setQuiet(true);
    alice.awaitOpen();
    bob.awaitOpen();
    alice.tell("hangup", Map.of());
    bob.tell("hangup", Map.of());
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    JsonNode atAlice = alice.chats(bob);
    JsonNode atBob = bob.chats(alice);
    while (!(alice.wrote.isSettled(atAlice, atBob) && bob.wrote.isSettled(atBob, atAlice))
        && System.nanoTime() < deadline) {
      new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      atAlice = alice.chats(bob);
      atBob = bob.chats(alice);
    }
    alice.wrote.audit(atAlice, atBob, findings);
    bob.wrote.audit(atBob, atAlice, findings);
    if (alice.historySize() > calls.placedCount() || bob.historySize() > calls.placedCount()) {
      findings.add("the history has more calls than were placed");
    }
    traffic.setQuiet(false);
  }

  /** After all that, a call is placed, answered, heard on both sides, and hung up. */
  void finalCall() {
    traffic.setQuiet(true);
    bob.kill();
    bob.forgetReplies();
    bob.start();
    alice.awaitReady();
    bob.awaitReady();
    int atAlice = alice.mark();
    int atBob = bob.mark();
    alice.call(bob);
    Optional<JsonNode> ringing = bob.await(atBob, STEP_LIMIT, phase("RINGING"));
    if (ringing.isEmpty()) {
      findings.add("afterwards, a call does not ring");
      return;
    }
    bob.tell("answer", Map.of());
    if (alice.await(atAlice, STEP_LIMIT, CrashRun::isHeard).isEmpty()
        || bob.await(atBob, STEP_LIMIT, CrashRun::isHeard).isEmpty()) {
      findings.add("afterwards, a call is not heard");
    }
    alice.tell("hangup", Map.of());
    if (alice.await(atAlice, STEP_LIMIT, CrashRun::isOver).isEmpty()
        || bob.await(atBob, STEP_LIMIT, CrashRun::isOver).isEmpty()) {
      findings.add("afterwards, a call does not end");
    }
  }

  private static Predicate<JsonNode> phase(String phase) {
    return event ->
        event.path("event").asText().equals("call") && event.path("phase").asText().equals(phase);
  }

  private static boolean isHeard(JsonNode event) {
    return event.path("firstAudio").asBoolean();
  }

  private static boolean isOver(JsonNode event) {
    return event.path("keysDestroyed").asBoolean() && event.path("engineReleased").asBoolean();
  }

  boolean isBroken() {
    return !findings.all().isEmpty();
  }

  Report report(int cycles) {
    return new Report(
        cycles,
        Map.copyOf(kills),
        alice.wrote.confirmedCount() + bob.wrote.confirmedCount(),
        calls.placedCount(),
        calls.rangCount(),
        new ArrayList<>(findings.all()));
  }

  /** All cycles, with an audit after each {@value #CHECK_EVERY}; stops at the first finding. */
  Report run(int cycles, IntConsumer progress) throws InterruptedException {
    int done = 0;
    while (done < cycles && !isBroken()) {
      cycle();
      done++;
      progress.accept(done);
      if (done % CHECK_EVERY == 0 || done == cycles) {
        audit();
      }
    }
    if (!isBroken()) {
      finalCall();
    }
    return report(done);
  }

  @Override
  public void close() {
    traffic.close();
    alice.close();
    bob.close();
    estate.close();
  }
}
