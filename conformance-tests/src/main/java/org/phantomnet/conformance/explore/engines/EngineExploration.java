package org.phantomnet.conformance.explore.engines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plays a story once for every way in which the network may treat up to so many of its messages
 * otherwise than usual. A run is played from its beginning each time: nothing of an engine has to
 * be copied or compared, and what a run shows is what that engine does.
 */
public final class EngineExploration {
  /** A story's later messages have no fates: by then what was to happen has. */
  private static final int MOST_MESSAGES = 60;

  private static final int MOST_PROBLEMS = 5;

  /** A choice of fates under which something did not hold. */
  public record Problem(String fates, String what) {
    @Override
    public String toString() {
      return what + ": " + fates;
    }
  }

  /**
   * What was found, with the fewest deviations first.
   *
   * @param messages in the run without a deviation
   * @param talked runs after which two people talked
   */
  public record Result(Story story, int runs, int messages, int talked, List<Problem> problems) {}

  private EngineExploration() {}

  /**
   * @param most messages of a run that have another fate than {@link Fate#IN_TIME}
   * @param fates what they may have
   */
  public static Result explore(Story story, int most, Set<Fate> fates) {
    Deque<SortedMap<Integer, Fate>> open = new ArrayDeque<>();
    open.add(new TreeMap<>());
    List<Problem> problems = new ArrayList<>();
    int runs = 0;
    int talked = 0;
    int messages = 0;
    while (!open.isEmpty() && problems.size() < MOST_PROBLEMS) {
      SortedMap<Integer, Fate> deviations = open.remove();
      Run run = Run.of(story, new Fates(deviations));
      run.problem().ifPresent(what -> problems.add(new Problem(run.fates().toString(), what)));
      messages = runs == 0 ? run.fates().messages() : messages;
      talked += run.talked() ? 1 : 0;
      runs++;
      if (deviations.size() < most) {
        open.addAll(further(deviations, run.fates().messages(), fates));
      }
    }
    return new Result(story, runs, messages, talked, List.copyOf(problems));
  }

  /** One more deviation, behind those that there are. */
  private static List<SortedMap<Integer, Fate>> further(
      SortedMap<Integer, Fate> deviations, int messages, Set<Fate> fates) {
    List<SortedMap<Integer, Fate>> all = new ArrayList<>();
    int from = deviations.isEmpty() ? 0 : deviations.lastKey() + 1;
    for (int place = from; place < Math.min(messages, MOST_MESSAGES); place++) {
      for (Fate fate : fates) {
        if (fate != Fate.IN_TIME) {
          SortedMap<Integer, Fate> more = new TreeMap<>(deviations);
          more.put(place, fate);
          all.add(more);
        }
      }
    }
    return all;
  }
}
