package org.phantomnet.conformance.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Lab;

/**
 * What one machine sent to one place.
 *
 * @param to an address, "arp", or what else it was
 * @param protocol of IP; 0 if it is not IP
 * @param packets how many
 */
record SentFlow(String to, int protocol, long packets) {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int SOURCE = 6; // IEEE 802.3: six bytes after the destination
  private static final int KIND = 12;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ARP = 0x0806;

  /** What that machine sent while it was captured; ends the capture. */
  static List<SentFlow> of(Lab lab, String machine, Capture capture) throws IOException {
    String own = lab.run(machine, "cat", "/sys/class/net/eth0/address").strip();
    Capture.Result result = capture.stop();
    if (result.lost() != 0) {
      throw new AssertionError("the capture missed " + result.lost() + " packets");
    }
    return in(result.file(), own);
  }

  /** Of a capture by the lab, the frames that have this source on the wire, as "02:00:5e:...". */
  private static List<SentFlow> in(Path pcap, String source) throws IOException {
    byte[] own = HexFormat.ofDelimiter(":").parseHex(source);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
    Map<SentFlow, Long> counted = new TreeMap<>(Comparator.comparing(SentFlow::toString));
    int length;
    for (int at = FILE_HEADER; at < bytes.capacity(); at += RECORD_HEADER + length) {
      length = bytes.getInt(at + 8);
      ByteBuffer frame = bytes.slice(at + RECORD_HEADER, length); // big-endian, as the wire is
      if (frame.slice(SOURCE, own.length).equals(ByteBuffer.wrap(own))) {
        counted.merge(flow(frame), 1L, Long::sum);
      }
    }
    List<SentFlow> flows = new ArrayList<>();
    counted.forEach((flow, count) -> flows.add(new SentFlow(flow.to, flow.protocol, count)));
    return flows;
  }

  private static SentFlow flow(ByteBuffer frame) throws IOException {
    int kind = Short.toUnsignedInt(frame.getShort(KIND));
    return switch (kind) {
      case IPV4 -> new SentFlow(address(frame, 30, 4), frame.get(23), 0);
      case IPV6 -> new SentFlow(address(frame, 38, 16), frame.get(20), 0);
      case ARP -> new SentFlow("arp", 0, 0);
      default -> new SentFlow("frame of kind " + Integer.toHexString(kind), 0, 0);
    };
  }

  private static String address(ByteBuffer frame, int at, int length) throws IOException {
    byte[] address = new byte[length];
    frame.get(at, address);
    return InetAddress.getByAddress(address).getHostAddress();
  }
}
