package org.phantomnet.relay.net;

import java.io.IOException;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.counters.Counter;

/** Tells by a stream's first byte what it speaks. One loop. */
final class SniffLayer implements StreamLayer {
  private static final int LAST_STUN = 3; // STUN-7
  private static final int FIRST_TEXT = 0x20;
  private static final int LAST_TEXT = 0x7E;

  /** What a stream may speak besides TURN and HTTP. */
  enum Place {
    /** A listener for TLS only. */
    TLS_PORT,
    /** Port 443. */
    WEB_PORT,
    /** Under TLS. */
    INSIDE_TLS
  }

  private final TcpPath path;
  private final WebFront front;
  private final Place place;

  SniffLayer(TcpPath path, WebFront front, Place place) {
    this.path = path;
    this.front = front;
    this.place = place;
  }

  @Override
  public void take(PacketBuffer buffer, int at, int length) throws IOException {
    path.become(choose(buffer.array()[at] & 0xFF)).take(buffer, at, length);
  }

  @Rule("TURN-19")
  private StreamLayer choose(int first) throws IOException {
    boolean outside = place != Place.INSIDE_TLS;
    if (outside && first == TlsRecord.HANDSHAKE) {
      return path.startTls(front);
    }
    if (place == Place.TLS_PORT) {
      path.counters().add(Counter.STREAMS_BROKEN);
      throw new IOException("not TLS");
    }
    if (first <= LAST_STUN) {
      return path.startTurn();
    }
    if (first >= FIRST_TEXT && first <= LAST_TEXT) {
      return new HttpLayer(path, front);
    }
    path.counters().add(Counter.STREAMS_BROKEN);
    throw new IOException("neither TURN nor HTTP");
  }
}
