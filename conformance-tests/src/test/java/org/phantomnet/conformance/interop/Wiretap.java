package org.phantomnet.conformance.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Stands between one client and its relay, carries every datagram both ways, and remembers when
 * each of the client's came and its first bytes, as someone on the way can. A thread for each
 * direction; they end with {@link #close}.
 */
final class Wiretap implements AutoCloseable {
  private static final int HEAD = 24;

  private final DatagramSocket front;
  private final DatagramSocket back = new DatagramSocket();
  private final InetSocketAddress relay;
  private final List<Packet> seen = new ArrayList<>();
  private volatile Predicate<Packet> lost = packet -> false;
  private volatile InetSocketAddress client = new InetSocketAddress(0);

  Wiretap(Bytes relayAddress, int relayPort) throws IOException {
    InetAddress address = InetAddress.getByAddress(relayAddress.toByteArray());
    relay = new InetSocketAddress(address, relayPort);
    front = new DatagramSocket(0, address);
    start(this::fromClient);
    start(this::fromRelay);
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "wiretap");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  int port() {
    return front.getLocalPort();
  }

  /** From now on those of the client's packets are seen and not carried. */
  void lose(Predicate<Packet> some) {
    lost = some;
  }

  /** What the client sent so far, in order. */
  synchronized List<Packet> seen() {
    return List.copyOf(seen);
  }

  /** Packets of pictures since then, also what is said again and what only fills. */
  List<Packet> video(long fromNanos) {
    return seen().stream()
        .filter(packet -> packet.isVideo() && packet.nanos() >= fromNanos)
        .toList();
  }

  /** How many packets of sound. */
  long sound(long fromNanos, long toNanos) {
    return seen().stream()
        .filter(packet -> packet.kind() == Kind.SOUND && !packet.isVideo())
        .filter(packet -> packet.nanos() >= fromNanos && packet.nanos() < toNanos)
        .count();
  }

  private void fromClient() {
    byte[] buffer = new byte[4_096];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      while (true) {
        packet.setLength(buffer.length);
        front.receive(packet);
        long at = System.nanoTime();
        client = (InetSocketAddress) packet.getSocketAddress();
        byte[] head = Arrays.copyOf(buffer, HEAD);
        Packet taken = new Packet(at, packet.getLength(), head);
        synchronized (this) {
          seen.add(taken);
        }
        if (lost.test(taken)) {
          continue;
        }
        back.send(new DatagramPacket(buffer, packet.getLength(), relay));
      }
    } catch (IOException closed) {
      // the end
    }
  }

  private void fromRelay() {
    byte[] buffer = new byte[4_096];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      while (true) {
        packet.setLength(buffer.length);
        back.receive(packet);
        front.send(new DatagramPacket(buffer, packet.getLength(), client));
      }
    } catch (IOException closed) {
      // the end
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }

  /** What someone on the way tells packets apart by (RFC 7983, 5761). */
  enum Kind {
    SOUND,
    SOUND_CONTROL,
    CHECK,
    DTLS,
    RELAY,
    OTHER
  }

  /** One datagram. */
  record Packet(long nanos, int size, byte[] head) {
    private static final int CHANNEL_HEADER = 4;
    private static final int SOUND_TYPE = 111; // ENG-11

    Kind kind() {
      int first = head[0] & 0xff;
      if (first < 4) {
        return Kind.RELAY;
      }
      if (first < 0x40 || first > 0x4f) {
        return Kind.OTHER;
      }
      int inner = head[CHANNEL_HEADER] & 0xff;
      if (inner < 4) {
        return Kind.CHECK;
      } else if (inner >= 20 && inner < 64) {
        return Kind.DTLS;
      } else if (inner >= 128 && inner < 192) {
        int type = head[CHANNEL_HEADER + 1] & 0x7f;
        return type >= 64 && type < 96 ? Kind.SOUND_CONTROL : Kind.SOUND;
      }
      return Kind.OTHER;
    }

    /** Of RTP and no sound. */
    boolean isVideo() {
      return kind() == Kind.SOUND && payloadType() != SOUND_TYPE;
    }

    int payloadType() {
      return head[CHANNEL_HEADER + 1] & 0x7f;
    }

    int sequence() {
      return u16(CHANNEL_HEADER + 2);
    }

    int mediaTime() {
      return u16(CHANNEL_HEADER + 4) << 16 | u16(CHANNEL_HEADER + 6);
    }

    /** STUN's type, of what is one. */
    int stunType() {
      return u16(kind() == Kind.CHECK ? CHANNEL_HEADER : 0);
    }

    private int u16(int at) {
      return (head[at] & 0xff) << 8 | head[at + 1] & 0xff;
    }
  }
}
