package org.phantomnet.engine.path;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.RelayedRange;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.stun.StunMessage;

/**
 * A relay tunnel behind the filter of spec/06-tunnel.md, one per media connection. The gate is read
 * once per packet, so that one packet is judged by one state of it. Thread-safe: each direction has
 * its own lock, and the engine's sink and the relay's tunnel are called under it.
 */
public final class GuardedTunnel implements FilteredTunnel {
  private static final int NONCE_LENGTH = 16;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final AdmittedPeers peers;
  private final MediaGate gate;
  private final Listener listener;
  private final TunnelState state;

  private final Object outgoingLock = new Object();
  private final OutgoingFilter outgoing;
  private final LastEdge lastEdge;
  private final int[] refusedOutgoing = new int[TunnelVerdict.values().length];
  private final byte[] answer = new byte[RelayTunnel.MAX_PACKET];
  private final RateWatch rate;
  private long outsidePolicy;

  private final Object incomingLock = new Object();
  private final IncomingFilter incoming;
  private final int[] refusedIncoming = new int[TunnelVerdict.values().length];

  private volatile Optional<EngineSink> sink = Optional.empty();
  private volatile Optional<RelayTunnel> relay = Optional.empty();
  private volatile boolean closed;
  private boolean reportedLost;

  private GuardedTunnel(
      ListedRelay relay,
      RelayGrant grant,
      CallMode mode,
      MediaGate gate,
      RandomSource random,
      RateWatch rate,
      Listener listener) {
    String realm = relay.descriptor().realm();
    this.peers = new AdmittedPeers(mode);
    this.state = new TunnelState(peers);
    this.lastEdge = new LastEdge(peers);
    this.gate = gate;
    this.rate = rate;
    this.listener = listener;
    this.outgoing = new OutgoingFilter(state, grant, realm, nonce(random));
    this.incoming = new IncomingFilter(state, grant, realm, RelayedRange.of(relay.descriptor()));
  }

  /**
   * Opens the way to the relay; nothing is sent until the engine proves it holds the grant.
   *
   * @param mode says whether a peer's port matters (PRIV-10)
   * @param rate looks at the sound that leaves; this tunnel's alone from now on
   * @param listener called on the tunnel's thread
   * @throws IOException if there is no way to the relay
   */
  public static GuardedTunnel open(
      RelayTunnel.Factory factory,
      ListedRelay relay,
      RelayGrant grant,
      CallMode mode,
      MediaGate gate,
      RandomSource random,
      RateWatch rate,
      Listener listener)
      throws IOException {
    GuardedTunnel guarded = new GuardedTunnel(relay, grant, mode, gate, random, rate, listener);
    RelayTunnel opened = factory.open(relay, guarded.new FromRelay());
    guarded.relay = Optional.of(opened);
    if (guarded.closed) {
      opened.close();
    }
    return guarded;
  }

  /**
   * Lets permissions, channels and data through to this remote candidate, which the policy
   * admitted.
   */
  public void admitRemote(Candidate admitted) {
    peers.admit(admitted);
  }

  @Override
  public void fromEngine(int localPort, byte[] packet, int offset, int length) {
    if (closed) {
      return;
    }
    boolean gateOpen = gate.open();
    synchronized (outgoingLock) {
      if (closed) {
        return;
      }
      TunnelVerdict verdict = outgoing.judge(localPort, packet, offset, length, gateOpen);
      if (verdict.forwards()) {
        if (send(packet, offset, outgoing.length(), gateOpen)
            && verdict == TunnelVerdict.FORWARD_MEDIA) {
          rate.leaves(packet, outgoing.payloadOffset(), outgoing.payloadLength());
        }
      } else if (verdict == TunnelVerdict.CHALLENGE) {
        int answerLength = outgoing.challenge(answer);
        sink.ifPresent(engine -> engine.toEngine(localPort, answer, 0, answerLength));
      } else {
        refusedOutgoing[verdict.ordinal()]++;
      }
    }
  }

  /** False if there is no Allocate, or not any more, that this refuses. */
  private boolean sendAgain(StunMessage stale) {
    boolean gateOpen = gate.open();
    synchronized (outgoingLock) {
      int length = closed ? 0 : outgoing.retry(stale, answer);
      if (length > 0) {
        send(answer, 0, length, gateOpen);
      }
      return length > 0;
    }
  }

  /** True if it left. */
  private boolean send(byte[] packet, int offset, int length, boolean gateOpen) {
    if (!lastEdge.allows(packet, offset, length, gateOpen)) {
      outsidePolicy++;
      return false;
    }
    Optional<RelayTunnel> open = relay;
    if (open.isPresent()) {
      open.get().send(packet, offset, length);
    }
    return open.isPresent();
  }

  @Override
  public void setEngineSink(EngineSink engineSink) {
    sink = Optional.of(engineSink);
  }

  /** Packets refused so far, by direction and class; for the receipt. */
  public Map<String, Integer> refused() {
    Map<String, Integer> refused = new TreeMap<>();
    synchronized (outgoingLock) {
      collect("TUNNEL_OUT_", refusedOutgoing, refused);
    }
    synchronized (incomingLock) {
      collect("TUNNEL_IN_", refusedIncoming, refused);
    }
    return refused;
  }

  /**
   * Packets that the filter let out although the independent check at the last edge says they
   * should not leave (they did not): anything but 0 is a defect of this client (TUN-11).
   */
  public long packetsOutsidePolicy() {
    synchronized (outgoingLock) {
      return outsidePolicy;
    }
  }

  /** How the promise of a constant rate stands now. */
  public ConstantRate rate() {
    synchronized (outgoingLock) {
      return closed ? rate.soFar() : rate.now();
    }
  }

  /** How it stood after the last packet of sound; empty if none left. For the receipt. */
  public Optional<ConstantRate> finalRate() {
    synchronized (outgoingLock) {
      return rate.begun() ? Optional.of(rate.soFar()) : Optional.empty();
    }
  }

  /** The engine says that the connection is down for now. */
  public void interrupted() {
    synchronized (outgoingLock) {
      rate.interrupted();
    }
  }

  @Override
  public void close() {
    closed = true;
    relay.ifPresent(RelayTunnel::close);
    synchronized (outgoingLock) {
      outgoing.destroy();
    }
    synchronized (incomingLock) {
      incoming.destroy();
    }
  }

  private void lost() {
    synchronized (incomingLock) {
      if (reportedLost || closed) {
        return;
      }
      reportedLost = true;
    }
    close();
    listener.lost();
  }

  private static void collect(String direction, int[] counts, Map<String, Integer> into) {
    for (TunnelVerdict verdict : TunnelVerdict.values()) {
      if (counts[verdict.ordinal()] > 0) {
        into.put(direction + verdict.name(), counts[verdict.ordinal()]);
      }
    }
  }

  private static String nonce(RandomSource random) {
    Bytes bytes = random.bytes(NONCE_LENGTH);
    StringBuilder text = new StringBuilder(2 * NONCE_LENGTH);
    for (int i = 0; i < NONCE_LENGTH; i++) {
      text.append(HEX[bytes.at(i) >> 4 & 0xf]).append(HEX[bytes.at(i) & 0xf]);
    }
    return text.toString();
  }

  /** What a tunnel reports, on the tunnel's thread. Must not throw. */
  public interface Listener {
    /**
     * The way to the relay is gone, or the relay broke its descriptor. At most once; the tunnel is
     * closed.
     */
    void lost();

    /** As {@link RelayTunnel.Listener#silent}. */
    default void silent() {}

    /** As {@link RelayTunnel.Listener#heard}. */
    default void heard() {}

    /** As {@link RelayTunnel.Listener#rebound}. */
    default void rebound() {}
  }

  private final class FromRelay implements RelayTunnel.Listener {
    @Override
    public void packet(byte[] packet, int offset, int length) {
      boolean gateOpen = gate.open();
      TunnelVerdict verdict;
      synchronized (incomingLock) {
        if (closed) {
          return;
        }
        verdict = incoming.judge(packet, offset, length, gateOpen);
        if (verdict.forwards()) {
          toEngine(packet, offset);
        } else if (verdict.refuses()) {
          refusedIncoming[verdict.ordinal()]++;
        }
      }
      if (verdict == TunnelVerdict.RETRY && !sendAgain(incoming.message())) {
        toEngine(packet, offset);
      }
      if (verdict == TunnelVerdict.RELAYED_ADDRESS) {
        GuardedTunnel.this.lost();
      }
    }

    private void toEngine(byte[] packet, int offset) {
      Optional<EngineSink> engine = sink;
      if (engine.isPresent()) {
        engine.get().toEngine(state.localPort(), packet, offset, incoming.length());
      }
    }

    @Override
    public void lost() {
      GuardedTunnel.this.lost();
    }

    @Override
    public void silent() {
      if (!closed) {
        listener.silent();
      }
    }

    @Override
    public void heard() {
      if (!closed) {
        listener.heard();
      }
    }

    @Override
    public void rebound() {
      if (!closed) {
        listener.rebound();
      }
    }
  }
}
