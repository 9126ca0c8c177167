package org.phantomnet.relay.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.OptionalInt;

/**
 * The system calls of Linux that take many datagrams at once, the descriptor of a channel to use
 * them on, and those for a thread's priority; the JDK offers none (docs/adr/0016). Any thread.
 * Where they cannot be had, {@link #descriptor} is empty and datagrams are taken one by one.
 */
final class LinuxCalls {
  /** Do not wait, whatever the descriptor's own mode is: {@code MSG_DONTWAIT} of Linux. */
  static final int DONT_WAIT = 0x40;

  private static final boolean BOUND = bind();

  private LinuxCalls() {}

  /** recvmmsg(2): how many messages were filled in, or -1. {@code timeout} 0 is none. */
  static native int recvmmsg(int descriptor, long messages, int count, int flags, long timeout);

  /** sendmmsg(2): how many messages were sent, or -1 if the first of them could not be. */
  static native int sendmmsg(int descriptor, long messages, int count, int flags);

  /** getpriority(2): how nice it is, from -20 to 19; -1 as well where that cannot be said. */
  static native int getpriority(int which, int who);

  /** setpriority(2): 0, or -1 if the system refuses. */
  static native int setpriority(int which, int who, int nice);

  /** Whether the calls above can be used here. */
  static boolean available() {
    return BOUND;
  }

  /** Layouts are those of 64-bit little-endian Linux: x86-64 and arm64. */
  private static boolean bind() {
    if (!Platform.isLinux()
        || !Platform.is64Bit()
        || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return false;
    }
    try {
      Native.register(LinuxCalls.class, Platform.C_LIBRARY_NAME);
      return true;
    } catch (LinkageError e) {
      return false; // no room for JNA's library, or none that runs here
    }
  }

  /**
   * The descriptor of an open channel, for the time it is open. Empty where the calls are not
   * available, or where the JDK was started without {@code --add-opens
   * java.base/sun.nio.ch=ALL-UNNAMED} or with {@value DatagramCalls#JDK_ONLY}.
   */
  static OptionalInt descriptor(DatagramChannel channel) {
    if (!BOUND || Boolean.getBoolean(DatagramCalls.JDK_ONLY)) {
      return OptionalInt.empty();
    }
    try {
      Object value = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
      return OptionalInt.of((Integer) value);
    } catch (ReflectiveOperationException e) {
      return OptionalInt.empty();
    }
  }
}
