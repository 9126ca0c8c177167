package org.phantomnet.relay.net;

import java.io.IOException;

/** What takes the bytes of a connection, or of the TLS inside it. One loop. */
interface StreamLayer {
  /**
   * Takes {@code length} bytes at {@code at}, at least one, before which the buffer's headroom is
   * free. The buffer is shared: what has to last is copied.
   *
   * @throws IOException if the connection cannot go on; the caller closes it
   */
  void take(PacketBuffer buffer, int at, int length) throws IOException;
}
