package org.phantomnet.conformance.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The committed {@code benchmarks/baseline.json}: for each figure its usual value and how far from
 * it is still the same on a machine that is shared. Immutable.
 */
public record Baseline(List<Usual> figures) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param median of several runs
   * @param band so much worse than the median is clearly worse, on a machine with a processor for
   *     every running thread
   * @param limit beyond this the call is broken on any machine, and the build with it
   * @param why the band is as wide as it is
   */
  public record Usual(
      String name, double median, double band, double limit, boolean higherIsBetter, String why) {
    public Usual {
      boolean ordered = higherIsBetter ? limit <= median - band : limit >= median + band;
      if (!(band >= 0) || !ordered || why.isBlank()) {
        throw new IllegalArgumentException("baseline of " + name);
      }
    }

    /** The worst that is still the same, where {@code busy} threads wait for each processor. */
    double edge(double busy) {
      return higherIsBetter ? median - band * busy : median + band * busy;
    }

    boolean isBroken(double measured) {
      return higherIsBetter ? measured < limit : measured > limit;
    }
  }

  public Baseline {
    figures = List.copyOf(figures);
    Set<String> names = new HashSet<>();
    for (Usual usual : figures) {
      if (!names.add(usual.name())) {
        throw new IllegalArgumentException(usual.name() + " is there twice");
      }
    }
  }

  /**
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not of this form
   */
  public static Baseline read(Path file) throws IOException {
    List<Usual> figures = new ArrayList<>();
    for (JsonNode figure : JSON.readTree(file.toFile()).path("figures")) {
      figures.add(
          new Usual(
              figure.required("name").asText(),
              figure.required("median").asDouble(),
              figure.required("band").asDouble(),
              figure.required("limit").asDouble(),
              figure.required("better").asText().equals("higher"),
              figure.required("why").asText()));
    }
    return new Baseline(figures);
  }
}
