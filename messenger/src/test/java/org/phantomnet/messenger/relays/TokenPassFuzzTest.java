package org.phantomnet.messenger.relays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.token.TokenBatch;

/** Passes are pasted from anywhere. */
class TokenPassFuzzTest {
  @FuzzTest
  void text(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);

    Optional<TokenPass> read = TokenPass.parse(text);

    read.ifPresent(
        pass -> {
          assertEquals(text, pass.text());
          assertTrue(pass.reason() != TokenBatch.Reason.WORK);
        });
  }

  static List<byte[]> textSeeds() {
    return List.of(
        "invite:issuer.example#3f9c2b7a11d04e58".getBytes(StandardCharsets.UTF_8),
        "hook:192.0.2.1:8443#account#7".getBytes(StandardCharsets.UTF_8));
  }
}
