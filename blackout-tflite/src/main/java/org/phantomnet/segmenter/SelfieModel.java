package org.phantomnet.segmenter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;
import org.phantomnet.protocol.rule.Rule;

/**
 * MediaPipe's two selfie models, part of this jar: model/README.md says where they are from. What
 * is opened is the files that this version was measured with, or nothing. Stateless.
 */
public final class SelfieModel implements Segmenter.Source {
  private static final int MAX_LENGTH = 1 << 20;

  /** A file, and what it must be. */
  enum Packed {
    GENERAL("person.tflite", "9dda315ec28f5d054890e6e26719b5b7ae6c63d51a3dc58106d7aac84c2cfd33"),
    LANDSCAPE(
        "person-wide.tflite", "43b280554087468cb29b7d4fd8a786bcec6d04c8262a92041e927e05a9697e6f");

    final String file;
    private final String sha256;

    Packed(String file, String sha256) {
      this.file = file;
      this.sha256 = sha256;
    }
  }

  /** Where a model's bytes come from; a test gives others. */
  interface Store {
    /**
     * @throws IOException if there is none
     */
    InputStream open(Packed model) throws IOException;
  }

  private final Store store;

  public SelfieModel() {
    this(SelfieModel::packed);
  }

  SelfieModel(Store store) {
    this.store = store;
  }

  /** Resources by which the libraries that a model needs are found on a class path. */
  public static List<String> libraries() {
    String platform = Loader.Detector.getPlatform();
    return List.of(
        "org/bytedeco/javacpp/Loader.class",
        "org/bytedeco/javacpp/" + platform + "/libjnijavacpp.so",
        "org/bytedeco/tensorflowlite/global/tensorflowlite.class",
        "org/bytedeco/tensorflowlite/" + platform + "/libjnitensorflowlite.so");
  }

  private static InputStream packed(Packed model) throws IOException {
    InputStream in = SelfieModel.class.getResourceAsStream(model.file);
    if (in == null) {
      throw new IOException("no model");
    }
    return in;
  }

  @Override
  public Segmenter open() throws SegmenterException {
    TfliteModel square = open(Packed.GENERAL);
    try {
      return new SelfieSegmenter(square, open(Packed.LANDSCAPE));
    } catch (SegmenterException | RuntimeException e) {
      square.close();
      throw e;
    }
  }

  private TfliteModel open(Packed model) throws SegmenterException {
    return TfliteModel.of(checked(model, read(model)));
  }

  private byte[] read(Packed model) throws SegmenterException {
    try (InputStream in = store.open(model)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0 && bytes.size() <= MAX_LENGTH; n = in.read(part)) {
        bytes.write(part, 0, n);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new SegmenterException(Reason.MODEL_MISSING);
    }
  }

  @Rule("BLK-17")
  private static byte[] checked(Packed model, byte[] bytes) throws SegmenterException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      StringBuilder hex = new StringBuilder();
      for (byte one : hash) {
        hex.append(Character.forDigit(one >> 4 & 0xf, 16))
            .append(Character.forDigit(one & 0xf, 16));
      }
      if (!hex.toString().equals(model.sha256)) {
        throw new SegmenterException(Reason.MODEL_HASH);
      }
      return bytes;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
