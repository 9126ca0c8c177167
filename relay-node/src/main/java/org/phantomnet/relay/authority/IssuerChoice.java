package org.phantomnet.relay.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;

/** Which issuers of tokens the next list names, and by which keys. Immutable. */
record IssuerChoice(List<ListedIssuer> issuers, List<String> reasons) {
  IssuerChoice {
    issuers = List.copyOf(issuers);
    reasons = List.copyOf(reasons);
  }

  /**
   * A relay of the next list.
   *
   * @param id in hexadecimal
   * @param probed token keys that a probe of the last day found
   */
  record Relay(String id, RelayDescriptor descriptor, String family, Optional<IssuerKeys> probed) {
    @Override
    public String toString() {
      return "Relay";
    }
  }

  /** Those that were listed come first, so that nobody takes the name of one of them. */
  @Rule("TOK-25")
  static IssuerChoice of(List<Relay> relays, List<ListedIssuer> before, Instant now) {
    List<ListedIssuer> listed = new ArrayList<>();
    List<ListedIssuer> fresh = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Relay relay : relays) {
      if (relay.descriptor().issuerPort() == 0) {
        continue;
      }
      Optional<ListedIssuer> old = before.stream().filter(one -> isOf(one, relay)).findFirst();
      Optional<IssuerKeys> kept =
          old.map(ListedIssuer::keys).filter(keys -> !keys.live(now).isEmpty());
      Optional<IssuerKeys> keys =
          relay.probed().filter(found -> !found.live(now).isEmpty()).or(() -> kept);
      if (keys.isEmpty()) {
        continue;
      }
      boolean known =
          old.isPresent() && old.get().keys().issuerName().equals(keys.get().issuerName());
      (known ? listed : fresh)
          .add(
              new ListedIssuer(
                  relay.family(),
                  address(relay),
                  relay.descriptor().issuerPort(),
                  relay.descriptor().issuerPin(),
                  keys.get()));
      if (relay.probed().isEmpty()) {
        reasons.add("issuer " + keys.get().issuerName() + ": as before, its relay did not answer");
      }
    }
    listed.addAll(fresh);
    return new IssuerChoice(different(listed, reasons), reasons);
  }

  private static List<ListedIssuer> different(List<ListedIssuer> all, List<String> reasons) {
    List<ListedIssuer> chosen = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (ListedIssuer issuer : all) {
      List<Object> own = new ArrayList<>();
      own.add(issuer.keys().issuerName());
      issuer.keys().keys().forEach(live -> own.add(live.key()));
      String name = "issuer " + issuer.keys().issuerName();
      if (own.stream().anyMatch(seen::contains)) {
        reasons.add(name + " of family " + issuer.family() + ": another has its name or a key");
      } else if (chosen.size() == ListedIssuer.MAX_ISSUERS) {
        reasons.add(name + ": the list has " + ListedIssuer.MAX_ISSUERS + " issuers already");
      } else {
        seen.addAll(own);
        chosen.add(issuer);
      }
    }
    return chosen;
  }

  private static boolean isOf(ListedIssuer issuer, Relay relay) {
    return issuer.address().equals(address(relay))
        && issuer.port() == relay.descriptor().issuerPort()
        && issuer.pin().equals(relay.descriptor().issuerPin());
  }

  private static Bytes address(Relay relay) {
    return relay.descriptor().listeners().get(0).address();
  }
}
