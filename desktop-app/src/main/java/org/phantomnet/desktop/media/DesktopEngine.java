package org.phantomnet.desktop.media;

import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.MediaSession;

/**
 * libwebrtc in a child process per session, with one warm spare (DESIGN 8). Lives as long as the client; {@link
 * #close} ends the spare and every session. Thread-safe.
 */
public final class DesktopEngine implements MediaEngine, AutoCloseable {
  private final AudioPorts audio;

  /** With the running Java's own launcher. */
  public DesktopEngine(AudioPorts audio) {
    this.audio = audio;
  }

  @Override
  public Keying keying() {
    return Keying.DTLS_ONLY;
  }

  @Override
  public MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener) {
    throw new IllegalStateException("not yet " + audio);
  }

  @Override
  public void close() {}
}
