package org.phantomnet.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.engine.privacy.LocalNetwork;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

/**
 * Where a virtual device stands in the network: what a Fast call can see of it. Immutable.
 *
 * @param host the default route's own address, with 24 bits of network
 * @param reflexive what the internet sees
 */
public record VirtualStanding(Bytes host, Bytes reflexive, Nat nat) {
  private static final int PREFIX = 24;
  private static final int PORT = 50_000;
  private static final long HOST_PRIORITY = 2_122_260_223L;
  private static final long REFLEXIVE_PRIORITY = 1_686_052_607L;

  /** How the NAT in front of a device maps its packets. */
  public enum Nat {
    /** The same way for every peer: the reflexive address can be used. */
    CONE,
    /** Anew for each peer: two of them meet at a relay only. */
    SYMMETRIC
  }

  /** At 192.168.{@code number}.2, seen as 203.0.113.{@code number}. */
  public static VirtualStanding behind(Nat nat, int number) {
    return new VirtualStanding(ip(192, 168, number, 2), ip(203, 0, 113, number), nat);
  }

  /** In the same network as this, at another address. */
  public VirtualStanding neighbour(int last) {
    byte[] address = host.toByteArray();
    address[address.length - 1] = (byte) last;
    return new VirtualStanding(Bytes.copyOf(address), reflexive, nat);
  }

  /** So many reflexive candidates, as no device has. */
  public static List<Candidate> reflexive(int count) {
    List<Candidate> many = new ArrayList<>();
    for (int port = PORT; port < PORT + count; port++) {
      many.add(
          new Candidate(
              CandidateType.SERVER_REFLEXIVE,
              TransportProtocol.UDP,
              ip(203, 0, 113, 200),
              port,
              REFLEXIVE_PRIORITY));
    }
    return many;
  }

  LocalNetwork network() {
    return new LocalNetwork(host, PREFIX, Bytes.EMPTY);
  }

  Candidate hostCandidate() {
    return new Candidate(CandidateType.HOST, TransportProtocol.UDP, host, PORT, HOST_PRIORITY);
  }

  /** What a server that is asked sees. */
  public Candidate reflexiveCandidate() {
    int port = PORT + (host.at(host.length() - 1) & 0xff);
    return new Candidate(
        CandidateType.SERVER_REFLEXIVE, TransportProtocol.UDP, reflexive, port, REFLEXIVE_PRIORITY);
  }

  boolean isBeside(VirtualStanding other) {
    return reflexive.equals(other.reflexive)
        && Arrays.equals(
            host.toByteArray(), 0, PREFIX / 8, other.host.toByteArray(), 0, PREFIX / 8);
  }

  /** A hole can be made between the two. */
  boolean reaches(VirtualStanding other) {
    return nat == Nat.CONE || other.nat == Nat.CONE;
  }

  private static Bytes ip(int a, int b, int c, int d) {
    return Bytes.copyOf(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
  }

  @Override
  public String toString() {
    return "VirtualStanding(" + nat + ")";
  }
}
