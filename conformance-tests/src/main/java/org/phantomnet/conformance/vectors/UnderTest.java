package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;

/**
 * The Java implementation under test: a JSON object a line on stdin, an answer a line on stdout, in
 * the same order (spec/13-conformance.md). Whatever comes in, it answers and goes on; it ends with
 * its input.
 */
@Rule("VEC-2")
public final class UnderTest {
  private static final int PROTOCOL = 1;
  private static final String IMPLEMENTATION = "phantomnet-java";

  private final Map<String, Operation> operations;

  UnderTest(Map<String, Operation> operations) {
    this.operations = new TreeMap<>(operations);
  }

  public static void main(String[] arguments) throws IOException {
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8))) {
      // What a library may print is not an answer.
      System.setOut(System.err);
      new UnderTest(Operations.all()).serve(in, out);
    }
    // Ratchet and store libraries may leave threads behind.
    Runtime.getRuntime().exit(0);
  }

  /** Answers every line of {@code in} until it ends. */
  void serve(BufferedReader in, Writer out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.write(answer(line));
      out.write('\n');
      if (!isMoreWaiting(in)) {
        out.flush();
      }
    }
    out.flush();
  }

  private static boolean isMoreWaiting(Reader in) throws IOException {
    return in.ready();
  }

  /** One line for one line, never an exception. */
  String answer(String line) {
    ObjectNode answer = Json.object();
    answer.putNull("id");
    try {
      answerRequest(line, answer);
    } catch (ProtocolException e) {
      refuse(answer, nameOf(e));
    } catch (Refused e) {
      refuse(answer, e.error());
    } catch (RuntimeException | JsonProcessingException | StackOverflowError e) {
      // Only an unfit request or a defect of ours comes here; the vector's author needs the place.
      System.err.println("failed: " + placeOf(e));
      answer.remove("output");
      answer.put("result", "failed");
    }
    return answer.toString();
  }

  /** What was thrown and where, without its message: that could repeat what was asked. */
  private static String placeOf(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  /** As the error tables of spec/ name it. */
  static String nameOf(ProtocolException refusal) {
    return refusal.getClass().getSimpleName() + "(" + refusal.getMessage() + ")";
  }

  private void answerRequest(String line, ObjectNode answer)
      throws JsonProcessingException, ProtocolException, Refused {
    JsonNode request = Json.parse(line);
    JsonNode id = request.path("id");
    if (!id.isIntegralNumber() || !id.canConvertToLong()) {
      throw new IllegalArgumentException("no id");
    }
    answer.put("id", id.longValue());
    JsonNode input = request.path("input");
    if (request.size() != 3 || !request.path("op").isTextual() || !input.isObject()) {
      throw new IllegalArgumentException("a request has id, op and input");
    }
    String op = request.path("op").textValue();
    if (op.equals("hello")) {
      valid(answer, hello(new Input((ObjectNode) input)));
      return;
    }
    Optional<Operation> operation = Optional.ofNullable(operations.get(op));
    if (operation.isPresent()) {
      valid(answer, operation.get().run(new Input((ObjectNode) input)));
    } else {
      answer.put("result", "unsupported");
    }
  }

  private ObjectNode hello(Input input) {
    if (input.number("protocol") != PROTOCOL) {
      throw new IllegalArgumentException("another protocol");
    }
    ObjectNode output = Json.object();
    output.put("protocol", PROTOCOL).put("implementation", IMPLEMENTATION);
    operations.keySet().forEach(output.putArray("ops")::add);
    return output;
  }

  private static void valid(ObjectNode answer, ObjectNode output) {
    answer.put("result", "valid");
    answer.set("output", output);
  }

  private static void refuse(ObjectNode answer, String error) {
    answer.put("result", "invalid");
    answer.put("error", error);
  }
}
