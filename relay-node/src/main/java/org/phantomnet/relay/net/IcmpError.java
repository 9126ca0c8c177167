package org.phantomnet.relay.net;

import java.nio.ByteBuffer;

/**
 * What Linux says of an error that a datagram met: struct cmsghdr and struct sock_extended_err as
 * they lie in a message of a socket's error queue, on 64-bit machines. Filled anew for each; one
 * thread. Nothing in it is trusted to be there: what does not fit is no error.
 */
final class IcmpError {
  /** Bytes of control data that are looked at: a cmsghdr, the error and the address after it. */
  static final int CONTROL_SIZE = 64;

  private static final int CMSG_LENGTH = 0;
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;
  private static final int ERROR_NUMBER = 16;
  private static final int ORIGIN = 20;
  private static final int TYPE = 21;
  private static final int CODE = 22;
  private static final int INFO = 24;
  private static final int END = 32; // of what is needed; the router's address is not

  private static final int SOL_IP = 0;
  private static final int IP_RECVERR = 11;
  private static final int SOL_IPV6 = 41;
  private static final int IPV6_RECVERR = 25;

  private static final int ORIGIN_LOCAL = 1;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;
  private static final int MESSAGE_TOO_LONG = 90; // EMSGSIZE

  private static final int UNREACHABLE = 3; // RFC 792
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int TIME_EXCEEDED = 11;
  private static final int UNREACHABLE_6 = 1; // RFC 4443
  private static final int TOO_BIG_6 = 2;
  private static final int TIME_EXCEEDED_6 = 3;

  private int type;
  private int code;
  private long data;

  /**
   * Whether {@code length} bytes of control data from {@code at} are of an error that TURN tells:
   * of ICMP type 3 or 11, ICMPv6 type 1, 2 or 3, or a datagram that was too long for this machine's
   * own link, told as the next router would.
   */
  boolean told(ByteBuffer memory, int at, long length) {
    if (length < END || memory.getLong(at + CMSG_LENGTH) < END) {
      return false;
    }
    int level = memory.getInt(at + CMSG_LEVEL);
    int kind = memory.getInt(at + CMSG_TYPE);
    boolean ipv6 = level == SOL_IPV6 && kind == IPV6_RECVERR;
    if (!ipv6 && (level != SOL_IP || kind != IP_RECVERR)) {
      return false;
    }
    int origin = memory.get(at + ORIGIN);
    type = memory.get(at + TYPE) & 0xFF;
    code = memory.get(at + CODE) & 0xFF;
    if (origin == ORIGIN_LOCAL && memory.getInt(at + ERROR_NUMBER) == MESSAGE_TOO_LONG) {
      type = ipv6 ? TOO_BIG_6 : UNREACHABLE;
      code = ipv6 ? 0 : FRAGMENTATION_NEEDED;
    } else if (origin != (ipv6 ? ORIGIN_ICMP6 : ORIGIN_ICMP)) {
      return false;
    }
    boolean tooBig = ipv6 ? type == TOO_BIG_6 : type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
    data = tooBig ? memory.getInt(at + INFO) & 0xFFFFFFFFL : 0;
    return ipv6
        ? type == UNREACHABLE_6 || type == TOO_BIG_6 || type == TIME_EXCEEDED_6
        : type == UNREACHABLE || type == TIME_EXCEEDED;
  }

  int type() {
    return type;
  }

  int code() {
    return code;
  }

  /** The next link's MTU where type and code say too big, else 0 (RFC 8656 section 18.13). */
  long data() {
    return data;
  }

  @Override
  public String toString() {
    return "IcmpError";
  }
}
