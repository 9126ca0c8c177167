package org.phantomnet.conformance.capture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.phantomnet.conformance.capture.Content.Dtls;
import org.phantomnet.conformance.capture.Content.Srtcp;
import org.phantomnet.conformance.capture.Content.Srtp;
import org.phantomnet.conformance.capture.Content.Stun;
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;

/**
 * Classifies every packet of a capture, holds each against a policy, and collects what the other
 * checks need: times of media, what must look random, what anybody on the path can read. One use;
 * one thread.
 */
public final class WireAudit {
  private static final String TOKEN = "t1."; // TOK-6
  private static final int LONGEST_SHOWN = 40;

  private final NavigableMap<Instant, WirePolicy> policies;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> visible = new TreeMap<>();
  private final List<MediaPacket> media = new ArrayList<>();
  private final Map<String, List<Octets>> sealed = new TreeMap<>();
  private final Map<List<Endpoint>, Connection> connections = new HashMap<>();
  private final List<Packet> packets = new ArrayList<>();
  private final Set<List<Object>> nonces = new HashSet<>();

  private WireAudit(NavigableMap<Instant, WirePolicy> policies) {
    this.policies = policies;
  }

  /** Both directions of a TCP connection, and its last packet, to show if it ends unfinished. */
  private static final class Connection {
    private final TlsStream fromClient = new TlsStream(true);
    private final TlsStream fromServer = new TlsStream(false);
    private Packet last;

    private Connection(Packet first) {
      last = first;
    }
  }

  /** The report on a whole capture; never throws because of what the frames hold. */
  public static WireReport of(List<Frame> frames, Vantage vantage, WirePolicy policy) {
    return of(frames, vantage, new TreeMap<>(Map.of(Instant.MIN, policy)));
  }

  /**
   * The report on a capture in which what is allowed changes, as with calls one after another.
   *
   * @param policies by when each begins to hold, the first {@link Instant#MIN}
   */
  public static WireReport of(
      List<Frame> frames, Vantage vantage, NavigableMap<Instant, WirePolicy> policies) {
    WireAudit audit = new WireAudit(policies);
    PacketReader reader = new PacketReader(vantage);
    for (Frame frame : frames) {
      audit.see(reader.read(frame));
    }
    return audit.finish();
  }

  private void see(Packet packet) {
    packets.add(packet);
    WirePolicy policy = policies.floorEntry(packet.at()).getValue();
    Content content =
        packet.kind() == Kind.UDP
            ? ContentReader.datagram(packet.payload(), policy.shielded())
            : new Content.Unknown("not UDP");
    count(packet, content);
    policy.refuse(packet, content).ifPresent(why -> violations.add(new Violation(packet, why)));
    if (packet.kind() == Kind.UDP) {
      collect(packet, content);
    } else if (packet.kind() == Kind.TCP && packet.direction() != Direction.ELSEWHERE) {
      tcp(packet);
    }
  }

  private void count(Packet packet, Content content) {
    String what = packet.kind().name();
    if (packet.kind() == Kind.UDP) {
      what = content.words() + content.inside().map(inside -> " / " + inside.words()).orElse("");
    } else if (packet.kind() == Kind.ICMPV6 || packet.kind() == Kind.IGMP) {
      what += " " + packet.code();
    }
    counts.merge(packet.direction() + " " + what, 1, Integer::sum);
  }

  private void collect(Packet packet, Content content) {
    if (content instanceof Stun stun) {
      shows("TURN", packet, stun);
    }
    Content inner = content.innermost();
    String flow = packet.direction() + " ";
    if (inner instanceof Srtp srtp) {
      media.add(
          new MediaPacket(
              packet.at(), packet.direction(), false, srtp.payloadType(), srtp.length()));
      random(flow + "SRTP", srtp.sealed());
      see("SRTP header: payload type " + srtp.payloadType());
      once(packet, srtp.ssrc(), srtp.shield());
    } else if (inner instanceof Srtcp srtcp) {
      int length = packet.payload().length();
      media.add(new MediaPacket(packet.at(), packet.direction(), true, srtcp.packetType(), length));
      random(flow + "SRTCP", srtcp.sealed());
      see("SRTCP header: packet type " + srtcp.packetType());
      once(packet, srtcp.ssrc(), srtcp.shield());
    } else if (inner instanceof Dtls dtls) {
      dtls.records()
          .forEach(
              record -> {
                see(
                    "DTLS record of type "
                        + record.type()
                        + (record.epoch() > 0 ? ", sealed" : ""));
                if (record.epoch() > 0) {
                  random(flow + "DTLS", record.sealed());
                }
              });
    } else if (inner != content && inner instanceof Stun stun) {
      shows("check", packet, stun);
    }
  }

  /** No key meets a nonce twice: in a stream of a connection no epoch has a counter twice. */
  private void once(Packet packet, long ssrc, Optional<Content.Shield> shield) {
    boolean twice =
        shield.isPresent() && !nonces.add(List.of(packet.from(), packet.to(), ssrc, shield.get()));
    if (twice) {
      violations.add(new Violation(packet, "a counter of the shield that was there before"));
    }
  }

  private void shows(String where, Packet packet, Stun stun) {
    for (StunAttribute attribute : stun.attributes()) {
      String value =
          switch (attribute.type()) {
            case REALM, SOFTWARE -> " \"" + printable(attribute.value()) + '"';
            case XOR_PEER_ADDRESS, XOR_RELAYED_ADDRESS, XOR_MAPPED_ADDRESS, ALTERNATE_SERVER ->
                " of " + attribute.address().map(at -> at.host().toString()).orElse("");
            case ERROR_CODE -> " " + attribute.errorCode();
            case USERNAME -> attribute.value().latin().startsWith(TOKEN) ? ", a token" : "";
            case GOOG_NETWORK_INFO -> " " + attribute.value().hex(LONGEST_SHOWN);
            default -> "";
          };
      see(where + " " + packet.direction() + " " + attribute.type() + value);
    }
  }

  private static String printable(Octets value) {
    String text = value.latin().replaceAll("[^ -~]", "?");
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) : text;
  }

  private void see(String what) {
    visible.merge(what, 1, Integer::sum);
  }

  private void random(String flow, Octets octets) {
    sealed.computeIfAbsent(flow, name -> new ArrayList<>()).add(octets);
  }

  private void tcp(Packet packet) {
    boolean out = packet.direction() == Direction.OUT;
    List<Endpoint> ends =
        out ? List.of(packet.from(), packet.to()) : List.of(packet.to(), packet.from());
    boolean opens = packet.has(Packet.SYN) && !packet.has(Packet.ACK);
    boolean known = connections.containsKey(ends);
    Connection connection = connections.computeIfAbsent(ends, these -> new Connection(packet));
    connection.last = packet;
    TlsStream stream = out ? connection.fromClient : connection.fromServer;
    try {
      Malformed.unless(known || opens, "a connection whose beginning was not captured");
      if (packet.has(Packet.SYN)) {
        stream.open(packet.sequence());
        Malformed.unless(packet.payload().isEmpty(), "data in a packet that opens a connection");
      } else if (!packet.payload().isEmpty()) {
        Malformed.unless(!packet.has(Packet.RST), "data in a reset");
        stream.add(packet.sequence(), packet.payload());
      }
    } catch (Malformed e) {
      violations.add(new Violation(packet, e.why()));
    }
  }

  private WireReport finish() {
    List<Octets> streams = new ArrayList<>();
    connections.forEach(
        (ends, connection) -> {
          for (TlsStream stream : List.of(connection.fromClient, connection.fromServer)) {
            stream.gap().ifPresent(why -> violations.add(new Violation(connection.last, why)));
            streams.add(stream.whole());
          }
          connection.fromClient.sealed().forEach(octets -> random("OUT TLS", octets));
          connection.fromServer.sealed().forEach(octets -> random("IN TLS", octets));
          connection
              .fromClient
              .greeting()
              .ifPresent(
                  hello ->
                      see(
                          "TLS hello to "
                              + ends.get(1)
                              + ": server name "
                              + hello.serverName().orElse("-")
                              + ", ALPN "
                              + hello.protocols()));
        });
    return new WireReport(packets, violations, counts, visible, media, sealed, streams);
  }
}
