package org.phantomnet.engine.loop;

import org.phantomnet.engine.api.Calls;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * The calls of one device, composed from its ports: the engine's front door. Sets itself as the channel's receiver.
 * Thread-safe; lives until {@link #close}.
 */
public final class CallEngine implements Calls {
  private CallEngine() {}

  /** Starts the engine on two threads of its own. */
  public static CallEngine start(EnginePorts ports) {
    throw new UnsupportedOperationException();
  }

  /** Starts the engine on the given threads. */
  public static CallEngine start(EnginePorts ports, EngineThreads threads) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CallId start(UserAddress contact, MediaKind media, CallMode mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void answer(CallId call) {}

  @Override
  public void decline(CallId call) {}

  @Override
  public void hangup(CallId call) {}

  @Override
  public void setMuted(CallId call, boolean muted) {}

  @Override
  public void subscribe(Listener listener) {}

  @Override
  public void close() {}
}
