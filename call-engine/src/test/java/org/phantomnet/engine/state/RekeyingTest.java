package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
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
import org.phantomnet.engine.state.Rekeying.Wish;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The change of keys while a call runs: each rule, and two sides over every bad channel. */
class RekeyingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int MOST = 3; // epochs
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

    Step replied = retried.next().replied(Wish.KEYS, 1);
    assertEquals(List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME), replied.acts());
    assertNothing(replied.next(), replied.next().retry(1));
    assertNothing(replied.next(), replied.next().due(0));
  }

  @Test
  @Covers("KEY-17")
  void anotherConnection_asksAtOnce_andHoweverManyWhileOneIsOpenAskOnceMore() {
    Rekeying asked = begun(Role.CALLER).anotherConnection().next();

    Rekeying again = asked.anotherConnection().next().anotherConnection().next().due(0).next();
    Step replied = again.replied(Wish.KEYS, 1);

    assertEquals(
        List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME, Act.ASK, Act.START_RETRY),
        replied.acts());
    assertEquals(
        List.of(Act.OPEN, Act.SEAL_WITH_NEWEST, Act.START_LIFETIME),
        replied.next().replied(Wish.KEYS, 2).acts());
  }

  @Test
  @Covers("KEY-17")
  void callee_neverAsks_andCallerNeverAnswers() {
    assertEquals(List.of(), Rekeying.start(Role.CALLEE, NOW).acts());
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).due(0));
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).anotherConnection());
    assertNothing(begun(Role.CALLEE), begun(Role.CALLEE).replied(Wish.KEYS, 1));
    assertNothing(begun(Role.CALLER), begun(Role.CALLER).requested(Wish.KEYS, 1, 0, false, NOW));
  }

  @Test
  @Covers({"KEY-18", "KEY-19"})
  void callee_answersTheNextEpochOnly_andSealsWithItOnceTheCallerDoes() {
    Rekeying callee = begun(Role.CALLEE);
    assertNothing(callee, callee.requested(Wish.KEYS, 0, 0, false, NOW));
    assertNothing(callee, callee.requested(Wish.KEYS, 2, 0, false, NOW));

    Step replied = callee.requested(Wish.KEYS, 1, 0, false, NOW);
    assertEquals(List.of(Act.REPLY), replied.acts());
    assertEquals(0, replied.next().sending());
    assertEquals(
        List.of(Act.REPLY_AGAIN), replied.next().requested(Wish.KEYS, 1, 0, true, LATER).acts());
    assertNothing(replied.next(), replied.next().heard(0));

    Step heard = replied.next().heard(1);
    assertEquals(List.of(Act.SEAL_WITH_NEWEST, Act.START_LINGER), heard.acts());
    assertEquals(1, heard.next().sending());
    assertNothing(heard.next(), heard.next().requested(Wish.KEYS, 1, 0, true, LATER));
    assertNothing(heard.next(), heard.next().heard(1));
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void requests_floodingIn_openOneEpochInTwoSeconds() {
    Rekeying callee =
        begun(Role.CALLEE).requested(Wish.KEYS, 1, 0, false, NOW).next().heard(1).next();

    assertNothing(callee, callee.requested(Wish.KEYS, 2, 1, false, LATER.minusMillis(1)));
    assertNothing(callee, callee.requested(Wish.KEYS, 2, 0, false, LATER));
    assertEquals(List.of(Act.REPLY), callee.requested(Wish.KEYS, 2, 1, false, LATER).acts());
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void repeatedRequests_floodingIn_areAnsweredOnceInTwoSeconds() {
    Rekeying replied = begun(Role.CALLEE).requested(Wish.KEYS, 1, 0, false, NOW).next();
    assertNothing(replied, replied.requested(Wish.KEYS, 1, 0, true, LATER.minusMillis(1)));

    Step again = replied.requested(Wish.KEYS, 1, 0, true, LATER);
    assertEquals(List.of(Act.REPLY_AGAIN), again.acts());
    assertNothing(
        again.next(), again.next().requested(Wish.KEYS, 1, 0, true, LATER.plusMillis(1_999)));
  }

  @Test
  @Covers("KEY-18")
  void replies_areTakenOnce_andOnlyForTheOpenRequest() {
    Rekeying idle = begun(Role.CALLER);
    assertNothing(idle, idle.replied(Wish.KEYS, 1));
    Rekeying asked = idle.due(0).next();
    assertNothing(asked, asked.replied(Wish.KEYS, 0));
    assertNothing(asked, asked.replied(Wish.KEYS, 2));
    Rekeying open = asked.replied(Wish.KEYS, 1).next();
    assertNothing(open, open.replied(Wish.KEYS, 1));
  }

  @Test
  @Covers("KEY-10")
  void oldEpoch_isWipedFiveSecondsAfterTheOtherSideUsedTheNewest_andNotBefore() {
    Rekeying open = begun(Role.CALLER).due(0).next().replied(Wish.KEYS, 1).next();
    assertNothing(open, open.lingered(1));

    Step heard = open.heard(1);
    assertEquals(List.of(Act.START_LINGER), heard.acts());
    assertEquals(Duration.ofSeconds(5), Rekeying.LINGER);
    assertNothing(heard.next(), heard.next().lingered(0));
    Step wiped = heard.next().lingered(1);
    assertEquals(List.of(Act.WIPE_OLD), wiped.acts());
    assertEquals(Old.NONE, wiped.next().old());
  }

  private static Rekeying wanting(Role own) {
    return begun(own).modeWanted().next();
  }

  @Test
  @Covers("KEY-20")
  void mode_isAskedForByEitherSide_onceHoweverOftenItIsWanted() {
    for (Role own : Role.values()) {
      Step asked = begun(own).modeWanted();
      assertEquals(List.of(Act.ASK, Act.START_RETRY), asked.acts());
      assertNothing(asked.next(), asked.next().modeWanted());
      assertNothing(asked.next(), asked.next().replied(Wish.KEYS, 1));
      assertTrue(asked.next().replied(Wish.MODE, 1).acts().contains(Act.OPEN));
    }
  }

  @Test
  @Covers("KEY-20")
  void whereBothHaveAsked_theCallersCounts() {
    Rekeying caller = wanting(Role.CALLER);
    assertNothing(caller, caller.requested(Wish.MODE, 1, 0, false, NOW));

    Step both = wanting(Role.CALLEE).requested(Wish.MODE, 1, 0, false, NOW);
    assertEquals(List.of(Act.REPLY), both.acts());
    assertEquals(Wish.NONE, both.next().next());
  }

  @Test
  @Covers("KEY-20")
  void calleesMode_thatMeetsTheCallersKeys_isAskedForAnewUnderTheNewEpoch() {
    Step replied = wanting(Role.CALLEE).requested(Wish.KEYS, 1, 0, false, NOW);
    assertEquals(List.of(Act.REPLY), replied.acts());

    Step heard = replied.next().heard(1);

    assertEquals(
        List.of(Act.SEAL_WITH_NEWEST, Act.START_LINGER, Act.ASK, Act.START_RETRY), heard.acts());
    assertEquals(Wish.MODE, heard.next().asked());
  }

  @Test
  @Covers("KEY-20")
  void mode_goesBeforeKeys_andKeysFollow() {
    Rekeying keys = begun(Role.CALLER).due(0).next();
    Step replied = keys.anotherConnection().next().modeWanted().next().replied(Wish.KEYS, 1);
    assertEquals(Wish.MODE, replied.next().asked());

    Rekeying mode = wanting(Role.CALLER).anotherConnection().next();
    assertEquals(Wish.KEYS, mode.replied(Wish.MODE, 1).next().asked());
  }

  @Test
  @Covers({"KEY-17", "KEY-20"})
  void keysThatWaitBesideAMode_areAskedForAfterItsAnswer_orItsRefusal() {
    Rekeying both = begun(Role.CALLER).due(0).next().anotherConnection().next().modeWanted().next();
    Rekeying mode = both.replied(Wish.KEYS, 1).next();

    assertEquals(Wish.MODE, mode.asked());
    assertEquals(Wish.KEYS, mode.replied(Wish.MODE, 2).next().asked());
    assertEquals(Wish.KEYS, mode.declined(2).next().asked());
  }

  @Test
  @Covers("KEY-18")
  void firstAnswer_waitsForNothing() {
    Rekeying callee = wanting(Role.CALLEE).replied(Wish.MODE, 1).next();

    assertEquals(List.of(Act.REPLY), callee.requested(Wish.KEYS, 2, 1, false, NOW).acts());
  }

  @Test
  @Covers("KEY-20")
  void refusal_endsTheOpenRequestOnly() {
    Rekeying asked = wanting(Role.CALLEE);
    assertNothing(asked, asked.declined(2));

    Rekeying refused = asked.declined(1).next();
    assertEquals(Wish.NONE, refused.asked());
    assertNothing(refused, refused.declined(1));
    assertNothing(refused, refused.retry(1));
  }

  /** A request, or the answer to one. */
  private record Said(Wish wish, int epoch, boolean answer) {}

  /** What is under way: the epoch that seals it, and what it is if not any other message. */
  private record Sent(Role by, int under, Optional<Said> said) {}

  /** One side, what it still holds, and the request that it answered last. */
  private record Side(Rekeying state, Set<Integer> holds, Optional<Said> answered) {}

  /** Two sides and what is under way. */
  private record World(Side caller, Side callee, Set<Sent> sent) {
    Side side(Role role) {
      return role == Role.CALLER ? caller : callee;
    }

    World with(Role role, Side side) {
      return role == Role.CALLER ? new World(side, callee, sent) : new World(caller, side, sent);
    }

    World with(Set<Sent> other) {
      return new World(caller, callee, other);
    }

    World without(Sent gone) {
      return with(sent.stream().filter(one -> !one.equals(gone)).collect(Collectors.toSet()));
    }
  }

  /**
   * Every order, loss and repetition of what two sides say, both asking for both things, with the
   * timers at any moment except that the {@code LINGER} of one side ends only when what the other
   * sealed before is gone: five seconds are more than a packet lives. Whatever a side seals, the
   * other holds the key.
   */
  @Test
  @Covers({"KEY-10", "KEY-18", "KEY-19", "KEY-20", "SHIELD-7"})
  void twoSides_overEveryBadChannel_sealOnlyWhatTheOtherCanOpen() {
    World start = new World(side(Role.CALLER), side(Role.CALLEE), Set.of());
    Set<World> seen = new HashSet<>(Set.of(start));
    Deque<World> open = new ArrayDeque<>(seen);
    Set<Role> switched = EnumSet.noneOf(Role.class);
    boolean reached = false;
    while (!open.isEmpty()) {
      World world = open.remove();
      assertTrue(world.callee().holds().contains(world.caller().state().sending()), "" + world);
      assertTrue(world.caller().holds().contains(world.callee().state().sending()), "" + world);
      for (Role role : Role.values()) {
        assertTrue(world.side(role).holds().size() <= 2);
        world
            .side(role)
            .answered()
            .filter(said -> said.wish() == Wish.MODE)
            .ifPresent(said -> switched.add(role));
      }
      reached |=
          world.caller().state().newest() == MOST && world.callee().state().old() == Old.NONE;
      for (World next : after(world)) {
        if (next.caller().state().newest() <= MOST && next.sent().size() <= 2 && seen.add(next)) {
          open.add(next);
        }
      }
    }
    assertTrue(reached);
    assertEquals(EnumSet.allOf(Role.class), switched);
    assertTrue(seen.size() > 10_000, "states: " + seen.size());
  }

  private static Side side(Role own) {
    return new Side(begun(own), Set.of(0), Optional.empty());
  }

  private static List<World> after(World world) {
    List<World> next = new ArrayList<>();
    for (Role role : Role.values()) {
      Rekeying side = world.side(role).state();
      next.add(acted(world, role, side.anotherConnection(), Optional.empty()));
      next.add(acted(world, role, side.modeWanted(), Optional.empty()));
      next.add(acted(world, role, side.retry(side.newest() + 1), Optional.empty()));
      if (world.sent().stream().noneMatch(one -> one.by() != role && one.under() < side.newest())) {
        next.add(acted(world, role, side.lingered(side.newest()), Optional.empty()));
      }
      next.add(with(world, new Sent(role, side.sending(), Optional.empty())));
    }
    for (Sent one : world.sent()) {
      next.add(world.without(one));
      World kept = arrived(world, one);
      next.add(kept);
      next.add(kept.without(one));
    }
    return next;
  }

  private static World arrived(World world, Sent one) {
    Role to = one.by().other();
    if (!world.side(to).holds().contains(one.under())) {
      return world;
    }
    World heard = acted(world, to, world.side(to).state().heard(one.under()), Optional.empty());
    if (one.said().isEmpty()) {
      return heard;
    }
    Said said = one.said().get();
    Side side = heard.side(to);
    Step step =
        said.answer()
            ? side.state().replied(said.wish(), said.epoch())
            : side.state()
                .requested(
                    said.wish(),
                    said.epoch(),
                    one.under(),
                    side.answered().equals(one.said()),
                    Instant.MAX);
    return acted(heard, to, step, one.said());
  }

  private static World with(World world, Sent one) {
    Set<Sent> more = new HashSet<>(world.sent());
    more.add(one);
    return world.with(more);
  }

  private static World acted(World world, Role role, Step step, Optional<Said> came) {
    Side before = world.side(role);
    Rekeying after = timeless(step.next());
    Set<Integer> holds = new TreeSet<>(before.holds());
    Set<Sent> sent = new HashSet<>(world.sent());
    Optional<Said> answered = before.answered();
    for (Act act : step.acts()) {
      switch (act) {
        case ASK, ASK_AGAIN ->
            sent.add(says(role, after, after.asked(), after.newest() + 1, false));
        case REPLY, REPLY_AGAIN -> {
          answered = came;
          sent.add(says(role, after, came.orElseThrow().wish(), after.newest(), true));
          open(holds, after.newest());
        }
        case OPEN -> open(holds, after.newest());
        case WIPE_OLD -> holds.remove(after.newest() - 1);
        case SEAL_WITH_NEWEST -> assertEquals(after.newest(), after.sending());
        case START_LIFETIME, START_RETRY, START_LINGER -> {}
      }
    }
    return world.with(sent).with(role, new Side(after, holds, answered));
  }

  private static Sent says(Role by, Rekeying state, Wish wish, int epoch, boolean answer) {
    return new Sent(by, state.sending(), Optional.of(new Said(wish, epoch, answer)));
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
        state.next(),
        state.old(),
        NOW);
  }
}
