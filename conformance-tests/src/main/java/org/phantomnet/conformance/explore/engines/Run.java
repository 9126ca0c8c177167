package org.phantomnet.conformance.explore.engines;

import java.util.Optional;

/**
 * One play of a story.
 *
 * @param talked whether two people talked once it had settled
 * @param problem what did not hold first
 */
record Run(Fates fates, boolean talked, Optional<String> problem) {
  static Run of(Story story, Fates fates) {
    Stage stage = story.stage(fates);
    try {
      story.play(stage);
      stage.settle();
      boolean talked = stage.talks();
      story.check(stage, talked, fates.gentle());
      stage.end();
      return new Run(fates, talked, stage.problem());
    } catch (IllegalStateException bug) { // an engine's, or a story that cannot begin
      return new Run(fates, false, Optional.of(bug + " " + bug.getCause()));
    }
  }
}
