package org.phantomnet.engine.port;

import java.io.IOException;
import org.phantomnet.protocol.directory.ListedRelay;

/**
 * Carries TURN packets between the media engine and one relay (DESIGN 9). What may cross is decided
 * by {@code engine.path.GuardedTunnel}, which stands between the engine and this port; a tunnel
 * only moves bytes.
 *
 * <p>One per media connection. {@link #send} may be called from any thread and does not block; the
 * listener is called on the tunnel's own thread.
 */
public interface RelayTunnel extends AutoCloseable {
  /** Largest packet either way, in bytes. */
  int MAX_PACKET = 2_048;

  /**
   * One packet from the engine, exactly one STUN message or ChannelData. Silently dropped once
   * closed.
   */
  void send(byte[] packet, int offset, int length);

  /** Closes the sockets; idempotent. */
  @Override
  void close();

  /** Opens tunnels of one kind. */
  interface Factory {
    RelayTunnel open(ListedRelay relay, Listener listener) throws IOException;
  }

  /** What a tunnel reports. Must not throw. The packet array is reused after the call returns. */
  interface Listener {
    void packet(byte[] packet, int offset, int length);

    /** The way to the relay is gone for good (refused, unreachable, closed by it). At most once. */
    void lost();

    /** Nothing comes from the relay any more, although it was asked; that may pass. */
    default void silent() {}

    /** Something came again after {@link #silent}. */
    default void heard() {}

    /**
     * The relay sees this device at another address than before: what it had allocated for the old
     * one cannot be reached any more.
     */
    default void rebound() {}
  }
}
