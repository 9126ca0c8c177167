package org.phantomnet.engine.privacy;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayDescriptor;

/**
 * Where a listed relay's relayed transport addresses can stand: its relayed addresses, each with
 * its port range. Only the signed list says so, and only so far may private and loopback addresses
 * be relays (a test estate). Immutable.
 */
public final class RelayedRange {
  private final List<Bytes> addresses;
  private final int minPort;
  private final int maxPort;

  private RelayedRange(RelayDescriptor descriptor) {
    this.addresses = descriptor.relayedAddresses();
    this.minPort = descriptor.minPort();
    this.maxPort = descriptor.maxPort();
  }

  public static RelayedRange of(RelayDescriptor descriptor) {
    return new RelayedRange(descriptor);
  }

  /**
   * @param address 4 or 16 bytes
   */
  public boolean contains(Bytes address, int port) {
    return port >= minPort && port <= maxPort && addresses.contains(address);
  }
}
