package org.phantomnet.relay.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * struct sockaddr_in and sockaddr_in6 of Linux: the family in the machine's order, the rest not.
 * Any thread.
 */
final class SocketAddresses {
  private static final short FAMILY_INET = 2;
  private static final short FAMILY_INET6 = 10;
  private static final int PORT = 2;
  private static final int IPV4_ADDRESS = 4;
  private static final int IPV4_SIZE = 16;
  private static final int IPV6_ADDRESS = 8;
  private static final int IPV6_SCOPE = 24;
  static final int MOST = 32; // struct sockaddr_in6 has 28 bytes
  private static final int IPV6_SIZE = 28;

  /** Linux alone; on other systems a length stands before the family. */
  static final boolean KNOWN =
      System.getProperty("os.name").equals("Linux")
          && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private SocketAddresses() {}

  static void fill(ByteBuffer memory, int at, Endpoint endpoint) {
    int port = Short.toUnsignedInt(Short.reverseBytes(memory.getShort(at + PORT)));
    if (memory.getShort(at) == FAMILY_INET6) {
      endpoint.setIpv6(
          Long.reverseBytes(memory.getLong(at + IPV6_ADDRESS)),
          Long.reverseBytes(memory.getLong(at + IPV6_ADDRESS + Long.BYTES)),
          port,
          memory.getInt(at + IPV6_SCOPE));
    } else {
      endpoint.setIpv4(Integer.reverseBytes(memory.getInt(at + IPV4_ADDRESS)), port);
    }
  }

  /** Returns its size. */
  static int store(ByteBuffer memory, int at, Endpoint endpoint) {
    memory.putShort(at + PORT, Short.reverseBytes((short) endpoint.port()));
    if (endpoint.ipv6()) {
      memory.putShort(at, FAMILY_INET6);
      memory.putInt(at + IPV4_ADDRESS, 0); // flow information
      memory.putLong(at + IPV6_ADDRESS, Long.reverseBytes(endpoint.high()));
      memory.putLong(at + IPV6_ADDRESS + Long.BYTES, Long.reverseBytes(endpoint.low()));
      memory.putInt(at + IPV6_SCOPE, endpoint.scope());
      return IPV6_SIZE;
    }
    memory.putShort(at, FAMILY_INET);
    memory.putInt(at + IPV4_ADDRESS, Integer.reverseBytes((int) endpoint.low()));
    return IPV4_SIZE;
  }
}
