package org.phantomnet.desktop.listen;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.phantomnet.desktop.listen.WavException.Reason;
import org.phantomnet.protocol.rule.Rule;

/**
 * Reads RIFF/WAVE files of 16-bit PCM, mono or stereo (mixed to mono), 8 to 48 kHz. The file is
 * hostile input: sizes are checked before anything is allocated, and whatever does not fit is
 * refused with a {@link WavException}.
 */
@Rule("AUD-1")
public final class Wav {
  static final int MIN_RATE = 8_000;
  static final int MAX_RATE = 48_000;
  static final int MAX_SECONDS = 300;
  static final int MAX_DATA_BYTES = 32 << 20;
  static final int FORMAT_PCM = 1;
  static final int FORMAT_EXTENSIBLE = 0xFFFE;

  private static final int MAX_FORMAT_BYTES = 64;
  private static final int MIN_FORMAT_BYTES = 16;

  /**
   * Offset of the sub-format in an extensible format chunk; its first two bytes are the plain
   * format's number.
   */
  private static final int SUB_FORMAT_OFFSET = 24;

  private static final int EXTENSIBLE_FORMAT_BYTES = 40;

  private Wav() {}

  /**
   * Reads a whole file.
   *
   * @throws WavException if it is not such a file
   * @throws IOException if it cannot be read
   */
  public static Sound read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in);
    }
  }

  /** As {@link #read(Path)}, from a stream that stays open. */
  public static Sound read(InputStream in) throws IOException {
    try {
      return new Parser(in).parse();
    } catch (EOFException e) {
      throw new WavException(Reason.TRUNCATED);
    }
  }

  /** Starts a mono file of 16-bit PCM. */
  public static WavWriter write(Path file, int rate) throws IOException {
    return new WavWriter(file, rate);
  }

  /** Writes a whole sound. */
  public static void write(Path file, Sound sound) throws IOException {
    try (WavWriter writer = write(file, sound.rate())) {
      writer.write(sound.pcm16());
    }
  }

  private record Format(int channels, int rate) {}

  private static final class Parser {
    private final InputStream in;
    private long left;

    Parser(InputStream in) {
      this.in = in;
    }

    Sound parse() throws IOException {
      byte[] riff = in.readNBytes(12);
      if (riff.length < 12 || !id(riff, 0).equals("RIFF") || !id(riff, 8).equals("WAVE")) {
        throw new WavException(Reason.NOT_WAV);
      }
      left = unsigned(riff, 4) - 4;
      Format format = format(sizeOf("fmt ", Reason.NO_FORMAT));
      return sound(format, sizeOf("data", Reason.NO_DATA));
    }

    /**
     * Size of the next chunk with that id; others are skipped, but the sound never comes before its
     * format.
     */
    private long sizeOf(String wanted, Reason ifNone) throws IOException {
      while (left >= 8) {
        byte[] head = bytes(8);
        String id = id(head, 0);
        long size = unsigned(head, 4);
        if (size > left) {
          throw new WavException(Reason.BAD_CHUNK);
        }
        if (id.equals(wanted)) {
          return size;
        }
        if (id.equals("data")) {
          break;
        }
        long padded = Math.min(left, size + (size & 1));
        in.skipNBytes(padded);
        left -= padded;
      }
      throw new WavException(ifNone);
    }

    private Format format(long size) throws IOException {
      if (size < MIN_FORMAT_BYTES || size > MAX_FORMAT_BYTES) {
        throw new WavException(Reason.BAD_CHUNK);
      }
      byte[] chunk = bytes((int) size);
      if ((size & 1) == 1) {
        bytes(1);
      }
      ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      int tag = fields.getShort() & 0xFFFF;
      int channels = fields.getShort() & 0xFFFF;
      long rate = fields.getInt() & 0xFFFFFFFFL;
      fields.getInt();
      int block = fields.getShort() & 0xFFFF;
      int bits = fields.getShort() & 0xFFFF;
      if (tag == FORMAT_EXTENSIBLE && size >= EXTENSIBLE_FORMAT_BYTES) {
        tag = fields.getShort(SUB_FORMAT_OFFSET) & 0xFFFF;
      }
      if (tag != FORMAT_PCM || bits != 16) {
        throw new WavException(Reason.NOT_PCM_16);
      }
      if (channels != 1 && channels != 2) {
        throw new WavException(Reason.BAD_CHANNELS);
      }
      if (block != 2 * channels) {
        throw new WavException(Reason.NOT_PCM_16);
      }
      if (rate < MIN_RATE || rate > MAX_RATE) {
        throw new WavException(Reason.BAD_RATE);
      }
      return new Format(channels, (int) rate);
    }

    private Sound sound(Format format, long size) throws IOException {
      int frameBytes = 2 * format.channels();
      long frames = size / frameBytes;
      if (frames == 0) {
        throw new WavException(Reason.NO_DATA);
      }
      if (size % frameBytes != 0) {
        throw new WavException(Reason.BAD_CHUNK);
      }
      if (size > MAX_DATA_BYTES || frames > (long) format.rate() * MAX_SECONDS) {
        throw new WavException(Reason.TOO_LARGE);
      }
      ByteBuffer pcm = ByteBuffer.wrap(bytes((int) size)).order(ByteOrder.LITTLE_ENDIAN);
      double[] samples = new double[(int) frames];
      for (int i = 0; i < samples.length; i++) {
        int sum = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
          sum += pcm.getShort();
        }
        samples[i] = sum / (Sound.FULL_SCALE * format.channels());
      }
      return Sound.owning(format.rate(), samples);
    }

    /** Exactly so many bytes; grows with what is really there, not with what the header claims. */
    private byte[] bytes(int count) throws IOException {
      if (count > left) {
        throw new WavException(Reason.BAD_CHUNK);
      }
      byte[] read = in.readNBytes(count);
      if (read.length < count) {
        throw new WavException(Reason.TRUNCATED);
      }
      left -= count;
      return read;
    }

    private static String id(byte[] bytes, int offset) {
      return new String(bytes, offset, 4, StandardCharsets.ISO_8859_1);
    }

    private static long unsigned(byte[] bytes, int offset) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset) & 0xFFFFFFFFL;
    }
  }
}
