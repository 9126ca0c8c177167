package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.forward.ForwardMode;

/** A server on loopback with time in the test's hand, and clients for it. */
final class TurnBed implements AutoCloseable {
  static final Bytes LOOPBACK = Bytes.copyOf(new byte[] {127, 0, 0, 1});

  /** Not the relay's own address: that is admitted with relayed ports only. */
  static final Bytes NEIGHBOUR = Bytes.copyOf(new byte[] {127, 0, 0, 9});

  static final Bytes LOOPBACK_6 =
      Bytes.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  static final String REALM = "test";
  static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  /** Below what the system hands out, so that no listener lies among the relayed ports. */
  static final int MIN_PORT = 20_000;

  static final int MAX_PORT = 30_000;
  private static final List<TurnConfig.ListenerKind> FENCES =
      List.of(TurnConfig.ListenerKind.UDP, TurnConfig.ListenerKind.TCP);
  private static final TurnConfig.Front FRONT = TestTls.front();
  private static final byte[] SECRET = "a secret of the test".getBytes(StandardCharsets.US_ASCII);

  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final AtomicInteger names = new AtomicInteger();
  private final List<AutoCloseable> open = new ArrayList<>();
  final TurnServer server;

  TurnBed() throws IOException {
    this(c -> c);
  }

  TurnBed(UnaryOperator<TurnConfig> change) throws IOException {
    Clock wall =
        new Clock() {
          @Override
          public Instant instant() {
            return START.plusMillis(millis.get() - 1_000_000);
          }

          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    TurnEnvironment system = TurnEnvironment.system();
    server =
        TurnServer.start(
            change.apply(config()), new TurnEnvironment(wall, millis::get, system.random()));
  }

  static TurnConfig config() {
    return new TurnConfig(
        listeners(LOOPBACK),
        List.of(new TurnConfig.Relayed(LOOPBACK)),
        MIN_PORT,
        MAX_PORT,
        REALM,
        SharedSecret.of(SECRET),
        TurnLimits.DEFAULT,
        ForwardMode.OFF,
        List.of(new IpPrefix(LOOPBACK, 8)),
        1,
        Optional.of(FRONT));
  }

  private static List<TurnConfig.Listener> listeners(Bytes address) {
    return Arrays.stream(TurnConfig.ListenerKind.values())
        .map(kind -> new TurnConfig.Listener(kind, address, 0))
        .toList();
  }

  static TurnConfig withLimits(TurnConfig c, TurnLimits limits) {
    return ConfigDraft.changed(c, draft -> draft.limits = limits);
  }

  static TurnConfig withForward(TurnConfig c, ForwardMode mode) {
    return ConfigDraft.changed(c, draft -> draft.forward = mode);
  }

  static TurnConfig withFront(TurnConfig c, TurnConfig.Front front) {
    return ConfigDraft.changed(c, draft -> draft.front = Optional.of(front));
  }

  static TurnConfig withEstate(TurnConfig c, List<IpPrefix> estate) {
    return ConfigDraft.changed(c, draft -> draft.estate = estate);
  }

  /** Listeners and relayed addresses of both families. */
  static TurnConfig dual(TurnConfig c) {
    return ConfigDraft.changed(
        c,
        draft -> {
          draft.listeners = listeners(LOOPBACK_6);
          draft.relayed =
              List.of(new TurnConfig.Relayed(LOOPBACK), new TurnConfig.Relayed(LOOPBACK_6));
          draft.estate = List.of(new IpPrefix(LOOPBACK, 8), new IpPrefix(LOOPBACK_6, 128));
        });
  }

  /** Lets time pass; the loop sees it with its next packet. */
  void advance(long byMillis) {
    millis.addAndGet(byMillis);
  }

  /** Waits until these together are as many. */
  void awaitCounts(long sum, Counter... counters) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (Arrays.stream(counters).mapToLong(this::count).sum() < sum) {
      assertTrue(System.nanoTime() < deadline, "fewer than " + sum);
      Thread.onSpinWait();
    }
  }

  /**
   * Lets time pass; when it returns, the loop is done with what it received before, and with the
   * burst of datagrams that it was in, for all of which it read the clock once.
   */
  void pass(Duration time) throws IOException {
    millis.addAndGet(time.toMillis());
    for (TurnConfig.ListenerKind kind : FENCES) {
      try (TurnClient fence = client(kind)) {
        fence.assertNothingReceived();
      }
    }
  }

  /** Waits for the loop to forget credentials whose proof has run out. */
  void awaitForgotten() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.rememberedCredentials() > 0) {
      assertTrue(System.nanoTime() < deadline, "a credential is remembered");
      Thread.onSpinWait();
    }
  }

  /** A fresh valid credential's user name. */
  String username() {
    return START.plus(SharedSecretCredentials.LIFETIME).getEpochSecond()
        + ":"
        + names.incrementAndGet();
  }

  static String password(String username) {
    return new SharedSecretCredentials(SharedSecret.of(SECRET)).password(username);
  }

  TurnClient client(TurnConfig.ListenerKind kind) throws IOException {
    return client(kind, username());
  }

  /** A client that has an allocation. */
  TurnClient allocated(TurnConfig.ListenerKind kind) throws IOException {
    TurnClient client = client(kind);
    client.allocated();
    return client;
  }

  TurnClient client(TurnConfig.ListenerKind kind, String username) throws IOException {
    InetSocketAddress address = server.socketAddress(kind);
    TurnClient.Wire wire =
        switch (kind) {
          case UDP -> TurnClient.udp(address);
          case TCP, WEB -> TurnClient.tcp(address);
          case TLS -> TurnClient.tls(address);
        };
    TurnClient client = new TurnClient(wire, username, password(username));
    open.add(client);
    return client;
  }

  /** A client with a fresh credential and a source address of its own, on IPv4's loopback. */
  TurnClient clientFrom(TurnConfig.ListenerKind kind, String source) throws IOException {
    InetSocketAddress address = server.socketAddress(kind);
    InetAddress local = InetAddress.getByName(source);
    TurnClient.Wire wire =
        kind == TurnConfig.ListenerKind.UDP
            ? TurnClient.udp(address, local)
            : TurnClient.stream(new Socket(address.getAddress(), address.getPort(), local, 0));
    String username = username();
    TurnClient client = new TurnClient(wire, username, password(username));
    open.add(client);
    return client;
  }

  TestPeer peer() throws IOException {
    return peer(NEIGHBOUR);
  }

  TestPeer peer(Bytes address) throws IOException {
    TestPeer peer = TestPeer.open(address, MIN_PORT, MAX_PORT);
    open.add(peer);
    return peer;
  }

  long count(Counter counter) {
    return server.counters().get(counter);
  }

  /**
   * Waits until the server has counted that often: then it has dealt with the packet in question.
   */
  void awaitCount(Counter counter, long atLeast) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (count(counter) < atLeast) {
      assertTrue(System.nanoTime() < deadline, counter + " stays below " + atLeast);
      Thread.onSpinWait();
    }
  }

  /** Waits until each packet that came is counted as what became of it. */
  void awaitBalance() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.counters().unaccounted() != 0) {
      assertTrue(System.nanoTime() < deadline, () -> "the books differ: " + server.counters());
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    server.close();
    Counts counts = server.counters();
    if (counts.get(Counter.FAULTS) == 0) {
      assertEquals(0, counts.unaccounted(), () -> "the books of packets differ: " + counts);
    }
  }
}
