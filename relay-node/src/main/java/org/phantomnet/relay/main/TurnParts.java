package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.TurnSettings;
import org.phantomnet.relay.turn.Alternate;
import org.phantomnet.relay.turn.TurnConfig;

/** What the TURN server is started with, from what the operator wrote. */
final class TurnParts {
  private static final String PAGE =
      "<!doctype html><title>Welcome</title><p>There is nothing to see here yet.\n";

  private TurnParts() {}

  static TurnConfig config(
      TurnSettings turn,
      boolean testEstate,
      SharedSecret secret,
      Optional<TurnConfig.Front> front) {
    List<TurnConfig.Listener> listeners = new ArrayList<>();
    turn.udp().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.UDP, address)));
    turn.tcp().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.TCP, address)));
    turn.tls().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.TLS, address)));
    turn.web().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.WEB, address)));
    List<TurnConfig.Relayed> relayed = new ArrayList<>();
    for (int i = 0; i < turn.relayed().size(); i++) {
      Optional<Bytes> advertised =
          turn.advertised().isEmpty()
              ? Optional.empty()
              : Optional.of(bytes(turn.advertised().get(i)));
      relayed.add(new TurnConfig.Relayed(bytes(turn.relayed().get(i)), advertised));
    }
    return new TurnConfig(
        listeners,
        relayed,
        turn.minPort(),
        turn.maxPort(),
        turn.realm(),
        secret,
        turn.limits(),
        turn.forward(),
        testEstate ? PeerPolicy.TEST_ESTATE : List.of(),
        turn.loops(),
        front);
  }

  static List<Alternate> alternates(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(address -> new Alternate(bytes(address.getAddress()), address.getPort()))
        .toList();
  }

  /** The operator's page, or a plain one. */
  static Bytes page(TurnSettings turn) throws ConfigException {
    if (turn.page().isEmpty()) {
      return Bytes.copyOf(PAGE.getBytes(StandardCharsets.UTF_8));
    }
    try {
      byte[] page = Files.readAllBytes(turn.page().get());
      if (page.length <= TurnConfig.Front.MAX_PAGE_LENGTH) {
        return Bytes.copyOf(page);
      }
    } catch (IOException e) {
      // said below
    }
    throw new ConfigException(
        "turn.page "
            + turn.page().get()
            + " cannot be read or is longer than "
            + TurnConfig.Front.MAX_PAGE_LENGTH
            + " bytes: check its name, owner and size");
  }

  private static TurnConfig.Listener listener(
      TurnConfig.ListenerKind kind, InetSocketAddress address) {
    return new TurnConfig.Listener(kind, bytes(address.getAddress()), address.getPort());
  }

  private static Bytes bytes(InetAddress address) {
    return Bytes.copyOf(address.getAddress());
  }
}
