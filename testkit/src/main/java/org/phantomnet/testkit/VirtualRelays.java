package org.phantomnet.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.phantomnet.engine.port.GrantSource;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

/**
 * The relays of a test: a signed list as far as the engine can see, grants, and tunnels that can be
 * cut. Relays carry nothing here; {@link VirtualMedia} connects engines whose relays are up.
 */
public final class VirtualRelays {
  private static final int MIN_PORT = 40_000;
  private static final int MAX_PORT = 49_999;
  private static final Duration NOTICES_SILENCE = Duration.ofMillis(2_500);
  private static final Duration NEVER_HEARD = Duration.ofMillis(1_500);

  private final VirtualTime time;
  private final Map<Bytes, ListedRelay> listed = new LinkedHashMap<>();
  private final Map<Bytes, Boolean> down = new HashMap<>();
  private final Map<Bytes, List<Tunnel>> tunnels = new HashMap<>();
  private final Set<Bytes> silenced = new HashSet<>();
  private final Set<Bytes> denying = new HashSet<>();
  private final Set<Bytes> lying = new HashSet<>();
  private int nextPort = MIN_PORT;
  private int opened;
  private boolean singleFamilyAllowed;

  public VirtualRelays(VirtualTime time) {
    this.time = time;
  }

  /** Lists a relay at 198.51.100.{@code number} run by {@code family}. */
  public ListedRelay list(int number, String family) {
    Bytes id = filled(32, number);
    RelayDescriptor descriptor =
        new RelayDescriptor(
            filled(32, 100 + number),
            List.of(
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.UDP, address(number), 3478)),
            List.of(address(number)),
            MIN_PORT,
            MAX_PORT,
            "",
            "test",
            1,
            "relay" + number + ".example",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.parse("2100-01-01T00:00:00Z"),
            Bytes.EMPTY);
    ListedRelay relay = new ListedRelay(id, family, descriptor);
    listed.put(id, relay);
    return relay;
  }

  /** The signed list says one operator family is enough. */
  public void allowSingleFamily() {
    singleFamilyAllowed = true;
  }

  /** The relay dies: tunnels to it are lost after a while, and nothing passes through it. */
  public void kill(ListedRelay relay) {
    down.put(relay.relayId(), true);
    for (Tunnel tunnel : tunnels.getOrDefault(relay.relayId(), List.of())) {
      time.after(Duration.ofMillis(500), tunnel::lose);
    }
  }

  /** Nothing comes from it any more; who asks notices after a while. It may come back. */
  public void silence(ListedRelay relay) {
    down.put(relay.relayId(), true);
    silenced.add(relay.relayId());
    for (Tunnel tunnel : tunnels.getOrDefault(relay.relayId(), List.of())) {
      time.after(NOTICES_SILENCE, tunnel::fallSilent);
    }
  }

  /** It is there again. */
  public void raise(ListedRelay relay) {
    down.remove(relay.relayId());
    silenced.remove(relay.relayId());
    for (Tunnel tunnel : tunnels.getOrDefault(relay.relayId(), List.of())) {
      time.after(Duration.ofMillis(500), tunnel::speakAgain);
    }
  }

  /** A NAT gave that device's way to the relay another address. */
  public void rebind(ListedRelay relay) {
    for (Tunnel tunnel : tunnels.getOrDefault(relay.relayId(), List.of())) {
      time.after(Duration.ofMillis(500), tunnel::rebind);
    }
  }

  /** New tunnels to it fail at once. */
  public void refuse(ListedRelay relay) {
    down.put(relay.relayId(), true);
  }

  /** It answers, and allocates nothing. */
  public void deny(ListedRelay relay) {
    denying.add(relay.relayId());
  }

  /** What it allocates is not where the list says. */
  public void misplace(ListedRelay relay) {
    lying.add(relay.relayId());
  }

  boolean denies(Bytes relayId) {
    return denying.contains(relayId);
  }

  boolean isUp(Bytes relayId) {
    return !down.getOrDefault(relayId, false);
  }

  /** The families of the relays that tunnels were opened to, in order. */
  public List<String> familiesOf(List<RelayTunnel> some) {
    return some.stream().map(tunnel -> family((Tunnel) tunnel)).collect(Collectors.toList());
  }

  private String family(Tunnel tunnel) {
    return Optional.ofNullable(listed.get(tunnel.relayId)).orElseThrow().family();
  }

  /** Tunnels opened since the beginning, by anyone. */
  public int tunnelsOpened() {
    return opened;
  }

  public long tunnelsOpenNow() {
    return tunnels.values().stream().flatMap(List::stream).filter(tunnel -> !tunnel.closed).count();
  }

  /** A fresh relayed address on that relay. */
  Candidate allocate(Bytes relayId) {
    ListedRelay relay = Optional.ofNullable(listed.get(relayId)).orElseThrow();
    Bytes address = relay.descriptor().relayedAddresses().get(0);
    int port = lying.contains(relayId) ? MIN_PORT - 1 : nextPort++;
    return new Candidate(CandidateType.RELAY, TransportProtocol.UDP, address, port, 41_885_439L);
  }

  /** The list as one device sees it, with its own guards in its own order. */
  public RelayDiscovery discovery(ListedRelay... guards) {
    return new RelayDiscovery() {
      @Override
      public List<ListedRelay> guards() {
        return Arrays.asList(guards);
      }

      @Override
      public Optional<ListedRelay> find(Bytes relayId) {
        return Optional.ofNullable(listed.get(relayId));
      }

      @Override
      public List<ListedRelay> listed() {
        return List.copyOf(listed.values());
      }

      @Override
      public boolean singleFamilyAllowed() {
        return singleFamilyAllowed;
      }
    };
  }

  /** As many grants as anyone asks for. */
  public GrantSource grants() {
    return relayId ->
        Optional.of(
            new RelayGrant(relayId, "user", "password", time.now().plus(Duration.ofHours(6))));
  }

  public RelayTunnel.Factory tunnels() {
    return (relay, listener) -> {
      boolean mute = silenced.contains(relay.relayId());
      if (!isUp(relay.relayId()) && !mute) {
        throw new IOException("relay is down");
      }
      opened++;
      Tunnel tunnel = new Tunnel(relay.relayId(), listener);
      if (mute) {
        time.after(NEVER_HEARD, tunnel::fallSilent);
      }
      tunnels.computeIfAbsent(relay.relayId(), id -> new ArrayList<>()).add(tunnel);
      return tunnel;
    };
  }

  private final class Tunnel implements RelayTunnel {
    private final Bytes relayId;
    private final Listener listener;
    private boolean closed;

    Tunnel(Bytes relayId, Listener listener) {
      this.relayId = relayId;
      this.listener = listener;
    }

    @Override
    public void send(byte[] packet, int offset, int length) {
      // relays carry nothing here
    }

    @Override
    public void close() {
      closed = true;
    }

    void fallSilent() {
      if (!closed && silenced.contains(relayId)) {
        listener.silent();
      }
    }

    void speakAgain() {
      if (!closed) {
        listener.heard();
      }
    }

    void rebind() {
      if (!closed) {
        listener.rebound();
      }
    }

    void lose() {
      if (!closed) {
        listener.lost();
      }
    }
  }

  private static Bytes address(int number) {
    return Bytes.copyOf(new byte[] {(byte) 198, 51, 100, (byte) number});
  }

  private static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }
}
