package org.phantomnet.desktop.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.engine.privacy.LocalNetwork;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * The networks of the machine's default routes, IPv4 before IPv6: each time it is asked, the
 * system's routing says which own address it would send from. Connecting a datagram socket sends
 * nothing. A family without a route, or whose address has no interface, is left out; nothing is
 * thrown. One for a client, since its watchers share one thread, which lives while there is one.
 * Thread-safe.
 */
public final class DefaultRoute implements LocalNetworks {
  /** The same places libwebrtc looks toward, so that both mean the same route. */
  private static final byte[] FAR_IPV4 = {8, 8, 8, 8};

  private static final byte[] FAR_IPV6 = {
    0x20, 0x01, 0x48, 0x60, 0x48, 0x60, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x88, (byte) 0x88
  };
  private static final int ANY_PORT = 9;
  private static final int SHORTEST_PREFIX = 8;

  private final RouteWatch watch;

  /**
   * @param inCall asked by the watch's thread: true while a change costs sound
   */
  public DefaultRoute(Clock clock, BooleanSupplier inCall) {
    watch = new RouteWatch(DefaultRoute::addresses, clock, inCall);
  }

  @Override
  public Watch watch(Runnable changed) {
    return watch.add(changed);
  }

  private static List<Bytes> addresses() {
    List<Bytes> addresses = new ArrayList<>();
    own(StandardProtocolFamily.INET, FAR_IPV4).ifPresent(addresses::add);
    own(StandardProtocolFamily.INET6, FAR_IPV6).ifPresent(addresses::add);
    return addresses;
  }

  /** The address alone, without looking for its interface: this is asked often. */
  private static Optional<Bytes> own(ProtocolFamily family, byte[] far) {
    try {
      return Optional.of(Bytes.copyOf(source(family, far).getAddress()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  @Override
  @Rule("ENG-79")
  public List<LocalNetwork> current() {
    List<LocalNetwork> networks = new ArrayList<>();
    toward(StandardProtocolFamily.INET, FAR_IPV4).ifPresent(networks::add);
    toward(StandardProtocolFamily.INET6, FAR_IPV6).ifPresent(networks::add);
    return networks;
  }

  private static Optional<LocalNetwork> toward(ProtocolFamily family, byte[] far) {
    try {
      return network(source(family, far));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static InetAddress source(ProtocolFamily family, byte[] far) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.connect(new InetSocketAddress(InetAddress.getByAddress(far), ANY_PORT));
      if (channel.getLocalAddress() instanceof InetSocketAddress local) {
        return local.getAddress();
      }
      throw new IOException("no address");
    }
  }

  private static Optional<LocalNetwork> network(InetAddress own) throws IOException {
    NetworkInterface holder = NetworkInterface.getByInetAddress(own);
    if (holder == null || own.isAnyLocalAddress() || own.isLoopbackAddress()) {
      return Optional.empty();
    }
    Bytes address = Bytes.copyOf(own.getAddress());
    int prefix =
        holder.getInterfaceAddresses().stream()
            .filter(a -> Bytes.copyOf(a.getAddress().getAddress()).equals(address))
            .mapToInt(InterfaceAddress::getNetworkPrefixLength)
            .filter(length -> length >= SHORTEST_PREFIX && length <= 8 * address.length())
            .findFirst()
            .orElse(8 * address.length()); // then nobody is taken for a neighbour
    return Optional.of(new LocalNetwork(address, prefix, Bytes.EMPTY));
  }
}
