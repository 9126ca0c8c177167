package org.phantomnet.relay.turn;

import java.io.IOException;
import java.util.List;
import org.phantomnet.relay.counters.Counts;

/**
 * A running TURN server: the relay's door to clients. Thread-safe. Lives from {@link #start} to {@link #close()}.
 */
public final class TurnServer implements AutoCloseable {
  private TurnServer() {}

  /**
   * Binds every listener and starts the loops.
   *
   * @throws IOException if a listener cannot be bound (port in use, no such address, no right to the port)
   */
  public static TurnServer start(TurnConfig config) throws IOException {
    throw new IOException("not built yet");
  }

  /** The listeners with the ports they really have. */
  public List<TurnConfig.Listener> addresses() {
    return List.of();
  }

  public Counts counters() {
    return Counts.of(List.of());
  }

  /** From now on no new allocation (508); those that live go on and may be refreshed. */
  public void drain() {}

  /** Ends every allocation and closes every socket. Idempotent. */
  @Override
  public void close() {}
}
