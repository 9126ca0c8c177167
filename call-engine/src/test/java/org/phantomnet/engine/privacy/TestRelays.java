package org.phantomnet.engine.privacy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;

/** Relays of two operators and addresses of every class. */
public final class TestRelays {
  public static final ListedRelay NORTH = relay(1, "north", ip(192, 0, 2, 10));
  public static final ListedRelay SOUTH = relay(2, "south", ip(198, 51, 100, 20));
  public static final ListedRelay SOUTH_TOO = relay(3, "south", ip(198, 51, 100, 30));
  public static final ListedRelay LOOPBACK = relay(4, "test", ip(127, 10, 0, 1));
  public static final int MIN_PORT = 49_152;
  public static final int MAX_PORT = 49_999;
  public static final String REALM = "north.example";

  private TestRelays() {}

  public static ListedRelay relay(int key, String family, Bytes address) {
    return relay(key, family, address, MIN_PORT, MAX_PORT);
  }

  static ListedRelay relay(int key, String family, Bytes address, int minPort, int maxPort) {
    return new ListedRelay(
        filled(32, key),
        family,
        new RelayDescriptor(
            filled(32, key),
            List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3478)),
            List.of(address),
            minPort,
            maxPort,
            "",
            "test",
            1,
            "north.example",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1),
            Bytes.EMPTY));
  }

  public static RelayDiscovery discovery(boolean singleFamilyAllowed) {
    return discovery(singleFamilyAllowed, NORTH, SOUTH, SOUTH_TOO, LOOPBACK);
  }

  static RelayDiscovery discovery(boolean singleFamilyAllowed, ListedRelay... listed) {
    List<ListedRelay> all = new ArrayList<>(List.of(listed));
    return new RelayDiscovery() {
      @Override
      public List<ListedRelay> guards() {
        return all;
      }

      @Override
      public Optional<ListedRelay> find(Bytes relayId) {
        return all.stream().filter(relay -> relay.relayId().equals(relayId)).findFirst();
      }

      @Override
      public List<ListedRelay> listed() {
        return List.copyOf(all);
      }

      @Override
      public boolean singleFamilyAllowed() {
        return singleFamilyAllowed;
      }
    };
  }

  public static Candidate candidate(CandidateType type, Bytes address, int port) {
    return new Candidate(type, TransportProtocol.UDP, address, port, 1_000);
  }

  public static RelayCandidate on(ListedRelay relay, Bytes address, int port) {
    return new RelayCandidate(candidate(CandidateType.RELAY, address, port), relay.relayId());
  }

  public static Bytes addressOf(ListedRelay relay) {
    return relay.descriptor().relayedAddresses().get(0);
  }

  public static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  public static Bytes ip(int a, int b, int c, int d) {
    return Bytes.copyOf(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
  }

  /** An IPv6 address from its eight groups. */
  public static Bytes ip6(int... groups) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[2 * i] = (byte) (groups[i] >> 8);
      bytes[2 * i + 1] = (byte) groups[i];
    }
    return Bytes.copyOf(bytes);
  }
}
