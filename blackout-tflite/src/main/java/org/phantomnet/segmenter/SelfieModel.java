package org.phantomnet.segmenter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;
import org.phantomnet.protocol.rule.Rule;

/**
 * MediaPipe's selfie model, part of this jar: model/README.md says where it is from. What is opened
 * is the file that this version was measured with, or nothing. Stateless.
 */
public final class SelfieModel implements Segmenter.Source {
  private static final String FILE = "person.tflite";
  private static final int MAX_LENGTH = 1 << 20;
  private static final String SHA_256 =
      "9dda315ec28f5d054890e6e26719b5b7ae6c63d51a3dc58106d7aac84c2cfd33";

  /** Where the model's bytes come from; a test gives others. */
  interface Store {
    /**
     * @throws IOException if there is none
     */
    InputStream open() throws IOException;
  }

  private final Store store;

  public SelfieModel() {
    this(SelfieModel::packed);
  }

  SelfieModel(Store store) {
    this.store = store;
  }

  private static InputStream packed() throws IOException {
    InputStream in = SelfieModel.class.getResourceAsStream(FILE);
    if (in == null) {
      throw new IOException("no model");
    }
    return in;
  }

  @Override
  public Segmenter open() throws SegmenterException {
    return TfliteSegmenter.of(checked(read()));
  }

  private byte[] read() throws SegmenterException {
    try (InputStream in = store.open()) {
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
  private static byte[] checked(byte[] model) throws SegmenterException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(model);
      StringBuilder hex = new StringBuilder();
      for (byte one : hash) {
        hex.append(Character.forDigit(one >> 4 & 0xf, 16))
            .append(Character.forDigit(one & 0xf, 16));
      }
      if (!hex.toString().equals(SHA_256)) {
        throw new SegmenterException(Reason.MODEL_HASH);
      }
      return model;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
