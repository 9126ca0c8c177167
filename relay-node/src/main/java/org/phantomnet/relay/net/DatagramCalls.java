package org.phantomnet.relay.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/**
 * recvfrom(2) and sendto(2) on a channel's descriptor: the JDK's own native methods without what
 * its channel does around them for each packet, which is locks, a look for a buffer outside the
 * heap and a comparison of addresses (docs/adr/0016). Any thread. Where they cannot be had, {@link
 * #available} is false and the channel is asked.
 */
final class DatagramCalls {
  /** Set to {@code true}: no calls past the JDK, although they could be made. */
  static final String JDK_ONLY = "phantom.relay.jdk-only";

  private static final MethodType SENDS =
      MethodType.methodType(
          int.class, FileDescriptor.class, long.class, int.class, long.class, int.class);
  private static final MethodType RECEIVES =
      MethodType.methodType(
          int.class, FileDescriptor.class, long.class, int.class, long.class, boolean.class);

  private static final Optional<MethodHandle> FOUND_SEND = find("send0", SENDS);
  private static final Optional<MethodHandle> FOUND_RECEIVE = find("receive0", RECEIVES);

  /** Constants for the compiler's sake; those that do nothing are never called. */
  private static final MethodHandle SEND = FOUND_SEND.orElse(MethodHandles.empty(SENDS));

  private static final MethodHandle RECEIVE = FOUND_RECEIVE.orElse(MethodHandles.empty(RECEIVES));

  private DatagramCalls() {}

  private static Optional<MethodHandle> find(String name, MethodType type) {
    try {
      Method method =
          Class.forName("sun.nio.ch.DatagramChannelImpl")
              .getDeclaredMethod(name, type.parameterArray());
      method.setAccessible(true);
      return Optional.of(MethodHandles.lookup().unreflect(method).asType(type));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty(); // another JDK, or one whose insides were not opened
    }
  }

  /**
   * Not where the JDK was started without {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, not
   * with structures of another system, and not where the system property {@value #JDK_ONLY} is
   * {@code true}.
   */
  static boolean available() {
    return FOUND_SEND.isPresent()
        && FOUND_RECEIVE.isPresent()
        && SocketAddresses.KNOWN
        && !Boolean.getBoolean(JDK_ONLY);
  }

  /** Good as long as the channel is open: whoever uses it asks that first. */
  static FileDescriptor descriptor(DatagramChannel channel) {
    try {
      return (FileDescriptor)
          Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD").invoke(channel);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("available() was not asked", e);
    }
  }

  /** Where a direct buffer's memory begins. */
  static long address(ByteBuffer memory) {
    try {
      return (Long) Class.forName("sun.nio.ch.DirectBuffer").getMethod("address").invoke(memory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("available() was not asked", e);
    }
  }

  /**
   * @param sender room for a socket address
   * @return the datagram's length, cut to {@code length}; negative if none has come
   */
  static int receive(FileDescriptor descriptor, long bytes, int length, long sender)
      throws IOException {
    try {
      return (int) RECEIVE.invokeExact(descriptor, bytes, length, sender, false);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's method throws IOException alone", e);
    }
  }

  /** How many bytes were sent; negative if the socket's buffer is full. */
  static int send(
      FileDescriptor descriptor, long bytes, int length, long address, int addressLength)
      throws IOException {
    try {
      return (int) SEND.invokeExact(descriptor, bytes, length, address, addressLength);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's method throws IOException alone", e);
    }
  }
}
