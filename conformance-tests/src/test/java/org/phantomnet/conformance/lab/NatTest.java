package org.phantomnet.conformance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.conformance.lab.Nat.Behaviour;
import org.phantomnet.conformance.lab.UdpProbe.Endpoint;

/** Each gateway does with real datagrams what its kind promises (RFC 4787 sections 4.1 and 5). */
class NatTest {
  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(NatTest.class);
  }

  @ParameterizedTest
  @EnumSource
  void ipv4_behindEachKind_isMappedAndFilteredAsPromised(Nat nat) throws IOException {
    try (Lab lab = open(Home.behind(nat, "home"));
        NatCheck check = check(lab, Family.IPV4)) {
      NatCheck.Found found = check.find();

      assertEquals(
          new NatCheck.Found(nat != Nat.OPEN, nat.mapping(), nat.filtering()), found, nat.name());
    }
  }

  @Test
  void ipv6_behindANatOfItsIpv4_isRoutedAndLetsInAnswersOnly() throws IOException {
    try (Lab lab = open(Home.behind(Nat.FULL_CONE, "home").dualStack());
        NatCheck ipv6 = check(lab, Family.IPV6);
        NatCheck ipv4 = check(lab, Family.IPV4)) {
      assertEquals(
          new NatCheck.Found(
              false, Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ADDRESS_AND_PORT_DEPENDENT),
          ipv6.find());
      assertEquals(
          new NatCheck.Found(true, Nat.FULL_CONE.mapping(), Nat.FULL_CONE.filtering()),
          ipv4.find());
    }
  }

  @Test
  void ipv6_whereEverythingIsOpen_isLetIn() throws IOException {
    try (Lab lab = open(Home.behind(Nat.OPEN, "home").withOnly(Family.IPV6));
        NatCheck check = check(lab, Family.IPV6)) {
      assertEquals(
          new NatCheck.Found(false, Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ENDPOINT_INDEPENDENT),
          check.find());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
  void rebind_ofEachKind_forgetsTheMappingAndMakesAnother(Nat nat) throws IOException {
    try (Lab lab = open(Home.behind(nat, "home"));
        NatCheck check = check(lab, Family.IPV4)) {
      Endpoint before = check.mapping();
      assertTrue(check.letsIn(before));

      lab.rebind("home");

      assertFalse(check.letsIn(before), "the old mapping is there yet");
      Endpoint after = check.mapping();
      assertNotEquals(before, after);
      assertTrue(check.letsIn(after));
      assertEquals(new NatCheck.Found(true, nat.mapping(), nat.filtering()), check.find());
    }
  }

  @Test
  void nat_thatIsReplaced_isOfTheOtherKindAndKeepsWhatItKnew() throws IOException {
    try (Lab lab = open(Home.behind(Nat.FULL_CONE, "home"));
        NatCheck check = check(lab, Family.IPV4)) {
      Endpoint before = check.mapping();

      lab.nat("home", Nat.SYMMETRIC);

      assertTrue(check.letsIn(before), "the old mapping is gone");
      assertEquals(before, check.mapping());
      assertEquals(
          new NatCheck.Found(true, Nat.SYMMETRIC.mapping(), Nat.SYMMETRIC.filtering()),
          check.find());
    }
  }

  @Test
  void renumber_ofAGateway_givesItsHomeAnotherAddressOutside() throws IOException {
    try (Lab lab = open(Home.behind(Nat.PORT_RESTRICTED, "home"));
        NatCheck check = check(lab, Family.IPV4)) {
      String before = check.mapping().address();

      lab.renumber("home");

      assertEquals(
          Set.of("203.0.113.10", "203.0.113.11"), Set.of(before, check.mapping().address()));
    }
  }

  private Lab open(Home home) throws IOException {
    return Lab.open(
        Topology.of(
            List.of(home),
            List.of(
                Machine.in("alice", "home"),
                Machine.onInternet("north", "192.0.2.53", "2001:db8:53::1"),
                Machine.onInternet("south", "198.51.100.53", "2001:db8:54::1"))),
        work);
  }

  private static NatCheck check(Lab lab, Family family) throws IOException {
    return new NatCheck(lab, family, "alice", "north", "south");
  }
}
