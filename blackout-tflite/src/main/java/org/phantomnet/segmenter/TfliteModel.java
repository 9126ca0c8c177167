package org.phantomnet.segmenter;

import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;

/**
 * One interpreter of TensorFlow Lite, on the caller's thread only. The native model reads the bytes
 * it was built from for as long as it lives, so all of it is held here until {@link #close}.
 */
final class TfliteModel implements AutoCloseable {
  private static final int OK = 0; // kTfLiteOk
  private static final int COLOURS = 3;
  private static final int DIMENSIONS = 4; // one picture, rows, columns, colours

  /** Held so that nothing native is collected while it is used. */
  private record Native(
      BytePointer bytes,
      FlatBufferModel model,
      BuiltinOpResolver operators,
      InterpreterBuilder builder,
      Interpreter interpreter,
      FloatBuffer input,
      FloatBuffer output) {}

  final int columns;
  final int rows;
  private Optional<Native> parts;

  private TfliteModel(Native parts, int columns, int rows) {
    this.parts = Optional.of(parts);
    this.columns = columns;
    this.rows = rows;
  }

  static TfliteModel of(byte[] bytes) throws SegmenterException {
    try {
      return build(bytes);
    } catch (LinkageError e) {
      throw new SegmenterException(Reason.NO_LIBRARY);
    }
  }

  private static TfliteModel build(byte[] bytes) throws SegmenterException {
    BytePointer data = new BytePointer(bytes);
    FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromBuffer(data, bytes.length);
    if (Pointer.isNull(model)) {
      throw new SegmenterException(Reason.MODEL_CORRUPT);
    }
    BuiltinOpResolver operators = new BuiltinOpResolver();
    InterpreterBuilder builder = new InterpreterBuilder(model, operators);
    Interpreter interpreter = new Interpreter((Pointer) null);
    builder.SetNumThreads(1);
    if (builder.apply(interpreter) != OK || interpreter.AllocateTensors() != OK) {
      throw new SegmenterException(Reason.MODEL_CORRUPT);
    }
    TfLiteTensor asked = interpreter.input_tensor(0);
    if (asked.dims().size() != DIMENSIONS) {
      throw new SegmenterException(Reason.MODEL_CORRUPT);
    }
    int rows = asked.dims().data(1);
    int columns = asked.dims().data(2);
    long samples = (long) rows * columns;
    if (interpreter.output_tensor(0).bytes() != samples * Float.BYTES
        || asked.bytes() != samples * COLOURS * Float.BYTES) {
      throw new SegmenterException(Reason.MODEL_CORRUPT);
    }
    FloatPointer input = interpreter.typed_input_tensor_float(0);
    FloatPointer output = interpreter.typed_output_tensor_float(0);
    return new TfliteModel(
        new Native(
            data,
            model,
            operators,
            builder,
            interpreter,
            buffer(input, samples * COLOURS),
            buffer(output, samples)),
        columns,
        rows);
  }

  /**
   * A view of the interpreter's own memory: copied to and from in one go, and without a copy more.
   */
  private static FloatBuffer buffer(FloatPointer tensor, long values) {
    return tensor.capacity(values).asBuffer();
  }

  /** As {@link org.phantomnet.engine.blackout.Segmenter#segment}, in the model's own shape. */
  int segment(float[] rgb, float[] person) throws SegmenterException {
    int samples = columns * rows;
    if (parts.isEmpty() || rgb.length != samples * COLOURS || person.length != samples) {
      throw new SegmenterException(Reason.RUN_FAILED);
    }
    Native now = parts.get();
    ((Buffer) now.input).rewind();
    now.input.put(rgb);
    if (now.interpreter.Invoke() != OK) {
      throw new SegmenterException(Reason.RUN_FAILED);
    }
    ((Buffer) now.output).rewind();
    now.output.get(person);
    return samples;
  }

  @Override
  public void close() {
    parts.ifPresent(
        now -> {
          now.interpreter.close();
          now.builder.close();
          now.operators.close();
          now.model.close();
          now.bytes.close();
        });
    parts = Optional.empty();
  }
}
