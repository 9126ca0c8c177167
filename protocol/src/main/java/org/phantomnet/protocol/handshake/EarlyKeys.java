package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/** MAC keys from the caller's secret alone, for what is said before the answer. Thread-safe. */
public final class EarlyKeys implements Destroyable, AutoCloseable {
  private EarlyKeys() {}

  public static EarlyKeys derive(CallBinding binding, Bytes callerSecret) {
    throw new UnsupportedOperationException();
  }

  /** The MAC of a message in epoch 0. */
  public Bytes mac(Role sender, MessageType type, long counter, Bytes core) {
    throw new UnsupportedOperationException();
  }

  /** Refuses types that the early key does not cover, types that {@code sender} never sends, and wrong MACs. */
  public void verify(Role sender, SealedCall sealed) throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
