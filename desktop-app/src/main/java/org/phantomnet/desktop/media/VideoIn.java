package org.phantomnet.desktop.media;

import java.util.Optional;
import org.phantomnet.engine.port.SafeFrame;

/** Where the pictures of one side come from. Used by one thread; opened when the gate opens. */
public interface VideoIn extends AutoCloseable {
  /** The picture to send now; empty for none. Called thirty times a second; does not wait. */
  Optional<SafeFrame> next();

  /** Idempotent; what was open is free when it returns. */
  @Override
  void close();
}
