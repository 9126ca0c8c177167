package org.phantomnet.engine.port;

/**
 * Makes media sessions, one child process or native connection each (DESIGN 8). The engine is not
 * trusted: what it reports is checked like a peer's input, and a death of it is an event, never a
 * crash of the client.
 */
public interface MediaEngine {
  Keying keying();

  /**
   * Starts a session. Returns at once; everything else is reported to the listener. For the caller
   * (offerer) {@code endpoint.remote()} is empty and comes later by {@link MediaSession#connect};
   * for the callee it is present.
   */
  MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener);

  /** What keys this engine's media beyond DTLS-SRTP. */
  enum Keying {
    SHIELD,
    FRAME,
    DTLS_ONLY
  }
}
