package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.relays.TokenPass;
import org.phantomnet.messenger.relays.TokenPassStore;
import org.phantomnet.protocol.rule.Covers;

/** {@code /pass}, before any relay is known. */
class TokenPassesTest {
  private static final String CODE = "3f9c2b7a11d04e58";

  private static final class Memory implements TokenPassStore {
    private List<TokenPass> kept = List.of();

    @Override
    public List<TokenPass> load() {
      return kept;
    }

    @Override
    public void save(List<TokenPass> passes) {
      kept = List.copyOf(passes);
    }
  }

  private final Memory store = new Memory();
  private final TokenPasses passes = new TokenPasses(store, Optional::empty);

  private String refused(String text) {
    return assertThrows(ClientException.class, () -> passes.add(text)).code();
  }

  @Test
  @Covers("TOK-27")
  void add_isKept_oneForEachIssuer_andForgotten() throws Exception {
    TokenPasses.Kept first = passes.add("invite:issuer.test#" + CODE);
    assertTrue(first.invite());
    assertFalse(first.listed());
    assertEquals(TokenPass.State.NOT_SHOWN, first.state());

    passes.add("hook:issuer.test#other");
    assertEquals(1, passes.all().size());
    assertFalse(passes.all().get(0).invite());

    passes.forget("issuer.test");
    assertEquals(List.of(), passes.all());
    assertEquals(
        "NO_SUCH_PASS",
        assertThrows(ClientException.class, () -> passes.forget("issuer.test")).code());
  }

  @Test
  @Covers("TOK-27")
  void add_noPass_orOneTooMany_isRefused() throws Exception {
    assertEquals("BAD_PASS", refused(CODE));
    assertEquals("BAD_PASS", refused("invite:issuer.test#short"));
    for (int i = 0; i < TokenPassStore.MOST; i++) {
      passes.add("hook:issuer" + i + "#x");
    }

    assertEquals("TOO_MANY_PASSES", refused("hook:another#x"));
    passes.add("hook:issuer3#y");
    assertEquals(TokenPassStore.MOST, passes.all().size());
  }
}
