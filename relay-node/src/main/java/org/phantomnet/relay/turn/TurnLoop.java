package org.phantomnet.relay.turn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.relay.admission.AnswerBudget;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;
import org.phantomnet.relay.forward.TokenBucket;
import org.phantomnet.relay.net.ClientHandler;
import org.phantomnet.relay.net.ClientPath;
import org.phantomnet.relay.net.EventLoop;
import org.phantomnet.relay.net.PacketBuffer;

/**
 * TURN on one event loop: takes packets of clients without an allocation, and owns the allocations
 * made here.
 */
final class TurnLoop implements ClientHandler, EventLoop.Ticker {
  static final int BURST_FRACTION = 4; // a quarter of a second of the allowed rate

  /** How long it may take until an allocation that is over is seen. */
  private static final long ROUND_MILLIS = 500;

  private final Node node;
  private final EventLoop loop;
  private final Exchange exchange;
  private final Routes routes;
  private final PacketBuffer resumed = new PacketBuffer();
  private final Deque<Allocation> allocations = new ArrayDeque<>();
  private final int loops;
  private long nodeRate;
  private TokenBucket bandwidth;
  private long looked;

  /**
   * @param loops how many share the node's rate
   */
  TurnLoop(Node node, EventLoop loop, byte[] nonceKey, int loops) {
    this.node = node;
    this.loop = loop;
    exchange =
        new Exchange(
            loop.counters(),
            new AnswerBudget(node.environment().random()),
            new Nonces(nonceKey),
            node.config().realm().getBytes(StandardCharsets.UTF_8));
    this.loops = loops;
    nodeRate = node.ledger().limits().nodeBitsPerSecond();
    bandwidth = nodeBucket();
    looked = loop.now();
    routes = new Routes(this);
    loop.addTicker(this);
  }

  Node node() {
    return node;
  }

  /** This loop's share of what the node may forward. */
  TokenBucket bandwidth() {
    return bandwidth;
  }

  private TokenBucket nodeBucket() {
    long share = nodeRate / loops;
    return new TokenBucket(share, share / 8 / BURST_FRACTION, loop.now());
  }

  /** Ends what lives, as if its time were over. */
  void endAll() {
    for (Allocation allocation : List.copyOf(allocations)) {
      end(allocation);
    }
  }

  LoopCounters counters() {
    return loop.counters();
  }

  long now() {
    return loop.now();
  }

  @Override
  public void fromClient(ClientPath path, PacketBuffer buffer, int at, int length) {
    counters().add(Counter.PACKETS_FROM_CLIENTS);
    counters().add(Counter.BYTES_FROM_CLIENTS, length);
    if (length > 0 && ChannelData.startsWith(buffer.array()[at])) {
      counters().add(Counter.DROPPED_NO_ALLOCATION);
    } else {
      stun(path, Optional.empty(), buffer, at, length);
    }
  }

  @Override
  public void lost(ClientPath path) {}

  /** One STUN message of a client, with its allocation if it has one. */
  void stun(
      ClientPath path, Optional<Allocation> allocation, PacketBuffer buffer, int at, int length) {
    if (!exchange.begin(allocation, buffer, at, length, now())) {
      counters().add(Counter.DROPPED_MALFORMED);
      return;
    }
    StunClass messageClass = exchange.request().messageClass();
    Optional<Handler> handler = routes.find(messageClass, exchange.request().method());
    if (!handler.isPresent()) {
      counters().add(Counter.DROPPED_UNEXPECTED);
      return;
    }
    if (messageClass == StunClass.REQUEST) {
      counters().add(Counter.REQUESTS);
      exchange.answerTo(path);
    }
    handler.get().handle(exchange);
  }

  /** Runs a task on this loop soon; from any thread. */
  void post(Runnable task) {
    loop.post(task);
  }

  /**
   * Goes on with a request that was counted when it came, and waited since.
   *
   * @param path as {@link ClientPath#later} gave it
   * @param refusal the answer, where it is known
   */
  void resume(ClientPath path, Bytes packet, Optional<StunErrorCode> refusal) {
    Optional<ClientPath> now = path.now();
    if (!now.isPresent()) {
      return; // the connection is gone
    }
    int at = PacketBuffer.HEADROOM;
    System.arraycopy(packet.toByteArray(), 0, resumed.array(), at, packet.length());
    Optional<Allocation> allocation =
        now.get().handler() instanceof Allocation found ? Optional.of(found) : Optional.empty();
    if (!exchange.begin(allocation, resumed, at, packet.length(), now())) {
      return;
    }
    exchange.answerTo(now.get());
    if (refusal.isEmpty()) {
      routes
          .find(StunClass.REQUEST, exchange.request().method())
          .ifPresent(handler -> handler.handle(exchange));
    } else if (refusal.get() == StunErrorCode.UNAUTHENTICATED) {
      exchange.challenge(refusal.get());
    } else {
      exchange.error(refusal.get());
    }
  }

  Allocation begin(ClientPath path, Allocation.Parts parts, long endsAt) {
    Allocation made = new Allocation(this, path, parts, now(), endsAt);
    for (Allocation.Relayed relayed : made.relayed()) {
      relayed.socket().serve(loop, made);
    }
    allocations.add(made);
    counters().add(Counter.ALLOCATIONS_MADE);
    return made;
  }

  void end(Allocation allocation) {
    if (allocation.close(now())) {
      counters().add(Counter.ALLOCATIONS_ENDED);
    }
  }

  @Override
  public void tick(long nowMillis) {
    look(nowMillis);
    node.reservations().sweep(nowMillis);
    node.ledger().sweep(nowMillis);
    long rate = node.ledger().limits().nodeBitsPerSecond();
    if (rate != nodeRate) {
      nodeRate = rate;
      bandwidth = nodeBucket();
    }
  }

  /**
   * Ends what is over and sweeps the rest: as large a part of the allocations as time has passed of
   * a round, oldest look first, so that no packet waits for a look at all of them.
   */
  private void look(long nowMillis) {
    long passed = Math.min(nowMillis - looked, ROUND_MILLIS);
    looked = nowMillis;
    long part = (allocations.size() * passed + ROUND_MILLIS - 1) / ROUND_MILLIS;
    for (long i = 0; i < part; i++) {
      Allocation allocation = allocations.remove();
      if (allocation.closed()) {
        continue;
      }
      allocations.add(allocation); // first, so that no fault below makes it forgotten
      if (allocation.over(nowMillis)) {
        end(allocation);
      } else {
        allocation.peers().sweep(nowMillis);
      }
    }
  }
}
