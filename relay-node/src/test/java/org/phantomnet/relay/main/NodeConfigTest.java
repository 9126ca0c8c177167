package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
  private static final String GOOD =
      """
      data = "data"
      roles = ["turn", "mailbox", "directory", "issuer"]

      [https]
      listen = "192.0.2.1:8443"

      [turn]
      udp = ["192.0.2.1:3478"]
      relayed = ["192.0.2.1"]
      realm = "one.example"

      [mailbox]
      name = "mail.example:8443"

      [directory]
      list = "relays.list"

      [issuer]
      difficulty = 16
      """;

  @TempDir Path directory;

  private NodeConfig read(String toml) throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.write(file, toml.getBytes(StandardCharsets.UTF_8));
    return NodeConfig.read(file);
  }

  @Test
  void read_rateOfAnAllocation_isTheDefaultUnlessNamed() throws Exception {
    NodeConfig silent = read(GOOD);
    NodeConfig named = read(GOOD.replace("realm =", "kilobits-per-allocation = 500\nrealm ="));

    assertEquals(8_000, silent.turn().orElseThrow().kilobitsPerAllocation());
    assertEquals(500, named.turn().orElseThrow().kilobitsPerAllocation());
  }

  @Test
  void read_completeFile_isUnderstood() throws Exception {
    NodeConfig config = read(GOOD);

    assertEquals(4, config.roles().size());
    assertEquals(directory.resolve("data"), config.data());
    assertEquals("mail.example:8443", config.mailboxName().orElseThrow());
    assertEquals(3_478, config.turn().orElseThrow().udp().get(0).getPort());
    assertEquals(49_152, config.turn().orElseThrow().minPort());
    assertEquals(16, config.difficulty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data = \"data\"|datta = \"data\"|data is missing",
        "realm = \"one.example\"|realm = 5|turn.realm must be text in quotes",
        "realm = \"one.example\"|realm = \"x\"\\nreelm = \"y\"|turn.reelm is not known here",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"relay.example:3478\"]|turn.udp must be an IP address",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1\"]|turn.udp must be address:port",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1:99999\"]|turn.udp must be address:port",
        "udp = [\"192.0.2.1:3478\"]|udp = \"192.0.2.1:3478\"|turn.udp must be a list",
        "relayed = [\"192.0.2.1\"]|relayed = []|turn.relayed is missing",
        "difficulty = 16|difficulty = 40|issuer.difficulty must be a whole number from 0 to 22",
        "\"turn\", \"mailbox\"|\"turn\", \"mail\"|roles may hold",
        "\"turn\", \"mailbox\"|\"mailbox\"|roles has \"issuer\" without \"turn\"",
        "[https]|[htps]|https is missing",
        "name = \"mail.example:8443\"|name = \"Mail Example\"|mailbox.name must be host:port",
        "relayed = [\"192.0.2.1\"]|relayed = [\"192.0.2.1\"]\\nmin-port = 5000\\nmax-port = 4000|turn.max-port must be above",
      })
  void read_mistake_namesKeyAndRemedy(String good, String bad, String message) {
    String toml = GOOD.replace(good, bad.replace("\\n", "\n"));

    ConfigException refused = assertThrows(ConfigException.class, () -> read(toml));

    assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
  }

  @Test
  void read_brokenToml_namesTheLine() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> read("data = \"x\"\nroles = [\n\"turn\"\nfoo"));

    assertTrue(String.valueOf(refused.getMessage()).contains("line 4"), refused.getMessage());
  }

  @Test
  void read_noFile_saysHowToMakeOne() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> NodeConfig.read(directory.resolve("none.toml")));

    assertTrue(String.valueOf(refused.getMessage()).contains("relay estate"), refused.getMessage());
  }

  /** Each of them looks like an address, and InetAddress would ask DNS for it. */
  @ParameterizedTest
  @ValueSource(strings = {"12..7100.1", "1.2.3", "256.1.1.1", "01.2.3.4", "beef", "[1.2.3.4]", ""})
  void addressThatIsNearlyOne_isRefusedWithoutLookup(String text) {
    assertTrue(AddressLiteral.parse(text).isEmpty());
  }

  @Test
  void estateMember_withNumberOutOfRange_isRefused() {
    for (String setting :
        List.of("https=65536", "capacity=9", "min-port=80", "max-port=19999", "https=1,https=0")) {
      assertThrows(
          ConfigException.class, () -> EstateMember.parse("one=127.10.0.1:3478," + setting));
    }
  }
}
