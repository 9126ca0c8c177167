package org.phantomnet.engine.api;

import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * The calls of one device: what a person can do. Thread-safe; every method returns at once and its
 * effect shows in the snapshots. An action that does not fit the call's state changes nothing.
 */
public interface Calls extends AutoCloseable {
  /** Starts a call. The snapshot with the returned id follows; a refusal ends it with a reason. */
  CallId start(UserAddress contact, MediaKind media, CallMode mode);

  void answer(CallId call);

  void decline(CallId call);

  void hangup(CallId call);

  void setMuted(CallId call, boolean muted);

  /** The listener is called on the call loop, in order; it must return quickly and not throw. */
  void subscribe(Listener listener);

  /** Ends every call (HANGUP), waits until engines are released, stops the loop. */
  @Override
  void close();

  /** Receives each change of each call. */
  interface Listener {
    void changed(CallSnapshot snapshot);
  }
}
