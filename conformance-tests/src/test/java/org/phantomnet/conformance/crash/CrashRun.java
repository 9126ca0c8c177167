package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Clients and their mailbox at work, of which something is killed with SIGKILL in each cycle and
 * started again. Two people stay; a guest moves in and out, and the first person links and unlinks
 * a second device. The seed decides what people do, who is killed and when; the machine decides
 * what that meets. One thread.
 */
final class CrashRun implements AutoCloseable {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
  private static final int LOOK_AGAIN_MILLIS = 100;

  /** So long a guest stays: then there was about all that one contact may reply to (RING-3). */
  private static final int AUDIT_EVERY = 13;

  private final long seed;
  private final Findings findings = new Findings();
  private final CallWatch calls = new CallWatch(findings);
  private final Ledgers ledgers = new Ledgers();
  private final CallScene callScene = new CallScene();
  private final LoopbackEstate estate;
  private final Correspondent.World world;
  private final Correspondent alice;
  private final Correspondent bob;
  private final LinkScene link;
  private final Traffic traffic;
  private final Map<String, Integer> kills = new TreeMap<>();
  private final Map<Scene, Integer> reached = new EnumMap<>(Scene.class);
  private Optional<Correspondent> guest = Optional.empty();
  private int guests;

  /** What a run did and found. */
  record Report(
      int cycles,
      Map<String, Integer> kills,
      Map<Scene, Integer> reached,
      int messages,
      int calls,
      int rang,
      int heard,
      int linked,
      List<String> findings) {
    /** Those in which something was killed at the very moment that was wanted. */
    Set<Scene> scenes() {
      return reached.entrySet().stream()
          .filter(scene -> scene.getValue() > 0)
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
      return String.format(
          "%d cycles, killed %s while %s; %d messages confirmed, %d calls placed, %d rang, %d heard,"
              + " %d devices linked: %s",
          cycles,
          kills,
          reached,
          messages,
          calls,
          rang,
          heard,
          linked,
          findings.isEmpty() ? "nothing lost, doubled or broken" : "BROKEN " + findings);
    }
  }

  CrashRun(Path work, long seed) {
    this.seed = seed;
    Commands commands = Commands.in(work);
    estate = new LoopbackEstate(commands, work);
    world = new Correspondent.World(commands, work, estate.file(), ledgers, calls, findings);
    alice = new Correspondent("alice", world);
    bob = new Correspondent("bob", world);
    List.of(alice, bob).forEach(Correspondent::start);
    List.of(alice, bob).forEach(Correspondent::awaitOpen);
    alice.register();
    bob.register();
    alice.befriend(bob);
    link = new LinkScene(alice, bob, world);
    traffic = new Traffic(new Random(seed + 1));
  }

  private List<Correspondent> people() {
    List<Correspondent> people = new ArrayList<>(List.of(alice, bob));
    guest.ifPresent(people::add);
    return people;
  }

  private void moveIn() {
    guests++;
    Correspondent newest = new Correspondent("guest" + guests, world);
    newest.start();
    newest.awaitOpen();
    newest.register();
    List.of(alice, bob).forEach(Correspondent::awaitOpen);
    newest.befriend(alice);
    newest.befriend(bob);
    guest = Optional.of(newest);
    traffic.setPeople(people());
  }

  private void moveOut() {
    guest.ifPresent(Correspondent::close);
    guest = Optional.empty();
  }

  /** One kill, and a restart that the next cycles go on beside. */
  void cycle(Deck.Card card) {
    Random chance = new Random(card.seed());
    people().forEach(person -> person.log("-- " + card));
    switch (card.scene()) {
      case WRITING -> write(card, chance);
      case OPENING -> open(card, chance);
      case DIALLING, RINGING, ANSWERING, CONNECTED, HANGING_UP -> call(card, chance);
      case LINKING -> link(card, chance);
      case UNLINKING -> unlink(card, chance);
    }
  }

  private void write(Deck.Card card, Random chance) {
    List<Correspondent> drawn = people();
    Correspondent writer = drawn.remove(chance.nextInt(drawn.size()));
    Correspondent reader = drawn.get(chance.nextInt(drawn.size()));
    writer.awaitOpen();
    reader.awaitOpen();
    CountDownLatch events = new CountDownLatch(1 + chance.nextInt(6));
    Correspondent watched = card.victim() == Deck.Victim.FIRST ? writer : reader;
    watched.watch(event -> events.countDown());
    Traffic.burst(writer, reader, chance);
    try {
      events.await(600, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    watched.watch(event -> {});
    Pause.drawn(chance, Duration.ofMillis(200));
    reached(card, true);
    strike(card, writer, reader);
  }

  private void open(Deck.Card card, Random chance) {
    List<Correspondent> drawn = people();
    Correspondent first = drawn.remove(chance.nextInt(drawn.size()));
    first.awaitOpen();
    first.kill();
    first.start();
    Pause.of(Duration.ofMillis(chance.nextInt(1_500)));
    reached(card, true);
    strike(card, first, drawn.get(0));
  }

  private void call(Deck.Card card, Random chance) {
    CallScene.Played played = callScene.play(card, people(), chance);
    reached(card, played.reached());
    Pause.drawn(chance, Duration.ofMillis(card.scene() == Scene.HANGING_UP ? 60 : 400));
    strike(card, played.caller(), played.callee());
    if (card.scene() == Scene.RINGING && card.victim() == Deck.Victim.SECOND) {
      stayCalling(played.callee());
    }
    List.of(played.caller(), played.callee()).forEach(Correspondent::hangUp);
  }

  /** The call still rings at its caller when the callee's client is back: it was taken once. */
  private static void stayCalling(Correspondent callee) {
    callee.await(
        0,
        STEP_LIMIT,
        event ->
            Correspondent.is(event, "mailbox")
                && event.path("state").asText().equals("QUEUE_DELIVERED"));
    Pause.of(Duration.ofMillis(500));
  }

  private void link(Deck.Card card, Random chance) {
    Correspondent device = link.beginLinking(chance);
    Pause.drawn(chance, Duration.ofMillis(700));
    reached(card, true);
    strike(card, alice, device);
    link.finishLinking();
  }

  private void unlink(Deck.Card card, Random chance) {
    link.audit();
    link.beginUnlinking();
    Pause.drawn(chance, Duration.ofMillis(300));
    reached(card, true);
    strike(card, alice, link.second().orElseThrow());
    link.finishUnlinking();
  }

  private void reached(Deck.Card card, boolean isReached) {
    reached.merge(card.scene(), isReached ? 1 : 0, Integer::sum);
  }

  private void strike(Deck.Card card, Correspondent first, Correspondent second) {
    List<Correspondent> victims =
        switch (card.victim()) {
          case FIRST -> List.of(first);
          case SECOND -> List.of(second);
          case BOTH -> List.of(first, second);
          case MAILBOX -> List.<Correspondent>of();
        };
    if (victims.isEmpty()) {
      kills.merge("mailbox", 1, Integer::sum);
      calls.mailboxDied();
      estate.killMailbox();
      estate.restartMailbox();
    }
    for (Correspondent victim : victims) {
      kills.merge(victim.name.replaceAll("[.0-9]+", ""), 1, Integer::sum);
      victim.kill();
    }
    victims.forEach(Correspondent::start);
  }

  /** Waits until nothing is under way, then compares all stores with what was promised. */
  void audit() throws InterruptedException {
    traffic.setPeople(List.of());
    List<Correspondent> people = people();
    people.forEach(Correspondent::awaitOpen);
    people.forEach(Correspondent::hangUp);
    for (int i = 0; i < people.size(); i++) {
      for (Correspondent other : people.subList(i + 1, people.size())) {
        if (!isBroken()) {
          compare(people.get(i), other);
        }
      }
    }
    if (!isBroken()) {
      link.audit();
    }
    people.forEach(person -> calls.audit(person, person.address()));
  }

  private void compare(Correspondent one, Correspondent other) throws InterruptedException {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    JsonNode atOne = one.chats(other);
    JsonNode atOther = other.chats(one);
    while (!(one.wrote(other).isSettled(atOne, atOther)
            && other.wrote(one).isSettled(atOther, atOne))
        && System.nanoTime() < deadline) {
      new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      JsonNode beforeOne = atOne;
      JsonNode beforeOther = atOther;
      atOne = one.chats(other);
      atOther = other.chats(one);
      if (!isSame(beforeOne, atOne) || !isSame(beforeOther, atOther)) {
        deadline = System.nanoTime() + Patience.LIMIT.toNanos();
      }
    }
    one.wrote(other).audit(atOne, atOther, findings);
    other.wrote(one).audit(atOther, atOne, findings);
  }

  private static boolean isSame(JsonNode before, JsonNode now) {
    return before.path("messages").equals(now.path("messages"));
  }

  boolean isBroken() {
    return !findings.all().isEmpty();
  }

  Report report(int cycles) {
    return new Report(
        cycles,
        Map.copyOf(kills),
        new EnumMap<>(reached),
        ledgers.confirmedCount(),
        calls.placedCount(),
        calls.rangCount(),
        calls.heardCount(),
        link.linkedCount(),
        new ArrayList<>(findings.all()));
  }

  /** All cycles, with an audit after each {@value #AUDIT_EVERY}; stops at the first finding. */
  Report run(int cycles, IntConsumer progress) throws InterruptedException {
    int done = 0;
    List<Deck.Card> cards = new ArrayList<>();
    while (done < cycles && !isBroken()) {
      if (cards.isEmpty()) {
        cards.addAll(Deck.shuffled(new Random(seed + done)));
      }
      if (guest.isEmpty()) {
        moveIn();
      }
      cycle(cards.remove(0));
      done++;
      progress.accept(done);
      if (cards.isEmpty() && link.second().isPresent()) {
        link.audit();
        link.beginUnlinking();
        link.finishUnlinking();
      }
      if (done % AUDIT_EVERY == 0 || done == cycles) {
        audit();
        moveOut();
      }
    }
    return report(done);
  }

  @Override
  public void close() {
    traffic.close();
    link.close();
    List.of(alice, bob).forEach(Correspondent::close);
    moveOut();
    estate.close();
  }
}
