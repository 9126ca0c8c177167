package org.phantomnet.relay.main.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.rule.Covers;

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
    NodeConfig named = read(GOOD + "[limits]\nbits-per-second = 500000\n");

    assertEquals(8_000_000, silent.turn().orElseThrow().limits().bitsPerSecond());
    assertEquals(500_000, named.turn().orElseThrow().limits().bitsPerSecond());
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
      ignoreLeadingAndTrailingWhitespace = false,
      emptyValue = "",
      value = {
        "data = \"data\"|datta = \"data\"|: data is missing",
        "realm = \"one.example\"|realm = 5| line 10: turn.realm must be text in quotes",
        "realm = \"one.example\"|realm = \"x\"\\nreelm = \"y\"| line 11: turn.reelm is not known here",
        "realm = \"one.example\"|| line 7: turn.realm is missing",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"relay.example:3478\"]| line 8: turn.udp must be an IP address",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1\"]| line 8: turn.udp must be address:port",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1:99999\"]| line 8: turn.udp must be address:port",
        "udp = [\"192.0.2.1:3478\"]|udp = \"192.0.2.1:3478\"| line 8: turn.udp must be a list",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1:50000\"]| line 8: turn.udp has a port between",
        "udp = [\"192.0.2.1:3478\"]|tcp = [\"192.0.2.1:443\"]\\nweb = [\"192.0.2.1:443\"]| line 9: turn.web has a port that",
        "relayed = [\"192.0.2.1\"]|relayed = []| line 9: turn.relayed is missing",
        "relayed = [\"192.0.2.1\"]|relayed = [\"192.0.2.1\"]\\nadvertised = [\"2001:db8::1\"]| line 10: turn.advertised must name one",
        "realm = \"one.example\"|realm = \"x\"\\nforward = \"all\"| line 11: turn.forward must be \"strict\"",
        "[issuer]|[limits]\\nbits-per-second = 1\\n[issuer]| line 19: limits.bits-per-second must be a whole number from 64000",
        "[issuer]|[drain]\\nalternates = [\"192.0.2.2:1\", \"192.0.2.3:1\"]\\n[issuer]| line 19: drain.alternates may name",
        "[issuer]|[tls]\\ncertificate = \"a.pem\"\\n[issuer]| line 18: tls.key is missing",
        "[issuer]|[metrics]\\nlisten = \"localhost:1\"\\n[issuer]| line 19: metrics.listen must be an IP address",
        "difficulty = 16|difficulty = 40| line 19: issuer.difficulty must be a whole number from 0 to 22",
        "\"turn\", \"mailbox\"|\"turn\", \"mail\"| line 2: roles may hold",
        "\"turn\", \"mailbox\"|\"mailbox\"| line 2: roles has \"issuer\" without \"turn\"",
        "[https]|[htps]|: https is missing",
        "name = \"mail.example:8443\"|name = \"Mail Example\"| line 13: mailbox.name must be host:port",
        "relayed = [\"192.0.2.1\"]|relayed = [\"192.0.2.1\"]\\nmin-port = 5000\\nmax-port = 4000| line 11: turn.max-port must be above",
        "relayed = [\"192.0.2.1\"]|relayed = [\"0.0.0.0\"]| line 9: turn.relayed must be one address of this machine",
        "relayed = [\"192.0.2.1\"]|relayed = [\"::\"]| line 9: turn.relayed must be one address of this machine",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"192.0.2.1:3478\", \"192.0.2.1:3478\"]| line 8: turn.udp has a port that is there already",
        "udp = [\"192.0.2.1:3478\"]|udp = [\"0.0.0.0:3478\", \"192.0.2.1:3478\"]| line 8: turn.udp has a port that is there already",
        "udp = [\"192.0.2.1:3478\"]|tls = [\"192.0.2.1:8443\"]| line 5: https.listen has a port that [turn] has",
        "[issuer]|[metrics]\\nlisten = \"192.0.2.1:8443\"\\n[issuer]| line 19: metrics.listen is https.listen too",
        "data = \"data\"|data = \"a\\u0000b\"| line 1: data must be a file's name",
        "\"turn\", \"mailbox\"|\"turn\"| line 12: mailbox is for the role \"mailbox\": add",
        "realm = \"one.example\"|realm = one.example| line 10: turn.realm is not TOML, here or just above: check quotes",
        "realm = \"one.example\"|realm = \"one.example| line 10: turn.realm is not TOML",
        "relayed = [\"192.0.2.1\"]|relayed = [\"192.0.2.1\"| line 10: turn.realm is not TOML, here or just above",
        "realm = \"one.example\"|realm = \"x\"\\nrealm = \"y\"| line 11: turn.realm is there twice, first in line 10: remove one",
        "[issuer]|[turn]| line 18: turn is there twice, first in line 7: remove one",
        "difficulty = 16|difficulty = 99999999999999999999| line 19: issuer.difficulty is not TOML",
      })
  @Covers("NODE-1")
  void read_mistake_namesLineKeyAndRemedy(String good, @Nullable String bad, String message) {
    String toml = GOOD.replace(good, bad == null ? "" : bad.replace("\\n", "\n"));
    String expected = "relay.toml" + message;

    ConfigException refused = assertThrows(ConfigException.class, () -> read(toml));

    assertTrue(String.valueOf(refused.getMessage()).startsWith(expected), refused.getMessage());
  }

  @Test
  void read_brokenToml_namesTheLine() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> read("data = \"x\"\nroles = [\n\"turn\"\nfoo"));

    assertTrue(String.valueOf(refused.getMessage()).contains("line 4"), refused.getMessage());
  }

  /** What editors of another system make of it. */
  @Test
  void read_byteOrderMarkAndCarriageReturns_areNoMistake() throws Exception {
    assertEquals(4, read("\uFEFF" + GOOD.replace("\n", "\r\n")).roles().size());
  }

  @Test
  @Covers("NODE-1")
  void read_textOfAnotherEncoding_namesTheLine() throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.write(
        file, GOOD.replace("one.example", "caf\u00E9").getBytes(StandardCharsets.ISO_8859_1));

    ConfigException refused = assertThrows(ConfigException.class, () -> NodeConfig.read(file));

    assertEquals(
        "relay.toml line 10 is not text in UTF-8: save it so",
        String.valueOf(refused.getMessage()));
  }

  /** A folder, a file without end, and one that is no page of text. */
  @ParameterizedTest
  @CsvSource({
    ".,it is a folder",
    "/dev/zero,is too long",
    "relay.toml/x,cannot be read",
    "none,relay init"
  })
  void read_whatIsNoFileOfText_isRefusedInOneSentence(String name, String word) throws Exception {
    Files.writeString(directory.resolve("relay.toml"), GOOD);

    ConfigException refused =
        assertThrows(ConfigException.class, () -> NodeConfig.read(directory.resolve(name)));

    assertTrue(String.valueOf(refused.getMessage()).contains(word), refused.getMessage());
  }

  /** It would be called unknown, though it is spelt as it should be. */
  @Test
  void read_tableOfARoleThatIsNotThere_namesTheRole() {
    String turnOnly = GOOD.replace(", \"mailbox\", \"directory\", \"issuer\"", "");
    String httpsToo = turnOnly.substring(0, turnOnly.indexOf("[mailbox]"));

    ConfigException directory = assertThrows(ConfigException.class, () -> read(turnOnly));
    ConfigException https = assertThrows(ConfigException.class, () -> read(httpsToo));

    assertTrue(
        String.valueOf(directory.getMessage())
            .startsWith("relay.toml line 15: directory is for the role \"directory\""),
        directory.getMessage());
    assertTrue(
        String.valueOf(https.getMessage()).startsWith("relay.toml line 4: https is for the roles"),
        https.getMessage());
  }

  @Test
  void read_noFile_saysHowToMakeOne() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> NodeConfig.read(directory.resolve("none.toml")));

    assertTrue(String.valueOf(refused.getMessage()).contains("relay init"), refused.getMessage());
  }

  /** Each of them looks like an address, and InetAddress would ask DNS for it. */
  @ParameterizedTest
  @ValueSource(strings = {"12..7100.1", "1.2.3", "256.1.1.1", "01.2.3.4", "beef", "[1.2.3.4]", ""})
  void addressThatIsNearlyOne_isRefusedWithoutLookup(String text) {
    assertTrue(AddressLiteral.parse(text).isEmpty());
  }
}
