package org.phantomnet.conformance.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Frames and captures made by hand, and the network that they are of. Not thread-safe. */
final class Frames {
  static final Endpoint CLIENT = Endpoint.of("192.0.2.10", 40_000);
  static final Endpoint RELAY = Endpoint.of("192.0.2.53", 3478);
  static final Endpoint MAILBOX = Endpoint.of("192.0.2.53", 8443);
  static final Endpoint PEER_RELAYED = Endpoint.of("198.51.100.53", 20_000);
  static final Endpoint PEER = Endpoint.of("198.51.100.10", 40_000);
  static final Host ROUTER = Host.of("203.0.113.1");
  static final Instant START = Instant.ofEpochSecond(1_800_000_000L);
  static final Instant GATE = START.plusSeconds(10);
  static final Vantage VANTAGE =
      new Vantage(Optional.empty(), Set.of(CLIENT.host(), Host.of("2001:db8::10")));
  static final WirePolicy PRIVATE =
      new WirePolicy(
          Set.of(CLIENT.host(), Host.of("2001:db8::10")),
          Set.of(ROUTER),
          Set.of(MAILBOX),
          List.of(
              new WirePolicy.Relay(RELAY, Set.of(RELAY.host()), 20_000, 29_999),
              new WirePolicy.Relay(
                  new Endpoint(PEER_RELAYED.host(), 3478),
                  Set.of(PEER_RELAYED.host()),
                  20_000,
                  29_999)),
          new WirePolicy.Media(Optional.of(GATE), Optional.of(GATE)),
          Optional.empty());

  private final List<Frame> frames = new ArrayList<>();
  private final Random random = new Random(7);
  private Instant now = START;

  Frames at(Instant time) {
    now = time;
    return this;
  }

  Frames add(byte[] frame) {
    frames.add(new Frame(now, Octets.of(frame), frame.length));
    now = now.plusMillis(20);
    return this;
  }

  Frames udp(Endpoint from, Endpoint to, byte[] payload) {
    return add(ethernet(0x0800, ipv4(17, from, to, udpBytes(from, to, payload))));
  }

  Frames tcp(Endpoint from, Endpoint to, int flags, long sequence, byte[] payload) {
    ByteBuffer tcp = ByteBuffer.allocate(20 + payload.length);
    tcp.putShort((short) from.port()).putShort((short) to.port()).putInt((int) sequence).putInt(0);
    tcp.put((byte) 0x50).put((byte) flags).putShort((short) 1_000).putInt(0).put(payload);
    return add(ethernet(0x0800, ipv4(6, from, to, tcp.array())));
  }

  List<Frame> all() {
    return frames;
  }

  WireReport audit(WirePolicy policy) {
    return WireAudit.of(frames, VANTAGE, policy);
  }

  byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** SRTP of Opus around these octets. */
  static byte[] srtp(byte[] sealed) {
    return join(bytes("80 6f 00 01 00 00 00 02 00 00 00 03"), sealed);
  }

  /** The same under the media shield, the counter-th packet of epoch 0. */
  static byte[] shielded(byte[] sealed, int counter) {
    return join(srtp(sealed), ByteBuffer.allocate(8).putLong(counter).array());
  }

  static byte[] channel(byte[] inside) {
    ByteBuffer data = ByteBuffer.allocate(4 + inside.length);
    return data.putShort((short) 0x4000).putShort((short) inside.length).put(inside).array();
  }

  static byte[] tlsRecord(int type, byte[] body) {
    return join(
        new byte[] {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length}, body);
  }

  static byte[] clientHello() {
    byte[] extensions = bytes("002b0003020304 00000011000f00000c6d61696c2e6578616d706c65");
    ByteBuffer body = ByteBuffer.allocate(41 + 2 + extensions.length);
    body.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
    body.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
    body.putShort((short) extensions.length).put(extensions);
    byte[] filled = Arrays.copyOf(body.array(), body.position());
    return tlsRecord(
        22, join(new byte[] {1, 0, (byte) (filled.length >> 8), (byte) filled.length}, filled));
  }

  static byte[] ethernet(int type, byte[] body) {
    return join(
        bytes("020000000001 020000000002"), new byte[] {(byte) (type >> 8), (byte) type}, body);
  }

  static byte[] udpBytes(Endpoint from, Endpoint to, byte[] payload) {
    ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
    udp.putShort((short) from.port()).putShort((short) to.port());
    return udp.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload).array();
  }

  static byte[] ipv4(int protocol, Endpoint from, Endpoint to, byte[] body) {
    ByteBuffer ip = ByteBuffer.allocate(20 + body.length);
    ip.put((byte) 0x45).put((byte) 0).putShort((short) (20 + body.length)).putInt(0);
    ip.put((byte) 64).put((byte) protocol).putShort((short) 0);
    return ip.put(from.host().octets().copy()).put(to.host().octets().copy()).put(body).array();
  }

  static byte[] ipv6(int next, int hops, String from, String to, byte[] body) {
    ByteBuffer ip = ByteBuffer.allocate(40 + body.length);
    ip.putInt(0x60000000).putShort((short) body.length).put((byte) next).put((byte) hops);
    return ip.put(Host.of(from).octets().copy()).put(Host.of(to).octets().copy()).put(body).array();
  }

  /** A capture file of these frames. */
  static byte[] pcap(ByteOrder order, boolean nanoseconds, int linkType, List<byte[]> frames) {
    int length = 24 + frames.stream().mapToInt(frame -> 16 + frame.length).sum();
    ByteBuffer file = ByteBuffer.allocate(length).order(order);
    file.putInt(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    file.putInt(0).putInt(0).putInt(262_144).putInt(linkType);
    for (byte[] frame : frames) {
      file.putInt(1_800_000_000).putInt(123_456).putInt(frame.length).putInt(frame.length);
      file.put(frame);
    }
    return file.array();
  }

  /** Where speech is loud for a while. */
  static int loudest(short[] samples) {
    int best = 0;
    long most = 0;
    for (int from = 0; from + 100 < samples.length; from += 100) {
      long energy = 0;
      for (int at = from; at < from + 100; at++) {
        energy += (long) samples[at] * samples[at];
      }
      if (energy > most) {
        most = energy;
        best = from;
      }
    }
    return best;
  }

  static byte[] bytes(String hex) {
    String digits = hex.replace(" ", "");
    byte[] bytes = new byte[digits.length() / 2];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) Integer.parseInt(digits.substring(2 * at, 2 * at + 2), 16);
    }
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
