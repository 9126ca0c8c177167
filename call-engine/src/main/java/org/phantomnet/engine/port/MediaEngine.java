package org.phantomnet.engine.port;

import java.util.List;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;

/**
 * Makes media sessions, one child process or native connection each (DESIGN 8). The engine is not
 * trusted: what it reports is checked like a peer's input, and a death of it is an event, never a
 * crash of the client.
 *
 * <p><b>Threads.</b> {@link #open} is called on the effect thread and returns at once; everything
 * slow is reported to the listener, on a thread of the session. <b>Lifetime.</b> As long as the
 * client; a session lives from {@link #open} until it reported {@link
 * MediaSession.Listener#released}, exactly once and last, also where it never came up.
 * <b>Errors.</b> Nothing is thrown: what cannot be had is a session that reports {@link
 * MediaSession.FailureReason#ENGINE_REFUSED} and then released.
 */
public interface MediaEngine {
  Keying keying();

  /** The video codecs it has, in order of preference; none if its calls are of sound only. */
  default List<Codec> videoCodecs() {
    return List.of();
  }

  /**
   * Starts a session. Returns at once; everything else is reported to the listener. For the caller
   * (offerer) {@code endpoint.remote()} is empty and comes later by {@link MediaSession#connect};
   * for the callee it is present.
   */
  MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener);

  /**
   * A call of that mode may open soon: the engine may get ready for it, without gathering, opening
   * a device or sending anything. Any thread; returns at once and throws nothing; what was made
   * ready and is not used goes away by itself.
   */
  default void prepare(CallMode mode) {
    // nothing to get ready
  }

  /** What keys this engine's media beyond DTLS-SRTP. */
  enum Keying {
    SHIELD,
    FRAME,
    DTLS_ONLY
  }
}
