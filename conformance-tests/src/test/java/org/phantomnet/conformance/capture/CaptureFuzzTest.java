package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/** Captures from anybody: read or refused, and every frame judged. */
class CaptureFuzzTest {
  /**
   * A file is refused with its reason and nothing else; else every frame of it becomes a packet.
   */
  @FuzzTest
  void pcap(byte[] data) {
    List<Frame> frames;
    try {
      frames = PcapReader.parse(data);
    } catch (PcapException refused) {
      assertEquals(
          refused.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '), refused.getMessage());
      return;
    }

    WireReport report = WireAudit.of(frames, Frames.VANTAGE, Frames.PRIVATE);

    assertEquals(frames.size(), report.packets().size());
    Randomness.findings(report.sealed());
    assertEquals(report.violations().isEmpty(), report.shown().isEmpty());
  }

  static List<byte[]> pcapSeeds() {
    byte[] media = Frames.channel(Frames.srtp(new byte[40]));
    Frames frames =
        new Frames()
            .udp(Frames.CLIENT, Frames.RELAY, media)
            .tcp(Frames.CLIENT, Frames.MAILBOX, Packet.SYN, 7, new byte[0])
            .tcp(Frames.CLIENT, Frames.MAILBOX, Packet.ACK, 8, Frames.clientHello())
            .add(Frames.ethernet(0x86dd, Frames.ipv6(58, 255, "fe80::1", "ff02::2", new byte[8])));
    List<byte[]> all = frames.all().stream().map(frame -> frame.octets().copy()).toList();
    return List.of(
        Frames.pcap(ByteOrder.LITTLE_ENDIAN, true, 1, all),
        Frames.pcap(ByteOrder.BIG_ENDIAN, false, 1, all.subList(0, 1)));
  }

  /** Whatever a datagram holds is said without a throw, alone and inside ChannelData. */
  @FuzzTest
  void payload(byte[] data) {
    Content alone = ContentReader.datagram(Octets.of(data));
    Content inside = ContentReader.datagram(Octets.of(Frames.channel(data))).innermost();

    assertFalse(alone.words().isEmpty());
    if (data.length == 0 || Octets.of(data).u8(0) >= 80) { // neither STUN nor TURN
      assertEquals(alone.words(), inside.words());
    }
  }

  static List<byte[]> payloadSeeds() {
    return List.of(
        Frames.channel(Frames.srtp(new byte[40])),
        Frames.srtp(new byte[40]),
        Frames.bytes("0101000c2112a442000000000000000000000000002000080001a147e112a643"),
        Frames.bytes("16fefd0000000000000001000e010000020000000000000002fefd"));
  }
}
