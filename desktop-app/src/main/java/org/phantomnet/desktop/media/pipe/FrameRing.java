package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Rule;

/**
 * Pictures of one direction between client and media child, in a file in memory: {@link #SLOTS}
 * places that are used in turn. The pipe says which place holds a new one; a reader that is late
 * finds a newer picture there, or one that is being written, and drops it. One writer, one reader,
 * each for one thread.
 *
 * <p>The file is read and written by position, never mapped: whoever holds its other end can cut it
 * short at any moment, which to a mapping is a fault and to a read a short count.
 */
public final class FrameRing implements AutoCloseable {
  /** Places for pictures. */
  @Rule("ENG-104")
  public static final int SLOTS = 4;

  /** sequence u64 | timestamp u64 | width u32 | height u32, big endian. */
  private static final int HEADER = 24;

  private static final long SLOT = 4_096 + Picture.MAX_LENGTH;
  private static final int PIXELS = 4_096;

  private final FileChannel file;
  private long sequence;

  private FrameRing(FileChannel file) {
    this.file = file;
  }

  /**
   * Both ends open the same file, which exists.
   *
   * @throws IOException if there is none
   */
  public static FrameRing open(Path file) throws IOException {
    return new FrameRing(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /**
   * Puts one picture into the next place.
   *
   * @return the place
   * @throws IOException if the memory is full or gone
   */
  public int write(Picture picture) throws IOException {
    sequence++;
    int slot = (int) (sequence % SLOTS);
    put(slot, 0, picture);
    writeFully(picture.i420().duplicate(), slot * SLOT + PIXELS);
    put(slot, sequence, picture);
    return slot;
  }

  /**
   * What was written and was not read yet is no picture any more.
   *
   * @throws IOException if the memory is gone
   */
  public void drop() throws IOException {
    for (long number = Math.max(1, sequence - SLOTS + 1); number <= sequence; number++) {
      writeFully(ByteBuffer.allocate(Long.BYTES), number % SLOTS * SLOT);
    }
  }

  private void put(int slot, long number, Picture picture) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(number).putLong(picture.timestampNanos());
    header.putInt(picture.width()).putInt(picture.height()).flip();
    writeFully(header, slot * SLOT);
  }

  /**
   * The picture in a place; empty if it is no newer one than the last that was read, or was written
   * over meanwhile.
   *
   * @throws Malformed if what is there is no picture
   * @throws IOException if the file cannot be read
   */
  public Optional<Picture> read(int slot) throws IOException, Malformed {
    Header before = header(slot);
    if (before.sequence() <= sequence) {
      return Optional.empty();
    }
    ByteBuffer pixels = ByteBuffer.allocate(Picture.length(before.width(), before.height()));
    readFully(pixels, slot * SLOT + PIXELS);
    if (!header(slot).equals(before)) {
      return Optional.empty();
    }
    sequence = before.sequence();
    return Optional.of(
        new Picture(before.width(), before.height(), before.timestampNanos(), pixels));
  }

  private Header header(int slot) throws IOException, Malformed {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    readFully(header, slot * SLOT);
    return Header.decode(header);
  }

  private void readFully(ByteBuffer into, long from) throws IOException, Malformed {
    while (into.hasRemaining()) {
      if (file.read(into, from + into.position()) < 0) {
        throw new Malformed(Malformed.Reason.TOO_SHORT);
      }
    }
    into.flip();
  }

  private void writeFully(ByteBuffer bytes, long at) throws IOException {
    long to = at;
    while (bytes.hasRemaining()) {
      to += file.write(bytes, to);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  /** What stands before a picture. Taken once and checked: the other side can change it. */
  record Header(long sequence, long timestampNanos, int width, int height) {
    /**
     * @throws Malformed if no picture has that size, or its number is none
     */
    @Rule("ENG-105")
    static Header decode(ByteBuffer bytes) throws Malformed {
      if (bytes.remaining() < HEADER) {
        throw new Malformed(Malformed.Reason.TOO_SHORT);
      }
      Header header = new Header(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt());
      if (header.sequence < 0 || !Picture.isSize(header.width, header.height)) {
        throw new Malformed(Malformed.Reason.BAD_VALUE);
      }
      return header;
    }
  }
}
