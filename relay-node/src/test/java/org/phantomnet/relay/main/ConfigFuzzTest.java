package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;

/** What an operator writes, or what became of it on the disk. */
class ConfigFuzzTest {
  private static final Path FILE = Path.of("relay.toml");

  /** One sentence for the operator, or a configuration in which every value is in its range. */
  @FuzzTest
  void toml(byte[] data) throws IOException {
    NodeConfig config;
    try {
      config = NodeConfig.parse(FILE, data);
    } catch (ConfigException refused) {
      assertIsOneSentence(refused);
      return;
    }

    assertFalse(config.roles().isEmpty());
    config
        .turn()
        .ifPresent(
            turn -> {
              assertTrue(turn.minPort() >= 1_024 && turn.minPort() < turn.maxPort());
              assertTrue(turn.maxPort() <= 65_535 && turn.loops() >= 1);
              turn.udp().forEach(listener -> assertFalse(listener.isUnresolved()));
              turn.tcp().forEach(listener -> assertFalse(listener.isUnresolved()));
            });
  }

  static List<byte[]> tomlSeeds() {
    return List.of(
            """
            data = "data"
            roles = ["turn", "mailbox", "directory", "issuer"]
            test-estate = true
            [https]
            listen = "127.0.0.1:8443"
            [turn]
            udp = ["127.0.0.1:3478", "[::1]:3478"]
            tcp = ["127.0.0.1:3478"]
            relayed = ["127.0.0.1"]
            min-port = 20000
            max-port = 29999
            realm = "one.example"
            loops = 2
            [tokens]
            list = "relays.list"
            authorities = ["abababababababababababababababababababababababababababababababab"]
            threshold = 1
            [issuer]
            difficulty = 12
            policy = "hook"
            hook = "https://hook.example/"
            name = "one.example"
            token-difficulty = 18
            [mailbox]
            name = "mail.example:8443"
            [directory]
            list = "relays.list"
            """,
            """
            data = 'd'
            roles = [
              "turn", # only
            ]
            turn = { udp = ["192.0.2.1:1"], relayed = ["::1"], realm = "r" }
            """,
            """
            data = "d"
            roles = ["turn"]
            [turn]
            udp = ["192.0.2.1:3478"]
            tls = ["192.0.2.1:5349"]
            web = ["192.0.2.1:443", "[2001:db8::1]:443"]
            page = "page.html"
            relayed = ["192.0.2.1"]
            advertised = ["198.51.100.7"]
            realm = "r"
            forward = "strict"
            [limits]
            allocations = 10000
            allocations-per-credential = 1
            bits-per-second = 8000000
            connections = 10000
            [drain]
            seconds = 3600
            alternates = ["198.51.100.1:3478"]
            [tls]
            certificate = "chain.pem"
            key = "key.pem"
            [metrics]
            listen = "127.0.0.1:9464"
            """,
            "a.b = 1_000\n[[t]]\nx = 1979-05-27T07:32:00Z\ny = 0xff\nz = -inf\n")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Only forms: what asks the system for a free port is left out. */
  @FuzzTest
  void estateMember(byte[] data) throws IOException {
    String option = new String(data, StandardCharsets.UTF_8);
    if (!option.matches("[^:]*:[1-9][0-9]*,https=[1-9].*")) {
      return;
    }
    try {
      EstateMember member = EstateMember.parse(option);
      assertTrue(member.turnPort() <= 65_535 && member.httpsPort() <= 65_535);
      assertTrue(member.minPort() < member.maxPort() && member.maxPort() <= 65_535);
      assertTrue(member.capacity() >= 1 && member.capacity() <= 8);
      assertNotNull(member.httpsText());
      assertNotNull(member.turnText());
    } catch (ConfigException refused) {
      assertIsOneSentence(refused);
    }
  }

  static List<byte[]> estateMemberSeeds() {
    return List.of(
            "one=127.10.0.1:3478,https=8443,family=first,roles=turn+issuer",
            "two=127.10.0.1:3478,https=8443,min-port=20000,max-port=29999,capacity=8,region=eu")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void assertIsOneSentence(ConfigException refused) {
    assertNotNull(refused.getMessage());
    assertNull(refused.getCause());
  }
}
