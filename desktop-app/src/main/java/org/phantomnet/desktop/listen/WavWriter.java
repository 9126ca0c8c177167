package org.phantomnet.desktop.listen;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.phantomnet.protocol.rule.Rule;

/**
 * Writes a mono WAV file of 16-bit PCM as the sound comes in. Owned by one thread; memory use does
 * not grow. The header is brought up to date about once a second of sound and at close, so that a
 * file left by a killed process still reads as the sound up to then.
 */
@Rule("AUD-2")
public final class WavWriter implements Closeable {
  private static final int HEADER_BYTES = 44;
  private static final int BUFFER_BYTES = 16 << 10;

  private final FileChannel channel;
  private final int rate;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long dataBytes;
  private long headerSays;

  WavWriter(Path file, int rate) throws IOException {
    if (rate < Wav.MIN_RATE || rate > Wav.MAX_RATE) {
      throw new IllegalArgumentException("rate");
    }
    this.rate = rate;
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    writeHeader();
    channel.position(HEADER_BYTES);
  }

  /** Appends samples. */
  public void write(short[] samples) throws IOException {
    write(samples, 0, samples.length);
  }

  /**
   * Appends {@code count} samples from {@code offset} on.
   *
   * @throws IOException if the disk is full, or the file would outgrow the format (4 GiB)
   */
  public void write(short[] samples, int offset, int count) throws IOException {
    for (int i = offset; i < offset + count; i++) {
      if (buffer.remaining() < 2) {
        drain();
      }
      buffer.putShort(samples[i]);
    }
    if (dataBytes + buffer.position() - headerSays >= 2L * rate) {
      drain();
      writeHeader();
    }
  }

  /** Samples written so far. */
  public long length() {
    return (dataBytes + buffer.position()) / 2;
  }

  /** Writes what is left and the final header. A second close does nothing. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      drain();
      writeHeader();
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    if (dataBytes + buffer.remaining() > 0xFFFFFFFFL - HEADER_BYTES) {
      buffer.clear();
      throw new IOException("a WAV file cannot be larger than 4 GiB");
    }
    while (buffer.hasRemaining()) {
      dataBytes += channel.write(buffer);
    }
    buffer.clear();
  }

  private void writeHeader() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII));
    header.putInt((int) (dataBytes + HEADER_BYTES - 8));
    header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    header.putInt(16).putShort((short) Wav.FORMAT_PCM).putShort((short) 1);
    header.putInt(rate).putInt(2 * rate).putShort((short) 2).putShort((short) 16);
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) dataBytes).flip();
    for (long at = 0; header.hasRemaining(); ) {
      at += channel.write(header, at);
    }
    headerSays = dataBytes;
  }
}
