package org.phantomnet.relay.admission;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenKey;

/**
 * Whose tokens a relay takes: the issuers of the signed list, but none of its own operator, who
 * would hold both halves of what a token parts. Immutable; thread-safe.
 */
public final class IssuerBook {
  private final Map<Bytes, Entry> byKeyId = new HashMap<>();

  /**
   * An issuer as the list names it.
   *
   * @param family label of its operator
   */
  public record Issuer(String family, IssuerKeys keys) {
    @Override
    public String toString() {
      return "Issuer";
    }
  }

  /** One key and the name its challenges bear. */
  record Entry(String issuerName, TokenKey key, Instant notBefore, Instant notAfter) {
    @Override
    public String toString() {
      return "Entry";
    }
  }

  /**
   * @param ownFamily label of this relay's operator
   */
  @Rule("TOK-8")
  public IssuerBook(String ownFamily, List<Issuer> issuers) {
    for (Issuer issuer : issuers) {
      if (issuer.family().equals(ownFamily)) {
        continue;
      }
      for (IssuerKeys.Live key : issuer.keys().keys()) {
        byKeyId.put(
            key.key().id(),
            new Entry(issuer.keys().issuerName(), key.key(), key.notBefore(), key.notAfter()));
      }
    }
  }

  /** The key of that id, if it is one that counts now. */
  Optional<Entry> find(Bytes keyId, Instant now) {
    return Optional.ofNullable(byKeyId.get(keyId))
        .filter(entry -> !now.isBefore(entry.notBefore()) && now.isBefore(entry.notAfter()));
  }

  @Override
  public String toString() {
    return "IssuerBook(" + byKeyId.size() + ")";
  }
}
