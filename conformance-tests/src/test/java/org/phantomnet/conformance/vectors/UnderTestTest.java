package org.phantomnet.conformance.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Covers;

/** Whatever line comes, one typed answer goes. */
@Covers("VEC-2")
class UnderTestTest {
  private static final UnderTest TESTED =
      new UnderTest(
          Map.of(
              "echo", Input::node,
              "refuse",
                  input -> {
                    throw new Malformed(Malformed.Reason.BAD_VALUE);
                  },
              "break",
                  input -> {
                    throw new IllegalStateException("a defect");
                  }));

  @Test
  void request_answered_isValidWithItsOutput() {
    assertEquals(
        "{\"id\":7,\"result\":\"valid\",\"output\":{\"a\":1}}",
        TESTED.answer("{\"id\":7,\"op\":\"echo\",\"input\":{\"a\":1}}"));
  }

  @Test
  void request_refused_isInvalidWithTheSpecsName() {
    assertEquals(
        "{\"id\":7,\"result\":\"invalid\",\"error\":\"Malformed(BAD_VALUE)\"}",
        TESTED.answer("{\"id\":7,\"op\":\"refuse\",\"input\":{}}"));
  }

  @Test
  void op_unknown_isUnsupported() {
    assertEquals(
        "{\"id\":7,\"result\":\"unsupported\"}",
        TESTED.answer("{\"id\":7,\"op\":\"sing\",\"input\":{}}"));
  }

  @Test
  void defect_isFailed() {
    assertEquals(
        "{\"id\":7,\"result\":\"failed\"}",
        TESTED.answer("{\"id\":7,\"op\":\"break\",\"input\":{}}"));
  }

  @Test
  void hello_namesEveryOp() throws IOException {
    JsonNode answer =
        Json.parse(TESTED.answer("{\"id\":0,\"op\":\"hello\",\"input\":{\"protocol\":1}}"));

    assertEquals("[\"break\",\"echo\",\"refuse\"]", answer.path("output").path("ops").toString());
    assertEquals(1, answer.path("output").path("protocol").asInt());
  }

  @Test
  void hello_inAnotherProtocol_isFailed() {
    assertEquals(
        "{\"id\":0,\"result\":\"failed\"}",
        TESTED.answer("{\"id\":0,\"op\":\"hello\",\"input\":{\"protocol\":2}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "garbage",
        "{",
        "[]",
        "7",
        "null",
        "\"text\"",
        "{}",
        "{\"op\":\"echo\",\"input\":{}}",
        "{\"id\":\"7\",\"op\":\"echo\",\"input\":{}}",
        "{\"id\":7.5,\"op\":\"echo\",\"input\":{}}",
        "{\"id\":99999999999999999999,\"op\":\"echo\",\"input\":{}}",
        "{\"id\":7,\"id\":8,\"op\":\"echo\",\"input\":{}}",
        "{\"id\":7,\"op\":\"echo\",\"input\":{}} {}"
      })
  void line_thatIsNoRequest_isFailedWithoutAnId(String line) {
    assertEquals("{\"id\":null,\"result\":\"failed\"}", TESTED.answer(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7}",
        "{\"id\":7,\"op\":\"echo\"}",
        "{\"id\":7,\"op\":1,\"input\":{}}",
        "{\"id\":7,\"op\":\"echo\",\"input\":[]}",
        "{\"id\":7,\"op\":\"echo\",\"input\":{},\"more\":1}"
      })
  void request_thatIsNotWhole_isFailedWithItsId(String line) {
    assertEquals("{\"id\":7,\"result\":\"failed\"}", TESTED.answer(line));
  }

  @Test
  void lines_nestedDeeply_areFailedAndTheNextIsAnswered() throws IOException {
    String deep = "{\"id\":7,\"op\":\"echo\",\"input\":" + "[".repeat(100_000) + "\n";
    String next = "{\"id\":8,\"op\":\"echo\",\"input\":{}}\n";
    StringWriter out = new StringWriter();

    TESTED.serve(new BufferedReader(new StringReader(deep + next)), out);

    assertTrue(out.toString().startsWith("{\"id\":null,\"result\":\"failed\"}\n"));
    assertTrue(out.toString().endsWith("{\"id\":8,\"result\":\"valid\",\"output\":{}}\n"));
  }
}
