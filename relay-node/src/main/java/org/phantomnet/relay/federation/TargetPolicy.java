package org.phantomnet.relay.federation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.PeerPolicy;

/**
 * Decides where a forward may go, so that the mailbox is no way into its operator's network. What
 * it returns is an address, not a name: nobody resolves again afterwards. Blocks for DNS;
 * thread-safe.
 */
final class TargetPolicy {
  private static final int HTTPS = 443;
  private static final int FIRST_UNPRIVILEGED = 1_024;
  private static final int MAX_PORT = 65_535;

  private final String ownMailbox;
  private final PeerPolicy policy;
  private final Resolver resolver;

  /** Finds the addresses of a host. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * @param testEstate loopback or private prefixes that targets may have nevertheless; empty in
   *     production
   */
  TargetPolicy(String ownMailbox, List<IpPrefix> testEstate, Resolver resolver) {
    this.ownMailbox = ownMailbox;
    this.policy = new PeerPolicy(ownAddresses(), testEstate, FIRST_UNPRIVILEGED, MAX_PORT);
    this.resolver = resolver;
  }

  /** Where to connect for that mailbox; empty if nowhere. */
  @Rule("FED-8")
  Optional<InetSocketAddress> addressOf(String mailbox) {
    int port = port(mailbox);
    if (mailbox.equals(ownMailbox)
        || port != HTTPS && port < FIRST_UNPRIVILEGED
        || port > MAX_PORT) {
      return Optional.empty();
    }
    InetAddress[] found;
    try {
      found = resolver.resolve(host(mailbox));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
    boolean allowed = found.length > 0 && Arrays.stream(found).allMatch(this::isAllowed);
    return allowed ? Optional.of(new InetSocketAddress(found[0], port)) : Optional.empty();
  }

  private boolean isAllowed(InetAddress address) {
    byte[] bytes = address.getAddress();
    return policy.address(bytes, bytes.length) == PeerPolicy.Verdict.ALLOWED;
  }

  /** Without brackets. */
  static String host(String mailbox) {
    if (mailbox.startsWith("[")) {
      return mailbox.substring(1, mailbox.indexOf(']'));
    }
    int colon = mailbox.indexOf(':');
    return colon < 0 ? mailbox : mailbox.substring(0, colon);
  }

  private static int port(String mailbox) {
    int colon = mailbox.indexOf(':', mailbox.lastIndexOf(']') + 1);
    return colon < 0 ? HTTPS : Integer.parseInt(mailbox.substring(colon + 1));
  }

  private static List<Bytes> ownAddresses() {
    List<Bytes> own = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> own.add(Bytes.copyOf(address.getAddress())));
    } catch (SocketException e) {
      throw new IllegalStateException("own addresses");
    }
    return own;
  }
}
