package org.phantomnet.conformance.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.conformance.lab.Nat.Behaviour;
import org.phantomnet.conformance.lab.UdpProbe.Endpoint;

/**
 * What a gateway does with datagrams, found out from outside as RFC 5780 does: one socket inside,
 * two machines with two ports each outside. For one thread.
 */
public final class NatCheck implements AutoCloseable {
  private static final int INSIDE_MAPPING = 5000;
  private static final int INSIDE_FILTERING = 5001;
  private static final int ONE = 6001;
  private static final int OTHER = 6002;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** For what should not come. */
  private static final Duration SILENCE = Duration.ofMillis(150);

  /**
   * What was found.
   *
   * @param translated whether the outside sees another address than the machine has
   */
  public record Found(boolean translated, Behaviour mapping, Behaviour filtering) {}

  private final Lab lab;
  private final Family family;
  private final String inside;
  private final String north;
  private final String south;
  private final UdpProbe atInside;
  private final UdpProbe atNorth;
  private final UdpProbe atSouth;
  private int number;

  /**
   * @param inside a machine in the home to be looked at
   * @param north on the internet, as south
   */
  public NatCheck(Lab lab, Family family, String inside, String north, String south)
      throws IOException {
    this.lab = lab;
    this.family = family;
    this.inside = inside;
    this.north = lab.address(north, family);
    this.south = lab.address(south, family);
    atInside = lab.udp(inside, family);
    atNorth = lab.udp(north, family);
    atSouth = lab.udp(south, family);
    for (UdpProbe outside : new UdpProbe[] {atNorth, atSouth}) {
      outside.open(ONE);
      outside.open(OTHER);
    }
    atInside.open(INSIDE_MAPPING);
    atInside.open(INSIDE_FILTERING);
  }

  /** Sends about ten datagrams; takes a second at most. Once: a NAT remembers what it has seen. */
  public Found find() throws IOException {
    Endpoint seen = mapping();
    boolean translated = !seen.address().equals(lab.address(inside, family));
    return new Found(translated, mappingKind(seen), filteringKind());
  }

  /** Where a socket inside is seen by the north, always the same one. */
  public Endpoint mapping() throws IOException {
    return seen(INSIDE_MAPPING, atNorth, north, ONE)
        .orElseThrow(() -> new IOException("nothing gets out of the home"));
  }

  /** Whether a datagram from there, which was written to before, gets in to a mapping. */
  public boolean letsIn(Endpoint mapping) throws IOException {
    String text = "back" + ++number;
    atNorth.send(ONE, mapping, text);
    return atInside.hear(INSIDE_MAPPING, text, SILENCE).isPresent();
  }

  private Behaviour mappingKind(Endpoint first) throws IOException {
    Optional<Endpoint> samePlace = seen(INSIDE_MAPPING, atNorth, north, OTHER);
    Optional<Endpoint> otherPlace = seen(INSIDE_MAPPING, atSouth, south, ONE);
    if (samePlace.isEmpty() || otherPlace.isEmpty()) {
      throw new IOException("some of what is sent gets out of the home, some does not");
    }
    return kind(samePlace.get().equals(first), otherPlace.get().equals(first));
  }

  private Behaviour filteringKind() throws IOException {
    Endpoint mapping =
        seen(INSIDE_FILTERING, atNorth, north, ONE)
            .orElseThrow(() -> new IOException("nothing gets out of the home"));
    atNorth.send(OTHER, mapping, "same place");
    atSouth.send(ONE, mapping, "other place");
    atNorth.send(ONE, mapping, "asked for");
    if (atInside.hear(INSIDE_FILTERING, "asked for", LIMIT).isEmpty()) {
      throw new IOException("no answer gets into the home");
    }
    return kind(
        atInside.hear(INSIDE_FILTERING, "same place", SILENCE).isPresent(),
        atInside.hear(INSIDE_FILTERING, "other place", SILENCE).isPresent());
  }

  private static Behaviour kind(boolean otherPort, boolean otherAddress) {
    return otherAddress
        ? Behaviour.ENDPOINT_INDEPENDENT
        : otherPort ? Behaviour.ADDRESS_DEPENDENT : Behaviour.ADDRESS_AND_PORT_DEPENDENT;
  }

  private Optional<Endpoint> seen(int from, UdpProbe at, String address, int port)
      throws IOException {
    String text = "out" + ++number;
    atInside.send(from, new Endpoint(address, port), text);
    return at.hear(port, text, LIMIT);
  }

  @Override
  public void close() {
    atInside.close();
    atNorth.close();
    atSouth.close();
  }
}
