package org.phantomnet.engine.path;

import java.util.concurrent.atomic.AtomicLongArray;
import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.ChannelData;

/**
 * What the two directions of one tunnel share. Written by the outgoing one, read by both;
 * thread-safe.
 */
final class TunnelState {
  private static final int NO_PORT = -1;

  private final AdmittedPeers peers;
  private final AtomicLongArray channels =
      new AtomicLongArray((ChannelData.MAX_NUMBER - ChannelData.MIN_NUMBER + 1) / Long.SIZE);
  private volatile int localPort = NO_PORT;

  TunnelState(AdmittedPeers peers) {
    this.peers = peers;
  }

  AdmittedPeers peers() {
    return peers;
  }

  /** True once a request proved that it comes from the call's own engine. */
  boolean authenticated() {
    return localPort != NO_PORT;
  }

  /** The engine's local port; only while {@link #authenticated()}. */
  int localPort() {
    return localPort;
  }

  /** The first port that proved itself is the engine's for good. */
  @Rule("TUN-3")
  boolean isEngine(int port, boolean provenNow) {
    if (provenNow && localPort == NO_PORT) {
      localPort = port;
    }
    return localPort == port;
  }

  void bind(int channel) {
    int index = channel - ChannelData.MIN_NUMBER;
    channels.set(index >> 6, channels.get(index >> 6) | 1L << index);
  }

  /** True if the engine bound this channel, which it can only to an admitted peer. */
  boolean isBound(int channel) {
    int index = channel - ChannelData.MIN_NUMBER;
    return ChannelData.isStandard(channel) && (channels.get(index >> 6) & 1L << index) != 0;
  }
}
