package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
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

  /** What the tool makes of the original. */
  private static byte[] made(Path directory, String... options) throws Exception {
    Path made = directory.resolve("made.tflite");
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-B", "model/rewrite.py"));
    command.addAll(List.of(options));
    command.addAll(List.of("model/selfie_segmentation.tflite", made.toString()));

    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    return Files.readAllBytes(made);
  }

  @Test
  @Covers("BLK-17")
  void model_isWhatTheToolMakesOfTheOriginal(@TempDir Path directory) throws Exception {
    assertArrayEquals(made(directory), packed());
  }

  @Test
  @Covers("BLK-17")
  void model_saysWhatItsPlainerFormSays(@TempDir Path directory) throws Exception {
    float[] rgb = person();
    float[] plain = answer(TfliteSegmenter.of(made(directory, "--plain")), rgb);

    float[] fast = answer(new SelfieModel().open(), rgb);

    double most = 0;
    int people = 0;
    for (int i = 0; i < plain.length; i++) {
      most = Math.max(most, Math.abs(plain[i] - fast[i]));
      people += plain[i] > 0.5 ? 1 : 0;
    }
    assertTrue(most < 1e-4, "differs by " + most);
    assertTrue(people > plain.length / 5, people + " samples of a person");
  }

  private static float[] answer(Segmenter segmenter, float[] rgb) throws SegmenterException {
    float[] person = new float[segmenter.side() * segmenter.side()];
    segmenter.segment(rgb, person);
    segmenter.close();
    return person;
  }

  /** A person, stretched to the model's square. */
  private static float[] person() throws IOException {
    BufferedImage picture;
    try (InputStream in = SelfieModelTest.class.getResourceAsStream("astronaut.jpg")) {
      picture = ImageIO.read(in);
    }
    float[] rgb = new float[256 * 256 * 3];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % 256 * picture.getWidth() / 256;
      int y = i / 3 / 256 * picture.getHeight() / 256;
      rgb[i] = (picture.getRGB(x, y) >> 8 * (2 - i % 3) & 0xff) / 255f;
    }
    return rgb;
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
