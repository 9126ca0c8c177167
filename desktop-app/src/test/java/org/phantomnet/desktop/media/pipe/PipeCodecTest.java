package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.TransportProtocol;

class PipeCodecTest {
  private static final Candidate CANDIDATE =
      new Candidate(
          CandidateType.RELAY,
          TransportProtocol.UDP,
          Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 1}),
          50_000,
          7);
  static final MediaEndpoint.StunServer STUN =
      new MediaEndpoint.StunServer(Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 1}), 3_478);
  private static final Bytes BLOCK = Bytes.copyOf(new byte[AudioBlock.LENGTH]);
  private static final Bytes FINGERPRINT = Bytes.copyOf(new byte[32]);

  static List<ToChild> toChild() {
    ConnectionParameters parameters =
        new ConnectionParameters(
            "abcd", "a".repeat(22), FINGERPRINT, List.of(Codec.OPUS), 32_000, 0);
    return List.of(
        new ToChild.Remote(parameters, List.of(CANDIDATE)),
        new ToChild.Packet(4_711, Bytes.copyOf(new byte[] {1, 2, 3})),
        new ToChild.OpenGate(),
        new ToChild.Audio(BLOCK),
        new ToChild.RemoteCandidates(Collections.nCopies(Trickle.MAX_BATCH, CANDIDATE)),
        new ToChild.Close(),
        new ToChild.Video(List.of(Codec.VP8, Codec.AV1), "/dev/shm/frames"),
        new ToChild.Frame(FrameRing.SLOTS - 1),
        new ToChild.Step(0),
        new ToChild.Show(true),
        new ToChild.Show(false),
        new ToChild.Hush(),
        new ToChild.Content(true),
        new ToChild.Content(false));
  }

  static List<FromChild> fromChild() {
    return List.of(
        new FromChild.Ready(),
        new FromChild.Gathered("abcd", "a".repeat(22), List.of(CANDIDATE)),
        new FromChild.Packet(4_711, Bytes.copyOf(new byte[] {1, 2, 3})),
        new FromChild.Audio(BLOCK),
        new FromChild.Connected(
            FINGERPRINT, FromChild.PathType.RELAY, FromChild.PathType.PEER_REFLEXIVE, true),
        new FromChild.Interrupted(),
        new FromChild.Stats(
            new MediaSession.Stats(1, 2, Duration.ofMillis(3), Duration.ofMillis(4), 5)),
        new FromChild.Failed(MediaSession.FailureReason.DTLS_FAILED),
        new FromChild.OwnCandidates(List.of(CANDIDATE, CANDIDATE)),
        new FromChild.Closed(),
        new FromChild.Frame(FrameRing.SLOTS - 1),
        new FromChild.VideoFigures(FromChild.VideoFigures.ALL, Duration.ofMillis(80)));
  }

  @ParameterizedTest
  @MethodSource("toChild")
  void message_toTheChild_survivesThePipe(ToChild message) throws Exception {
    ToChild read = new ToChildCodec(pipe(ToChildCodec.encode(message))).next();

    assertEquals(message, read);
  }

  @ParameterizedTest
  @MethodSource("fromChild")
  void message_fromTheChild_survivesThePipe(FromChild message) throws Exception {
    FromChild read = new FromChildCodec(pipe(FromChildCodec.encode(message))).next();

    assertEquals(message, read);
  }

  @ParameterizedTest
  @EnumSource(CallMode.class)
  void open_survivesThePipe_andWipesItsKey(CallMode mode) throws Exception {
    byte[] key = "key\n".getBytes(StandardCharsets.US_ASCII);
    Optional<MediaEndpoint.StunServer> stun =
        mode == CallMode.FAST ? Optional.of(STUN) : Optional.empty();
    ToChild.Open open =
        new ToChild.Open(true, AudioShape.of(mode), stun, "certificate\n", key, "user", "password");

    ToChild.Open read = (ToChild.Open) new ToChildCodec(pipe(ToChildCodec.encode(open))).next();

    assertTrue(read.offerer());
    assertEquals(AudioShape.of(mode), read.shape());
    assertEquals(stun, read.stun());
    assertEquals("certificate\n", read.certificatePem());
    assertArrayEquals(key, read.privateKeyPem());
    assertEquals("user", read.user());
    assertEquals("password", read.password());
    read.close();
    assertArrayEquals(new byte[4], read.privateKeyPem());
  }

  @Test
  @Covers("ENG-1")
  void frame_aboveTheLimit_isRefusedUnread() {
    byte[] header = {0x43, 0x10, 0x01};

    Malformed refusal =
        assertThrows(Malformed.class, () -> new FromChildCodec(pipe(header)).next());

    assertEquals(Malformed.Reason.TOO_LONG, refusal.reason());
  }

  @ParameterizedTest
  @MethodSource("fromChild")
  @Covers("ENG-2")
  void message_withATrailingByte_isRefused(FromChild message) {
    byte[] frame = FromChildCodec.encode(message);
    byte[] longer = Arrays.copyOf(frame, frame.length + 1);
    int length = frame.length - 3 + 1;
    longer[1] = (byte) (length >> 8);
    longer[2] = (byte) length;
    boolean takesAll = message instanceof FromChild.Packet;

    if (!takesAll) {
      assertThrows(Malformed.class, () -> new FromChildCodec(pipe(longer)).next());
    }
    assertThrows(
        EOFException.class,
        () -> new FromChildCodec(pipe(Arrays.copyOf(frame, frame.length - 1))).next());
  }

  @Test
  @Covers("ENG-2")
  void unknownType_andNumbersOutOfRange_areRefused() {
    byte[] unknown = {0x7f, 0, 0};
    byte[] reason = {0x48, 0, 1, 99};
    byte[] emptyPacket = {0x43, 0, 2, 1, 1};
    byte[] place = {0x4b, 0, 1, FrameRing.SLOTS};
    byte[] moreThanAll = {0x4c, 0, 10, 3, (byte) 0xe9, 0, 0, 0, 0, 0, 0, 0, 1};

    for (byte[] frame : List.of(unknown, reason, emptyPacket, place, moreThanAll)) {
      assertThrows(Malformed.class, () -> new FromChildCodec(pipe(frame)).next());
    }
  }

  @Test
  @Covers("ENG-70")
  void batch_thatIsEmptyOrTooLong_isRefused() {
    byte[] empty = {0x4a, 0, 1, 0};
    byte[] long17 = longBatch((byte) 0x4a);
    byte[] toChild = longBatch((byte) 0x07);

    assertThrows(Malformed.class, () -> new FromChildCodec(pipe(empty)).next());
    assertThrows(Malformed.class, () -> new FromChildCodec(pipe(long17)).next());
    assertThrows(Malformed.class, () -> new ToChildCodec(pipe(toChild)).next());
    assertThrows(IllegalArgumentException.class, () -> new ToChild.RemoteCandidates(List.of()));
  }

  /** One more than may be. */
  private static byte[] longBatch(byte type) {
    byte[] one = FromChildCodec.encode(new FromChild.OwnCandidates(List.of(CANDIDATE)));
    ByteBuffer frame = ByteBuffer.allocate(4 + 17 * (one.length - 4));
    frame.put(type).putShort((short) (frame.capacity() - 3)).put((byte) 17);
    for (int i = 0; i < 17; i++) {
      frame.put(one, 4, one.length - 4);
    }
    return frame.array();
  }

  @Test
  @Covers("ENG-2")
  void stunServer_thatIsNoAddressAndPort_isRefused() {
    byte[] key = {'k'};
    ToChild.Open open =
        new ToChild.Open(true, AudioShape.of(CallMode.FAST), Optional.of(STUN), "c", key, "u", "p");
    int address = 3 + 1 + 1 + 4 + 1 + 1; // header, offerer, packet, bit/s, rate, policy
    byte[] length = ToChildCodec.encode(open);
    length[address] = 5;
    byte[] port = ToChildCodec.encode(open);
    port[address + 5] = 0;
    port[address + 6] = 0;
    byte[] policy = ToChildCodec.encode(open);
    policy[address - 1] = 2;

    for (byte[] frame : List.of(length, port, policy)) {
      assertThrows(Malformed.class, () -> new ToChildCodec(pipe(frame)).next());
    }
  }

  @Test
  @Covers("ENG-2")
  void randomFrames_fromAHostileChild_areRefusedOrTyped() throws IOException {
    Random random = new Random(20);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] frame = new byte[3 + random.nextInt(80)];
      random.nextBytes(frame);
      frame[0] = (byte) (0x40 + random.nextInt(14));
      frame[1] = 0;
      frame[2] = (byte) (frame.length - 3);
      try {
        new FromChildCodec(pipe(frame)).next();
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertTrue(refused > 50_000);
  }

  @Test
  @Covers("ENG-2")
  void flippedBits_inRealMessages_areRefusedOrTyped() throws IOException {
    Random random = new Random(21);
    for (int i = 0; i < 50_000; i++) {
      FromChild message = fromChild().get(random.nextInt(fromChild().size()));
      byte[] frame = FromChildCodec.encode(message);
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        new FromChildCodec(pipe(frame)).next();
      } catch (ProtocolException | EOFException e) {
        continue;
      }
    }
  }

  private static ByteArrayInputStream pipe(byte[] frame) {
    return new ByteArrayInputStream(frame);
  }
}
