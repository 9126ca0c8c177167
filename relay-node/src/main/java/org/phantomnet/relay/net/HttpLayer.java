package org.phantomnet.relay.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.counters.Counter;

/** A stream that speaks HTTP, or what looks like it: gets one page, then the end. One loop. */
final class HttpLayer implements StreamLayer {
  /** Read after the answer, so that a reset does not overtake it; then the connection closes. */
  private static final int MAX_AFTER = 64 * 1024;

  private final TcpPath path;
  private final WebFront front;
  private final HttpHead head = new HttpHead();
  private boolean answered;
  private int after;

  HttpLayer(TcpPath path, WebFront front) {
    this.path = path;
    this.front = front;
  }

  @Override
  @Rule("TURN-20")
  public void take(PacketBuffer buffer, int at, int length) throws IOException {
    if (answered) {
      after += length;
      if (after > MAX_AFTER) {
        path.close();
      }
    } else if (head.parse(buffer.array(), at, length)) {
      answered = true;
      path.counters().add(Counter.WEB_PROBES);
      path.sendLast(ByteBuffer.wrap(front.response(head.withoutBody())));
    }
  }
}
