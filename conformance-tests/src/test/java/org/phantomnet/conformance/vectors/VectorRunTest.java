package org.phantomnet.conformance.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

/** An implementation that misbehaves at its fifth case is caught at that, whatever it does. */
@Covers("VEC-3")
@Tag("beside-others")
class VectorRunTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int CASES = 200;

  /** Doubles a number; from the case in which n is 5 on it does as it was told. */
  private static final String DOUBLER =
      """
      import json, os, sys, time
      how = sys.argv[1]
      def say(answer): print(json.dumps(answer), flush=True)
      for line in sys.stdin:
          asked = json.loads(line)
          answer = {"id": asked["id"], "result": "valid"}
          if asked["op"] == "hello":
              answer["output"] = {"protocol": 2 if how == "protocol" else 1, "implementation": "doubler", "ops": ["double"]}
              say(answer)
              continue
          n = asked["input"]["n"]
          answer["output"] = {"n": 2 * n}
          if n != 5: say(answer)
          elif how in ("honest", "late", "stays", "code"): say(answer)
          elif how == "wrong": say({**answer, "output": {"n": 11}})
          elif how == "float": say({**answer, "output": {"n": 10.0}})
          elif how == "text": say({**answer, "output": {"n": "10"}})
          elif how == "more": say({**answer, "output": {"n": 10, "m": 1}})
          elif how == "remark": say({**answer, "remark": "easy"})
          elif how == "refused": say({"id": asked["id"], "result": "invalid", "error": "Malformed(BAD_VALUE)"})
          elif how == "failed": say({"id": asked["id"], "result": "failed"})
          elif how == "unsupported": say({"id": asked["id"], "result": "unsupported"})
          elif how == "order": say({**answer, "id": asked["id"] + 1})
          elif how == "no-id": say({"result": "valid", "output": {"n": 10}})
          elif how == "twice": say(answer); say(answer)
          elif how == "garbage": print("Segmentation fault", flush=True)
          elif how == "list": print("[]", flush=True)
          elif how == "empty": print("", flush=True)
          elif how == "half": sys.stdout.write('{"id"'); sys.stdout.flush(); time.sleep(60)
          elif how == "death": os._exit(3)
          elif how == "hang": time.sleep(60)
      if how == "late": say({"id": 0, "result": "valid"})
      if how == "stays": time.sleep(60)
      if how == "code": sys.exit(4)
      """;

  private static VectorReport run(String how, Duration deadline) throws IOException {
    List<String> command = List.of("/usr/bin/python3", "-c", DOUBLER, how);
    try (Implementation started = Implementation.start(command, Redirect.DISCARD)) {
      return VectorRun.of(
          List.of(doubling("first-v1.json"), doubling("second-v1.json")), started, deadline);
    }
  }

  private static VectorFile doubling(String name) {
    List<Vector> vectors = new ArrayList<>();
    for (int n = 1; n <= CASES; n++) {
      vectors.add(vector(n, "double"));
    }
    return new VectorFile(name, "doubling", vectors);
  }

  private static Vector vector(int n, String op) {
    ObjectNode answer = Json.object().put("result", "valid");
    answer.putObject("output").put("n", 2 * n);
    return new Vector(n, "twice " + n, List.of(), op, Json.object().put("n", n), answer);
  }

  @Test
  void implementation_thatIsRight_passesEverything() throws IOException {
    VectorReport report = run("honest", DEADLINE);

    assertTrue(report.isGood(), () -> report.toText(1));
    assertEquals("doubler", report.implementation());
    assertEquals(List.of(CASES, CASES), report.files().stream().map(FileReport::passed).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wrong | {\"result\":\"valid\",\"output\":{\"n\":11}}",
        "float | {\"result\":\"valid\",\"output\":{\"n\":10.0}}",
        "text | {\"result\":\"valid\",\"output\":{\"n\":\"10\"}}",
        "more | {\"result\":\"valid\",\"output\":{\"n\":10,\"m\":1}}",
        "remark | {\"result\":\"valid\",\"output\":{\"n\":10},\"remark\":\"easy\"}",
        "refused | {\"result\":\"invalid\",\"error\":\"Malformed(BAD_VALUE)\"}",
        "failed | {\"result\":\"failed\"}",
        "unsupported | {\"result\":\"unsupported\"}"
      })
  void answer_thatDiffers_isOneDifferenceInEachFile(String how, String got) throws IOException {
    VectorReport report = run(how, DEADLINE);

    assertFalse(report.isGood());
    assertTrue(report.broken().isEmpty(), report.broken()::toString);
    for (FileReport file : report.files()) {
      assertEquals(CASES, file.run());
      assertEquals(CASES - 1, file.passed());
      assertEquals(new Difference(vector(5, "double"), got), file.differences().get(0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order | answer 6 where 5 was due",
        "no-id | where 5 was due",
        "twice | answer 5 where 6 was due",
        "garbage | its output is no JSON: Segmentation fault",
        "list | its output is no JSON object: []",
        "empty | its output is no JSON object",
        "death | it ended with code 3"
      })
  void implementation_thatLeavesTheProtocol_isAskedNoFurther(String how, String why)
      throws IOException {
    VectorReport report = run(how, DEADLINE);

    assertFalse(report.isGood());
    assertTrue(report.broken().orElse("").contains(why), report.broken()::toString);
    assertTrue(report.files().get(0).run() <= 5);
    assertEquals(0, report.files().get(1).run());
    assertEquals(CASES, report.files().get(1).tests());
  }

  @ParameterizedTest
  @CsvSource({"hang", "half"})
  void implementation_thatSaysNothing_isGivenUpAtTheDeadline(String how) throws IOException {
    VectorReport report = run(how, SHORT);

    assertFalse(report.isGood());
    assertEquals("no answer within 300 ms", report.broken().orElse(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"late | an answer too many", "stays | still there", "code | it ended with code 4"})
  void implementation_thatEndsWrongly_isNotGood(String how, String why) throws IOException {
    VectorReport report = run(how, how.equals("stays") ? SHORT : DEADLINE);

    assertFalse(report.isGood());
    assertTrue(report.broken().orElse("").contains(why), report.broken()::toString);
  }

  @Test
  void implementation_ofAnotherProtocol_isAskedNothing() throws IOException {
    VectorReport report = run("protocol", DEADLINE);

    assertTrue(report.broken().orElse("").contains("does not say hello"));
  }

  @Test
  void op_thatItDoesNotHave_isNamed() throws IOException {
    List<VectorFile> files =
        List.of(new VectorFile("first-v1.json", "first", List.of(vector(1, "treble"))));
    List<String> command = List.of("/usr/bin/python3", "-c", DOUBLER, "honest");
    try (Implementation started = Implementation.start(command, Redirect.DISCARD)) {

      VectorReport report = VectorRun.of(files, started, DEADLINE);

      assertEquals(Set.of("treble"), report.notOffered());
      assertFalse(report.isGood());
    }
  }

  @Test
  void run_ofNoFile_isNotGood() throws IOException {
    List<String> command = List.of("/usr/bin/python3", "-c", DOUBLER, "honest");
    try (Implementation started = Implementation.start(command, Redirect.DISCARD)) {

      assertFalse(VectorRun.of(List.of(), started, DEADLINE).isGood());
    }
  }
}
