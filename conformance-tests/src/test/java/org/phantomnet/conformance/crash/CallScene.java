package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A call that is brought to the moment at which something is to be killed. Of a contact only three
 * calls in five minutes ring (RING-3), so the pair that had the fewest is next. One thread.
 */
final class CallScene {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(6);
  private static final Duration SOON_READY = Duration.ofSeconds(4);

  private final Map<String, Integer> had = new HashMap<>();

  /**
   * @param reached whether it got as far as the scene wants
   */
  record Played(Correspondent caller, Correspondent callee, boolean reached) {}

  /** Returns at the moment to kill. */
  Played play(Deck.Card card, List<Correspondent> people, Random chance) {
    List<List<Correspondent>> pairs = pairs(people, chance);
    List<Correspondent> pair =
        pairs.stream().filter(CallScene::isSoonReady).findFirst().orElse(pairs.get(0));
    Correspondent caller = pair.get(0);
    Correspondent callee = pair.get(1);
    had.merge(caller.name + ">" + callee.name, 1, Integer::sum);
    if (!caller.awaitReady() || !callee.awaitReady()) {
      return new Played(caller, callee, false);
    }
    int atCaller = caller.mark();
    int atCallee = callee.mark();
    caller.call(callee);
    Optional<String> id =
        caller
            .await(atCaller, STEP_LIMIT, event -> isCall(event) && outgoing(event))
            .map(event -> event.path("call").asText());
    if (id.isEmpty()) {
      return new Played(caller, callee, false);
    }
    Call call = new Call(id.get(), caller, atCaller, callee, atCallee);
    return new Played(caller, callee, reach(call, card, chance));
  }

  /** One whose start met a dead mailbox may lack relays for a minute: others call meanwhile. */
  private static boolean isSoonReady(List<Correspondent> pair) {
    pair.forEach(Correspondent::awaitOpen);
    return pair.stream().allMatch(person -> person.awaitReady(SOON_READY));
  }

  /** Those with the fewest calls so far first. */
  private List<List<Correspondent>> pairs(List<Correspondent> people, Random chance) {
    return people.stream()
        .flatMap(
            caller ->
                people.stream()
                    .filter(callee -> callee != caller)
                    .map(callee -> List.of(caller, callee)))
        .map(pair -> Map.entry(pair, chance.nextInt()))
        .sorted(
            Comparator.comparing(
                    (Map.Entry<List<Correspondent>, Integer> one) ->
                        had.getOrDefault(
                            one.getKey().get(0).name + ">" + one.getKey().get(1).name, 0))
                .thenComparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .toList();
  }

  private record Call(
      String id, Correspondent caller, int atCaller, Correspondent callee, int atCallee) {
    boolean awaitCaller(Predicate<JsonNode> wanted) {
      return await(caller, atCaller, wanted);
    }

    boolean awaitCallee(Predicate<JsonNode> wanted) {
      return await(callee, atCallee, wanted);
    }

    /** False also if it ended before. */
    private boolean await(Correspondent at, int mark, Predicate<JsonNode> wanted) {
      Predicate<JsonNode> mine = event -> isCall(event) && event.path("call").asText().equals(id);
      return at.await(
              mark, STEP_LIMIT, event -> mine.test(event) && (wanted.test(event) || isEnded(event)))
          .filter(wanted)
          .isPresent();
    }
  }

  private static boolean reach(Call call, Deck.Card card, Random chance) {
    boolean atCaller = card.victim() == Deck.Victim.FIRST;
    return switch (card.scene()) {
      case DIALLING -> true;
      case RINGING -> atCaller ? call.awaitCaller(phase("REMOTE_RINGING")) : rings(call);
      case ANSWERING -> {
        boolean rings = rings(call);
        call.callee().tell("answer", Map.of());
        yield rings
            && (atCaller
                ? call.awaitCaller(phase("CONNECTING"))
                : call.awaitCallee(phase("CONNECTING")));
      }
      case CONNECTED -> isConnected(call, atCaller);
      case HANGING_UP -> {
        boolean there = chance.nextInt(3) == 0 ? rings(call) : isConnected(call, atCaller);
        Correspondent who = atCaller ? call.caller() : call.callee();
        int mark = who.mark();
        who.hangUp();
        String heard = chance.nextBoolean() ? "hanging-up" : "call";
        who.await(mark, STEP_LIMIT, event -> Correspondent.is(event, heard));
        yield there;
      }
      case WRITING, OPENING, LINKING, UNLINKING -> throw new IllegalArgumentException();
    };
  }

  private static boolean rings(Call call) {
    return call.awaitCallee(phase("RINGING"));
  }

  private static boolean isConnected(Call call, boolean atCaller) {
    if (!rings(call)) {
      return false;
    }
    call.callee().tell("answer", Map.of());
    Predicate<JsonNode> open = event -> event.path("gateOpen").asBoolean();
    return atCaller ? call.awaitCaller(open) : call.awaitCallee(open);
  }

  private static boolean isCall(JsonNode event) {
    return Correspondent.is(event, "call");
  }

  private static boolean outgoing(JsonNode event) {
    return event.path("outgoing").asBoolean() && !isEnded(event);
  }

  private static boolean isEnded(JsonNode event) {
    return phase("ENDED").test(event);
  }

  private static Predicate<JsonNode> phase(String phase) {
    return event -> event.path("phase").asText().equals(phase);
  }
}
