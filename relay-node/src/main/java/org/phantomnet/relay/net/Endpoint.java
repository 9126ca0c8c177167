package org.phantomnet.relay.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A transport address as a socket's family writes it, in three numbers, so that one object can be
 * filled anew for each datagram. One thread.
 */
public final class Endpoint {
  private static final int IPV4_LENGTH = 4;
  private static final int PORT_BITS = 16;
  private static final long HIGH_FACTOR = new SecureRandom().nextLong() | 1;
  private static final long LOW_FACTOR = new SecureRandom().nextLong() | 1;

  private long high;
  private long low;
  private int port;
  private int scope;
  private boolean ipv6;
  private Optional<InetSocketAddress> written = Optional.empty();

  /** Shared by nobody who fills it anew. */
  Endpoint() {}

  /** That of a peer: to be sent to, never changed. */
  public static Endpoint of(InetSocketAddress address) {
    Endpoint made = new Endpoint();
    made.set(address);
    return made;
  }

  /** An IPv4 address: 4 bytes as a number in network order. */
  void setIpv4(int address, int newPort) {
    high = 0;
    low = address;
    port = newPort;
    scope = 0;
    ipv6 = false;
    written = Optional.empty();
  }

  /** An IPv6 address: its halves as numbers in network order. */
  void setIpv6(long newHigh, long newLow, int newPort, int newScope) {
    high = newHigh;
    low = newLow;
    port = newPort;
    scope = newScope;
    ipv6 = true;
    written = Optional.empty();
  }

  void set(InetSocketAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
    if (bytes.remaining() == IPV4_LENGTH) {
      setIpv4(bytes.getInt(), address.getPort());
    } else {
      setIpv6(bytes.getLong(), bytes.getLong(), address.getPort(), 0);
    }
    written = Optional.of(address);
  }

  void set(Endpoint other) {
    high = other.high;
    low = other.low;
    port = other.port;
    scope = other.scope;
    ipv6 = other.ipv6;
    written = other.written;
  }

  boolean ipv6() {
    return ipv6;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  int port() {
    return port;
  }

  int scope() {
    return scope;
  }

  boolean is(Endpoint other) {
    return low == other.low
        && high == other.high
        && port == other.port
        && scope == other.scope
        && ipv6 == other.ipv6;
  }

  /** Spread under factors of this process: nobody can choose addresses that meet in one place. */
  int spread() {
    long mixed = (high ^ scope) * HIGH_FACTOR + (low << PORT_BITS ^ low >>> Integer.SIZE ^ port);
    mixed = (mixed ^ mixed >>> Integer.SIZE) * LOW_FACTOR;
    return (int) (mixed >>> Integer.SIZE);
  }

  /**
   * As the JDK writes it, or as it was set: an IPv4 address inside an IPv6 one becomes an IPv4
   * address.
   */
  InetSocketAddress toSocketAddress() {
    if (written.isPresent()) {
      return written.get();
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(ipv6 ? 2 * Long.BYTES : IPV4_LENGTH).order(ByteOrder.BIG_ENDIAN);
    if (ipv6) {
      bytes.putLong(high).putLong(low);
    } else {
      bytes.putInt((int) low);
    }
    InetAddress address = Sockets.address(bytes.array());
    return new InetSocketAddress(address, port);
  }

  @Override
  public String toString() {
    return "Endpoint";
  }
}
