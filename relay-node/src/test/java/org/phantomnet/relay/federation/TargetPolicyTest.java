package org.phantomnet.relay.federation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.admission.IpPrefix;

@Covers("FED-8")
class TargetPolicyTest {
  private static final String PUBLIC = "93.184.216.34";
  private static final String PUBLIC_V6 = "2606:2800:220:1::1";

  private final List<String> asked = new ArrayList<>();
  private final TargetPolicy policy = policy(List.of());

  private TargetPolicy policy(List<IpPrefix> testEstate) {
    Map<String, List<String>> names =
        Map.of(
            "good.example", List.of(PUBLIC, PUBLIC_V6),
            "mixed.example", List.of(PUBLIC, "10.0.0.1"),
            "inside.example", List.of("169.254.169.254"));
    return new TargetPolicy(
        "own.example:443",
        testEstate,
        host -> {
          asked.add(host);
          List<InetAddress> found = new ArrayList<>();
          for (String text : names.getOrDefault(host, List.of(host))) {
            if (!text.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
              throw new UnknownHostException();
            }
            found.add(InetAddress.getByName(text));
          }
          return found.toArray(new InetAddress[0]);
        });
  }

  @Test
  void publicMailbox_isReachedAtAnAddressNotByName() throws UnknownHostException {
    assertEquals(
        Optional.of(new InetSocketAddress(InetAddress.getByName(PUBLIC), 8443)),
        policy.addressOf("good.example:8443"));
    assertEquals(443, policy.addressOf("good.example").orElseThrow().getPort());
    assertEquals(443, policy.addressOf("[" + PUBLIC_V6 + "]").orElseThrow().getPort());
    assertEquals(List.of("good.example", "good.example", PUBLIC_V6), asked);
    assertTrue(policy.addressOf("good.example:8443").orElseThrow().getAddress() != null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254:8443",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]:8443",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[2002:a00:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:1::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[2001:db8::1]",
        "mixed.example",
        "inside.example:8443",
        "nowhere.example"
      })
  void targetInside_orNowhere_isRefused(String mailbox) {
    assertEquals(Optional.empty(), policy.addressOf(mailbox));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "good.example:22",
        "good.example:25",
        "good.example:80",
        "good.example:0",
        "good.example:1023",
        "good.example:65536",
        "good.example:99999",
        "own.example:443"
      })
  void targetAtAPortOfOtherServices_orOneself_isRefusedUnresolved(String mailbox) {
    assertEquals(Optional.empty(), policy.addressOf(mailbox));
    assertEquals(List.of(), asked);
  }

  @Test
  void testEstate_mayHoldLoopback_andNothingElse() {
    TargetPolicy estate = policy(List.of(new IpPrefix(Bytes.copyOf(new byte[] {127, 0, 0, 0}), 8)));

    assertTrue(estate.addressOf("127.0.0.2:8443").isPresent());
    assertEquals(Optional.empty(), estate.addressOf("10.0.0.1"));
    assertEquals(Optional.empty(), estate.addressOf("169.254.169.254"));
  }
}
