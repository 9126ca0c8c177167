package org.phantomnet.relay.turn;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.net.Sockets;

/**
 * The permissions and channels of one allocation. One loop. Bounded: permissions and channels by
 * {@link TurnLimits}, known transport addresses by {@link #MAX_KNOWN}. The finds of the forwarding
 * path allocate nothing once a peer is known.
 */
final class Peers {
  /** RFC 8656 section 9. */
  static final long PERMISSION_MILLIS = 300_000;

  /** RFC 8656 section 12. */
  static final long CHANNEL_MILLIS = 600_000;

  /**
   * A channel stays its peer's so long after it ended, so that late data is not taken for
   * another's.
   */
  static final long CHANNEL_QUARANTINE_MILLIS = 300_000;

  private static final int MAX_KNOWN = 64;

  /** Ends are checked where they matter; this is only how often memory is given back. */
  private static final long SWEEP_EVERY_MILLIS = 30_000;

  private final TurnLimits limits;
  private final Map<InetAddress, Peer.Permission> permissions = new HashMap<>();
  private final Map<InetSocketAddress, Peer> known = new HashMap<>();
  private Channel[] channels = {};
  private long nextSweep;
  private Optional<Peer> lastReceived = Optional.empty();
  private Optional<Peer> lastSent = Optional.empty();
  private InetSocketAddress lastReceivedFrom = new InetSocketAddress(0);

  Peers(TurnLimits limits) {
    this.limits = limits;
  }

  private static final class Channel {
    private final int number;
    private final Optional<Peer> peer;
    private long endsAt;

    Channel(int number, Peer peer) {
      this.number = number;
      this.peer = Optional.of(peer);
    }
  }

  boolean canPermit(int more) {
    return permissions.size() + more <= limits.permissionsPerAllocation();
  }

  /** Whether the client permits this address now, whatever the port (RFC 8656 section 11.5). */
  boolean permits(InetAddress address, long nowMillis) {
    Peer.Permission permission = permissions.get(address);
    return permission != null && permission.endsAt() > nowMillis;
  }

  boolean hasPermission(byte[] address) {
    return permissions.containsKey(Sockets.address(address));
  }

  /** Makes or extends a permission. */
  @Rule("TURN-10")
  void permit(byte[] address, long nowMillis) {
    permissions
        .computeIfAbsent(Sockets.address(address), a -> new Peer.Permission())
        .extend(nowMillis + PERMISSION_MILLIS);
    forgetLast();
  }

  /** What a ChannelBind would meet (RFC 8656 section 12.2). */
  enum Binding {
    POSSIBLE,
    TAKEN,
    FULL
  }

  Binding canBind(int number, byte[] address, int port) {
    boolean numberKnown = false;
    for (Channel channel : channels) {
      boolean samePeer = channel.peer.orElseThrow().is(address, address.length, port);
      if (samePeer != (channel.number == number)) {
        return Binding.TAKEN;
      }
      numberKnown |= channel.number == number;
    }
    boolean full =
        (!numberKnown && channels.length >= limits.channelsPerAllocation())
            || (!hasPermission(address) && !canPermit(1));
    return full ? Binding.FULL : Binding.POSSIBLE;
  }

  /** Binds or refreshes a channel and the permission with it; {@link #canBind} said POSSIBLE. */
  @Rule("TURN-11")
  void bind(int number, byte[] address, int port, long nowMillis) {
    permit(address, nowMillis);
    Peer peer =
        know(new InetSocketAddress(Sockets.address(address), port), address, nowMillis)
            .orElseThrow();
    long endsAt = nowMillis + CHANNEL_MILLIS;
    peer.bind(number, endsAt);
    for (Channel channel : channels) {
      if (channel.number == number) {
        channel.endsAt = endsAt;
        return;
      }
    }
    Channel channel = new Channel(number, peer);
    channel.endsAt = endsAt;
    channels = java.util.Arrays.copyOf(channels, channels.length + 1);
    channels[channels.length - 1] = channel;
  }

  /** The peer of a bound channel, if both channel and permission still live. */
  Optional<Peer> byChannel(int number, long nowMillis) {
    for (Channel channel : channels) {
      if (channel.number == number) {
        boolean live =
            channel.endsAt > nowMillis && channel.peer.orElseThrow().permitted(nowMillis);
        return live ? channel.peer : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The peer a Send indication names, if permitted. */
  Optional<Peer> byAddress(byte[] address, int length, int port, long nowMillis) {
    if (!lastSent.isPresent() || !lastSent.get().is(address, length, port)) {
      byte[] copy = java.util.Arrays.copyOf(address, length);
      lastSent = know(new InetSocketAddress(Sockets.address(copy), port), copy, nowMillis);
    }
    return lastSent.isPresent() && lastSent.get().permitted(nowMillis)
        ? lastSent
        : Optional.empty();
  }

  /**
   * The peer a datagram came from, if permitted. A permission is by address: the port may be any
   * (RFC 8656 section 9).
   */
  @Rule("TURN-7")
  Optional<Peer> bySender(InetSocketAddress sender, long nowMillis) {
    if (sender != lastReceivedFrom) {
      lastReceivedFrom = sender;
      Peer peer = known.get(sender);
      lastReceived =
          peer != null
              ? Optional.of(peer)
              : know(sender, sender.getAddress().getAddress(), nowMillis);
    }
    return lastReceived.isPresent() && lastReceived.get().permitted(nowMillis)
        ? lastReceived
        : Optional.empty();
  }

  private Optional<Peer> know(InetSocketAddress socket, byte[] address, long nowMillis) {
    Peer peer = known.get(socket);
    if (peer != null) {
      return Optional.of(peer);
    }
    Peer.Permission permission = permissions.get(socket.getAddress());
    if (permission == null || permission.endsAt() <= nowMillis) {
      return Optional.empty();
    }
    if (known.size() >= MAX_KNOWN) {
      known.values().removeIf(p -> p.channel(nowMillis) == Peer.NO_CHANNEL && !isBound(p));
      forgetLast();
    }
    Peer made = new Peer(socket, address, permission);
    known.put(socket, made);
    return Optional.of(made);
  }

  private boolean isBound(Peer peer) {
    for (Channel channel : channels) {
      if (channel.peer.orElseThrow() == peer) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what has ended. */
  void sweep(long nowMillis) {
    if (nowMillis < nextSweep) {
      return;
    }
    nextSweep = nowMillis + SWEEP_EVERY_MILLIS;
    int kept = 0;
    for (Channel channel : channels) {
      if (channel.endsAt + CHANNEL_QUARANTINE_MILLIS > nowMillis) {
        channels[kept++] = channel;
      }
    }
    if (kept < channels.length) {
      channels = java.util.Arrays.copyOf(channels, kept);
    }
    boolean changed = permissions.values().removeIf(p -> p.endsAt() <= nowMillis && !held(p));
    if (changed) {
      for (Iterator<Peer> all = known.values().iterator(); all.hasNext(); ) {
        Peer peer = all.next();
        if (!permissions.containsKey(peer.socket().getAddress())) {
          all.remove();
        }
      }
      forgetLast();
    }
  }

  /**
   * A channel keeps its peer, and the peer its permission, so that a later CreatePermission revives
   * both.
   */
  private boolean held(Peer.Permission permission) {
    for (Channel channel : channels) {
      if (permissions.get(channel.peer.orElseThrow().socket().getAddress()) == permission) {
        return true;
      }
    }
    return false;
  }

  private void forgetLast() {
    lastReceived = Optional.empty();
    lastSent = Optional.empty();
    lastReceivedFrom = new InetSocketAddress(0);
  }
}
