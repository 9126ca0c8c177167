package org.phantomnet.relay.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How one client is reached: a 5-tuple (RFC 8656 section 2). Belongs to one loop and is used on its
 * thread only.
 */
public abstract class ClientPath {
  private ClientHandler handler;

  ClientPath(ClientHandler handler) {
    this.handler = handler;
  }

  /**
   * Whether messages are framed in a byte stream, so that ChannelData needs padding (RFC 8656
   * section 12.5).
   */
  public abstract boolean stream();

  /** The client's own transport address as seen from here. */
  public abstract InetSocketAddress remote();

  /**
   * Sends one message; false if it could not be sent now. Never blocks, never throws for the
   * network's sake.
   */
  public abstract boolean send(PacketBuffer buffer, int at, int length);

  /**
   * A path that may be held beyond the current call and whose packets go to {@code handler} from
   * now on; this one if it is such a path already.
   */
  public abstract ClientPath keep(ClientHandler handler);

  /** This path, to be held until {@link #now} is asked of it; others use this object meanwhile. */
  public ClientPath later() {
    return this;
  }

  /** What {@link #later} gave, as it stands now; empty if the connection is gone. */
  public Optional<ClientPath> now() {
    return Optional.of(this);
  }

  /**
   * Gives the path back: what the client sends next goes to the listener's handler again. Answers
   * can still be sent. Idempotent.
   */
  public abstract void release();

  public final ClientHandler handler() {
    return handler;
  }

  final void setHandler(ClientHandler handler) {
    this.handler = handler;
  }
}
