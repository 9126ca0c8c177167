package org.phantomnet.conformance.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.https.PemContext;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.turn.TurnConfig;
import org.phantomnet.relay.turn.TurnConfig.Listener;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;
import org.phantomnet.relay.turn.TurnServer;

/**
 * A relay in this process for clients that are not ours: every listener over both families, every
 * kind of packet. Thread-safe.
 */
final class ForeignRelay implements AutoCloseable {
  static final int MIN_PORT = 21_000;
  static final int MAX_PORT = 21_999;
  private static final Bytes V4 = Bytes.copyOf(new byte[] {127, 0, 0, 1});
  private static final Bytes V6 =
      Bytes.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  private static final TurnLimits LIMITS =
      new TurnLimits(16, 1000, 64, 64, 100_000_000, 1000).withPrefix(1000, 1000);

  private final SystemRandom random = new SystemRandom();
  private final SharedSecret secret =
      SharedSecret.of("a secret of the test".getBytes(StandardCharsets.US_ASCII));
  private final TurnServer server;

  /** In mode off. */
  ForeignRelay(Path directory) throws IOException {
    this(directory, ForwardMode.OFF);
  }

  ForeignRelay(Path directory, ForwardMode mode) throws IOException {
    TlsIdentity identity =
        TlsIdentity.readOrCreate(directory.resolve("tls.pem"), Clock.systemUTC());
    SSLContext context =
        PemContext.of(new String(identity.pem().toByteArray(), StandardCharsets.US_ASCII));
    Files.delete(directory.resolve("tls.pem"));
    List<Listener> listeners = new ArrayList<>();
    for (ListenerKind kind : ListenerKind.values()) {
      listeners.add(new Listener(kind, V4, 0));
      listeners.add(new Listener(kind, V6, 0));
    }
    server =
        TurnServer.start(
            new TurnConfig(
                listeners,
                List.of(new TurnConfig.Relayed(V4), new TurnConfig.Relayed(V6)),
                MIN_PORT,
                MAX_PORT,
                "relay.example",
                secret,
                LIMITS,
                mode,
                List.of(new IpPrefix(V4, 8), new IpPrefix(V6, 128)),
                1,
                Optional.of(
                    new TurnConfig.Front(
                        () -> context,
                        Bytes.copyOf("hello".getBytes(StandardCharsets.US_ASCII))))));
  }

  int port(ListenerKind kind, boolean ipv6) {
    return server.addresses().stream()
        .filter(l -> l.kind() == kind && l.address().length() == (ipv6 ? 16 : 4))
        .findFirst()
        .orElseThrow()
        .port();
  }

  String username() {
    return SharedSecretCredentials.newUsername(Instant.now(), random);
  }

  String password(String username) {
    return new SharedSecretCredentials(secret).password(username);
  }

  Counts counters() {
    return server.counters();
  }

  @Override
  public void close() {
    server.close();
  }
}
