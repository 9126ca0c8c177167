package org.phantomnet.messenger.relays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.relay.issuer.InvitePolicy;
import org.phantomnet.testkit.MovableClock;

/** Passes as people type them, and at a real issuer that wants one. */
class TokenPassTest {
  private static final String CODE = "3f9c2b7a11d04e58";

  @TempDir private Path directory = Path.of("");

  private static TokenPass pass(String text) {
    return TokenPass.parse(text).orElseThrow();
  }

  @Test
  @Covers("TOK-27")
  @Adversary("ADV-43")
  void parse_passOfEachKind_isRead_andAnythingElseIsNone() {
    assertEquals(TokenBatch.Reason.INVITE, pass("invite:issuer.test#" + CODE).reason());
    TokenPass hook = pass("hook:a-b_c:8443#x#y");
    assertEquals(TokenBatch.Reason.HOOK, hook.reason());
    assertEquals("a-b_c:8443", hook.issuer());
    assertEquals("hook:a-b_c:8443#x#y", hook.text());
    assertTrue(TokenPass.parse("hook:i#" + "x".repeat(1_024)).isPresent());

    for (String none :
        new String[] {
          "",
          CODE,
          "invite:issuer.test",
          "invite:issuer.test#tooshort",
          "work:issuer.test#" + CODE,
          "invite:#" + CODE,
          "invite:issuer test#" + CODE,
          "invite:issuer.test#" + CODE + " ",
          "invite:issuer.test#" + CODE + "\n",
          "hook:i#" + "x".repeat(1_025)
        }) {
      assertEquals(Optional.empty(), TokenPass.parse(none), none);
    }
  }

  @Test
  @Covers("TOK-28")
  @Adversary("ADV-43")
  void refill_issuerThatWantsACode_givesTokensForIt_untilItIsUsedUp() throws Exception {
    MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    ManualTimers timers = new ManualTimers();
    MemoryStore store = new MemoryStore();
    Path invites =
        Files.writeString(directory.resolve("invites"), InvitePolicy.hash(CODE) + " 8\n");
    List<TokenPass> passes = new ArrayList<>();
    try (LiveDirectory server =
            new LiveDirectory(directory.resolve("node"), clock, true, Optional.of(invites));
        DirectoryClient relays =
            DirectoryClient.open(
                server.estate(true),
                store.lists,
                store.guards,
                new GuardChooser(clock, LiveDirectory.RANDOM),
                timers,
                clock,
                LiveDirectory.RANDOM)) {
      TokenPool tokens =
          new TokenPool(relays, () -> List.copyOf(passes), clock, LiveDirectory.RANDOM);
      server.publishWithIssuer(1, "second", "first");
      relays.refresh();
      var guard = relays.find(server.issuingRelay()).orElseThrow();

      // without a pass, and with another issuer's, which this one is not shown
      assertTrue(!tokens.refill(guard, () -> false));
      passes.add(pass("invite:other.test#" + CODE));
      assertTrue(!tokens.refill(guard, () -> false));
      assertEquals(TokenPass.State.NOT_SHOWN, tokens.state(passes.get(0)));
      assertTrue(Files.readString(invites).contains(" 8"));

      passes.add(pass("invite:issuer.test#" + CODE));
      assertTrue(tokens.refill(guard, () -> false));
      assertEquals(8, tokens.held(server.issuingRelay()));
      assertEquals(TokenPass.State.GIVES, tokens.state(passes.get(1)));

      for (int i = 0; i < 8; i++) {
        assertTrue(tokens.take(server.issuingRelay()).isPresent());
      }
      assertTrue(!tokens.refill(guard, () -> false));
      assertEquals(TokenPass.State.REFUSED, tokens.state(passes.get(1)));
    }
  }
}
