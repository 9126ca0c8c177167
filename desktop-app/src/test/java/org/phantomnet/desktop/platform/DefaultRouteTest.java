package org.phantomnet.desktop.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.media.Street;
import org.phantomnet.engine.privacy.LocalNetwork;
import org.phantomnet.protocol.rule.Covers;

/** What the default routes' networks are, on machines that have one, two or none. Linux. */
class DefaultRouteTest {
  @TempDir private Path work = Path.of(".");

  /** Runs where it is started and prints what it sees. */
  static final class Look {
    private Look() {}

    public static void main(String[] args) {
      System.out.println(
          new DefaultRoute(Clock.systemUTC(), () -> false)
              .current().stream().map(DefaultRouteTest::text).collect(Collectors.joining(" ")));
    }
  }

  private static String text(LocalNetwork network) {
    try {
      return InetAddress.getByAddress(network.address().toByteArray()).getHostAddress()
          + "/"
          + network.prefixLength();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("ENG-79")
  void defaultRoutes_areThoseOfTheSystem_andAskingSendsNothing() throws Exception {
    Assumptions.assumeTrue(Street.possible("DefaultRouteTest"), "see standard error");
    try (Street street = Street.open(work)) {
      assertEquals("192.0.2.140/25 2001:db8:1:0:0:0:0:10/64", look(street, "cafe"));
      assertEquals("192.0.2.10/32", look(street, "alice"));
      assertEquals("", look(street, "nowhere"));

      String sent =
          street.runAt("alice", List.of("cat", "/sys/class/net/eth0/statistics/tx_packets"));
      assertEquals("0", sent.strip());
    }
  }

  private static String look(Street street, String machine) throws Exception {
    return street
        .runAt(
            machine,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Look.class.getName()))
        .strip();
  }

  @Test
  void current_anywhere_namesAtMostOneNetworkOfEachFamily() {
    List<LocalNetwork> networks = new DefaultRoute(Clock.systemUTC(), () -> false).current();

    assertTrue(
        networks.stream().map(n -> n.address().length()).distinct().count() == networks.size());
    assertTrue(networks.stream().allMatch(n -> n.reflexive().isEmpty()));
  }
}
