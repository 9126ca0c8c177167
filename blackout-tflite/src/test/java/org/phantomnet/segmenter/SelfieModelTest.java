package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class SelfieModelTest {
  private static byte[] packed() throws IOException {
    try (InputStream in = SelfieModel.class.getResourceAsStream("person.tflite")) {
      return in.readAllBytes();
    }
  }

  private static Reason refused(byte[] model) {
    SelfieModel source = new SelfieModel(() -> new ByteArrayInputStream(model));
    return assertThrows(SegmenterException.class, source::open).reason();
  }

  @Test
  @Covers("BLK-17")
  void model_isWhatTheToolMakesOfTheOriginal(@TempDir Path directory) throws Exception {
    Path made = directory.resolve("made.tflite");

    Process tool =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/python3",
                    "-B",
                    "model/rewrite.py",
                    "model/selfie_segmentation.tflite",
                    made.toString()))
            .inheritIO()
            .start();

    assertEquals(0, tool.waitFor());
    assertArrayEquals(Files.readAllBytes(made), packed());
  }

  @Test
  @Covers("BLK-17")
  void modelWithOneOtherBit_isRefused() throws IOException {
    byte[] model = packed();
    model[model.length / 2] ^= 1;

    assertEquals(Reason.MODEL_HASH, refused(model));
  }

  @Test
  @Covers("BLK-17")
  @Adversary("ADV-46")
  void cutOrEmptyOrEndlessModel_isRefused() throws IOException {
    assertEquals(Reason.MODEL_HASH, refused(new byte[0]));
    assertEquals(Reason.MODEL_HASH, refused(java.util.Arrays.copyOf(packed(), 1000)));
    assertEquals(Reason.MODEL_HASH, refused(new byte[5_000_000]));
  }

  @Test
  @Adversary("ADV-46")
  @Covers("BLK-4")
  void missingModel_isRefused() {
    SelfieModel source =
        new SelfieModel(
            () -> {
              throw new IOException("not there");
            });

    assertEquals(
        Reason.MODEL_MISSING, assertThrows(SegmenterException.class, source::open).reason());
  }

  @Test
  void bytesThatAreNoModel_areRefusedByTheLibraryToo() {
    SegmenterException refused =
        assertThrows(SegmenterException.class, () -> TfliteSegmenter.of(new byte[4096]));

    assertEquals(Reason.MODEL_CORRUPT, refused.reason());
  }

  @Test
  void segmenter_refusesOtherSizes_andAnythingAfterItsEnd() throws Exception {
    Segmenter segmenter = new SelfieModel().open();
    int samples = segmenter.side() * segmenter.side();

    assertThrows(
        SegmenterException.class, () -> segmenter.segment(new float[3], new float[samples]));
    assertEquals(samples, segmenter.segment(new float[3 * samples], new float[samples]));
    segmenter.close();
    assertThrows(
        SegmenterException.class,
        () -> segmenter.segment(new float[3 * samples], new float[samples]));
  }
}
