package org.phantomnet.engine.path;

import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks once more at what is about to leave, sharing no code with {@link OutgoingFilter}: it reads
 * the bytes itself and remembers channels itself. What it refuses is not sent and counts as outside
 * policy: a defect of this client, never a peer's doing. One thread at a time.
 */
@Rule("TUN-11")
final class LastEdge {
  private static final int HEADER = 20;
  private static final int ALLOCATE = 0x0003;
  private static final int REFRESH = 0x0004;
  private static final int CREATE_PERMISSION = 0x0008;
  private static final int CHANNEL_BIND = 0x0009;
  private static final int SEND = 0x0016;
  private static final int INTEGRITY = 0x0008;
  private static final int INTEGRITY_SHA256 = 0x001c;
  private static final int CHANNEL_NUMBER = 0x000c;
  private static final int PEER = 0x0012;
  private static final int DATA = 0x0013;
  private static final int LEAST_SHIELDED = 32;
  private static final long COUNTER = 0xffff_ffff_ffffL;
  private static final long NONE = -1;

  private final AdmittedPeers peers;
  private final boolean[] bound = new boolean[0x1000];
  private final byte[] peer = new byte[16];
  private final boolean shielded;
  private long trailer = NONE;
  private boolean started;

  /**
   * @param shielded whether media must be under the shield
   */
  LastEdge(AdmittedPeers peers, boolean shielded) {
    this.peers = peers;
    this.shielded = shielded;
  }

  boolean allows(byte[] p, int from, int length, boolean gateOpen) {
    if (length < 4) {
      return false;
    }
    if ((p[from] & 0xf0) == 0x40) {
      int data = u16(p, from + 2);
      return started
          && bound[u16(p, from) & 0xfff]
          && 4 + data == length
          && payload(p, from + 4, data, gateOpen);
    }
    if (length < HEADER || u16(p, from + 2) != length - HEADER) {
      return false;
    }
    return stun(p, from, length, gateOpen);
  }

  private boolean stun(byte[] p, int from, int length, boolean gateOpen) {
    int type = u16(p, from);
    boolean integrity = false;
    boolean permitted = true;
    boolean named = false;
    boolean carried = false;
    int channel = 0;
    for (int at = from + HEADER; at + 4 <= from + length; at += 4 + (u16(p, at + 2) + 3 & ~3)) {
      int size = u16(p, at + 2);
      if (at + 4 + size > from + length) {
        return false;
      }
      switch (u16(p, at)) {
        case INTEGRITY, INTEGRITY_SHA256 -> integrity = true;
        case PEER -> {
          named = true;
          permitted &= admitted(p, from, at + 4, size, type != CREATE_PERMISSION);
        }
        case CHANNEL_NUMBER -> channel = size == 4 ? u16(p, at + 4) : 0;
        case DATA -> {
          carried = true;
          permitted &= payload(p, at + 4, size, gateOpen);
        }
        default -> {}
      }
    }
    started |= integrity && type != SEND; // the filter has checked whose (TUN-1)
    switch (type) {
      case ALLOCATE, REFRESH -> permitted &= integrity;
      case CREATE_PERMISSION -> permitted &= named && integrity;
      case CHANNEL_BIND -> permitted &= named && integrity && bind(channel, permitted);
      case SEND -> permitted &= named && carried;
      default -> permitted = false;
    }
    return started && permitted;
  }

  private boolean bind(int channel, boolean permitted) {
    boolean bindable = channel >= 0x4000 && channel <= 0x4fff;
    if (bindable && permitted) {
      bound[channel & 0xfff] = true;
    }
    return bindable;
  }

  /** Undoes the exclusive-or of RFC 8489 section 14.2 with the header's own bytes 4 to 19. */
  private boolean admitted(byte[] p, int from, int value, int size, boolean withPort) {
    int length = size - 4;
    if (length != 4 && length != 16) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      peer[i] = (byte) (p[value + 4 + i] ^ p[from + 4 + i]);
    }
    int port = u16(p, value + 2) ^ u16(p, from + 4);
    return withPort ? peers.admits(peer, 0, length, port) : peers.admits(peer, 0, length);
  }

  private boolean payload(byte[] p, int at, int size, boolean gateOpen) {
    if (size < 1) {
      return false;
    }
    int first = p[at] & 0xff;
    boolean media = first >= 128 && first <= 191 && gateOpen && (!shielded || sealed(p, at, size));
    return first <= 3 || (first >= 20 && first <= 63) || media;
  }

  /**
   * The last eight bytes of what is under the shield, epoch and counter, rise from packet to packet
   * (SHIELD-3), and nothing this client sends has counted to 2^32; those of a bare SRTP packet are
   * a tag's or a payload's.
   */
  private boolean sealed(byte[] p, int at, int size) {
    long last = 0;
    for (int i = Math.max(0, size - 8); i < size; i++) {
      last = last << 8 | p[at + i] & 0xff;
    }
    boolean rises =
        size >= LEAST_SHIELDED
            && (last & COUNTER) < 1L << 32
            && (trailer == NONE || Long.compareUnsigned(last, trailer) > 0);
    trailer = rises ? last : trailer;
    return rises;
  }

  private static int u16(byte[] p, int at) {
    return (p[at] & 0xff) << 8 | (p[at + 1] & 0xff);
  }
}
