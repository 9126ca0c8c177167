package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.Rekeying.Act;
import org.phantomnet.engine.state.Rekeying.Old;
import org.phantomnet.engine.state.Rekeying.Step;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The change of keys while a call runs: each rule, and two sides over every bad channel. */
class RekeyingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LATER = NOW.plus(Rekeying.APART);

  private static Rekeying begun(Role own) {
    return Rekeying.start(own, NOW).next();
  }

  private static void assertNothing(Rekeying before, Step step) {
    assertEquals(new Step(before, List.of()), step);
  }

  @Test
  @Covers("KEY-17")
  void callersKeys_areAskedForAfterTheirLifetime_andAgainUntilTheReply() {
    Step start = Rekeying.start(Role.CALLER, NOW);
    assertEquals(List.of(Act.START_LIFETIME), start.acts());

    Step due = start.next().due(0);
    assertEquals(List.of(Act.ASK, Act.START_RETRY), due.acts());
    Step retried = due.next().retry(1);
    assertEquals(List.of(Act.ASK_AGAIN, Act.START_RETRY), retried.acts());

    Step replied = retried.next().replied(1);
    assertEquals(List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME), replied.acts());
    assertNothing(replied.next(), replied.next().retry(1));
    assertNothing(replied.next(), replied.next().due(0));
  }

  @Test
  @Covers("KEY-17")
  void anotherConnection_asksAtOnce_andHoweverManyWhileOneIsOpenAskOnceMore() {
    Rekeying asked = begun(Role.CALLER).anotherConnection().next();

    Rekeying again = asked.anotherConnection().next().anotherConnection().next().due(0).next();
    Step replied = again.replied(1);

    assertEquals(
        List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME, Act.ASK, Act.START_RETRY),
        replied.acts());
    assertEquals(
        List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME),
        replied.next().replied(2).acts());
  }

  @Test
  @Covers("KEY-17")
  void callee_neverAsks_andCallerNeverAnswers() {
    assertEquals(List.of(), Rekeying.start(Role.CALLEE, NOW).acts());
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).due(0));
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).anotherConnection());
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).replied(1));
    assertNothing(begun(Role.CALLER), begun(Role.CALLER).requested(1, 0, false, NOW));
  }

  @Test
  @Covers({"KEY-18", "KEY-19"})
  void callee_answersTheNextEpochOnly_andSealsWithItOnceTheCallerDoes() {
    Rekeying callee = begun(Role.CALLEE);
    assertNothing(callee, callee.requested(0, 0, false, NOW));
    assertNothing(callee, callee.requested(2, 0, false, NOW));

    Step replied = callee.requested(1, 0, false, NOW);
    assertEquals(List.of(Act.REPLY), replied.acts());
    assertEquals(0, replied.next().sending());
    assertEquals(List.of(Act.REPLY_AGAIN), replied.next().requested(1, 0, true, LATER).acts());
    assertNothing(replied.next(), replied.next().heard(0));

    Step heard = replied.next().heard(1);
    assertEquals(List.of(Act.SEAL_WITH_NEWEST, Act.START_LINGER), heard.acts());
    assertEquals(1, heard.next().sending());
    assertNothing(heard.next(), heard.next().requested(1, 0, true, LATER));
    assertNothing(heard.next(), heard.next().heard(1));
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void requests_floodingIn_openOneEpochInTwoSeconds() {
    Rekeying callee = begun(Role.CALLEE).requested(1, 0, false, NOW).next().heard(1).next();

    assertNothing(callee, callee.requested(2, 1, false, LATER.minusMillis(1)));
    assertNothing(callee, callee.requested(2, 0, false, LATER));
    assertEquals(List.of(Act.REPLY), callee.requested(2, 1, false, LATER).acts());
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void repeatedRequests_floodingIn_areAnsweredOnceInTwoSeconds() {
    Rekeying replied = begun(Role.CALLEE).requested(1, 0, false, NOW).next();
    assertNothing(replied, replied.requested(1, 0, true, LATER.minusMillis(1)));

    Step again = replied.requested(1, 0, true, LATER);
    assertEquals(List.of(Act.REPLY_AGAIN), again.acts());
    assertNothing(again.next(), again.next().requested(1, 0, true, LATER.plusMillis(1_999)));
  }

  @Test
  @Covers("KEY-18")
  void replies_areTakenOnce_andOnlyForTheOpenRequest() {
    Rekeying idle = begun(Role.CALLER);
    assertNothing(idle, idle.replied(1));
    Rekeying asked = idle.due(0).next();
    assertNothing(asked, asked.replied(0));
    assertNothing(asked, asked.replied(2));
    Rekeying open = asked.replied(1).next();
    assertNothing(open, open.replied(1));
  }

  @Test
  @Covers("KEY-10")
  void oldEpoch_isWipedFiveSecondsAfterTheOtherSideUsedTheNewest_andNotBefore() {
    Rekeying open = begun(Role.CALLER).due(0).next().replied(1).next();
    assertNothing(open, open.lingered(1));

    Step heard = open.heard(1);
    assertEquals(List.of(Act.START_LINGER), heard.acts());
    assertEquals(Duration.ofSeconds(5), Rekeying.LINGER);
    assertNothing(heard.next(), heard.next().lingered(0));
    Step wiped = heard.next().lingered(1);
    assertEquals(List.of(Act.WIPE_OLD), wiped.acts());
    assertEquals(Old.NONE, wiped.next().old());
  }

  /**
   * What is under way: the epoch that seals it, and the epoch that it asks for or answers, if it is
   * no other message or media packet.
   */
  private record Sent(Role by, int under, Optional<Integer> about) {}

  /** Two sides, what each still holds, and what is under way. */
  private record World(
      Rekeying caller,
      Rekeying callee,
      Set<Integer> callerHolds,
      Set<Integer> calleeHolds,
      Set<Sent> sent,
      int answered) {
    Rekeying side(Role role) {
      return role == Role.CALLER ? caller : callee;
    }

    Set<Integer> holds(Role role) {
      return role == Role.CALLER ? callerHolds : calleeHolds;
    }
  }

  /**
   * Every order, loss and repetition of what two sides say, with the timers at any moment except
   * that the {@code LINGER} of one side ends only when what the other sealed before is gone: five
   * seconds are more than a packet lives. Whatever a side seals, the other holds the key.
   */
  @Test
  @Covers({"KEY-10", "KEY-18", "KEY-19", "SHIELD-7"})
  void twoSides_overEveryBadChannel_sealOnlyWhatTheOtherCanOpen() {
    World start =
        new World(begun(Role.CALLER), begun(Role.CALLEE), Set.of(0), Set.of(0), Set.of(), 0);
    Set<World> seen = new HashSet<>(Set.of(start));
    Deque<World> open = new ArrayDeque<>(seen);
    boolean reached = false;
    while (!open.isEmpty()) {
      World world = open.remove();
      assertTrue(world.calleeHolds().contains(world.caller().sending()), world.toString());
      assertTrue(world.callerHolds().contains(world.callee().sending()), world.toString());
      assertTrue(world.callerHolds().size() <= 2 && world.calleeHolds().size() <= 2);
      reached |= world.caller().newest() == 3 && world.callee().old() == Old.NONE;
      for (World next : after(world)) {
        if (next.caller().newest() <= 3 && next.sent().size() <= 4 && seen.add(next)) {
          open.add(next);
        }
      }
    }
    assertTrue(reached);
    assertTrue(seen.size() > 10_000, "states: " + seen.size());
  }

  private static List<World> after(World world) {
    List<World> next = new ArrayList<>();
    for (Role role : Role.values()) {
      Rekeying side = world.side(role);
      next.add(acted(world, role, side.anotherConnection()));
      next.add(acted(world, role, side.due(side.newest())));
      next.add(acted(world, role, side.retry(side.newest() + 1)));
      if (world.sent().stream()
          .noneMatch(said -> said.by() != role && said.under() < side.newest())) {
        next.add(acted(world, role, side.lingered(side.newest())));
      }
      Set<Sent> more = new HashSet<>(world.sent());
      more.add(new Sent(role, side.sending(), Optional.empty()));
      next.add(with(world, more));
    }
    for (Sent said : world.sent()) {
      next.add(with(world, without(world, said)));
      World kept = arrived(world, said);
      next.add(kept);
      next.add(with(kept, without(kept, said)));
    }
    return next;
  }

  private static World arrived(World world, Sent said) {
    Role to = said.by().other();
    if (!world.holds(to).contains(said.under())) {
      return world;
    }
    World heard = acted(world, to, world.side(to).heard(said.under()));
    if (said.about().isEmpty()) {
      return heard;
    }
    int about = said.about().get();
    return to == Role.CALLER
        ? acted(heard, to, heard.caller().replied(about))
        : acted(
            heard,
            to,
            heard.callee().requested(about, said.under(), about == heard.answered(), Instant.MAX));
  }

  private static Set<Sent> without(World world, Sent gone) {
    return world.sent().stream().filter(said -> !said.equals(gone)).collect(Collectors.toSet());
  }

  private static World with(World world, Set<Sent> sent) {
    return new World(
        world.caller(),
        world.callee(),
        world.callerHolds(),
        world.calleeHolds(),
        sent,
        world.answered());
  }

  private static World acted(World world, Role role, Step step) {
    Rekeying after = timeless(step.next());
    Set<Integer> holds = new TreeSet<>(world.holds(role));
    Set<Sent> sent = new HashSet<>(world.sent());
    int answered = world.answered();
    for (Act act : step.acts()) {
      switch (act) {
        case ASK, ASK_AGAIN ->
            sent.add(new Sent(role, after.sending(), Optional.of(after.newest() + 1)));
        case REPLY, REPLY_AGAIN -> {
          sent.add(new Sent(role, after.sending(), Optional.of(after.newest())));
          answered = after.newest();
          open(holds, after.newest());
        }
        case OPEN -> open(holds, after.newest());
        case WIPE_OLD -> holds.remove(after.newest() - 1);
        case SEAL_WITH_NEWEST -> assertEquals(after.newest(), after.sending());
        case START_LIFETIME, START_RETRY, START_LINGER -> {}
      }
    }
    return role == Role.CALLER
        ? new World(after, world.callee(), holds, world.calleeHolds(), sent, answered)
        : new World(world.caller(), after, world.callerHolds(), holds, sent, answered);
  }

  private static void open(Set<Integer> holds, int epoch) {
    holds.add(epoch);
    holds.removeIf(held -> held < epoch - 1);
  }

  private static Rekeying timeless(Rekeying state) {
    return new Rekeying(
        state.own(),
        state.newest(),
        state.sending(),
        state.asked(),
        state.again(),
        state.old(),
        NOW);
  }
}
