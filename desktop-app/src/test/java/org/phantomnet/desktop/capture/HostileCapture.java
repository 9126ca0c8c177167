package org.phantomnet.desktop.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;

/** A capture child that was taken over: does what its display's name says. */
final class HostileCapture {
  private static final int TOO_LARGE = 4_000;

  private HostileCapture() {}

  @SuppressWarnings("resource") // the process ends
  public static void main(String[] args) throws Exception {
    OutputStream out = new FileOutputStream("/dev/fd/4");
    ToCapture said = new ToCaptureCodec(new FileInputStream("/dev/fd/3")).next();
    String deed = Optional.ofNullable(System.getenv("DISPLAY")).orElse("dies");
    if (said instanceof ToCapture.Open open) {
      // The file's name is gone once the client has read that it is open.
      FromCapture wrong = prepared(deed, Path.of(open.directory(), "from"));
      if (deed.equals("shows before it opened")) {
        say(out, wrong);
      }
      say(out, new FromCapture.Opened());
      switch (deed) {
        case "writes no frame" -> out.write(new byte[] {0x42, 0, 3, 1, 2, 3});
        case "writes a long frame" -> out.write(new byte[] {0x64, (byte) 0xff, (byte) 0xff, 1});
        case "names no place" -> out.write(new byte[] {0x64, 0, 1, 9});
        case "dies" -> Runtime.getRuntime().halt(1);
        default -> say(out, wrong);
      }
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static FromCapture prepared(String deed, Path file) throws IOException {
    return switch (deed) {
      case "opens twice" -> new FromCapture.Opened();
      case "lists when it should show" ->
          new FromCapture.Source(new CaptureSource(CaptureSource.Kind.SCREEN, "a", "b"));
      case "names a wrong size" -> wrongSize(file);
      case "cuts the picture short" -> shortFile(file);
      default -> picture(file);
    };
  }

  private static void say(OutputStream out, FromCapture message) throws IOException {
    out.write(FromCaptureCodec.encode(message));
  }

  private static FromCapture picture(Path file) throws IOException {
    FrameRing ring = FrameRing.open(file);
    return new FromCapture.Frame(
        ring.write(new Picture(2, 2, 1, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}))));
  }

  private static FromCapture wrongSize(Path file) throws IOException {
    try (RandomAccessFile ring = new RandomAccessFile(file.toFile(), "rw")) {
      ring.writeLong(1);
      ring.writeLong(1);
      ring.writeInt(TOO_LARGE);
      ring.writeInt(TOO_LARGE);
      ring.setLength(1 << 24);
    }
    return new FromCapture.Frame(0);
  }

  private static FromCapture shortFile(Path file) throws IOException {
    FromCapture frame = picture(file);
    try (RandomAccessFile ring = new RandomAccessFile(file.toFile(), "rw")) {
      ring.setLength(ring.length() - 3);
    }
    return frame;
  }
}
