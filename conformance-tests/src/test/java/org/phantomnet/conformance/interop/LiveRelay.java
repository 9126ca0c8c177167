package org.phantomnet.conformance.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.turn.TurnConfig;
import org.phantomnet.relay.turn.TurnServer;

/** A relay in this process, on an address of loopback, as a list would name it. Thread-safe. */
final class LiveRelay implements AutoCloseable {
  private static final int MIN_PORT = 49_500;
  private static final int MAX_PORT = 49_599;
  private static final byte[] SECRET = "a secret of the test".getBytes(StandardCharsets.US_ASCII);

  private final SystemRandom random = new SystemRandom();
  private final SharedSecret secret = SharedSecret.of(SECRET);
  private final Bytes relayId = random.bytes(32);
  private final Bytes address;
  private final String name;
  private final TurnServer server;

  /**
   * @param address of loopback, 4 bytes
   * @param name of the relay, and of its operator family
   */
  LiveRelay(Bytes address, String name, ForwardMode mode) throws IOException {
    this.address = address;
    this.name = name;
    server =
        TurnServer.start(
            new TurnConfig(
                List.of(new TurnConfig.Listener(TurnConfig.ListenerKind.UDP, address, 0)),
                List.of(new TurnConfig.Relayed(address)),
                MIN_PORT,
                MAX_PORT,
                realm(),
                secret,
                TurnLimits.DEFAULT,
                mode,
                List.of(new IpPrefix(Bytes.copyOf(new byte[] {127, 0, 0, 0}), 8)),
                1));
  }

  Bytes address() {
    return address;
  }

  int port() {
    return server.addresses().get(0).port();
  }

  String realm() {
    return name + ".example";
  }

  ListedRelay listed() {
    return listedAt(port());
  }

  /** Its entry, with another way to it: a port of the same address. */
  ListedRelay listedAt(int port) {
    RelayDescriptor descriptor =
        new RelayDescriptor(
            random.bytes(32),
            List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, port)),
            List.of(address),
            MIN_PORT,
            MAX_PORT,
            "",
            "test",
            1,
            realm(),
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.MAX,
            Bytes.EMPTY);
    return new ListedRelay(relayId, name, descriptor);
  }

  RelayGrant grant() {
    String user = SharedSecretCredentials.newUsername(Instant.now(), random);
    String password = new SharedSecretCredentials(secret).password(user);
    return new RelayGrant(relayId, user, password, Instant.MAX);
  }

  @Override
  public void close() {
    server.close();
  }
}
