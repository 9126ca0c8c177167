package org.phantomnet.conformance.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.figures.Baseline.Usual;
import org.phantomnet.conformance.repository.Repository;

class ComparisonTest {
  private static final Usual DELAY = new Usual("delayMs", 100, 50, 1_000, false, "a reason");
  private static final Usual STOI = new Usual("stoi", 0.95, 0.1, 0.5, true, "a reason");
  private static final Baseline BASELINE = new Baseline(List.of(DELAY, STOI));

  @TempDir private Path directory = Path.of(".");

  @Test
  void figures_withinTheirBands_areAsTheBaseline() {
    Comparison comparison = compare(Map.of("delayMs", 150.0, "stoi", 0.86));

    assertEquals("figures: as the baseline", comparison.text());
  }

  @Test
  void figures_betterThanTheMedian_areAsTheBaseline() {
    Comparison comparison = compare(Map.of("delayMs", 1.0, "stoi", 1.0));

    assertEquals("figures: as the baseline", comparison.text());
  }

  @Test
  void delay_aboveItsBand_isWorseAndSaysByHowMuch() {
    Comparison comparison = compare(Map.of("delayMs", 151.0, "stoi", 0.95));

    assertEquals(
        "figures: clearly worse: delayMs 151, usually 100 and at most 150", comparison.text());
    assertEquals(List.of(), comparison.broken());
  }

  @Test
  void quality_belowItsBand_isWorse() {
    Comparison comparison = compare(Map.of("delayMs", 100.0, "stoi", 0.84));

    assertEquals(List.of("stoi 0.84, usually 0.95 and at least 0.85"), comparison.worse());
  }

  @Test
  void bands_onABusyMachine_areWider() {
    Figures figures = new Figures(Map.of("delayMs", 200.0, "stoi", 0.76));

    assertEquals(List.of(), Comparison.of(figures, BASELINE, 2).worse());
    assertEquals(2, Comparison.of(figures, BASELINE, 1.5).worse().size());
    assertEquals(2, Comparison.of(figures, BASELINE, 0.1).worse().size());
  }

  @Test
  void limit_onABusyMachine_staysWhereItIs() {
    Figures figures = new Figures(Map.of("delayMs", 1_001.0, "stoi", 0.95));

    assertEquals(1, Comparison.of(figures, BASELINE, 100).broken().size());
  }

  @Test
  void delay_beyondItsLimit_isBroken() {
    Comparison comparison = compare(Map.of("delayMs", 1_001.0, "stoi", 0.95));

    assertEquals(1, comparison.broken().size());
  }

  @Test
  void quality_beyondItsLimit_isBroken() {
    Comparison comparison = compare(Map.of("delayMs", 100.0, "stoi", 0.49));

    assertEquals(1, comparison.broken().size());
  }

  @Test
  void figure_thatIsMissingOrNoNumber_isWorse() {
    Comparison comparison = compare(Map.of("stoi", Double.NaN));

    assertEquals(List.of("delayMs was not measured", "stoi was not measured"), comparison.worse());
  }

  @Test
  void figure_thatTheBaselineLacks_isLeftAlone() {
    Comparison comparison = compare(Map.of("delayMs", 100.0, "stoi", 0.95, "new", 1e9));

    assertEquals(List.of(), comparison.worse());
  }

  @Test
  void usual_withALimitInsideItsBand_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Usual("delayMs", 100, 50, 149, false, "why"));
    assertThrows(
        IllegalArgumentException.class, () -> new Usual("stoi", 0.95, 0.1, 0.9, true, "why"));
  }

  @Test
  void usual_withoutAReason_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Usual("delayMs", 100, 50, 1_000, false, " "));
  }

  @Test
  void report_ofACall_givesTheWorseDirection() throws IOException {
    JsonNode report =
        new ObjectMapper()
            .readTree(
                """
                {"timings": {"offerToRingMs": 125.5},
                 "audio": {"aliceToBob": {"mouthToEarMs": 80, "jitterMs": 2, "stoi": 0.97},
                           "bobToAlice": {"mouthToEarMs": 90, "jitterMs": 1, "stoi": 0.99}},
                 "load": {"alice": {"percentOfCore": 5.5}, "bob": {"percentOfCore": 4}}}
                """);

    Figures figures = Figures.of(report);

    assertEquals(
        Map.of(
            "offerToRingMs", 125.5,
            "mouthToEarMs", 90.0,
            "jitterMs", 2.0,
            "stoi", 0.97,
            "percentOfCore", 5.5),
        figures.values());
  }

  @Test
  void figures_whenSaved_leaveTheirNumbersAndALine() throws IOException {
    Figures figures = new Figures(Map.of("delayMs", 100.0, "stoi", 0.1));

    figures.save(directory, Comparison.of(figures, BASELINE, 1));

    JsonNode saved = new ObjectMapper().readTree(directory.resolve("figures.json").toFile());
    assertEquals(0.1, saved.at("/figures/stoi").asDouble());
    assertEquals(1, saved.path("broken").size());
    assertTrue(
        Files.readString(directory.resolve("figures.txt")).startsWith("figures: clearly worse"));
  }

  @Test
  void committedBaseline_isWellFormed() throws IOException {
    Baseline committed = Baseline.read(Repository.root().resolve("benchmarks/baseline.json"));

    assertEquals(9, committed.figures().size());
  }

  private static Comparison compare(Map<String, Double> values) {
    return Comparison.of(new Figures(values), BASELINE, 1);
  }
}
