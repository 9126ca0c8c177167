package org.phantomnet.desktop.client;

import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Why there can be no video in a call now, in words: the engine decides, but says nothing.
 * Stateless.
 */
public final class VideoWish {
  private VideoWish() {}

  /**
   * @throws ClientException with what to do about it
   */
  public static void requireAskable(CallSnapshot call) throws ClientException {
    requireTalk(call);
    if (call.mode() == CallMode.PARANOID) {
      throw new ClientException("NO_VIDEO", VideoWords.NOT_IN_PARANOID);
    }
    switch (call.video()) {
      case VIDEO -> throw new ClientException("VIDEO_ALREADY", VideoWords.ALREADY);
      case AGREED -> throw new ClientException("VIDEO_ALREADY", VideoWords.COMING);
      case ASKING -> throw new ClientException("ASKED_ALREADY", VideoWords.ASKED_ALREADY);
      case SOUND, ASKED -> {
        // the other side's question is answered by it
      }
    }
  }

  /**
   * @throws ClientException if the other side asks for nothing
   */
  public static void requireAsked(CallSnapshot call) throws ClientException {
    requireTalk(call);
    if (call.video() != VideoStage.ASKED) {
      throw new ClientException("NOTHING_ASKED", VideoWords.NOTHING_ASKED);
    }
  }

  /**
   * @throws ClientException if there is nothing to end or take back
   */
  public static void requireSome(CallSnapshot call) throws ClientException {
    requireTalk(call);
    if (call.video() == VideoStage.SOUND) {
      throw new ClientException("NO_VIDEO", VideoWords.NONE);
    }
  }

  private static void requireTalk(CallSnapshot call) throws ClientException {
    if (call.phase() == Phase.ENDED) {
      throw new ClientException("NO_CALL", "There is no call.");
    }
    if (call.phase() != Phase.CONNECTED && call.phase() != Phase.RECONNECTING) {
      throw new ClientException("NOT_CONNECTED", VideoWords.NOT_CONNECTED);
    }
  }
}
