package org.phantomnet.relay.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Options of Linux's sockets that the JDK does not offer: keeping ICMP errors, and the DF bit of
 * one datagram. Any thread; as long as the process. Without {@link DatagramCalls} nothing can be
 * set.
 */
final class SocketOptions {
  private static final int SOL_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_RECVERR = 11;
  private static final int SOL_IPV6 = 41;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_RECVERR = 25;

  private static final int ON = 1;
  private static final int ALWAYS_DF = 2; // IP_PMTUDISC_DO and IPV6_PMTUDISC_DO
  private static final int FAILED = -1;

  private static final ByteBuffer SCRATCH =
      ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
  private static final boolean BOUND = bind();

  private SocketOptions() {}

  /** setsockopt(2): 0, or -1. */
  static native int setsockopt(int descriptor, int level, int name, long value, int length);

  /** getsockopt(2): 0, or -1; {@code length} is where the value's length stands. */
  static native int getsockopt(int descriptor, int level, int name, long value, long length);

  private static boolean bind() {
    if (!Platform.isLinux() || !Platform.is64Bit() || !SocketAddresses.KNOWN) {
      return false;
    }
    try {
      Native.register(SocketOptions.class, Platform.C_LIBRARY_NAME);
      return true;
    } catch (LinkageError e) {
      return false; // no room for JNA's library, or none that runs here
    }
  }

  /** Whether options can be set, and errors be kept, here at all. */
  static boolean available() {
    return BOUND && DatagramCalls.available();
  }

  /** Lets the system keep the errors of a socket's datagrams; false if it does not. */
  static boolean keepErrors(int descriptor, boolean ipv6) {
    return ipv6
        ? set(descriptor, SOL_IPV6, IPV6_RECVERR, ON)
        : set(descriptor, SOL_IP, IP_RECVERR, ON);
  }

  /**
   * What is sent next goes with DF, and not at all if it is too long for the way.
   *
   * @return what {@link #mayFragment} puts back, or empty if it could not be set
   */
  static OptionalInt mustNotFragment(int descriptor, boolean ipv6) {
    int level = ipv6 ? SOL_IPV6 : SOL_IP;
    int name = ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
    int before = get(descriptor, level, name);
    return before != FAILED && set(descriptor, level, name, ALWAYS_DF)
        ? OptionalInt.of(before)
        : OptionalInt.empty();
  }

  static void mayFragment(int descriptor, boolean ipv6, int before) {
    set(descriptor, ipv6 ? SOL_IPV6 : SOL_IP, ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, before);
  }

  private static boolean set(int descriptor, int level, int name, int value) {
    synchronized (SCRATCH) {
      SCRATCH.putInt(0, value);
      return setsockopt(descriptor, level, name, DatagramCalls.address(SCRATCH), Integer.BYTES)
          == 0;
    }
  }

  private static int get(int descriptor, int level, int name) {
    synchronized (SCRATCH) {
      SCRATCH.putInt(Integer.BYTES, Integer.BYTES);
      long value = DatagramCalls.address(SCRATCH);
      return getsockopt(descriptor, level, name, value, value + Integer.BYTES) == 0
          ? SCRATCH.getInt(0)
          : FAILED;
    }
  }
}
