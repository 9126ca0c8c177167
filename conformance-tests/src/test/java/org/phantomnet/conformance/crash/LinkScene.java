package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The second device of one person: linked and unlinked while something is killed, then finished as
 * a person would, by trying again; and what must hold in between. One thread.
 */
final class LinkScene implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(8);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int ATTEMPTS = 8;

  /** What an interrupted linking may be told, and a person tries again after. */
  private static final Set<String> EXPECTED =
      Set.of(
          "MAILBOX_UNREACHABLE",
          "LINK_EXPIRED",
          "LINK_USED",
          "NOT_LINKED",
          "NOT_SIGNED_IN",
          "ALREADY_REGISTERED");

  private final Correspondent primary;
  private final Correspondent friend;
  private final Correspondent.World world;
  private Optional<Correspondent> second = Optional.empty();
  private int linked;
  private int fromFriend;
  private int fromPrimary;

  LinkScene(Correspondent primary, Correspondent friend, Correspondent.World world) {
    this.primary = primary;
    this.friend = friend;
    this.world = world;
    primary.expect(EXPECTED);
  }

  Optional<Correspondent> second() {
    return second;
  }

  int linkedCount() {
    return linked;
  }

  /** Returns at the moment to kill, with a linking under way. */
  Correspondent beginLinking(Random chance) {
    Correspondent device = new Correspondent(primary.name + "." + (linked + 2), world);
    device.expect(EXPECTED);
    device.start();
    second = Optional.of(device);
    device.awaitOpen();
    primary.awaitOpen();
    int atDevice = device.mark();
    Optional<String> code = code(device);
    for (int i = 0; i < ATTEMPTS && code.isEmpty(); i++) {
      code = code(device);
    }
    int atPrimary = primary.mark();
    primary.tell("link", Map.of("code", code.orElse("none"), "name", ""));
    if (chance.nextInt(3) > 0) {
      primary.await(atPrimary, STEP_LIMIT, event -> Correspondent.is(event, "link-sent"));
    }
    if (chance.nextInt(3) == 0) {
      device.await(atDevice, STEP_LIMIT, event -> Correspondent.is(event, "linked-here"));
    }
    return device;
  }

  /** Empty, after a moment, if there is none: the mailbox is coming up, or the device is linked. */
  private static Optional<String> code(Correspondent device) {
    int mark = device.mark();
    device.tell("link-start", Map.of("name", device.name));
    Optional<String> code =
        device
            .await(
                mark,
                STEP_LIMIT,
                event -> Correspondent.is(event, "link-code") || Correspondent.is(event, "error"))
            .map(event -> event.path("code").asText())
            .filter(text -> text.startsWith("phantom-link:"));
    if (code.isEmpty()) {
      Pause.of(RETRY);
    }
    return code;
  }

  /** Tries again until the device works: it writes, and all that is written reaches it, too. */
  void finishLinking() {
    Correspondent device = second.orElseThrow();
    primary.awaitOpen();
    boolean done = device.awaitOpen().path("registered").asBoolean();
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    for (int i = 0; !done && (i < ATTEMPTS || System.nanoTime() < deadline); i++) {
      done = attempt(device); // a mailbox on a busy machine is not back within a few of them
    }
    if (!done) {
      world.findings().add(device.name + " cannot be linked any more");
      return;
    }
    linked++;
    until(device.name + " never knows the contacts", () -> knows(device));
    fromFriend = friend.wrote(primary).writtenCount();
    fromPrimary = primary.wrote(friend).writtenCount();
    until(device.name + " is never named as the one device", () -> numbers(false).size() == 2);
    until(device.name + " stays half linked", () -> numbers(true).isEmpty());
    friend.awaitOpen();
    device.write(friend);
    Ledger wrote = device.wrote(friend);
    until(
        "what " + device.name + " writes does not reach the contact and the first device",
        () ->
            wrote.texts(friend.chats(primary), false, "").size() == 1
                && wrote.texts(primary.chats(friend), true, "").size() == 1);
    fromFriend = friend.wrote(primary).writtenCount();
  }

  private boolean attempt(Correspondent device) {
    if (isLinkedHere(device, 0, SOON)) {
      return true; // the crash had interrupted nothing
    }
    int atDevice = device.mark();
    Optional<String> code = code(device);
    if (code.isEmpty() || isLinkedHere(device, 0, Duration.ZERO)) {
      return isLinkedHere(device, 0, Duration.ZERO); // what it had interrupted
    }
    int atPrimary = primary.mark();
    primary.tell("link", Map.of("code", code.get(), "name", ""));
    primary.await(
        atPrimary,
        STEP_LIMIT,
        event -> Correspondent.is(event, "link-sent") || Correspondent.is(event, "error"));
    return isLinkedHere(device, atDevice, STEP_LIMIT);
  }

  private static boolean isLinkedHere(Correspondent device, int mark, Duration limit) {
    return device.await(mark, limit, event -> Correspondent.is(event, "linked-here")).isPresent();
  }

  private boolean knows(Correspondent device) {
    for (JsonNode contact : device.ask("contacts", Map.of(), "contacts").path("contacts")) {
      if (contact.path("who").asText().equals(friend.address())
          && contact.path("state").asText().equals("ACCEPTED")) {
        return true;
      }
    }
    return false;
  }

  /** The numbers of the devices, or of those that did not say hello. */
  private List<Integer> numbers(boolean pending) {
    List<JsonNode> all = new ArrayList<>();
    primary.ask("devices", Map.of(), "devices").path("devices").forEach(all::add);
    return all.stream()
        .filter(device -> !pending || device.path("pending").asBoolean())
        .map(device -> device.path("device").asInt())
        .toList();
  }

  /** Whether all that was confirmed since the linking is here; what is, is there once. */
  void audit() {
    if (second.isEmpty() || second.get().isUnlinked()) {
      return;
    }
    Correspondent device = second.get();
    device.awaitOpen();
    Ledger told = friend.wrote(primary);
    Ledger said = primary.wrote(friend);
    List<String> wanted = told.confirmedSince(fromFriend);
    List<String> copies = said.confirmedSince(fromPrimary);
    untilNone(
        device.name + " lacks lines of the contact",
        () -> Ledger.lacking(wanted, told.texts(device.chats(friend), false, "")));
    untilNone(
        device.name + " lacks lines that the first device sent",
        () -> Ledger.lacking(copies, said.texts(device.chats(friend), true, "")));
    JsonNode chat = device.chats(friend);
    told.inOrder(told.texts(chat, false, ""), "arrived at " + device.name, world.findings());
    said.inOrder(said.texts(chat, true, ""), "copied to " + device.name, world.findings());
    world.calls().audit(device, primary.address());
  }

  /** Returns at the moment to kill. */
  void beginUnlinking() {
    primary.awaitOpen();
    primary.tell("unlink", Map.of("device", Integer.toString(numbers(false).get(1))));
  }

  /** Tries again until the device is off, and hears of it. */
  void finishUnlinking() {
    Correspondent device = second.orElseThrow();
    primary.awaitOpen();
    device.awaitOpen();
    List<Integer> left = numbers(false);
    for (int i = 0; i < ATTEMPTS && left.size() > 1; i++) {
      int mark = primary.mark();
      primary.tell("unlink", Map.of("device", Integer.toString(left.get(1))));
      if (primary.await(mark, STEP_LIMIT, event -> Correspondent.is(event, "unlinked")).isEmpty()) {
        Pause.of(RETRY); // the mailbox is coming up
      }
      left = numbers(false);
    }
    until(device.name + " is not told that it was unlinked", device::isUnlinked);
    device.close();
    second = Optional.empty();
  }

  private void until(String finding, BooleanSupplier holds) {
    Patience patience = new Patience();
    while (!holds.getAsBoolean()) {
      if (patience.isOver(1)) {
        world.findings().add(finding);
        return;
      }
      Pause.of(LOOK_AGAIN);
    }
  }

  /** As long as there are fewer and fewer: copies of many lines take a busy machine minutes. */
  private void untilNone(String finding, Supplier<List<String>> lacking) {
    Patience patience = new Patience();
    List<String> left = lacking.get();
    while (!left.isEmpty()) {
      if (patience.isOver(left.size())) {
        world.findings().add(finding + ": " + left.size() + ", the first is " + left.get(0));
        return;
      }
      Pause.of(LOOK_AGAIN);
      left = lacking.get();
    }
  }

  @Override
  public void close() {
    second.ifPresent(Correspondent::close);
  }
}
