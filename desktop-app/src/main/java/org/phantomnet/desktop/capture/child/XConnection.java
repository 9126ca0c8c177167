package org.phantomnet.desktop.capture.child;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.phantomnet.desktop.media.pipe.CaptureFault;

/**
 * A connection to the X server of this machine (X Window System Protocol, X.Org release 7.7), over
 * its socket in the file system, so that it needs no network. Java and no library: libwebrtc's
 * capturers crash in the version that this project is pinned to. One thread.
 */
final class XConnection implements AutoCloseable {
  private static final int VERSION = 11;
  private static final int HEAD = 32;
  private static final int DESTROY_NOTIFY = 17;
  private static final int GET_INPUT_FOCUS = 43;

  /** More than a screen of 8192 by 8192. */
  private static final long MOST = 1L << 28;

  private final SocketChannel socket;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
  private final Set<Integer> destroyed = new HashSet<>();
  private final XSetup setup;
  private int sequence;
  private int nextId;

  private XConnection(SocketChannel socket, XSetup setup) {
    this.socket = socket;
    this.setup = setup;
  }

  /**
   * @param cookie as of MIT-MAGIC-COOKIE-1; empty for none
   * @throws CaptureException if there is no such server, or it does not let this user in
   */
  static XConnection open(Path path, byte[] cookie) throws IOException, CaptureException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      socket.close();
      throw new CaptureException(CaptureFault.NO_DISPLAY);
    }
    try {
      write(socket, greeting(cookie));
      ByteBuffer head = read(socket, 8);
      ByteBuffer rest = read(socket, Short.toUnsignedInt(head.getShort(6)) * 4);
      if (head.get(0) != 1) {
        throw new CaptureException(CaptureFault.DISPLAY_REFUSED);
      }
      return new XConnection(socket, XSetup.read(rest));
    } catch (IOException | CaptureException e) {
      socket.close();
      throw e;
    }
  }

  private static ByteBuffer greeting(byte[] cookie) {
    byte[] name =
        cookie.length == 0
            ? new byte[0]
            : XAuthority.MAGIC_COOKIE.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer greeting = ByteBuffer.allocate(12 + 32 + 64).order(ByteOrder.LITTLE_ENDIAN);
    greeting.put((byte) 'l').put((byte) 0).putShort((short) VERSION).putShort((short) 0);
    greeting.putShort((short) name.length).putShort((short) cookie.length).putShort((short) 0);
    greeting.put(name).position((greeting.position() + 3) & ~3);
    greeting.put(cookie).position((greeting.position() + 3) & ~3);
    return greeting.flip();
  }

  XSetup setup() {
    return setup;
  }

  /** A name for something new on the server. */
  int newId() {
    nextId++;
    return setup.idBase() | (nextId & setup.idMask());
  }

  /** Sends a request that has no answer; if the server refuses it, that is passed over. */
  void send(XRequest request) throws IOException {
    sequence = (sequence + 1) & 0xffff;
    write(socket, request.done());
  }

  /**
   * Sends a request that has no answer, and waits until it is done.
   *
   * @throws XError if the server refuses it
   */
  void check(XRequest request) throws IOException {
    send(request);
    int sent = sequence;
    send(new XRequest(GET_INPUT_FOCUS, 0));
    await(sent);
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @return the answer from its first byte on
   * @throws XError if the server refuses it
   */
  ByteBuffer ask(XRequest request) throws IOException {
    send(request);
    int extra = await(sequence);
    ByteBuffer answer = ByteBuffer.allocate(HEAD + extra).order(ByteOrder.LITTLE_ENDIAN);
    answer.put(head.duplicate().rewind());
    readFully(socket, answer);
    return answer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Sends a request whose answer is long, and puts what follows the answer's head into {@code
   * into}.
   *
   * @throws XError if the server refuses it, or the answer has another length
   */
  void ask(XRequest request, byte[] into) throws IOException {
    send(request);
    int extra = await(sequence);
    if (extra < into.length) {
      throw new EOFException();
    }
    readFully(socket, ByteBuffer.wrap(into));
    read(socket, extra - into.length);
  }

  /** Whether the server said that this window, which was watched, is gone. */
  boolean isDestroyed(int window) {
    return destroyed.contains(window);
  }

  /**
   * Reads what comes until the answer to that request, whose head is in {@link #head} then.
   *
   * @return how many bytes follow
   */
  private int await(int wanted) throws IOException {
    boolean refused = false;
    while (true) {
      head.clear();
      readFully(socket, head);
      head.flip();
      int type = head.get(0) & 0x7f;
      int number = Short.toUnsignedInt(head.getShort(2));
      if (type == 0) {
        refused |= number == wanted;
        if (refused && number == sequence) {
          throw new XError();
        }
      } else if (type == 1) {
        int extra = extra();
        if (number == sequence) {
          if (refused) {
            read(socket, extra);
            throw new XError();
          }
          return extra;
        }
        read(socket, extra); // an answer that nobody waits for
      } else if (type == DESTROY_NOTIFY) {
        destroyed.add(head.getInt(8));
      }
    }
  }

  private int extra() throws IOException {
    long extra = Integer.toUnsignedLong(head.getInt(4)) * 4;
    if (extra > MOST) {
      throw new IOException("answer too long");
    }
    return (int) extra;
  }

  private static ByteBuffer read(SocketChannel from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(from, bytes);
    return bytes.flip();
  }

  private static void readFully(SocketChannel from, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (from.read(into) < 0) {
        throw new EOFException();
      }
    }
  }

  private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    Arrays.fill(bytes.array(), (byte) 0); // the first held the cookie
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
