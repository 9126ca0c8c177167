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
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;

/**
 * One interpreter of TensorFlow Lite, on the caller's thread only. The native model reads the bytes
 * it was built from for as long as it lives, so all of it is held here until {@link #close}.
 */
final class TfliteSegmenter implements Segmenter {
  private static final int OK = 0; // kTfLiteOk
  private static final int COLOURS = 3;

  /** Held so that nothing native is collected while it is used. */
  private record Native(
      BytePointer bytes,
      FlatBufferModel model,
      BuiltinOpResolver operators,
      InterpreterBuilder builder,
      Interpreter interpreter,
      FloatBuffer input,
      FloatBuffer output) {}

  private final int side;
  private Optional<Native> parts;

  private TfliteSegmenter(Native parts, int side) {
    this.parts = Optional.of(parts);
    this.side = side;
  }

  static Segmenter of(byte[] bytes) throws SegmenterException {
    try {
      return build(bytes);
    } catch (LinkageError e) {
      throw new SegmenterException(Reason.NO_LIBRARY);
    }
  }

  private static Segmenter build(byte[] bytes) throws SegmenterException {
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
    int side = (int) Math.sqrt(interpreter.output_tensor(0).bytes() / Float.BYTES);
    long samples = (long) side * side;
    if (interpreter.output_tensor(0).bytes() != samples * Float.BYTES
        || interpreter.input_tensor(0).bytes() != samples * COLOURS * Float.BYTES) {
      throw new SegmenterException(Reason.MODEL_CORRUPT);
    }
    FloatPointer input = interpreter.typed_input_tensor_float(0);
    FloatPointer output = interpreter.typed_output_tensor_float(0);
    return new TfliteSegmenter(
        new Native(
            data,
            model,
            operators,
            builder,
            interpreter,
            buffer(input, samples * COLOURS),
            buffer(output, samples)),
        side);
  }

  /**
   * A view of the interpreter's own memory: copied to and from in one go, and without a copy more.
   */
  private static FloatBuffer buffer(FloatPointer tensor, long values) {
    return tensor.capacity(values).asBuffer();
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public int segment(float[] rgb, float[] person) throws SegmenterException {
    int samples = side * side;
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
