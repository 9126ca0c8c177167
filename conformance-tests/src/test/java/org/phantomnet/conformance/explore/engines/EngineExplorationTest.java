package org.phantomnet.conformance.explore.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.rule.Adversary;

/** Every story, with each of its messages late, lost, repeated or held, one at a time. */
@Tag("beside-others")
class EngineExplorationTest {
  private static final Set<Fate> FATES = EnumSet.complementOf(EnumSet.of(Fate.IN_TIME));

  @ParameterizedTest
  @EnumSource(Story.class)
  @Adversary({"ADV-11", "ADV-16", "ADV-20", "ADV-56"})
  void story_whateverOneMessagesFate_holdsEverything(Story story) {
    EngineExploration.Result result = EngineExploration.explore(story, 1, FATES);

    assertEquals(List.of(), result.problems());
    assertTrue(result.messages() > 0, "nothing was said");
    assertTrue(result.runs() > result.messages() * FATES.size(), "not each message had each fate");
  }

  /** What must come about does not where nothing arrives: the checks can fail. */
  @ParameterizedTest
  @EnumSource(
      value = Story.class,
      names = {
        "BOTH_WANT_PRIVATE",
        "KEYS_FALL_DUE_AS_A_NETWORK_CHANGES",
        "KEYS_FALL_DUE_AS_BOB_WANTS_FAST"
      })
  void story_inWhichEveryMessageIsLost_isFoundWanting(Story story) {
    SortedMap<Integer, Fate> lost = new TreeMap<>();
    for (int message = 0; message < 100; message++) {
      lost.put(message, Fate.LOST);
    }

    assertTrue(Run.of(story, new Fates(lost)).problem().isPresent());
  }

  @Test
  void sameFates_areTheSameRun() {
    EngineExploration.Result first =
        EngineExploration.explore(Story.ONE_WANTS_FAST_AND_GETS_A_YES, 1, FATES);
    EngineExploration.Result second =
        EngineExploration.explore(Story.ONE_WANTS_FAST_AND_GETS_A_YES, 1, FATES);

    assertEquals(first, second);
  }
}
