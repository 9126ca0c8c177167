package org.phantomnet.desktop.video;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.phantomnet.desktop.media.pipe.Picture;

/**
 * A clip in a YUV4MPEG2 file, the plain form of uncompressed pictures: played over and over. Holds
 * the file open until {@link #close}. For one thread.
 */
public final class Y4m implements Clip, AutoCloseable {
  private static final byte[] FRAME = "FRAME\n".getBytes(StandardCharsets.US_ASCII);

  private final FileChannel file;
  private final Y4mHeader header;
  private final long pictures;

  private Y4m(FileChannel file, Y4mHeader header, long pictures) {
    this.file = file;
    this.header = header;
    this.pictures = pictures;
  }

  /**
   * @throws ClipException if it cannot be played
   * @throws IOException if it cannot be read
   */
  public static Y4m open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      ByteBuffer start = ByteBuffer.allocate(Y4mHeader.MAX_LENGTH);
      file.read(start, 0);
      byte[] bytes = new byte[start.flip().remaining()];
      start.get(bytes);
      Y4mHeader header = Y4mHeader.parse(bytes);
      long pictures = (file.size() - header.length()) / stride(header);
      if (pictures < 1) {
        throw new ClipException(ClipException.Reason.NO_PICTURE);
      }
      return new Y4m(file, header, pictures);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static long stride(Y4mHeader header) {
    return FRAME.length + Picture.length(header.width(), header.height());
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public int height() {
    return header.height();
  }

  /** Pictures in the file. */
  public long pictures() {
    return pictures;
  }

  /** Throws {@link UncheckedIOException} where the file changed meanwhile. */
  @Override
  public ByteBuffer picture(long number) {
    long at = header.length() + Math.floorMod(number, pictures) * stride(header);
    ByteBuffer mark = ByteBuffer.allocate(FRAME.length);
    ByteBuffer picture = ByteBuffer.allocate(Picture.length(width(), height()));
    try {
      if (file.read(mark, at) != FRAME.length || !mark.flip().equals(ByteBuffer.wrap(FRAME))) {
        throw new ClipException(ClipException.Reason.NO_PICTURE);
      }
      while (picture.hasRemaining()) {
        if (file.read(picture, at + FRAME.length + picture.position()) < 0) {
          throw new ClipException(ClipException.Reason.NO_PICTURE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return picture.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Begins a file of pictures of one size, to be played at that many a second. */
  public static Writer write(Path path, int width, int height, int perSecond) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
    out.write(
        String.format(
                Locale.ROOT, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", width, height, perSecond)
            .getBytes(StandardCharsets.US_ASCII));
    return new Writer(out, width, height);
  }

  /** Appends pictures. For one thread. */
  public static final class Writer implements AutoCloseable {
    private final OutputStream out;
    private final int width;
    private final int height;

    private Writer(OutputStream out, int width, int height) {
      this.out = out;
      this.width = width;
      this.height = height;
    }

    /**
     * @return false if it has another size, which this file cannot hold
     */
    public boolean write(Picture picture) throws IOException {
      if (picture.width() != width || picture.height() != height) {
        return false;
      }
      byte[] pixels = new byte[picture.i420().remaining()];
      picture.i420().duplicate().get(pixels);
      out.write(FRAME);
      out.write(pixels);
      return true;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
