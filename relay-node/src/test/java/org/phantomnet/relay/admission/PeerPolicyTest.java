package org.phantomnet.relay.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.admission.PeerPolicy.Verdict;

@Adversary("ADV-48")
final class PeerPolicyTest {
  private static final Bytes OWN = bytes("8.8.8.8");
  private static final PeerPolicy POLICY =
      new PeerPolicy(List.of(OWN, bytes("2600::8")), List.of(), 50_000, 60_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "ff0e::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2001:10::1",
        "2001:20::1",
        "2001:2::1",
        "3fff::1",
        "3fff:fff::1",
        "5f00::1",
        "4000::1",
        "64:ff9b:1::808:808",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::a00:1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::1",
        "2002:c0a8:1::1",
        "2600::5efe:10.0.0.1",
        "2600::200:5efe:127.0.0.1"
      })
  @Covers("TURN-8")
  void addressThatIsNotPublic_isRefused(String address) {
    assertEquals(Verdict.NOT_PUBLIC, judge(POLICY, bytes(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2600::1",
        "2a00:1450::1",
        "2001:4860::1",
        "2001:200::1",
        "64:ff9b::101:101",
        "2002:101:101::1",
        "2600::5efe:1.1.1.1"
      })
  @Covers("TURN-8")
  void publicAddress_isAllowed(String address) {
    assertEquals(Verdict.ALLOWED, judge(POLICY, bytes(address)));
  }

  @Test
  @Covers("TURN-8")
  void mappedAndCompatibleForms_areRefusedWhateverIsInside() {
    for (int inner : new int[] {0x7F000001, 0x01010101}) {
      byte[] mapped = new byte[16];
      mapped[10] = (byte) 0xFF;
      mapped[11] = (byte) 0xFF;
      byte[] compatible = new byte[16];
      for (int i = 0; i < 4; i++) {
        mapped[12 + i] = (byte) (inner >> 24 - 8 * i);
        compatible[12 + i] = mapped[12 + i];
      }

      assertEquals(Verdict.NOT_PUBLIC, POLICY.address(mapped, 16));
      assertEquals(Verdict.NOT_PUBLIC, POLICY.address(compatible, 16));
    }
  }

  @Test
  @Covers("TURN-8")
  void ownAddress_isRefused_alsoInsideIpv6() {
    assertEquals(Verdict.OWN, judge(POLICY, OWN));
    assertEquals(Verdict.OWN, judge(POLICY, bytes("2600::8")));
    assertEquals(Verdict.NOT_PUBLIC, judge(POLICY, bytes("64:ff9b::808:808")));
    assertEquals(Verdict.NOT_PUBLIC, judge(POLICY, bytes("2002:808:808::1")));
  }

  @Test
  @Covers("TURN-8")
  void testEstate_mayHoldDocumentationRanges_productionNot() {
    PeerPolicy estate = new PeerPolicy(List.of(), PeerPolicy.TEST_ESTATE, 49_152, 65_535);
    PeerPolicy production = new PeerPolicy(List.of(), List.of(), 49_152, 65_535);

    for (String address :
        List.of("127.10.0.1", "192.0.2.53", "198.51.100.53", "203.0.113.9", "2001:db8::1")) {
      assertEquals(Verdict.ALLOWED, judge(estate, bytes(address)), address);
      assertEquals(Verdict.NOT_PUBLIC, judge(production, bytes(address)), address);
    }
    assertEquals(Verdict.NOT_PUBLIC, judge(estate, bytes("10.0.0.1")));
  }

  @Test
  @Covers("TURN-8")
  void testEstate_admitsItsPrefixesAndNothingElse() {
    PeerPolicy estate =
        new PeerPolicy(List.of(), List.of(new IpPrefix(bytes("127.10.0.0"), 16)), 50_000, 60_000);

    assertEquals(Verdict.ALLOWED, judge(estate, bytes("127.10.0.1")));
    assertEquals(Verdict.ALLOWED, judge(estate, bytes("127.10.255.255")));
    assertEquals(Verdict.NOT_PUBLIC, judge(estate, bytes("127.11.0.1")));
    assertEquals(Verdict.NOT_PUBLIC, judge(estate, bytes("127.0.0.1")));
    assertEquals(Verdict.NOT_PUBLIC, judge(estate, bytes("10.0.0.1")));
    assertEquals(Verdict.NOT_PUBLIC, judge(estate, bytes("64:ff9b::7f0a:1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0",
        "126.0.0.0/7",
        "8.8.8.8/32",
        "169.254.0.0/16",
        "fe80:0:0:0:0:0:0:1/128"
      })
  @Covers("TURN-8")
  void testEstate_ofOtherPrefixes_isRefused(String prefix) {
    String[] parts = prefix.split("/");
    IpPrefix wrong = new IpPrefix(bytes(parts[0]), Integer.parseInt(parts[1]));

    assertThrows(
        IllegalArgumentException.class,
        () -> new PeerPolicy(List.of(), List.of(wrong), 50_000, 60_000));
  }

  @Test
  @Covers("TURN-9")
  void ports_areJudgedOnOwnAddressesOfAnEstateOnly() {
    Bytes own = bytes("127.10.0.1");
    PeerPolicy estate =
        new PeerPolicy(List.of(own), List.of(new IpPrefix(bytes("127.0.0.0"), 8)), 50_000, 60_000);

    assertEquals(Verdict.ALLOWED, estate.socket(own.toByteArray(), 4, 50_000));
    assertEquals(Verdict.OWN, estate.socket(own.toByteArray(), 4, 3478));
    assertEquals(Verdict.OWN, estate.socket(own.toByteArray(), 4, 60_001));
    assertEquals(Verdict.ALLOWED, estate.socket(bytes("127.20.0.1").toByteArray(), 4, 3478));
    assertEquals(Verdict.BAD_PORT, estate.socket(bytes("127.20.0.1").toByteArray(), 4, 0));
    assertEquals(Verdict.NOT_PUBLIC, POLICY.socket(own.toByteArray(), 4, 50_000));
  }

  private static Verdict judge(PeerPolicy policy, Bytes address) {
    return policy.address(address.toByteArray(), address.length());
  }

  private static Bytes bytes(String literal) {
    try {
      return Bytes.copyOf(InetAddress.getByName(literal).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
