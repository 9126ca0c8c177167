package org.phantomnet.relay.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.main.config.AuthoritySettings;
import org.phantomnet.relay.main.config.ConfigException;

/** Files that authorities send each other, and what operators write. */
class AuthorityFuzzTest {
  @FuzzTest
  void text(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    SignatureFile.parse(text)
        .ifPresent(read -> assertEquals(Optional.of(read), SignatureFile.parse(read.text())));
    ProbeRecord.parse(text)
        .ifPresent(read -> assertEquals(Optional.of(read), ProbeRecord.parse(read.text())));
    PinnedServer.parse(text)
        .ifPresent(
            server -> {
              assertEquals(32, server.pin().length());
              assertTrue(server.port() >= 1 && server.port() <= 65_535);
              assertTrue(text.startsWith("https://" + server.host()));
            });
    try {
      LabelFile labels = LabelFile.parse(text);
      assertTrue(labels.families().keySet().stream().noneMatch(labels.refused()::containsKey));
      assertTrue(labels.families().keySet().stream().allMatch(id -> id.length() == 32));
    } catch (LabelFile.WrongLineException refused) {
      assertNotNull(refused.getMessage());
    }
    try {
      AuthoritySettings settings = AuthoritySettings.parse("authority.toml", data);
      assertTrue(settings.trust().threshold() >= 1);
      assertTrue(settings.trust().threshold() <= settings.trust().keys().size());
      assertTrue(settings.days() >= 1 && settings.days() <= 30);
    } catch (ConfigException refused) {
      assertNotNull(refused.getMessage());
    }
  }

  static List<byte[]> textSeeds() {
    Bytes key = Bytes.copyOf(new byte[32]);
    String id = "0a".repeat(32);
    return Stream.of(
            new SignatureFile(key, new SignedRelayList.Signature(key, Bytes.copyOf(new byte[64])))
                .text(),
            new ProbeRecord(
                    Instant.parse("2026-11-20T12:00:00Z"),
                    Optional.of(Instant.parse("2026-11-19T12:00:00Z")),
                    Optional.of(Instant.parse("2026-11-20T11:00:00Z")),
                    "UDP port 3478 does not answer")
                .text(),
            "https://directory.example:8443#" + id,
            "https://[2001:db8::1]:443#" + id,
            "# who runs what\n" + id + " family north\n" + "0b".repeat(32) + " refuse lied\n",
            "authorities = [\"" + id + "\"]\nthreshold = 1\ntest-estate = true\ndays = 7\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
