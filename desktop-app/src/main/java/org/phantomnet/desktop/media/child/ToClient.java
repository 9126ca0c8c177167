package org.phantomnet.desktop.media.child;

import java.io.IOException;
import java.io.OutputStream;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.FromChildCodec;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.rule.Rule;

/**
 * The child's end of the pipe toward the client. When the client is gone the process ends at once.
 * Thread-safe.
 */
final class ToClient {
  private final OutputStream out;

  ToClient(OutputStream out) {
    this.out = out;
  }

  void send(FromChild message) {
    byte[] frame = FromChildCodec.encode(message);
    try {
      synchronized (this) {
        out.write(frame);
      }
    } catch (IOException e) {
      halt();
    }
  }

  /**
   * Runs what native code or a thread of ours calls. Nothing may leave it: an exception in a
   * callback of libwebrtc aborts the process without a word to the client.
   */
  @Rule("ENG-16")
  @SuppressWarnings("CatchAndPrintStackTrace")
  void guard(Guarded body) {
    try {
      body.run();
    } catch (Throwable t) {
      fail(MediaSession.FailureReason.ENGINE_REFUSED);
    }
  }

  /** Reports and ends. */
  void fail(MediaSession.FailureReason reason) {
    send(new FromChild.Failed(reason));
    halt();
  }

  /** Ends the process without running native destructors, which print, crash or wait. */
  static void halt() {
    Runtime.getRuntime().halt(0);
  }

  /** A body that may throw. */
  interface Guarded {
    void run() throws Exception;
  }
}
