package org.phantomnet.engine.path;

import java.io.IOException;
import java.math.BigInteger;
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
import org.phantomnet.protocol.shield.ShieldedMessage;
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
  private static final int MAX_MESSAGES = 16;

  private final AdmittedPeers peers;
  private final MediaGate gate;
  private final Listener listener;
  private final TunnelState state;

  private final Object outgoingLock = new Object();
  private final OutgoingFilter outgoing;
  private final LastEdge lastEdge;
  private final Refusals refusedOutgoing = new Refusals();
  private final byte[] answer = new byte[RelayTunnel.MAX_PACKET];
  private final RateWatch rate;
  private final Optional<ShieldedPackets> sealing;
  private long outsidePolicy;

  private final Object incomingLock = new Object();
  private final IncomingFilter incoming;
  private final Optional<ShieldedPackets> opening;
  private final Refusals refusedIncoming = new Refusals();

  private volatile Optional<EngineSink> sink = Optional.empty();
  private volatile Optional<RelayTunnel> relay = Optional.empty();
  private volatile boolean closed;
  private boolean reportedLost;
  private int messages; // under incomingLock

  private GuardedTunnel(
      ListedRelay relay,
      RelayGrant grant,
      CallMode mode,
      MediaGate gate,
      RandomSource random,
      RateWatch rate,
      Optional<CallShield> shield,
      Listener listener) {
    String realm = relay.descriptor().realm();
    this.peers = new AdmittedPeers(mode);
    this.state = new TunnelState(peers);
    this.lastEdge = new LastEdge(peers, shield.isPresent());
    this.sealing = shield.map(ShieldedPackets::new);
    this.opening = shield.map(ShieldedPackets::new);
    this.gate = gate;
    this.rate = rate;
    this.listener = listener;
    this.outgoing = new OutgoingFilter(state, grant, realm, nonce(random));
    this.incoming =
        new IncomingFilter(
            state, grant, realm, RelayedRange.of(relay.descriptor()), shield.isPresent());
  }

  /**
   * Opens the way to the relay; nothing is sent until the engine proves it holds the grant.
   *
   * @param mode says whether a peer's port matters (PRIV-10)
   * @param rate looks at the sound that leaves; this tunnel's alone from now on
   * @param shield what media passes through, both ways (SHIELD-1); the call's, and not closed here
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
      Optional<CallShield> shield,
      Listener listener)
      throws IOException {
    GuardedTunnel guarded =
        new GuardedTunnel(relay, grant, mode, gate, random, rate, shield, listener);
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
      if (verdict == TunnelVerdict.FORWARD_MEDIA) {
        sendMedia(packet, offset, gateOpen);
      } else if (verdict == TunnelVerdict.FORWARD) {
        send(packet, offset, outgoing.length(), gateOpen);
      } else if (verdict == TunnelVerdict.CHALLENGE) {
        int answerLength = outgoing.challenge(answer);
        sink.ifPresent(engine -> engine.toEngine(localPort, answer, 0, answerLength));
      } else {
        refusedOutgoing.add(verdict);
      }
    }
  }

  private void sendMedia(byte[] packet, int offset, boolean gateOpen) {
    int at = outgoing.payloadOffset();
    int length = outgoing.payloadLength();
    boolean sent;
    if (sealing.isPresent()) {
      if (ShieldedMessage.is(packet, at, length)) {
        refusedOutgoing.add(TunnelVerdict.SHIELD); // no engine speaks for the call
        return;
      }
      ShieldedPackets sealed = sealing.get();
      int sealedLength = sealed.seal(packet, offset, outgoing.message(), at, length);
      if (sealedLength == ShieldedPackets.REFUSED) {
        refusedOutgoing.add(TunnelVerdict.SHIELD);
        return;
      }
      sent = send(sealed.packet(), 0, sealedLength, gateOpen);
    } else {
      sent = send(packet, offset, outgoing.length(), gateOpen);
    }
    if (sent) {
      rate.leaves(packet, at, length);
    }
  }

  /**
   * Says a call message over the connection itself, once (SHIELD-9). Any thread.
   *
   * @return false if it did not leave: no shield, the gate is closed, or no channel yet
   */
  public boolean say(Bytes message) {
    boolean gateOpen = gate.open();
    synchronized (outgoingLock) {
      if (closed
          || !gateOpen
          || sealing.isEmpty()
          || outgoing.channel() == OutgoingFilter.NO_CHANNEL) {
        return false;
      }
      ShieldedPackets sealed = sealing.get();
      int length = sealed.seal(outgoing.channel(), ShieldedMessage.of(message));
      return length != ShieldedPackets.REFUSED && send(sealed.packet(), 0, length, gateOpen);
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
      refusedOutgoing.collect("TUNNEL_OUT_", refused);
    }
    synchronized (incomingLock) {
      refusedIncoming.collect("TUNNEL_IN_", refused);
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

  private static String nonce(RandomSource random) {
    return new BigInteger(1, random.bytes(NONCE_LENGTH).toByteArray()).toString(16);
  }

  /** What a tunnel reports, on the tunnel's thread. Must not throw. */
  public interface Listener {
    /**
     * The way to the relay is gone, or the relay broke its descriptor. At most once; the tunnel is
     * closed.
     */
    void lost();

    /** The other side said this over the connection itself; nothing of it was checked. */
    default void said(Bytes message) {}

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
      Optional<Bytes> said = Optional.empty();
      synchronized (incomingLock) {
        if (closed) {
          return;
        }
        verdict = incoming.judge(packet, offset, length, gateOpen);
        if (verdict == TunnelVerdict.FORWARD_MEDIA && opening.isPresent()) {
          openMedia(opening.get(), packet, offset);
        } else if (verdict == TunnelVerdict.MESSAGE) {
          said = message(packet);
        } else if (verdict.forwards()) {
          toEngine(packet, offset);
        } else if (verdict.refuses()) {
          refusedIncoming.add(verdict);
        }
      }
      said.ifPresent(listener::said);
      if (verdict == TunnelVerdict.RETRY && !sendAgain(incoming.message())) {
        toEngine(packet, offset);
      }
      if (verdict == TunnelVerdict.RELAYED_ADDRESS) {
        GuardedTunnel.this.lost();
      }
    }

    private Optional<Bytes> message(byte[] packet) {
      Optional<Bytes> good =
          opening.orElseThrow().message(packet, incoming.payloadOffset(), incoming.payloadLength());
      if (good.isEmpty() || messages == MAX_MESSAGES) {
        refusedIncoming.add(TunnelVerdict.SHIELD);
        return Optional.empty();
      }
      messages++;
      return good;
    }

    private void openMedia(ShieldedPackets opened, byte[] packet, int offset) {
      int length =
          opened.open(
              packet,
              offset,
              incoming.message(),
              incoming.payloadOffset(),
              incoming.payloadLength());
      if (length == ShieldedPackets.REFUSED) {
        refusedIncoming.add(TunnelVerdict.SHIELD);
      } else {
        toEngine(opened.packet(), 0, length);
      }
    }

    private void toEngine(byte[] packet, int offset) {
      toEngine(packet, offset, incoming.length());
    }

    private void toEngine(byte[] packet, int offset, int length) {
      Optional<EngineSink> engine = sink;
      if (engine.isPresent()) {
        engine.get().toEngine(state.localPort(), packet, offset, length);
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
