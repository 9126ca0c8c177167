package org.phantomnet.desktop.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.phantomnet.messenger.relays.TokenPass;
import org.phantomnet.messenger.relays.TokenPassStore;
import org.phantomnet.protocol.token.TokenBatch;

/**
 * Passes that this person was given for tokens: kept in the store, shown to their issuers in the
 * background. Methods block for the store. Thread-safe.
 */
public final class TokenPasses {
  private final TokenPassStore store;
  private final Supplier<Optional<RelayAccess>> relays;

  TokenPasses(TokenPassStore store, Supplier<Optional<RelayAccess>> relays) {
    this.store = store;
    this.relays = relays;
  }

  /**
   * One that is kept.
   *
   * @param listed whether the relay list that holds now names its issuer
   */
  public record Kept(String issuer, boolean invite, boolean listed, TokenPass.State state) {}

  /** Those that are kept, the oldest first. */
  public synchronized List<Kept> all() {
    return store.load().stream().map(this::described).toList();
  }

  /**
   * Keeps a pass in place of another one of its issuer.
   *
   * @throws ClientException BAD_PASS if the text is none, TOO_MANY_PASSES if there is no room
   */
  public synchronized Kept add(String text) throws ClientException {
    TokenPass pass =
        TokenPass.parse(text)
            .orElseThrow(
                () ->
                    new ClientException(
                        "BAD_PASS",
                        "That is no pass. It looks like "
                            + TokenPass.FORM
                            + "; a code has at least 16 characters. Copy all of it."));
    List<TokenPass> passes = new ArrayList<>(store.load());
    passes.removeIf(one -> one.issuer().equals(pass.issuer()));
    if (passes.size() >= TokenPassStore.MOST) {
      throw new ClientException(
          "TOO_MANY_PASSES",
          "There are " + TokenPassStore.MOST + " passes already. Type /pass forget ISSUER first.");
    }
    passes.add(pass);
    store.save(passes);
    relays.get().ifPresent(RelayAccess::passesChanged);
    return described(pass);
  }

  /**
   * @throws ClientException NO_SUCH_PASS if there is none of that issuer
   */
  public synchronized void forget(String issuer) throws ClientException {
    List<TokenPass> passes = new ArrayList<>(store.load());
    if (!passes.removeIf(one -> one.issuer().equals(issuer))) {
      throw new ClientException(
          "NO_SUCH_PASS", "There is no pass of that issuer. /pass shows those that there are.");
    }
    store.save(passes);
  }

  private Kept described(TokenPass pass) {
    Optional<RelayAccess> access = relays.get();
    return new Kept(
        pass.issuer(),
        pass.reason() == TokenBatch.Reason.INVITE,
        access.map(known -> known.lists(pass.issuer())).orElse(false),
        access.map(known -> known.state(pass)).orElse(TokenPass.State.NOT_SHOWN));
  }
}
