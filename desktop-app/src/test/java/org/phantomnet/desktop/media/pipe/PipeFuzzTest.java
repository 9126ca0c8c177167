package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/** The pipes between client and children; a child that was taken over says what it likes. */
class PipeFuzzTest {
  private static final int MOST_FRAMES = 2_000;

  /** One message or one refusal a frame; what was read is written the same way. */
  private interface Codec {
    byte[] again() throws IOException, ProtocolException;
  }

  @FuzzTest
  @Covers({"ENG-1", "ENG-2"})
  void fromChild(byte[] data) throws IOException {
    FromChildCodec codec = new FromChildCodec(new ByteArrayInputStream(data));
    readAll(data, () -> FromChildCodec.encode(codec.next()));
  }

  static List<byte[]> fromChildSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (FromChild message : PipeCodecTest.fromChild()) {
      seeds.add(FromChildCodec.encode(message));
      all.writeBytes(FromChildCodec.encode(message));
    }
    seeds.add(all.toByteArray());
    return seeds;
  }

  @FuzzTest
  @Covers({"ENG-1", "ENG-2"})
  void toChild(byte[] data) throws IOException {
    ToChildCodec codec = new ToChildCodec(new ByteArrayInputStream(data));
    readAll(data, () -> ToChildCodec.encode(codec.next()));
  }

  static List<byte[]> toChildSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (ToChild message : PipeCodecTest.toChild()) {
      seeds.add(ToChildCodec.encode(message));
    }
    for (CallMode mode : List.of(CallMode.PARANOID, CallMode.FAST)) {
      seeds.add(
          ToChildCodec.encode(
              new ToChild.Open(
                  true,
                  AudioShape.of(mode),
                  mode == CallMode.FAST ? Optional.of(PipeCodecTest.STUN) : Optional.empty(),
                  "certificate\n",
                  new byte[] {'k'},
                  "u",
                  "p")));
    }
    return seeds;
  }

  @FuzzTest
  @Covers({"ENG-2", "ENG-118"})
  void fromCapture(byte[] data) throws IOException {
    FromCaptureCodec codec = new FromCaptureCodec(new ByteArrayInputStream(data));
    readAll(data, () -> FromCaptureCodec.encode(codec.next()));
  }

  static List<byte[]> fromCaptureSeeds() {
    return CaptureCodecTest.fromCapture().stream().map(FromCaptureCodec::encode).toList();
  }

  @FuzzTest
  @Covers("ENG-2")
  void toCapture(byte[] data) throws IOException {
    ToCaptureCodec codec = new ToCaptureCodec(new ByteArrayInputStream(data));
    readAll(data, () -> ToCaptureCodec.encode(codec.next()));
  }

  static List<byte[]> toCaptureSeeds() {
    return CaptureCodecTest.toCapture().stream().map(ToCaptureCodec::encode).toList();
  }

  private static void readAll(byte[] data, Codec codec) throws IOException {
    int at = 0;
    for (int frames = 0; frames < MOST_FRAMES; frames++) {
      try {
        byte[] again = codec.again();
        assertArrayEquals(Arrays.copyOfRange(data, at, at + again.length), again);
        at += again.length;
      } catch (EOFException end) {
        return;
      } catch (ProtocolException refused) {
        assertNull(refused.getCause());
        assertTrue(String.valueOf(refused.getMessage()).matches("[A-Z_]+"));
        return; // both ends give up then
      }
    }
  }
}
