package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;

class PacketReaderTest {
  private static final byte[] PAYLOAD = {1, 2, 3};

  private static Packet read(byte[] frame) {
    return new PacketReader(Frames.VANTAGE)
        .read(new Frame(Frames.START, Octets.of(frame), frame.length));
  }

  private static byte[] udp() {
    return Frames.ethernet(
        0x0800,
        Frames.ipv4(
            17,
            Frames.CLIENT,
            Frames.RELAY,
            Frames.udpBytes(Frames.CLIENT, Frames.RELAY, PAYLOAD)));
  }

  @Test
  void datagram_ofIpv4_isReadToItsPayload() {
    Packet packet = read(udp());

    assertEquals(Kind.UDP, packet.kind());
    assertEquals(Direction.OUT, packet.direction());
    assertEquals(Frames.CLIENT, packet.from());
    assertEquals(Frames.RELAY, packet.to());
    assertEquals(Octets.of(PAYLOAD), packet.payload());
  }

  @Test
  void datagram_behindExtensionHeaders_isFound() {
    byte[] body =
        Frames.join(
            Frames.bytes("3c 00 050200000000"), // hop by hop
            Frames.bytes("11 00 000000000000"), // destination options
            Frames.udpBytes(Frames.CLIENT, Frames.RELAY, PAYLOAD));

    Packet packet =
        read(Frames.ethernet(0x86dd, Frames.ipv6(0, 64, "2001:db8::1", "2001:db8::2", body)));

    assertEquals(Kind.UDP, packet.kind());
    assertEquals("[2001:db8:0:0:0:0:0:1]:40000", packet.from().toString());
    assertEquals(Octets.of(PAYLOAD), packet.payload());
  }

  @Test
  void fragment_ofEitherVersion_isNoPacketToBeJudged() {
    byte[] four = udp();
    four[20] = 0x20; // more fragments
    byte[] body = Frames.join(Frames.bytes("11 00 0001 00000007"), new byte[16]);

    assertEquals(Kind.FRAGMENT, read(four).kind());
    assertEquals(
        Kind.FRAGMENT,
        read(Frames.ethernet(0x86dd, Frames.ipv6(44, 64, "2001:db8::1", "2001:db8::2", body)))
            .kind());
  }

  @Test
  void octets_behindThePacket_areHiddenDataUnlessZerosOfAShortFrame() {
    byte[] filled = Arrays.copyOf(udp(), 60);
    byte[] hiding = filled.clone();
    hiding[59] = 1;

    assertEquals(Kind.UDP, read(filled).kind());
    assertEquals(Kind.MALFORMED, read(hiding).kind());
    assertEquals(Kind.MALFORMED, read(Arrays.copyOf(udp(), 70)).kind());
  }

  @Test
  void frame_cutShortAnywhere_isMalformed() {
    byte[] whole = udp();
    for (int length = 0; length < whole.length; length++) {
      assertEquals(Kind.MALFORMED, read(Arrays.copyOf(whole, length)).kind());
    }
    assertEquals(
        Kind.MALFORMED,
        new PacketReader(Frames.VANTAGE)
            .read(new Frame(Frames.START, Octets.of(whole), whole.length + 1))
            .kind());
  }

  @Test
  void direction_byAddressOfTheInterface_countsBeforeThatOfThePacket() {
    Vantage vantage = new Vantage(Optional.of(Octets.of(Frames.bytes("020000000002"))), Set.of());
    byte[] frame = udp();
    Packet out =
        new PacketReader(vantage).read(new Frame(Frames.START, Octets.of(frame), frame.length));

    assertEquals(Direction.OUT, out.direction());
  }
}
