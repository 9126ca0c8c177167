package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice.Hidden;
import org.phantomnet.engine.blackout.CameraChoice.PersonShownUnmasked;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Covers;

/** The pipe to a capture child; one that was taken over says what it likes. */
class CaptureCodecTest {
  private static final int ROUNDS = 20_000;

  static List<ToCapture> toCapture() {
    return List.of(
        new ToCapture.List(Kind.WINDOW),
        new ToCapture.Open(Kind.WINDOW, "mark", "/dev/shm/frames"),
        new ToCapture.MakeReady(),
        new ToCapture.OpenCamera(Kind.CAMERA, "mark", "/dev/shm/frames", CameraPace.WEAK),
        new ToCapture.OpenCamera(Kind.FILM, "/a film.y4m", "/dev/shm/frames", CameraPace.PATIENT),
        new ToCapture.Choose(1, new Hidden(BlackoutMode.ALL_BLACK, Outline.FINE)),
        new ToCapture.Choose(2, new Hidden(BlackoutMode.BACKGROUND_MASKED, Outline.COARSE)),
        new ToCapture.Choose(Integer.MAX_VALUE, new PersonShownUnmasked()));
  }

  static List<FromCapture> fromCapture() {
    return List.of(
        new FromCapture.Source(
            new CaptureSource(Kind.SCREEN, "1-2", "Bildschirm \u00e4 \ud83d\ude00")),
        new FromCapture.Source(new CaptureSource(Kind.WINDOW, "f", "")),
        new FromCapture.Listed(),
        new FromCapture.Opened(),
        new FromCapture.Frame(FrameRing.SLOTS - 1),
        new FromCapture.LetOut(0, 7, BlackoutState.PERSON_HIDDEN, 9_500),
        new FromCapture.TooSlow(Integer.MAX_VALUE),
        new FromCapture.Same(),
        new FromCapture.Failed(CaptureFault.NO_MEMORY));
  }

  private static FromCapture read(byte[] frame) throws Exception {
    return new FromCaptureCodec(new ByteArrayInputStream(frame)).next();
  }

  @ParameterizedTest
  @MethodSource("toCapture")
  @Covers("ENG-2")
  void toCapture_isReadAsItWasWritten(ToCapture message) throws Exception {
    byte[] frame = ToCaptureCodec.encode(message);
    assertEquals(message, new ToCaptureCodec(new ByteArrayInputStream(frame)).next());
  }

  @ParameterizedTest
  @MethodSource("fromCapture")
  @Covers("ENG-2")
  void fromCapture_isReadAsItWasWritten(FromCapture message) throws Exception {
    assertEquals(message, read(FromCaptureCodec.encode(message)));
  }

  @Test
  void everyMessage_isTried() {
    assertEquals(
        Set.of(FromCapture.class.getPermittedSubclasses()),
        fromCapture().stream().map(Object::getClass).collect(Collectors.toSet()));
    assertEquals(
        Set.of(ToCapture.class.getPermittedSubclasses()),
        toCapture().stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  static Stream<byte[]> wrong() {
    return Stream.of(
        new byte[] {0x64, 0, 1, 4}, // no such place
        new byte[] {0x64, 0, 2, 1, 0}, // something after it
        new byte[] {0x66, 0, 1, (byte) CaptureFault.values().length},
        new byte[] {0x61, 0, 3, 3, 0, 1}, // no such kind
        new byte[] {0x61, 0, 3, 1, 0, 0}, // no mark
        new byte[] {0x61, 0, 5, 1, 0, 1, 'a', (byte) 0xff}, // no UTF-8
        new byte[] {0x61, 0, 4, 1, 0, 1, 7}, // no printable mark
        new byte[] {0x67, 0, 10, 4, 0, 0, 0, 1, 1, 0, 0, 0, 1}, // no such place
        new byte[] {0x67, 0, 10, 0, 0, 0, 0, 1, (byte) BlackoutState.values().length, 0, 0, 0, 1},
        new byte[] {0x67, 0, 10, 0, -1, 0, 0, 1, 1, 0, 0, 0, 1}, // no number
        new byte[] {0x68, 0, 4, -1, 0, 0, 0},
        new byte[] {0x63, 0, 1, 0},
        new byte[] {0x41, 0, 0}); // a media child's
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @Covers("ENG-118")
  void wrongMessage_isRefused(byte[] frame) {
    assertThrows(Malformed.class, () -> read(frame));
  }

  static Stream<byte[]> wrongToCapture() {
    return Stream.of(
        new byte[] {0x22, 0, 5, 0, 0, 0, 0, 0}, // a camera opened as a screen
        new byte[] {0x24, 0, 6, 1, 0, 0, 0, 0, 0}, // a screen opened as a camera
        new byte[] {0x24, 0, 6, 0, 0, 0, 0, 0, 3}, // no such pace
        new byte[] {0x25, 0, 6, 0, 0, 0, 1, 4, 0}, // no such mode
        new byte[] {0x25, 0, 6, 0, 0, 0, 1, 0, 2}, // no such outline
        new byte[] {0x25, 0, 6, 0, 0, 0, 1, 3, 1}, // no blackout has no outline
        new byte[] {0x25, 0, 5, 0, 0, 0, 1, 3});
  }

  @ParameterizedTest
  @MethodSource("wrongToCapture")
  @Covers("ENG-117")
  void wrongRequest_isRefused(byte[] frame) {
    ToCaptureCodec messages = new ToCaptureCodec(new ByteArrayInputStream(frame));
    assertThrows(Malformed.class, messages::next);
  }

  @Test
  @Covers("ENG-118")
  void longName_isRefused() {
    byte[] frame = new byte[3 + 4 + CaptureSource.MAX_NAME + 1];
    frame[0] = 0x61;
    frame[2] = (byte) (frame.length - 3);
    frame[3] = 1;
    frame[5] = 1;
    Arrays.fill(frame, 6, frame.length, (byte) 'a');
    assertThrows(Malformed.class, () -> read(frame));
  }

  @Test
  @Covers("ENG-118")
  void anyBytes_areReadOrRefused_andWhatIsReadIsWrittenTheSameWay() throws Exception {
    Random random = new Random(7);
    List<byte[]> frames = fromCapture().stream().map(FromCaptureCodec::encode).toList();
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] frame = frames.get(random.nextInt(frames.size())).clone();
      for (int change = random.nextInt(4); change > 0; change--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      try {
        byte[] again = FromCaptureCodec.encode(read(frame));
        assertArrayEquals(Arrays.copyOf(frame, again.length), again);
        read++;
      } catch (ProtocolException | EOFException refused) {
        assertTrue(refused.getCause() == null);
      }
    }
    assertTrue(read > ROUNDS / 10);
  }
}
