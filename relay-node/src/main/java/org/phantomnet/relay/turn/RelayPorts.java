package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.net.RelaySocket;
import org.phantomnet.relay.net.Sockets;

/** Opens relayed transport addresses at random ports of the configured range. Thread-safe. */
final class RelayPorts {
  /** Tries per request: enough unless the range is nearly full, and bounded work when it is. */
  private static final int TRIES = 32;

  private final List<TurnConfig.Relayed> relayed;
  private final int minPort;
  private final int maxPort;
  private final RandomSource random;

  RelayPorts(TurnConfig config, RandomSource random) {
    relayed = config.relayed();
    minPort = config.minPort();
    maxPort = config.maxPort();
    this.random = random;
  }

  boolean has(AddressFamily family) {
    return find(family).isPresent();
  }

  /** What clients are told the relayed address is. */
  Bytes advertised(AddressFamily family) {
    TurnConfig.Relayed found = find(family).orElseThrow();
    return found.advertised().orElse(found.bound());
  }

  /** One port; empty if none was found. */
  @Rule("TURN-14")
  Optional<RelaySocket> open(AddressFamily family, boolean even) {
    InetAddress local = Sockets.address(find(family).orElseThrow().bound());
    for (int i = 0; i < TRIES; i++) {
      int port = randomPort();
      Optional<RelaySocket> socket = tryOpen(local, even ? port & ~1 : port);
      if (socket.isPresent()) {
        return socket;
      }
    }
    return Optional.empty();
  }

  /** An even port and the next one, as EVEN-PORT with its R bit asks (RFC 8656 section 18.7). */
  Optional<Pair> openPair(AddressFamily family) {
    InetAddress local = Sockets.address(find(family).orElseThrow().bound());
    for (int i = 0; i < TRIES; i++) {
      int port = randomPort() & ~1;
      Optional<RelaySocket> first = tryOpen(local, port);
      if (first.isPresent()) {
        Optional<RelaySocket> second = tryOpen(local, port + 1);
        if (second.isPresent()) {
          return Optional.of(new Pair(first.get(), second.get()));
        }
        first.get().close();
      }
    }
    return Optional.empty();
  }

  record Pair(RelaySocket even, RelaySocket odd) {}

  private Optional<RelaySocket> tryOpen(InetAddress local, int port) {
    if (port < minPort || port > maxPort) {
      return Optional.empty();
    }
    try {
      return Optional.of(RelaySocket.open(local, port));
    } catch (IOException e) {
      return Optional.empty(); // taken
    }
  }

  private int randomPort() {
    int range = maxPort - minPort + 1;
    byte[] chance = random.bytes(4).toByteArray();
    long value = 0;
    for (byte b : chance) {
      value = value << 8 | (b & 0xFF);
    }
    return minPort
        + (int)
            (value % range); // 2^32 is over 65,000 times any range: the bias is below 1 in 65,000
  }

  private Optional<TurnConfig.Relayed> find(AddressFamily family) {
    for (TurnConfig.Relayed candidate : relayed) {
      if (candidate.bound().length() == family.addressLength()) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
