package org.phantomnet.conformance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.lab.UdpProbe.Endpoint;

/** Machines reach each other, change places while they run, and leave nothing behind. */
class LabTest {
  private static final String REACH =
      "import socket, sys\n"
          + "with socket.create_connection((sys.argv[1], 8443), float(sys.argv[2])) as c: print(c.recv(9).decode())";
  private static final String SERVE =
      "import socket\n"
          + "s = socket.create_server(('::', 8443), family=socket.AF_INET6, dualstack_ipv6=True)\n"
          + "print('ready', flush=True)\n"
          + "while True: s.accept()[0].sendall(b'hello')";
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration DEATH = Duration.ofSeconds(10);

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(LabTest.class);
  }

  @Test
  void tcp_fromHomesOfEachFamily_reachesARelay() throws IOException {
    Home left = Home.behind(Nat.PORT_RESTRICTED, "left").dualStack();
    Home right = Home.behind(Nat.SYMMETRIC, "right").withOnly(Family.IPV6);
    try (Lab lab = Lab.open(Topology.twoHomes(left, right), work)) {
      serve(lab, "north");

      assertEquals("hello\n", reach(lab, "alice", lab.address("north", Family.IPV4)));
      assertEquals("hello\n", reach(lab, "alice", lab.address("north", Family.IPV6)));
      assertEquals("hello\n", reach(lab, "bob", lab.address("north", Family.IPV6)));
      assertThrows(IOException.class, () -> reach(lab, "bob", lab.address("north", Family.IPV4)));
    }
  }

  @Test
  void tcp_intoAHome_isRefusedUnlessItIsOpen() throws IOException {
    Home left = Home.behind(Nat.OPEN, "left");
    Home right = Home.behind(Nat.PORT_RESTRICTED, "right").dualStack();
    try (Lab lab = Lab.open(Topology.twoHomes(left, right), work)) {
      serve(lab, "alice");
      serve(lab, "bob");

      assertEquals("hello\n", reach(lab, "bob", lab.address("alice", Family.IPV4)));
      String bob = lab.address("bob", Family.IPV6);
      assertThrows(IOException.class, () -> reach(lab, "north", bob, "0.5"));
    }
  }

  @Test
  void machineInTwoHomes_whoseFirstGoesDown_leavesByTheOtherAndReturns() throws IOException {
    Topology roaming =
        Topology.of(
            List.of(Home.behind(Nat.PORT_RESTRICTED, "wifi"), Home.behind(Nat.SYMMETRIC, "mobile")),
            List.of(
                Machine.in("alice", "wifi", "mobile"), Machine.onInternet("north", "192.0.2.53")));
    try (Lab lab = Lab.open(roaming, work);
        UdpProbe alice = lab.udp("alice", Family.IPV4);
        UdpProbe north = lab.udp("north", Family.IPV4)) {
      alice.open(5000);
      north.open(6000);

      assertEquals(lab.address("wifi", Family.IPV4), seen(lab, alice, north, "by the first"));
      lab.down("alice", 0);
      assertEquals(lab.address("mobile", Family.IPV4), seen(lab, alice, north, "by the second"));
      lab.up("alice", 0);
      assertEquals(lab.address("wifi", Family.IPV4), seen(lab, alice, north, "by the first again"));
      // a socket of one address leaves by its interface, as make before break needs
      assertEquals("10.2.0.10", lab.address("alice", 1, Family.IPV4));
      String bound =
          "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
              + " s.bind(('10.2.0.10', 5009)); s.sendto(b'bound', ('192.0.2.53', 6000))";
      lab.run("alice", "/usr/bin/python3", "-c", bound);
      assertEquals(
          Set.of(lab.address("mobile", Family.IPV4)),
          Set.of(north.hear(6000, "bound", LIMIT).map(Endpoint::address).orElse("nothing")));
    }
  }

  @Test
  void renumber_ofAMachine_replacesItsAddressAndItGoesOn() throws IOException {
    Home left = Home.behind(Nat.PORT_RESTRICTED, "left").dualStack();
    try (Lab lab = Lab.open(Topology.twoHomes(left, Home.behind(Nat.OPEN, "right")), work)) {
      serve(lab, "north");
      String before = lab.address("alice", Family.IPV4);

      lab.renumber("alice");

      String shown = lab.run("alice", "ip", "-brief", "address", "show", "dev", "eth0");
      assertTrue(shown.contains(lab.address("alice", Family.IPV4) + "/24"), shown);
      assertTrue(shown.contains(lab.address("alice", Family.IPV6) + "/64"), shown);
      assertFalse(shown.contains(before + "/"), shown);
      assertEquals("hello\n", reach(lab, "alice", lab.address("north", Family.IPV4)));
      assertEquals("hello\n", reach(lab, "alice", lab.address("north", Family.IPV6)));
    }
  }

  @Test
  void close_withProgramsOnMachines_endsThemAndLeavesNothing() throws Exception {
    Path outside = Path.of("/run/netns");
    boolean before = Files.exists(outside);
    Process left;
    try (Lab lab = Lab.open(Topology.twoHomes(home("left"), home("right")), work)) {
      left = new ProcessBuilder(lab.on("alice", "sleep", "1000")).start();
      assertTrue(left.isAlive());
      assertEquals(before, Files.exists(outside), "the lab was built outside its namespaces");
    }

    assertTrue(left.waitFor(DEATH.toSeconds(), TimeUnit.SECONDS), "a program outlived the lab");
  }

  @Test
  void open_ofWhatTheSystemRefuses_saysWhatItWas() {
    Topology tooLong = Topology.of(List.of(), List.of(Machine.onInternet("north", "192.0.2.999")));

    IOException refused = assertThrows(IOException.class, () -> Lab.open(tooLong, work));

    assertTrue(String.valueOf(refused.getMessage()).contains("192.0.2.999"), refused::toString);
  }

  private static Home home(String name) {
    return Home.behind(Nat.PORT_RESTRICTED, name);
  }

  private static void serve(Lab lab, String machine) throws IOException {
    Process server = new ProcessBuilder(lab.on(machine, "/usr/bin/python3", "-c", SERVE)).start();
    assertEquals("ready", server.inputReader().readLine());
  }

  private static String reach(Lab lab, String from, String address) throws IOException {
    return reach(lab, from, address, "5");
  }

  private static String reach(Lab lab, String from, String address, String seconds)
      throws IOException {
    return lab.run(from, "/usr/bin/python3", "-c", REACH, address, seconds);
  }

  private static String seen(Lab lab, UdpProbe from, UdpProbe at, String text) throws IOException {
    from.send(5000, new Endpoint(lab.address("north", Family.IPV4), 6000), text);
    return at.hear(6000, text, LIMIT).map(Endpoint::address).orElse("nothing");
  }
}
