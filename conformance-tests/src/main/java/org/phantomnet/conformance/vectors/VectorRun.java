package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.phantomnet.conformance.vectors.Implementation.Broken;
import org.phantomnet.protocol.rule.Rule;

/**
 * Asks an implementation every vector of the files and compares its answers exactly. Requests are
 * sent ahead of the answers; the deadline counts from one answer to the next. A wrong answer is
 * counted and the run goes on; an implementation that leaves the protocol is not asked further.
 */
@Rule("VEC-3")
final class VectorRun {
  /** Sent ahead: enough to keep both sides busy, few enough to stay in the pipe's memory. */
  private static final int AHEAD = 64;

  private static final int PROTOCOL = 1;

  private final List<VectorFile> files;
  private final Implementation implementation;
  private final Duration deadline;
  private final List<FileReport> reports = new ArrayList<>();
  private final Set<String> notOffered = new TreeSet<>();
  private String name = "";
  private long nextId = 1;

  private VectorRun(List<VectorFile> files, Implementation implementation, Duration deadline) {
    this.files = files;
    this.implementation = implementation;
    this.deadline = deadline;
  }

  /**
   * @param deadline for each answer
   */
  static VectorReport of(List<VectorFile> files, Implementation implementation, Duration deadline) {
    return new VectorRun(files, implementation, deadline).report();
  }

  private VectorReport report() {
    Optional<String> broken = Optional.empty();
    try {
      hello();
      for (VectorFile file : files) {
        run(file);
      }
      implementation.finish();
      implementation.awaitEnd(deadline);
    } catch (Broken e) {
      broken = Optional.of(e.how());
    }
    files.stream()
        .skip(reports.size())
        .forEach(
            file -> reports.add(new FileReport(file.name(), file.vectors().size(), 0, List.of())));
    return new VectorReport(name, notOffered, reports, broken);
  }

  private void hello() throws Broken {
    ObjectNode input = Json.object();
    implementation.send(request(0, "hello", input.put("protocol", PROTOCOL)));
    JsonNode answer = answer(0);
    JsonNode output = answer.path("output");
    if (!answer.path("result").asText().equals("valid")
        || output.path("protocol").asInt() != PROTOCOL) {
      throw new Broken("it does not say hello in protocol 1: " + Shown.text(answer.toString()));
    }
    name = output.path("implementation").asText();
    Set<String> offered = new TreeSet<>();
    output.path("ops").forEach(op -> offered.add(op.asText()));
    files.forEach(file -> notOffered.addAll(file.ops()));
    notOffered.removeAll(offered);
  }

  private void run(VectorFile file) throws Broken {
    List<Vector> vectors = file.vectors();
    List<Difference> differences = new ArrayList<>();
    long first = nextId;
    nextId += vectors.size();
    int sent = 0;
    int answered = 0;
    try {
      for (Vector vector : vectors) {
        for (; sent < vectors.size() && sent < answered + AHEAD; sent++) {
          Vector ahead = vectors.get(sent);
          implementation.send(request(first + sent, ahead.op(), ahead.input()));
        }
        ObjectNode got = answer(first + answered);
        answered++;
        if (!got.equals(vector.answer())) {
          differences.add(new Difference(vector, got.toString()));
        }
      }
    } finally {
      reports.add(new FileReport(file.name(), vectors.size(), answered, differences));
    }
  }

  /** The next answer, which must be to that request, without its id. */
  private ObjectNode answer(long id) throws Broken {
    String line = implementation.next(deadline);
    JsonNode answer;
    try {
      answer = Json.parse(line);
    } catch (JsonProcessingException e) {
      throw new Broken("its output is no JSON: " + Shown.text(line));
    }
    if (!(answer instanceof ObjectNode)) {
      throw new Broken("its output is no JSON object: " + Shown.text(line));
    }
    if (!answer.path("id").isIntegralNumber() || answer.path("id").longValue() != id) {
      throw new Broken(
          "answer "
              + Shown.text(answer.path("id").toString())
              + " where "
              + id
              + " was due: "
              + Shown.text(line));
    }
    return ((ObjectNode) answer).without("id");
  }

  private static String request(long id, String op, ObjectNode input) {
    ObjectNode request = Json.object();
    request.put("id", id).put("op", op).set("input", input);
    return request.toString();
  }
}
