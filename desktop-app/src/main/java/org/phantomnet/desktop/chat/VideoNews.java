package org.phantomnet.desktop.chat;

import java.util.Optional;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.VideoStage;

/** What the person is told when video comes, goes or does not come. Stateless. */
final class VideoNews {
  private VideoNews() {}

  static Optional<String> between(CallSnapshot before, CallSnapshot now) {
    boolean same = before.call().equals(now.call());
    if (!same || now.phase() == Phase.ENDED || before.video() == now.video()) {
      return Optional.empty();
    }
    if (now.video() != VideoStage.SOUND) {
      return Optional.empty(); // the call's own lines say it
    }
    return switch (before.video()) {
      case SOUND -> Optional.empty();
      case ASKING -> Optional.of(VideoWords.NOT_ADDED);
      case ASKED -> Optional.of(VideoWords.NO_MORE_ASKED);
      case AGREED -> Optional.of(VideoWords.FAILED);
      case VIDEO -> Optional.of(VideoWords.ENDED);
    };
  }
}
