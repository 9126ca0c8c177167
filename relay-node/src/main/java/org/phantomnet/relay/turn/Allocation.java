package org.phantomnet.relay.turn;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;
import org.phantomnet.relay.forward.Direction;
import org.phantomnet.relay.forward.FlowGuard;
import org.phantomnet.relay.forward.FlowVerdict;
import org.phantomnet.relay.forward.TokenBucket;
import org.phantomnet.relay.net.ClientHandler;
import org.phantomnet.relay.net.ClientPath;
import org.phantomnet.relay.net.PacketBuffer;
import org.phantomnet.relay.net.PeerHandler;
import org.phantomnet.relay.net.RelaySocket;

/**
 * One allocation (RFC 8656 section 6): a client's 5-tuple, its relayed transport addresses and what
 * may pass between. Lives on one loop, so nothing locks; forwarding a packet allocates nothing.
 */
final class Allocation implements ClientHandler, PeerHandler {
  private final TurnLoop loop;
  private final LoopCounters counters;
  private final String username;
  private final MessageIntegrity key;
  private final CredentialLedger.Holding holding;
  private final PrefixQuota.Place place;
  private final List<Relayed> relayed;
  private final Bytes transactionId;
  private final Peers peers;
  private final FlowGuard guard;
  private final TokenBucket bandwidth;
  private final StunWriter indication = new StunWriter();
  private final byte[] indicationId = new byte[StunMessage.TRANSACTION_ID_LENGTH];
  private final Optional<Bytes> reservationToken;
  private final Optional<Allocation> self = Optional.of(this);
  private final IcmpNews icmp = new IcmpNews();
  private ClientPath path;
  private long endsAt;
  private long indications;
  private boolean ended;

  /** A relayed transport address of this allocation. */
  record Relayed(AddressFamily family, RelaySocket socket) {}

  /** What makes an allocation; all of it is the allocation's to give back. */
  record Parts(
      String username,
      MessageIntegrity key,
      CredentialLedger.Holding holding,
      PrefixQuota.Place place,
      List<Relayed> relayed,
      Bytes transactionId,
      Optional<Bytes> reservationToken) {
    @Override
    public String toString() {
      return "Parts";
    }
  }

  Allocation(TurnLoop loop, ClientPath newPath, Parts parts, long nowMillis, long endsAt) {
    this.loop = loop;
    this.endsAt = endsAt;
    counters = loop.counters();
    username = parts.username();
    key = parts.key();
    holding = parts.holding();
    place = parts.place();
    relayed = List.copyOf(parts.relayed());
    transactionId = parts.transactionId();
    reservationToken = parts.reservationToken();
    TurnConfig config = loop.node().config();
    TurnLimits limits = loop.node().ledger().limits(); // a reload may have changed them
    peers = new Peers(limits);
    guard = new FlowGuard(config.forward(), holding.proof(), nowMillis);
    long rate = limits.bitsPerSecond();
    bandwidth = new TokenBucket(rate, rate / 8 / TurnLoop.BURST_FRACTION, nowMillis);
    path = newPath.keep(this);
  }

  @Override
  public void fromClient(ClientPath from, PacketBuffer buffer, int at, int length) {
    counters.add(Counter.PACKETS_FROM_CLIENTS);
    counters.add(Counter.BYTES_FROM_CLIENTS, length);
    if (length > 0 && ChannelData.startsWith(buffer.array()[at])) {
      channelData(buffer, at, length);
    } else {
      loop.stun(from, self, buffer, at, length);
    }
  }

  /** RFC 8656 section 12.6. */
  private void channelData(PacketBuffer buffer, int at, int length) {
    byte[] b = buffer.array();
    if (ChannelData.check(b, at, length) != ChannelData.Verdict.CHANNEL_DATA) {
      counters.add(Counter.DROPPED_MALFORMED);
      return;
    }
    Optional<Peer> peer = peers.byChannel(ChannelData.number(b, at), loop.now());
    if (peer.isPresent()) {
      int data = at + ChannelData.HEADER_LENGTH;
      toPeer(peer.get(), buffer, data, ChannelData.dataLength(b, at), false);
    } else {
      counters.add(Counter.DROPPED_NO_CHANNEL);
    }
  }

  /** A Send indication's data (RFC 8656 section 11.2). */
  void send(StunAddress to, PacketBuffer buffer, int at, int length, boolean dontFragment) {
    Optional<Peer> peer = peers.byAddress(to.buffer(), to.addressLength(), to.port(), loop.now());
    if (peer.isPresent()) {
      boolean unfragmented = dontFragment && mayForbidFragments(peer.get());
      toPeer(peer.get(), buffer, at, length, unfragmented);
    } else {
      counters.add(Counter.DROPPED_NO_PERMISSION);
    }
  }

  /** Between families, and from IPv6 by UDP, the attribute is ignored (RFC 8656 section 13). */
  @Rule("TURN-49")
  private boolean mayForbidFragments(Peer peer) {
    return path.stream()
        || path.remote().getAddress().getAddress().length == 4 && peer.address().length == 4;
  }

  private void toPeer(Peer peer, PacketBuffer buffer, int at, int length, boolean unfragmented) {
    if (!passes(Direction.TO_PEER, buffer.array(), at, length)) {
      return;
    }
    RelaySocket socket = socketFor(peer);
    boolean sent =
        unfragmented
            ? socket.sendUnfragmented(buffer, at, length, peer.endpoint())
            : socket.send(buffer, at, length, peer.endpoint());
    if (sent) {
      counters.add(Counter.FORWARDED_TO_PEER);
      counters.add(Counter.FORWARDED_TO_PEER_BYTES, length);
    } else {
      counters.add(Counter.DROPPED_SEND_FAILED);
    }
  }

  @Override
  public void fromPeer(
      RelaySocket socket, InetSocketAddress sender, PacketBuffer buffer, int at, int length) {
    counters.add(Counter.PACKETS_FROM_PEERS);
    counters.add(Counter.BYTES_FROM_PEERS, length);
    long now = loop.now();
    Optional<Peer> peer = peers.bySender(sender, now);
    if (!peer.isPresent()) {
      counters.add(Counter.DROPPED_NO_PERMISSION);
      return;
    }
    if (!passes(Direction.TO_CLIENT, buffer.array(), at, length)) {
      return;
    }
    int channel = peer.get().channel(now);
    boolean sent =
        channel == Peer.NO_CHANNEL
            ? dataIndication(peer.get(), buffer, at, length)
            : channelDataToClient(channel, buffer, at, length);
    if (sent) {
      counters.add(Counter.FORWARDED_TO_CLIENT);
      counters.add(Counter.FORWARDED_TO_CLIENT_BYTES, length);
    } else {
      counters.add(Counter.DROPPED_SLOW_CLIENT);
    }
  }

  /** RFC 8656 section 11.5: by the address the datagram went to, never by who complains. */
  @Override
  @Rule("TURN-47")
  public void icmp(
      RelaySocket socket,
      InetSocketAddress peer,
      PacketBuffer buffer,
      int type,
      int code,
      long data) {
    if (!ended
        && peers.permits(peer.getAddress(), loop.now())
        && icmp.mayTell(loop.now())
        && IcmpNews.tell(path, nextIndicationId(), peer, buffer, type, code, data)) {
      counters.add(Counter.ICMP_TOLD);
    }
  }

  /** RFC 8656 section 12.7; the header goes into the buffer's headroom. */
  private boolean channelDataToClient(int channel, PacketBuffer buffer, int at, int length) {
    byte[] b = buffer.array();
    int start = at - ChannelData.HEADER_LENGTH;
    ChannelData.writeHeader(b, start, channel, length);
    int total = ChannelData.HEADER_LENGTH + length;
    if (path.stream()) {
      int padded = ChannelData.streamLength(length);
      Arrays.fill(b, start + total, start + padded, (byte) 0);
      total = padded;
    }
    return path.send(buffer, start, total);
  }

  /**
   * RFC 8656 section 11.3; header and XOR-PEER-ADDRESS go into the buffer's headroom, DATA stays
   * where it is.
   */
  private boolean dataIndication(Peer peer, PacketBuffer buffer, int at, int length) {
    int addressAttribute =
        StunMessage.ATTRIBUTE_HEADER_LENGTH + StunAddress.ADDRESS_OFFSET + peer.address().length;
    int start =
        at - StunMessage.HEADER_LENGTH - addressAttribute - StunMessage.ATTRIBUTE_HEADER_LENGTH;
    int total =
        indication
            .begin(
                buffer.array(), start, StunMethod.DATA, StunClass.INDICATION, nextIndicationId(), 0)
            .xorAddress(
                AttributeType.XOR_PEER_ADDRESS, peer.address(), peer.address().length, peer.port())
            .bytes(AttributeType.DATA, buffer.array(), at, length)
            .length();
    return path.send(buffer, start, total);
  }

  private byte[] nextIndicationId() {
    indications++;
    for (int i = 0; i < Long.BYTES; i++) {
      indicationId[i] = (byte) (indications >>> 8 * i);
    }
    return indicationId;
  }

  private boolean passes(Direction direction, byte[] b, int at, int length) {
    FlowVerdict verdict = guard.judge(direction, b, at, length, loop.now());
    if (verdict != FlowVerdict.PASS) {
      counters.add(verdict.counter());
      if (!verdict.passes()) {
        return false;
      }
    }
    return withinBandwidth(length);
  }

  @Rule("TURN-15")
  private boolean withinBandwidth(int length) {
    if (!bandwidth.takeAudioFirst(length, loop.now())) {
      counters.add(Counter.DROPPED_BANDWIDTH);
      return false;
    }
    if (!loop.bandwidth().takeAudioFirst(length, loop.now())) {
      bandwidth.giveBack(length);
      counters.add(
          length > TokenBucket.AUDIO_SIZED
              ? Counter.DROPPED_NODE_BANDWIDTH
              : Counter.DROPPED_NODE_BANDWIDTH_SMALL);
      return false;
    }
    return true;
  }

  private RelaySocket socketFor(Peer peer) {
    for (int i = 0; i < relayed.size(); i++) {
      if (relayed.get(i).family().addressLength() == peer.address().length) {
        return relayed.get(i).socket();
      }
    }
    throw new IllegalStateException("a peer of another family was permitted");
  }

  boolean serves(AddressFamily family) {
    return relayed.stream().anyMatch(r -> r.family() == family);
  }

  List<Relayed> relayed() {
    return relayed;
  }

  Peers peers() {
    return peers;
  }

  String username() {
    return username;
  }

  MessageIntegrity key() {
    return key;
  }

  Optional<Bytes> reservationToken() {
    return reservationToken;
  }

  /** Whether an Allocate request is the one that made this, sent again. */
  boolean madeBy(StunMessage request) {
    for (int i = 0; i < transactionId.length(); i++) {
      if (request.buffer()[request.transactionIdOffset() + i] != transactionId.at(i)) {
        return false;
      }
    }
    return true;
  }

  long remainingSeconds(long nowMillis) {
    return Math.max(0, (endsAt - nowMillis) / 1000);
  }

  boolean over(long nowMillis) {
    return endsAt <= nowMillis;
  }

  void extendTo(long newEnd) {
    endsAt = newEnd;
  }

  @Override
  public void lost(ClientPath lostPath) {
    loop.end(this);
  }

  /** What the client sends from now on is a newcomer's. */
  void leavePath() {
    path.release();
  }

  boolean closed() {
    return ended;
  }

  /**
   * Closes sockets, gives the place back, wipes the key. Idempotent; only {@link TurnLoop#end}
   * calls it.
   */
  boolean close(long nowMillis) {
    if (ended) {
      return false;
    }
    ended = true;
    path.release();
    for (Relayed r : relayed) {
      r.socket().close();
    }
    key.close();
    loop.node().ledger().release(holding, nowMillis);
    loop.node().prefixes().giveBack(place);
    return true;
  }
}
