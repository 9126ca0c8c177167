package org.phantomnet.relay.turn;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.forward.ForwardMode;

/**
 * Everything a TURN server needs to know. Immutable; the secret stays the caller's to destroy after
 * the server is closed.
 *
 * @param listeners where clients connect
 * @param relayed where relayed transport addresses stand, at most one per address family
 * @param minPort lowest relayed port
 * @param maxPort highest relayed port; listeners must not use the range
 * @param realm realm of the long-term credential (RFC 8489 section 9.2), 1 to 127 bytes of UTF-8;
 *     short ones keep answers small
 * @param secret shared with the issuer of time-limited credentials
 * @param insecureTestEstatePeers loopback or private prefixes that peers may have. EMPTY in
 *     production: each entry lets every credential reach that part of the operator's own network
 * @param loops event loops, each one thread; 1 where SO_REUSEPORT is missing
 * @param front what {@link ListenerKind#TLS} and {@link ListenerKind#WEB} listeners need; must be
 *     there if one of them is
 */
public record TurnConfig(
    List<Listener> listeners,
    List<Relayed> relayed,
    int minPort,
    int maxPort,
    String realm,
    SharedSecret secret,
    TurnLimits limits,
    ForwardMode forward,
    List<IpPrefix> insecureTestEstatePeers,
    int loops,
    Optional<Front> front) {
  /** RFC 8656 section 7.2 asks for the dynamic range. */
  public static final int DEFAULT_MIN_PORT = 49152;

  public static final int DEFAULT_MAX_PORT = 65535;
  private static final int MAX_REALM_LENGTH = 127;

  public TurnConfig {
    listeners = List.copyOf(listeners);
    relayed = List.copyOf(relayed);
    insecureTestEstatePeers = List.copyOf(insecureTestEstatePeers);
    if (listeners.isEmpty() || relayed.isEmpty()) {
      throw new IllegalArgumentException("a TURN server needs a listener and a relayed address");
    }
    if (relayed.stream().map(r -> r.bound().length()).distinct().count() != relayed.size()) {
      throw new IllegalArgumentException("one relayed address per address family");
    }
    if (minPort < 1024 || maxPort > 0xFFFF || maxPort - minPort < 1) {
      throw new IllegalArgumentException("relayed port range");
    }
    if (listeners.stream().anyMatch(l -> l.port() >= minPort && l.port() <= maxPort)) {
      throw new IllegalArgumentException("a listener inside the relayed port range");
    }
    if (realm.isEmpty() || realm.length() > MAX_REALM_LENGTH) {
      throw new IllegalArgumentException("realm");
    }
    if (loops < 1) {
      throw new IllegalArgumentException("loops");
    }
    if (!front.isPresent() && listeners.stream().anyMatch(l -> l.kind().needsFront())) {
      throw new IllegalArgumentException("a TLS listener without a certificate");
    }
  }

  /** Without TLS. */
  public TurnConfig(
      List<Listener> listeners,
      List<Relayed> relayed,
      int minPort,
      int maxPort,
      String realm,
      SharedSecret secret,
      TurnLimits limits,
      ForwardMode forward,
      List<IpPrefix> insecureTestEstatePeers,
      int loops) {
    this(
        listeners,
        relayed,
        minPort,
        maxPort,
        realm,
        secret,
        limits,
        forward,
        insecureTestEstatePeers,
        loops,
        Optional.empty());
  }

  /** A transport clients reach the relay by. */
  public enum ListenerKind {
    UDP,
    TCP,
    /** TURN over TLS over TCP (usually port 5349); HTTP inside gets the page. */
    TLS,
    /**
     * Port 443 over TCP for everything: TLS, TURN without TLS, and HTTP, which gets the page; told
     * apart by the first byte.
     */
    WEB;

    boolean needsFront() {
      return this == TLS || this == WEB;
    }
  }

  /**
   * What connections that begin with TLS or HTTP meet. Thread-safe if its supplier is.
   *
   * @param certificates asked for each new TLS connection, on the loops' threads, so it must not
   *     block: an operator's renewed certificate counts from the next connection on. What it throws
   *     closes that connection
   * @param page the HTML that answers every HTTP request, at most {@link #MAX_PAGE_LENGTH} bytes
   */
  public record Front(Supplier<SSLContext> certificates, Bytes page) {
    public static final int MAX_PAGE_LENGTH = 16 * 1024;

    public Front {
      if (page.length() > MAX_PAGE_LENGTH) {
        throw new IllegalArgumentException("page");
      }
    }

    @Override
    public String toString() {
      return "Front";
    }
  }

  /**
   * @param address 4 or 16 bytes
   * @param port 0 for any free one; {@link TurnServer#addresses()} tells which
   */
  public record Listener(ListenerKind kind, Bytes address, int port) {
    public Listener {
      if ((address.length() != 4 && address.length() != 16) || port < 0 || port > 0xFFFF) {
        throw new IllegalArgumentException("listener");
      }
    }

    @Override
    public String toString() {
      return "Listener(" + kind + ")";
    }
  }

  /**
   * An address of this machine that relayed ports are bound to.
   *
   * @param bound 4 or 16 bytes
   * @param advertised what clients are told instead, where a one-to-one NAT stands before the relay
   */
  public record Relayed(Bytes bound, Optional<Bytes> advertised) {
    public Relayed {
      if ((bound.length() != 4 && bound.length() != 16)
          || advertised.filter(a -> a.length() != bound.length()).isPresent()) {
        throw new IllegalArgumentException("relayed address");
      }
    }

    public Relayed(Bytes bound) {
      this(bound, Optional.empty());
    }

    @Override
    public String toString() {
      return "Relayed";
    }
  }

  @Override
  public String toString() {
    return "TurnConfig(" + listeners.size() + " listeners, " + loops + " loops)";
  }
}
