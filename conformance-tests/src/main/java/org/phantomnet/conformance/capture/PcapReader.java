package org.phantomnet.conformance.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.capture.PcapException.Reason;

/**
 * Reads classic capture files (draft-ietf-opsawg-pcap) of Ethernet: either byte order, micro- or
 * nanoseconds. Stateless. A hostile file ends in a {@link PcapException}; memory is bounded by the
 * file's length.
 */
public final class PcapReader {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MICROSECONDS = 0xa1b2c3d4;
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int VERSION_MAJOR = 2;
  private static final int VERSION_MINOR = 4;
  private static final int ETHERNET = 1;
  private static final int LINK_TYPE_BITS =
      0xffff; // above them: length of the frame check sequence
  private static final int LONGEST_FRAME = 262_144; // as libpcap's MAXIMUM_SNAPLEN

  private PcapReader() {}

  /** All frames of a file, in its order. */
  public static List<Frame> read(Path file) throws IOException, PcapException {
    return parse(Files.readAllBytes(file));
  }

  /** All frames of a file with this content, in its order; the array must not change after. */
  public static List<Frame> parse(byte[] content) throws PcapException {
    require(content.length >= FILE_HEADER, Reason.NO_PCAP);
    ByteBuffer in = ByteBuffer.wrap(content);
    if (!isMagic(in.getInt(0))) {
      in.order(ByteOrder.LITTLE_ENDIAN);
      require(isMagic(in.getInt(0)), Reason.NO_PCAP);
    }
    long nanosPerUnit = in.getInt(0) == NANOSECONDS ? 1 : 1_000;
    require(
        in.getShort(4) == VERSION_MAJOR && in.getShort(6) == VERSION_MINOR, Reason.OTHER_VERSION);
    require((in.getInt(20) & LINK_TYPE_BITS) == ETHERNET, Reason.NOT_ETHERNET);
    List<Frame> frames = new ArrayList<>();
    int at = FILE_HEADER;
    while (at < content.length) {
      require(content.length - at >= RECORD_HEADER, Reason.CUT_SHORT);
      long seconds = in.getInt(at) & 0xffffffffL;
      long nanos = (in.getInt(at + 4) & 0xffffffffL) * nanosPerUnit;
      require(nanos < 1_000_000_000L, Reason.BAD_TIME);
      long kept = in.getInt(at + 8) & 0xffffffffL;
      long original = in.getInt(at + 12) & 0xffffffffL;
      require(kept <= LONGEST_FRAME && kept <= original, Reason.BAD_LENGTH);
      at += RECORD_HEADER;
      require(kept <= content.length - at, Reason.CUT_SHORT);
      frames.add(
          new Frame(
              Instant.ofEpochSecond(seconds, nanos),
              Octets.of(content).part(at, (int) kept),
              original));
      at += (int) kept;
    }
    return frames;
  }

  private static boolean isMagic(int number) {
    return number == MICROSECONDS || number == NANOSECONDS;
  }

  private static void require(boolean holds, Reason otherwise) throws PcapException {
    if (!holds) {
      throw new PcapException(otherwise);
    }
  }
}
