package org.phantomnet.conformance.capture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.phantomnet.conformance.capture.Packet.Direction;

/**
 * What a capture holds. Immutable.
 *
 * @param counts of packets by direction and class
 * @param visible what anybody on the path can read, and how often
 * @param sealed what must look random, by flow
 * @param streams what each direction of each TCP connection said
 */
public record WireReport(
    List<Packet> packets,
    List<Violation> violations,
    Map<String, Integer> counts,
    Map<String, Integer> visible,
    List<MediaPacket> media,
    Map<String, List<Octets>> sealed,
    List<Octets> streams) {
  private static final int MOST_SHOWN = 12;

  public WireReport {
    packets = List.copyOf(packets);
    violations = List.copyOf(violations);
    counts = new TreeMap<>(counts);
    visible = new TreeMap<>(visible);
    media = List.copyOf(media);
    sealed = new TreeMap<>(sealed);
    streams = List.copyOf(streams);
  }

  /** Packets outside the policy, each in a line; empty if there is none. */
  public String shown() {
    String lines =
        violations.stream()
            .limit(MOST_SHOWN)
            .map(Violation::shown)
            .collect(Collectors.joining("\n"));
    return violations.size() > MOST_SHOWN
        ? lines + "\n... and " + (violations.size() - MOST_SHOWN) + " more"
        : lines;
  }

  /** Media packets of a direction. */
  public List<MediaPacket> media(Direction direction) {
    return media.stream().filter(packet -> packet.direction() == direction).toList();
  }

  /** Lengths of SRTP packets of a direction. */
  public Set<Integer> srtpLengths(Direction direction) {
    return media(direction).stream()
        .filter(packet -> !packet.control())
        .map(MediaPacket::length)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Addresses that the machine sent to, or was sent to from. */
  public Set<Host> others() {
    return packets.stream().map(packet -> packet.other().host()).collect(Collectors.toSet());
  }
}
