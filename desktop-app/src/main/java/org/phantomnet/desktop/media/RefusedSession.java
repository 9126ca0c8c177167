package org.phantomnet.desktop.media;

import java.util.List;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.signal.Candidate;

/** A session that never was: reports so at once and does nothing else. */
final class RefusedSession implements MediaSession {
  private RefusedSession() {}

  static MediaSession report(Listener listener) {
    Thread thread =
        new Thread(
            () -> {
              listener.failed(FailureReason.ENGINE_REFUSED);
              listener.released();
            },
            "media-session");
    thread.setDaemon(true);
    thread.start();
    return new RefusedSession();
  }

  @Override
  public void connect(MediaEndpoint.Remote remote) {}

  @Override
  public void addCandidates(List<Candidate> admitted) {}

  @Override
  public void openGate() {}

  @Override
  public void setMuted(boolean muted) {}

  @Override
  public void setHeld(boolean held) {}

  @Override
  public void yieldMicrophone(boolean yielded) {
    // no microphone
  }

  @Override
  public void setPictures(PictureChoice pictures) {}

  @Override
  public void sendFrame(SafeFrame frame) {}

  @Override
  public void close() {}
}
