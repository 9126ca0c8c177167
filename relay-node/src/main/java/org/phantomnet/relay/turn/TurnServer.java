package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TokenDesk;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.counters.LoopCounters;
import org.phantomnet.relay.net.ConnectionSlots;
import org.phantomnet.relay.net.EventLoop;
import org.phantomnet.relay.net.Sockets;
import org.phantomnet.relay.net.TcpListener;
import org.phantomnet.relay.net.UdpListener;
import org.phantomnet.relay.net.WebFront;

/**
 * A running TURN server: the relay's door to clients. Thread-safe. Lives from {@link #start} to
 * {@link #close()}.
 *
 * <pre>
 * try (TurnServer server = TurnServer.start(config)) {
 *   descriptor.listeners(server.addresses());
 *   ...
 *   server.drain();
 * }
 * </pre>
 */
public final class TurnServer implements AutoCloseable {
  private static final long PACKET_OVERHEAD = 20 + 8 + 4; // IPv4, UDP, ChannelData
  private static final int MAX_WAITING_HANDSHAKES = 1024;

  private final Node node;
  private final ThreadPoolExecutor handshakes;
  private final List<EventLoop> loops;
  private final List<TurnLoop> turns;
  private final List<TurnConfig.Listener> addresses;

  private TurnServer(
      Node node,
      List<EventLoop> loops,
      List<TurnLoop> turns,
      ThreadPoolExecutor handshakes,
      List<TurnConfig.Listener> addresses) {
    this.node = node;
    this.handshakes = handshakes;
    this.loops = List.copyOf(loops);
    this.turns = List.copyOf(turns);
    this.addresses = List.copyOf(addresses);
  }

  /**
   * Binds every listener and starts the loops.
   *
   * @throws IOException if a listener cannot be bound (port in use, no such address, no right to
   *     the port)
   */
  public static TurnServer start(TurnConfig config) throws IOException {
    return start(config, TurnEnvironment.system());
  }

  /** As {@link #start(TurnConfig)} with time and chance given. */
  public static TurnServer start(TurnConfig config, TurnEnvironment environment)
      throws IOException {
    return start(config, environment, Optional.empty());
  }

  /**
   * As {@link #start(TurnConfig)}, for a relay that takes tokens as well.
   *
   * @param tokens stays the caller's to close, after the server
   */
  public static TurnServer start(
      TurnConfig config, TurnEnvironment environment, Optional<TokenDesk> tokens)
      throws IOException {
    boolean share = config.loops() > 1 && Sockets.canSharePorts();
    CredentialLedger ledger = new CredentialLedger(config.limits());
    Node node =
        new Node(
            config,
            environment,
            new SharedSecretCredentials(config.secret()),
            ledger,
            new Reservations(ledger, environment.random()),
            new RelayPorts(config, environment.random()),
            new PeerPolicy(
                ownAddresses(config),
                config.insecureTestEstatePeers(),
                config.minPort(),
                config.maxPort()),
            new Alternates(),
            new PrefixQuota(environment.random()),
            tokens);
    tokens.ifPresent(desk -> desk.keepWhile(ledger::holds));
    byte[] nonceKey = new byte[Nonces.KEY_LENGTH];
    environment.random().fill(nonceKey);
    requireFreePorts(config.listeners());
    List<EventLoop> loops = new ArrayList<>();
    List<TurnLoop> turns = new ArrayList<>();
    ThreadPoolExecutor handshakes = handshakes();
    Optional<WebFront> front =
        config
            .front()
            .map(f -> new WebFront(f.certificates(), f.page(), environment.wall(), handshakes));
    try {
      List<TurnConfig.Listener> addresses = config.listeners();
      ConnectionSlots connections =
          new ConnectionSlots(
              config.limits().tcpConnectionsPerNode(),
              new PrefixQuota(environment.random()),
              config.limits().connectionsPerPrefix());
      int count = share ? config.loops() : 1;
      for (int i = 0; i < count; i++) {
        EventLoop loop =
            new EventLoop("turn-" + i, environment.monotonicMillis(), new LoopCounters());
        loops.add(loop);
        // the first loop finds the free ports, the others share them
        TurnLoop turn = new TurnLoop(node, loop, nonceKey, count);
        turns.add(turn);
        addresses = listen(addresses, turn, loop, share, connections, front);
      }
      loops.forEach(EventLoop::start);
      return new TurnServer(node, loops, turns, handshakes, addresses);
    } catch (IOException | RuntimeException e) {
      loops.forEach(EventLoop::close);
      handshakes.shutdownNow();
      throw e;
    }
  }

  private static void requireFreePorts(List<TurnConfig.Listener> listeners) throws IOException {
    for (TurnConfig.Listener listener : listeners) {
      InetAddress address = Sockets.address(listener.address());
      switch (listener.kind()) {
        case UDP:
          UdpListener.requireFree(address, listener.port());
          break;
        case TCP:
        case TLS:
        case WEB:
          TcpListener.requireFree(address, listener.port());
          break;
      }
    }
  }

  private static List<TurnConfig.Listener> listen(
      List<TurnConfig.Listener> listeners,
      TurnLoop turn,
      EventLoop loop,
      boolean share,
      ConnectionSlots connections,
      Optional<WebFront> front)
      throws IOException {
    List<TurnConfig.Listener> bound = new ArrayList<>();
    for (TurnConfig.Listener listener : listeners) {
      InetAddress address = Sockets.address(listener.address());
      int port = listener.port();
      switch (listener.kind()) {
        case UDP:
          port = UdpListener.open(loop, address, port, turn, share).port();
          break;
        case TCP:
        case TLS:
        case WEB:
          port =
              TcpListener.open(
                      loop, address, port, turn, share, connections, purpose(listener), front)
                  .port();
          break;
      }
      bound.add(new TurnConfig.Listener(listener.kind(), listener.address(), port));
    }
    return bound;
  }

  private static TcpListener.Purpose purpose(TurnConfig.Listener listener) {
    switch (listener.kind()) {
      case TLS:
        return TcpListener.Purpose.TLS;
      case WEB:
        return TcpListener.Purpose.WEB;
      case UDP:
      case TCP:
        break;
    }
    return TcpListener.Purpose.TURN;
  }

  /**
   * One thread, below the loops' own weight: a flood of handshakes delays handshakes, and no call.
   */
  private static ThreadPoolExecutor handshakes() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_WAITING_HANDSHAKES),
        task -> {
          Thread thread = new Thread(task, "turn-handshakes");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Every address of this machine, as far as it tells, and those the configuration names. */
  private static List<Bytes> ownAddresses(TurnConfig config) throws IOException {
    Set<Bytes> own = new HashSet<>();
    for (TurnConfig.Listener listener : config.listeners()) {
      own.add(listener.address());
    }
    for (TurnConfig.Relayed relayed : config.relayed()) {
      own.add(relayed.bound());
      relayed.advertised().ifPresent(own::add);
    }
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .forEach(address -> own.add(Bytes.copyOf(address.getAddress())));
    return List.copyOf(own);
  }

  /** The listeners with the ports they really have. */
  public List<TurnConfig.Listener> addresses() {
    return addresses;
  }

  /** The first listener of that kind as a socket address. */
  InetSocketAddress socketAddress(TurnConfig.ListenerKind kind) {
    TurnConfig.Listener found =
        addresses.stream()
            .filter(a -> a.kind() == kind)
            .findFirst()
            .orElseThrow(IllegalStateException::new);
    return new InetSocketAddress(Sockets.address(found.address()), found.port());
  }

  /** Ids of the loops' threads, for tests that count what they allocate. */
  List<Long> threadIds() {
    return loops.stream().map(EventLoop::threadId).toList();
  }

  public Counts counters() {
    List<LoopCounters> counters = new ArrayList<>();
    loops.forEach(loop -> counters.add(loop.counters()));
    return Counts.of(counters);
  }

  /** Allocations and port reservations that live now. */
  public int liveAllocations() {
    return node.ledger().live();
  }

  /** Credentials with an allocation or a proof that is remembered, for tests. */
  int rememberedCredentials() {
    return node.ledger().remembered();
  }

  /** From now on no new allocation (508); those that live go on and may be refreshed. */
  public void drain() {
    drain(List.of());
  }

  /**
   * As {@link #drain()}; a client of the family of one of {@code alternates} is told to try that
   * one instead (300).
   *
   * @param alternates at most one per address family; replaces those of an earlier call
   */
  public void drain(List<Alternate> alternates) {
    node.alternates().set(alternates);
    node.ledger().drain();
  }

  /**
   * Bounds of allocations made from now on. Those that live keep theirs, and the number of
   * connections stays what it was at the start.
   */
  public void limit(TurnLimits limits) {
    node.ledger().limit(limits);
  }

  /** What {@link #limit} said last, or the configuration. */
  public TurnLimits limits() {
    return node.ledger().limits();
  }

  /**
   * What was forwarded since the start, as a provider counts it: payload, and for each packet the
   * headers of IPv4, UDP and a channel.
   */
  public long sentBytes() {
    long sent = 0;
    for (EventLoop loop : loops) {
      LoopCounters counts = loop.counters();
      sent +=
          counts.get(Counter.FORWARDED_TO_PEER_BYTES)
              + counts.get(Counter.FORWARDED_TO_CLIENT_BYTES)
              + PACKET_OVERHEAD
                  * (counts.get(Counter.FORWARDED_TO_PEER)
                      + counts.get(Counter.FORWARDED_TO_CLIENT));
    }
    return sent;
  }

  /**
   * While the month's traffic is spent there are no new allocations (508); those that live stay.
   */
  public void trafficSpent(boolean spent) {
    node.ledger().trafficSpent(spent);
  }

  /** Ends every allocation soon; the server goes on. */
  public void endAllocations() {
    turns.forEach(turn -> turn.post(turn::endAll));
  }

  /** Counts a failure of the node around the server, where an operator looks for failures. */
  public void fault() {
    TurnLoop first = turns.get(0);
    first.post(() -> first.counters().add(Counter.FAULTS));
  }

  /** Ends every allocation and closes every socket. Idempotent. */
  @Override
  public void close() {
    loops.forEach(EventLoop::close);
    handshakes.shutdownNow();
  }
}
