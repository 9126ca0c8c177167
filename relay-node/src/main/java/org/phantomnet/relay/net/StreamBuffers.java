package org.phantomnet.relay.net;

import java.nio.ByteBuffer;

/**
 * What the streams of one loop share: a connection holds memory of its own only for what has begun
 * and not ended. One loop.
 */
final class StreamBuffers {
  /** Bytes taken from a socket, or out of one TLS record, at a time. */
  static final int READ = 1 << 14;

  /** What comes from sockets. */
  final PacketBuffer raw = new PacketBuffer(TlsRecord.MAX_LENGTH, READ);

  /** What TLS records hold. */
  final PacketBuffer clear = new PacketBuffer(PacketBuffer.MAX_PACKET, TlsRecord.MAX_LENGTH);

  /** TLS records on their way out. */
  final ByteBuffer sealed = ByteBuffer.allocate(2 * TlsRecord.MAX_LENGTH);
}
