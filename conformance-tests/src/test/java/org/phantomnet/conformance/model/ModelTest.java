package org.phantomnet.conformance.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.model.ModelCheck.Outcome;
import org.phantomnet.conformance.repository.Repository;

/**
 * The model in spec/model: its invariants hold, its planted bugs are found, and it keeps up with
 * the specification.
 */
@Tag("beside-others")
class ModelTest {
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void model_inEveryConfiguration_holdsAndFindsItsBugs() throws Exception {
    Outcome outcome = ModelCheck.run(Repository.root().resolve("spec"));

    assertAll(
        outcome.output(),
        () -> assertEquals(0, outcome.code()),
        () ->
            assertTrue(
                outcome.output().contains("Everything holds, and every planted bug was found.")));
  }

  @Test
  void model_thatLetsMediaFlowTooEarly_isBroken(@TempDir Path directory) throws Exception {
    Path spec = ModelCheck.copy(directory);
    ModelCheck.replace(
        spec.resolve("model/call.pml"),
        "#ifndef IN_FLIGHT",
        "#define BUG_GATE_WITHOUT_CONSENT\n#ifndef IN_FLIGHT");

    Outcome outcome = ModelCheck.run(spec, "--only", "only Private is supported");

    assertAll(
        outcome.output(),
        () -> assertEquals(1, outcome.code()),
        () ->
            assertTrue(
                outcome.output().contains("BROKEN: pan:1: assertion violated")
                    && outcome.output().contains("media_needs_consent")));
  }

  @Test
  void plantedBug_thatIsNone_isMissed(@TempDir Path directory) throws Exception {
    Path spec = ModelCheck.copy(directory);
    ModelCheck.replace(
        spec.resolve("model/call.pml"), "#ifdef BUG_KEYS_KEPT", "#ifdef NO_SUCH_BUG");

    Outcome outcome = ModelCheck.run(spec, "--only", "KEYS_KEPT");

    assertAll(
        outcome.output(),
        () -> assertEquals(1, outcome.code()),
        () -> assertTrue(outcome.output().contains("|MISSED")));
  }

  @Test
  void model_thatDoesNotKnowANewName_isBehind(@TempDir Path directory) throws Exception {
    Path spec = ModelCheck.copy(directory);
    ModelCheck.replace(
        spec.resolve("transitions/call.json"),
        "\"AnswerPressed\",",
        "\"AnswerPressed\", \"NewPressed\",");
    ModelCheck.replace(spec.resolve("transitions/call.json"), "\"Idle\",", "\"Idle\", \"Parked\",");
    ModelCheck.replace(spec.resolve("02-messages.md"), "| 15 | MOVE |", "| 15 | TRANSFER |");

    Outcome outcome = ModelCheck.run(spec, "--names");

    assertAll(
        outcome.output(),
        () -> assertEquals(1, outcome.code()),
        () -> assertTrue(outcome.output().contains("NOT IN THE MODEL: the event NewPressed")),
        () -> assertTrue(outcome.output().contains("NOT IN THE MODEL: the state Parked")),
        () -> assertTrue(outcome.output().contains("NOT IN THE MODEL: the message TRANSFER")));
  }
}
