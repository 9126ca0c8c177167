package org.phantomnet.desktop.chat;

import java.util.Optional;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.ModeWish;

/** What became of a wish for another mode between two snapshots, in words. Stateless. */
final class ModeNews {
  private ModeNews() {}

  /** Nothing is being switched to any more, and the call is as it was. */
  static boolean isEnded(CallSnapshot before, CallSnapshot now) {
    return before.call().equals(now.call())
        && before.switching().isPresent()
        && now.switching().isEmpty()
        && now.mode() == before.mode()
        && now.phase() != CallSnapshot.Phase.ENDED;
  }

  /**
   * @param before in which something was being switched to
   */
  static String ended(CallSnapshot before) {
    return isTakenBack(before)
        ? ModeWords.tookBack(before.mode())
        : ModeWords.notSwitched(before.switching().orElseThrow(), before.mode());
  }

  private static boolean isTakenBack(CallSnapshot call) {
    return call.wish().equals(Optional.of(ModeWish.TAKING_BACK));
  }

  /** A wish of this side of which nothing was said to the other. */
  static Optional<String> wished(CallSnapshot before, CallSnapshot now) {
    return now.wish()
        .filter(wish -> wish == ModeWish.TOO_OFTEN)
        .filter(wish -> before.call().equals(now.call()) && !before.wish().equals(now.wish()))
        .map(wish -> ModeWords.wish(wish, now.mode()));
  }
}
