package org.phantomnet.desktop.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;
import org.phantomnet.engine.blackout.BlackoutState;

/**
 * A capture child that was taken over: does what its display's name says, or the mark of its
 * camera.
 */
final class HostileCapture {
  private static final int TOO_LARGE = 4_000;
  private static final String DIES = "dies as it opens ";

  private HostileCapture() {}

  @SuppressWarnings("resource") // the process ends
  public static void main(String[] args) throws Exception {
    OutputStream out = new FileOutputStream("/dev/fd/4");
    ToCaptureCodec in = new ToCaptureCodec(new FileInputStream("/dev/fd/3"));
    ToCapture said = in.next();
    if (said instanceof ToCapture.Open open) {
      String deed = Optional.ofNullable(System.getenv("DISPLAY")).orElse("dies");
      run(deed, Path.of(open.directory(), "from"), out);
    } else if (said instanceof ToCapture.OpenCamera open) {
      run(open.id(), Path.of(open.directory(), "from"), out);
    }
  }

  private static void run(String deed, Path file, OutputStream out) throws IOException {
    if (deed.startsWith(DIES)) {
      dieAsItOpens(Path.of(deed.substring(deed.indexOf('/'))), deed.startsWith(DIES + "always "));
    }
    // The file's name is gone once the client has read that it is open.
    FromCapture wrong = prepared(deed, file);
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

  /** Twice, by what is written in that file, or always. */
  private static void dieAsItOpens(Path times, boolean always) throws IOException {
    Files.write(times, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (always || Files.size(times) <= 2) {
      Runtime.getRuntime().halt(134);
    }
  }

  private static FromCapture prepared(String deed, Path file) throws IOException {
    return switch (deed) {
      case "opens twice" -> new FromCapture.Opened();
      case "lists when it should show" ->
          new FromCapture.Source(new CaptureSource(CaptureSource.Kind.SCREEN, "a", "b"));
      case "names a wrong size" -> wrongSize(file);
      case "cuts the picture short" -> shortFile(file);
      case "lets out what a screen shows", "lets out what the camera saw" ->
          letOut(file, 0, BlackoutState.SHOWN_UNMASKED);
      case "lets out what it should" -> letOut(file, 0, BlackoutState.PERSON_HIDDEN);
      case "lets out what nobody chose" -> letOut(file, 1, BlackoutState.PERSON_HIDDEN);
      case "lets out a picture that is not there" ->
          new FromCapture.LetOut(0, 0, BlackoutState.PERSON_HIDDEN, 1);
      case "is too slow for a screen" -> new FromCapture.TooSlow(0);
      case "is too slow for what nobody chose" -> new FromCapture.TooSlow(1);
      case "says that a camera's picture is what it was" -> new FromCapture.Same();
      default ->
          deed.startsWith(DIES) ? letOut(file, 0, BlackoutState.PERSON_HIDDEN) : picture(file);
    };
  }

  private static FromCapture letOut(Path file, int choice, BlackoutState state) throws IOException {
    FrameRing ring = FrameRing.open(file);
    ByteBuffer light = ByteBuffer.wrap(new byte[] {99, 99, 99, 99, 99, 99});
    return new FromCapture.LetOut(ring.write(new Picture(2, 2, 1, light)), choice, state, 1);
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
