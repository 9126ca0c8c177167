package org.phantomnet.desktop.media;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.engine.path.FilteredTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * Two tunnels to one TURN relay in memory: enough of RFC 8656 for two engines to meet, and eyes for
 * what passes.
 */
final class MemoryRelay implements AutoCloseable {
  static final String REALM = "relay.test";
  private static final Bytes RELAYED = Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 1});

  private final ExecutorService wire =
      Executors.newSingleThreadExecutor(
          r -> {
            Thread thread = new Thread(r, "memory-relay");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Integer, Tunnel> allocations = new ConcurrentHashMap<>();

  Tunnel tunnel(int relayedPort, RelayGrant grant) {
    return new Tunnel(relayedPort, grant);
  }

  @Override
  public void close() {
    wire.shutdownNow();
  }

  /** One engine's way to the relay. */
  final class Tunnel implements FilteredTunnel {
    /** SRTP and SRTCP packets of this side's engine, in permits. */
    final Semaphore media = new Semaphore(0);

    /** SRTP packets only. */
    final Semaphore speech = new Semaphore(0);

    /** All that this side's engine sent. */
    final AtomicInteger packets = new AtomicInteger();

    /** Binding requests of this side's engine. */
    final AtomicInteger bindings = new AtomicInteger();

    /** SRTP and SRTCP of this side's engine that it gave here earlier, by nanoTime, are lost. */
    volatile long mediaFrom = Long.MIN_VALUE;

    /** When this side's engine gave SRTP and SRTCP here, lost ones too. */
    final List<Long> mediaAt = new CopyOnWriteArrayList<>();

    final Set<Integer> speechSizes = ConcurrentHashMap.newKeySet();
    private final int relayedPort;
    private final RelayGrant grant;
    private final Map<Integer, Integer> peerOfChannel = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> channelOfPeer = new ConcurrentHashMap<>();
    private final StunMessage message = new StunMessage();
    private volatile EngineSink sink = (port, packet, offset, length) -> {};
    private volatile boolean dead;
    private volatile boolean refuses;
    private int enginePort;

    private Tunnel(int relayedPort, RelayGrant grant) {
      this.relayedPort = relayedPort;
      this.grant = grant;
    }

    /** Every request is answered as one without a valid credential. */
    void refuseAll() {
      refuses = true;
    }

    @Override
    public void setEngineSink(EngineSink engine) {
      sink = engine;
    }

    @Override
    public void fromEngine(int localPort, byte[] packet, int offset, int length) {
      byte[] copy = java.util.Arrays.copyOfRange(packet, offset, offset + length);
      long now = System.nanoTime();
      boolean carried = now >= mediaFrom;
      if (length > 4 && ChannelData.startsWith(copy[0]) && isMedia(copy[4])) {
        mediaAt.add(now);
      }
      if (!dead && !wire.isShutdown()) {
        wire.execute(() -> handle(localPort, copy, carried));
      }
    }

    private void handle(int localPort, byte[] packet, boolean carried) {
      enginePort = localPort;
      packets.incrementAndGet();
      if (ChannelData.startsWith(packet[0])) {
        int length = ChannelData.dataLength(packet, 0);
        int peer = peerOfChannel.getOrDefault(ChannelData.number(packet, 0), 0);
        if (carried || !isMedia(packet[4])) {
          forward(peer, packet, 4, length);
        }
      } else if (message.wrap(packet, 0, packet.length) == StunMessage.Verdict.MESSAGE) {
        stun();
      }
    }

    /** As a relay might, with an address that is not the engine's. */
    private void tellAddress() {
      bindings.incrementAndGet();
      byte[] out = new byte[512];
      StunWriter answer =
          new StunWriter().begin(out, 0, StunMethod.BINDING, StunClass.SUCCESS, message);
      answer.xorAddress(AttributeType.XOR_MAPPED_ADDRESS, RELAYED, 9);
      sink.toEngine(enginePort, out, 0, answer.length());
    }

    private void stun() {
      if (message.method() == StunMethod.BINDING) {
        tellAddress();
        return;
      }
      if (message.method() == StunMethod.SEND) {
        int data = message.find(AttributeType.DATA);
        forward(peerPort(), message.buffer(), message.valueOffset(data), message.lengthAt(data));
        return;
      }
      byte[] out = new byte[512];
      StunWriter answer = new StunWriter();
      try (MessageIntegrity key =
          MessageIntegrity.longTerm(grant.username(), REALM, grant.password())) {
        if (refuses || key.verify(message) != MessageIntegrity.Verdict.VALID) {
          answer
              .begin(out, 0, message.method(), StunClass.ERROR, message)
              .error(StunErrorCode.UNAUTHENTICATED)
              .text(AttributeType.REALM, REALM)
              .text(AttributeType.NONCE, "0123456789abcdef");
        } else {
          answer.begin(out, 0, message.method(), StunClass.SUCCESS, message);
          if (message.method() == StunMethod.ALLOCATE) {
            allocations.put(relayedPort, this);
            answer.xorAddress(AttributeType.XOR_RELAYED_ADDRESS, RELAYED, relayedPort);
            answer.xorAddress(AttributeType.XOR_MAPPED_ADDRESS, RELAYED, 9);
            answer.u32(AttributeType.LIFETIME, 600);
          } else if (message.method() == StunMethod.REFRESH) {
            answer.u32(AttributeType.LIFETIME, 600);
          } else if (message.method() == StunMethod.CHANNEL_BIND) {
            int channel = message.u16(message.find(AttributeType.CHANNEL_NUMBER));
            peerOfChannel.put(channel, peerPort());
            channelOfPeer.put(peerPort(), channel);
          }
          answer.integrity(key);
        }
        sink.toEngine(enginePort, out, 0, answer.length());
      }
    }

    private int peerPort() {
      StunAddress address = new StunAddress();
      address.readXor(message, message.find(AttributeType.XOR_PEER_ADDRESS));
      return address.port();
    }

    private static boolean isMedia(byte first) {
      return (first & 0xff) >= 128 && (first & 0xff) <= 191;
    }

    private void forward(int peer, byte[] packet, int offset, int length) {
      if (isMedia(packet[offset])) {
        int type = packet[offset + 1] & 0x7f;
        if (type < 64 || type > 95) {
          speechSizes.add(length);
          speech.release();
        }
        media.release();
      }
      Tunnel to = allocations.get(peer);
      if (to != null) {
        to.deliver(relayedPort, packet, offset, length);
      }
    }

    private void deliver(int from, byte[] packet, int offset, int length) {
      byte[] out = new byte[length + 128];
      int size;
      Integer channel = channelOfPeer.get(from);
      if (channel != null) {
        ChannelData.writeHeader(out, 0, channel, length);
        System.arraycopy(packet, offset, out, 4, length);
        size = 4 + length;
      } else {
        size =
            new StunWriter()
                .begin(out, 0, StunMethod.DATA, StunClass.INDICATION, new byte[12], 0)
                .xorAddress(AttributeType.XOR_PEER_ADDRESS, RELAYED, from)
                .bytes(AttributeType.DATA, packet, offset, length)
                .length();
      }
      if (!dead) {
        sink.toEngine(enginePort, out, 0, size);
      }
    }

    @Override
    public void close() {
      dead = true;
    }
  }
}
