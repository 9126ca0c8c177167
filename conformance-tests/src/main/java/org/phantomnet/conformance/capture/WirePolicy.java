package org.phantomnet.conformance.capture;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.conformance.capture.Content.Channel;
import org.phantomnet.conformance.capture.Content.Dtls;
import org.phantomnet.conformance.capture.Content.Srtcp;
import org.phantomnet.conformance.capture.Content.Srtp;
import org.phantomnet.conformance.capture.Content.Stun;
import org.phantomnet.conformance.capture.Content.StunMethod;
import org.phantomnet.conformance.capture.Content.StunType;
import org.phantomnet.conformance.capture.Content.Unknown;
import org.phantomnet.conformance.capture.Packet.Direction;

/**
 * What may cross a client's wire in a mode, and nothing else may: the kernel's words with its
 * router, TLS to its own servers, TURN to listed relays; in Fast, besides, STUN to those relays
 * and, from the accept on, ICE, DTLS and SRTP with the peer's admitted addresses; elsewhere media
 * is under the media shield. Immutable.
 *
 * @param hosts the machine's own addresses
 * @param routers on its link
 * @param servers mailbox, directories and issuers: TLS over TCP
 * @param media from when on media may leave and arrive
 * @param direct present in Fast, and only there
 */
public record WirePolicy(
    Set<Host> hosts,
    Set<Host> routers,
    Set<Endpoint> servers,
    List<Relay> relays,
    Media media,
    Optional<Direct> direct) {
  /** The only payload type of {@code spec/11}'s session descriptions: Opus. */
  private static final int OPUS = 111;

  private static final int MOST_EPOCHS = 1 << 8;
  private static final long MOST_PACKETS = 1L << 24;

  public WirePolicy {
    hosts = Set.copyOf(hosts);
    routers = Set.copyOf(routers);
    servers = Set.copyOf(servers);
    relays = List.copyOf(relays);
  }

  /**
   * A listed relay: its listener, and where its allocations are.
   *
   * @param minPort of its relayed ports
   */
  public record Relay(Endpoint udp, Set<Host> relayed, int minPort, int maxPort) {
    public Relay {
      relayed = Set.copyOf(relayed);
    }

    boolean allocates(Endpoint at) {
      return relayed.contains(at.host()) && at.port() >= minPort && at.port() <= maxPort;
    }
  }

  /** From when on SRTP and SRTCP may leave and arrive; absent is never. */
  public record Media(Optional<Instant> out, Optional<Instant> in) {
    /** No media at all. */
    public static final Media NEVER = new Media(Optional.empty(), Optional.empty());
  }

  /**
   * Fast mode's way past the relays. Before the accept nobody is asked for an address, no relay
   * either.
   *
   * @param accepted when the person accepted; absent is never
   * @param peers the peer's admitted addresses, with any port (a symmetric NAT shows another one)
   */
  public record Direct(Optional<Instant> accepted, Set<Host> peers) {
    public Direct {
      peers = Set.copyOf(peers);
    }

    boolean isOpen(Instant at) {
      return accepted.isPresent() && !at.isBefore(accepted.get());
    }
  }

  /** Why a packet, of this content if it is UDP's, is outside the policy. Pure. */
  Optional<String> refuse(Packet packet, Content content) {
    if (packet.direction() == Direction.ELSEWHERE) {
      return Optional.of("neither from nor to this machine");
    }
    return switch (packet.kind()) {
      case ARP, ICMPV6, IGMP -> LinkPolicy.refuse(this, packet);
      case ICMP -> unless(LinkPolicy.isUnreachablePort(this, packet), "ICMP");
      case TCP -> tcp(packet);
      case UDP -> udp(packet, content);
      case FRAGMENT -> Optional.of("a fragment, which cannot be judged");
      case OTHER -> Optional.of(packet.note());
      case MALFORMED -> Optional.of("malformed: " + packet.note());
    };
  }

  private Optional<String> tcp(Packet packet) {
    if (!hosts.contains(own(packet))) {
      return Optional.of("from an address that is not the machine's");
    }
    if (!servers.contains(packet.other())) {
      return Optional.of("TCP with somebody who is no server of this client's");
    }
    boolean opens = packet.has(Packet.SYN) && !packet.has(Packet.ACK);
    return unless(!opens || packet.direction() == Direction.OUT, "a connection from outside");
  }

  private static Host own(Packet packet) {
    return (packet.direction() == Direction.OUT ? packet.from() : packet.to()).host();
  }

  private Optional<String> udp(Packet packet, Content content) {
    if (!hosts.contains(own(packet))) {
      return Optional.of("from or to an address that is not the machine's");
    }
    if (relays.stream().anyMatch(relay -> relay.udp().equals(packet.other()))) {
      return withRelay(packet, content);
    }
    if (isDirect(packet.other()) || (direct.isPresent() && isRelayed(packet.other()))) {
      return direct.get().isOpen(packet.at())
          ? inner(packet, content)
          : Optional.of("to or from the peer before the accept");
    }
    return Optional.of("UDP with somebody who is no listed relay");
  }

  private Optional<String> withRelay(Packet packet, Content content) {
    if (direct.isPresent() && !direct.get().isOpen(packet.at())) {
      return Optional.of("to or from a relay before the accept");
    }
    boolean out = packet.direction() == Direction.OUT;
    if (content instanceof Channel channel) {
      return inner(packet, channel.payload());
    }
    if (!(content instanceof Stun)) {
      return Optional.of("to or from a relay, but not TURN: " + content.words());
    }
    Stun stun = (Stun) content;
    boolean asks = stun.type() == StunType.REQUEST || stun.method() == StunMethod.SEND;
    if (asks != out) {
      return Optional.of(stun.words() + " in that direction");
    }
    if (stun.method() == StunMethod.BINDING && direct.isEmpty() && !isSignOfLife(stun)) {
      return Optional.of("a Binding that is more than the tunnel's sign of life");
    }
    for (StunAttribute attribute : stun.attributes()) {
      Optional<Endpoint> at = attribute.address();
      boolean allowed =
          switch (attribute.type()) {
            case XOR_PEER_ADDRESS -> at.filter(it -> isRelayed(it) || isDirect(it)).isPresent();
            case XOR_RELAYED_ADDRESS -> at.filter(this::isRelayed).isPresent();
            case XOR_MAPPED_ADDRESS, MAPPED_ADDRESS, ALTERNATE_SERVER -> !out;
            default -> true;
          };
      if (!allowed) {
        return Optional.of(attribute.type() + " of no relay's allocation");
      }
    }
    return stun.inside().flatMap(inside -> inner(packet, inside));
  }

  /** A question without any attribute, and its answer: whether the relay is still there. */
  private static boolean isSignOfLife(Stun stun) {
    return switch (stun.type()) {
      case REQUEST -> stun.attributes().isEmpty();
      case SUCCESS ->
          stun.attributes().size() == 1
              && stun.find(StunAttribute.Type.XOR_MAPPED_ADDRESS).isPresent();
      case INDICATION, ERROR -> false;
    };
  }

  private boolean isRelayed(Endpoint at) {
    return relays.stream().anyMatch(relay -> relay.allocates(at));
  }

  private boolean isDirect(Endpoint at) {
    return direct.isPresent() && direct.get().peers().contains(at.host());
  }

  /** Whether datagrams to there, or from there, may be on the wire at that time. */
  boolean mayTalk(Endpoint far, Instant at) {
    return relays.stream().anyMatch(relay -> relay.udp().equals(far))
        || (direct.isPresent() && direct.get().isOpen(at) && (isDirect(far) || isRelayed(far)));
  }

  /** True where media must be under the media shield. */
  boolean shielded() {
    return direct.isEmpty();
  }

  /** What no tag or ciphertext looks like but once in 2^32: a small epoch and a small counter. */
  private static boolean isShield(Content.Shield shield) {
    return shield.epoch() < MOST_EPOCHS && shield.counter() < MOST_PACKETS;
  }

  /** What two clients say to each other, through relays or past them. */
  private Optional<String> inner(Packet packet, Content content) {
    if (content instanceof Unknown unknown) {
      return Optional.of(unknown.words());
    }
    if (content instanceof Stun stun) {
      return check(stun);
    }
    if (content instanceof Dtls) {
      return Optional.empty();
    }
    if (content instanceof Srtp srtp) {
      boolean plain = srtp.payloadType() == OPUS && !srtp.extension() && !srtp.padding();
      if (!plain || srtp.contributors() > 0) {
        return Optional.of("SRTP with a header that tells more than Opus is inside");
      }
    } else if (!(content instanceof Srtcp)) {
      return Optional.of("TURN inside TURN");
    }
    if (!content.shield().map(WirePolicy::isShield).orElse(!shielded())) {
      return Optional.of(content.words() + " that is not under the shield");
    }
    Optional<Instant> from = packet.direction() == Direction.OUT ? media.out() : media.in();
    return unless(
        from.isPresent() && !packet.at().isBefore(from.get()),
        content.words() + " before the gate opened");
  }

  private Optional<String> check(Stun stun) {
    if (stun.method() != StunMethod.BINDING) {
      return Optional.of("TURN inside TURN");
    }
    for (StunAttribute attribute : stun.attributes()) {
      Optional<Endpoint> at = attribute.address();
      if (direct.isEmpty() && at.isPresent() && !isRelayed(at.get())) {
        return Optional.of(attribute.type() + " of a connectivity check is no relay's allocation");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unless(boolean holds, String why) {
    return holds ? Optional.empty() : Optional.of(why);
  }
}
