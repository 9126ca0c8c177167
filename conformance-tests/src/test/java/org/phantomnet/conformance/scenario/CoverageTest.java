package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.protocol.signal.CallMode;

/** docs/coverage.md says what the scenarios run, and why where they run nothing. */
class CoverageTest {
  private static final Map<String, FaultCase.Fault> STRUCK =
      Map.of(
          "The own relay falls silent", FaultCase.Fault.RELAY_SILENT,
          "The own relay is lost, or none can be had", FaultCase.Fault.RELAY_LOST,
          "The engine fails", FaultCase.Fault.ENGINE_DIES,
          "Packets stop", FaultCase.Fault.PACKETS_STOP,
          "The own device stands elsewhere", FaultCase.Fault.NETWORK_CHANGES,
          "The process is killed", FaultCase.Fault.PROCESS_KILLED,
          "The other side has another identity key", FaultCase.Fault.IDENTITY_CHANGES);

  private static final Set<String> NOTHING_TO_STRIKE =
      Set.of("-", "no call", "no path", "no path before the answer", "nothing connects yet");

  private static final Pattern GAP = Pattern.compile("\\*\\*[A-Za-z ]+\\*\\*");
  private static final Pattern TEST =
      Pattern.compile("([A-Z][A-Za-z]*)\\.([a-z]\\w*)( \\(\\+\\d+\\))?");
  private static final Pattern FAULT = Pattern.compile("Fault( \\(\\+\\d+\\))?");

  /** A fault, a state, and one of the four columns. */
  private record Cell(String fault, String state, CallMode mode, boolean caller, String says) {
    boolean isStruck() {
      return FaultCase.all().stream()
          .anyMatch(
              one ->
                  one.mode() == mode
                      && one.caller() == caller
                      && one.fault() == STRUCK.get(fault)
                      && nameOf(one.phase()).equals(state));
    }
  }

  private static final List<Cell> CELLS = new ArrayList<>();
  private static final Set<String> EXPLAINED = new TreeSet<>();

  @BeforeAll
  static void read() throws IOException {
    String title = "";
    for (String line : Files.readAllLines(Repository.root().resolve("docs/coverage.md"))) {
      List<String> row = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      if (line.startsWith("## ")) {
        title = line.substring(3);
      } else if (row.size() == 7 && !row.get(1).equals("state") && !row.get(1).startsWith("---")) {
        add(title, row);
      } else if (row.size() == 5 && GAP.matcher(row.get(1)).matches() && !row.get(3).isEmpty()) {
        EXPLAINED.add(row.get(1));
      }
    }
  }

  private static void add(String title, List<String> row) {
    CELLS.add(new Cell(title, row.get(1), CallMode.FAST, true, row.get(2)));
    CELLS.add(new Cell(title, row.get(1), CallMode.FAST, false, row.get(3)));
    CELLS.add(new Cell(title, row.get(1), CallMode.PRIVATE, true, row.get(4)));
    CELLS.add(new Cell(title, row.get(1), CallMode.PRIVATE, false, row.get(5)));
  }

  private static String nameOf(Phase phase) {
    return Arrays.stream(phase.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  @Test
  void everyFault_isThereWithEveryState() {
    Set<String> states = new TreeSet<>();
    for (Class<?> state : CallState.class.getPermittedSubclasses()) {
      states.add(state.getSimpleName());
    }
    Map<String, Set<String>> faults =
        CELLS.stream()
            .collect(
                Collectors.groupingBy(
                    Cell::fault, Collectors.mapping(Cell::state, Collectors.toSet())));

    assertTrue(faults.keySet().containsAll(STRUCK.keySet()), faults.keySet().toString());
    assertEquals(STRUCK.size() + 2, faults.size());
    faults.forEach((fault, rows) -> assertEquals(states, new TreeSet<>(rows), fault));
  }

  @Test
  void everyCell_namesATestThatRuns_orSaysWhyNone() throws Exception {
    for (Cell cell : CELLS) {
      Matcher test = TEST.matcher(cell.says());
      if (test.matches()) {
        assertRuns(test.group(1), test.group(2));
      } else if (!FAULT.matcher(cell.says()).matches()) {
        assertTrue(
            NOTHING_TO_STRIKE.contains(cell.says()) || EXPLAINED.contains(cell.says()),
            cell::toString);
      }
    }
  }

  private static void assertRuns(String name, String method) throws ClassNotFoundException {
    String type = CoverageTest.class.getPackageName() + "." + name + "ScenarioTest";
    assertTrue(
        Arrays.stream(Class.forName(type).getDeclaredMethods())
            .filter(one -> one.getName().equals(method))
            .anyMatch(
                one ->
                    one.isAnnotationPresent(Test.class)
                        || one.isAnnotationPresent(ParameterizedTest.class)),
        () -> name + "." + method + " is no test");
  }

  @Test
  void faultStands_whereItStrikes_andNoGapDoes() {
    for (Cell cell : CELLS) {
      if (FAULT.matcher(cell.says()).matches()) {
        assertTrue(cell.isStruck(), cell::toString);
      } else if (GAP.matcher(cell.says()).matches()) {
        assertFalse(cell.isStruck(), cell::toString);
      }
    }
  }

  @Test
  void everyGap_thatIsExplained_isOne() {
    Set<String> gaps =
        CELLS.stream()
            .map(Cell::says)
            .filter(says -> GAP.matcher(says).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(gaps, EXPLAINED);
  }
}
