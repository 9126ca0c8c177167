package org.phantomnet.conformance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture has every frame, whole and in order, both ways, with the time it was there. */
class CaptureTest {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int ETHERNET = 1;
  private static final int SENT = 3000;
  private static final int MOST_NANOSECONDS = 1_000_000_000;

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(CaptureTest.class);
  }

  @Test
  void capture_ofABurst_hasEveryFrameWholeAndInOrder() throws IOException {
    Topology two =
        Topology.of(
            List.of(),
            List.of(
                Machine.onInternet("north", "192.0.2.53"),
                Machine.onInternet("south", "198.51.100.53")));
    try (Lab lab = Lab.open(two, work)) {
      Capture atNorth = lab.capture("north");
      Capture atSouth = lab.capture("south");
      lab.run(
          "north",
          "/usr/bin/python3",
          "-c",
          "import socket, time\n"
              + "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
              + ("for i in range(" + SENT + "):\n")
              + "  s.sendto(b'number %08d' % i, ('198.51.100.53', 9))\n"
              + "  if i % 20 == 0: time.sleep(0.002)\n"
              + "time.sleep(0.1)\n");

      Capture.Result north = atNorth.stop();
      Capture.Result south = atSouth.stop();

      assertEquals(0, north.lost() + south.lost());
      assertEquals(expected(), numbers(north));
      assertEquals(expected(), numbers(south));
      assertEquals(0, lab.count("north").overrun());
    }
  }

  private static List<String> expected() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < SENT; i++) {
      expected.add(String.format("number %08d", i));
    }
    return expected;
  }

  /** What the datagrams to port 9 hold; the form of the file is looked at, too. */
  private static List<String> numbers(Capture.Result result) throws IOException {
    ByteBuffer pcap =
        ByteBuffer.wrap(Files.readAllBytes(result.file())).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(NANOSECONDS, pcap.getInt(0));
    assertEquals(ETHERNET, pcap.getInt(20));
    List<String> numbers = new ArrayList<>();
    long packets = 0;
    long last = 0;
    for (int at = FILE_HEADER; at < pcap.capacity(); packets++) {
      long when = 1_000_000_000L * pcap.getInt(at) + pcap.getInt(at + 4);
      assertTrue(pcap.getInt(at + 4) < MOST_NANOSECONDS && when >= last, "time runs backwards");
      last = when;
      int length = pcap.getInt(at + 8);
      assertEquals(pcap.getInt(at + 12), length, "a frame was cut off");
      byte[] frame = new byte[length];
      pcap.get(at + RECORD_HEADER, frame);
      at += RECORD_HEADER + length;
      if (frame[12] == 8 && frame[13] == 0 && frame[23] == 17 && frame[37] == 9) {
        numbers.add(new String(frame, 42, 15, StandardCharsets.US_ASCII));
      }
    }
    assertEquals(result.packets(), packets);
    return numbers;
  }
}
