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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.Segmenter.Shape;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.segmenter.SelfieModel.Packed;

class SelfieModelTest {
  private static final Map<Packed, String> ORIGINALS =
      Map.of(
          Packed.GENERAL, "selfie_segmentation.tflite",
          Packed.LANDSCAPE, "selfie_segmentation_landscape.tflite");

  private static byte[] bytes(Packed model) throws IOException {
    try (InputStream in = SelfieModel.class.getResourceAsStream(model.file)) {
      return in.readAllBytes();
    }
  }

  /** Why it is refused in the place of one of the two, the other being right. */
  private static Reason refused(Packed instead, byte[] model) {
    SelfieModel source =
        new SelfieModel(
            wanted -> new ByteArrayInputStream(wanted == instead ? model : bytes(wanted)));
    return assertThrows(SegmenterException.class, source::open).reason();
  }

  /** What the tool makes of the original. */
  private static byte[] made(Packed model, Path directory, String... options) throws Exception {
    Path made = directory.resolve("made.tflite");
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-B", "model/rewrite.py"));
    command.addAll(List.of(options));
    command.addAll(List.of("model/" + ORIGINALS.get(model), made.toString()));

    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    return Files.readAllBytes(made);
  }

  @ParameterizedTest
  @EnumSource(Packed.class)
  @Covers("BLK-17")
  void model_isWhatTheToolMakesOfTheOriginal(Packed model, @TempDir Path directory)
      throws Exception {
    assertArrayEquals(made(model, directory), bytes(model));
  }

  @ParameterizedTest
  @EnumSource(Packed.class)
  @Covers("BLK-17")
  void model_saysWhatItsPlainerFormSays(Packed which, @TempDir Path directory) throws Exception {
    float[] plain = answer(TfliteModel.of(made(which, directory, "--plain")));

    float[] fast = answer(TfliteModel.of(bytes(which)));

    double most = 0;
    int people = 0;
    for (int i = 0; i < plain.length; i++) {
      most = Math.max(most, Math.abs(plain[i] - fast[i]));
      people += plain[i] > 0.5 ? 1 : 0;
    }
    assertTrue(most < 1e-4, "differs by " + most);
    assertTrue(people > plain.length / 5, people + " samples of a person");
  }

  private static float[] answer(TfliteModel model) throws Exception {
    try (model) {
      float[] person = new float[model.columns * model.rows];
      model.segment(person(model.columns, model.rows), person);
      return person;
    }
  }

  /** A person, stretched to the model's shape. */
  private static float[] person(int columns, int rows) throws IOException {
    BufferedImage picture;
    try (InputStream in = SelfieModelTest.class.getResourceAsStream("astronaut.jpg")) {
      picture = ImageIO.read(in);
    }
    float[] rgb = new float[columns * rows * 3];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % columns * picture.getWidth() / columns;
      int y = i / 3 / columns * picture.getHeight() / rows;
      rgb[i] = (picture.getRGB(x, y) >> 8 * (2 - i % 3) & 0xff) / 255f;
    }
    return rgb;
  }

  @ParameterizedTest
  @EnumSource(Packed.class)
  @Covers("BLK-17")
  void modelWithOneOtherBit_isRefused(Packed which) throws IOException {
    byte[] model = bytes(which);
    model[model.length / 2] ^= 1;

    assertEquals(Reason.MODEL_HASH, refused(which, model));
  }

  @ParameterizedTest
  @EnumSource(Packed.class)
  @Covers("BLK-17")
  @Adversary("ADV-46")
  void cutOrEmptyOrEndlessOrTheOtherModel_isRefused(Packed which) throws IOException {
    Packed other = which == Packed.GENERAL ? Packed.LANDSCAPE : Packed.GENERAL;

    assertEquals(Reason.MODEL_HASH, refused(which, new byte[0]));
    assertEquals(Reason.MODEL_HASH, refused(which, Arrays.copyOf(bytes(which), 1000)));
    assertEquals(Reason.MODEL_HASH, refused(which, new byte[5_000_000]));
    assertEquals(Reason.MODEL_HASH, refused(which, bytes(other)));
  }

  @Test
  @Adversary("ADV-46")
  @Covers("BLK-4")
  void missingModel_isRefused() {
    SelfieModel source =
        new SelfieModel(
            model -> {
              if (model == Packed.LANDSCAPE) {
                throw new IOException("not there");
              }
              return new ByteArrayInputStream(bytes(model));
            });

    assertEquals(
        Reason.MODEL_MISSING, assertThrows(SegmenterException.class, source::open).reason());
  }

  @Test
  void bytesThatAreNoModel_areRefusedByTheLibraryToo() {
    SegmenterException refused =
        assertThrows(SegmenterException.class, () -> TfliteModel.of(new byte[4096]));

    assertEquals(Reason.MODEL_CORRUPT, refused.reason());
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void segmenter_refusesOtherSizes_andAnythingAfterItsEnd(Shape shape) throws Exception {
    Segmenter segmenter = new SelfieModel().open();
    int samples = segmenter.columns(shape) * segmenter.rows(shape);
    float[] rgb = new float[3 * samples];
    float[] person = new float[samples];

    assertThrows(SegmenterException.class, () -> segmenter.segment(shape, new float[3], person));
    assertEquals(samples, segmenter.segment(shape, rgb, person));
    segmenter.close();
    assertThrows(SegmenterException.class, () -> segmenter.segment(shape, rgb, person));
  }
}
