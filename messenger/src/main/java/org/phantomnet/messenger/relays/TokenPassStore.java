package org.phantomnet.messenger.relays;

import java.util.List;

/** Where passes are kept. Methods block; {@link #save} is durable when it returns. */
public interface TokenPassStore {
  /** How many are kept at most. */
  int MOST = 16;

  /** At most one for each issuer. */
  List<TokenPass> load();

  /** Replaces all. */
  void save(List<TokenPass> passes);
}
