package org.phantomnet.relay.net;

import org.phantomnet.relay.counters.Counter;

/** TURN on a stream: hands whole messages on where they lie. One loop. */
final class FramesLayer implements StreamLayer {
  private final TcpPath path;
  private final Leftover rest = new Leftover();

  FramesLayer(TcpPath path) {
    this.path = path;
  }

  @Override
  public void take(PacketBuffer buffer, int at, int length) {
    int available = rest.length() + length;
    int next = rest.before(buffer, at);
    while (path.isOpen()) {
      int frame = StreamFrames.length(buffer.array(), next, available);
      if (frame == StreamFrames.BROKEN) {
        path.counters().add(Counter.STREAMS_BROKEN);
        path.close();
        return;
      }
      if (frame == StreamFrames.INCOMPLETE || frame > available) {
        break;
      }
      path.handler().fromClient(path, buffer, next, frame);
      next += frame;
      available -= frame;
    }
    rest.keep(buffer, next, available);
  }
}
