package org.phantomnet.benchmarks.calls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.Line;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.Rights;
import org.phantomnet.conformance.lab.Topology;
import org.phantomnet.desktop.demo.DemoPlace;

/**
 * What lies between the two people: loopback, or two homes of a lab and the relays beyond.
 *
 * @param pathMillis one way, from Alice to Bob
 * @param loss one way, 0 to 1
 */
public record Network(int pathMillis, double loss) {
  private static final String PORTS = ":3478,https=8443";

  public Network {
    if (pathMillis < 0 || !(loss >= 0 && loss < 1)) {
      throw new IllegalArgumentException("a path is not negative, and not all is lost");
    }
  }

  /** Why this network cannot be had here; empty if it can. */
  public Optional<String> missing() {
    return isLoopback() ? Optional.empty() : Rights.missing();
  }

  boolean isLoopback() {
    return pathMillis == 0 && loss == 0;
  }

  /** In words, for the table; empty for loopback. */
  String words() {
    String far = pathMillis > 0 ? ", " + pathMillis + " ms path" : "";
    return far + (loss > 0 ? ", " + Math.round(loss * 1_000) / 10.0 + " % loss" : "");
  }

  /** Builds it; the caller closes it after the demo. */
  Built build(Path work) throws IOException {
    if (isLoopback()) {
      return new Built(DemoPlace.LOOPBACK, Optional.empty());
    }
    // Every packet of a call crosses both homes' lines once.
    double survivesOne = Math.sqrt(1 - loss);
    Line line = Line.delayed(Duration.ofMillis(pathMillis).dividedBy(2)).withLoss(1 - survivesOne);
    Lab lab =
        Lab.open(
            Topology.twoHomes(
                Home.behind(Nat.PORT_RESTRICTED, "left").with(line),
                Home.behind(Nat.PORT_RESTRICTED, "right").with(line)),
            work);
    return new Built(
        new DemoPlace() {
          @Override
          public String relay(String machine) {
            return lab.address(machine, Family.IPV4) + PORTS;
          }

          @Override
          public List<String> on(String machine, List<String> command) {
            return lab.on(machine, command);
          }
        },
        Optional.of(lab));
  }

  /** A network that is there. */
  record Built(DemoPlace place, Optional<Lab> lab) implements AutoCloseable {
    @Override
    public void close() {
      lab.ifPresent(Lab::close);
    }
  }
}
