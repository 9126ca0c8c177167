package org.phantomnet.protocol.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.rule.Rule;

/**
 * Which relays count as one operator. The authorities' labels can only be too fine (an operator may
 * lie to them), so relays that share an IPv4 /16 or an IPv6 /32 are one family as well,
 * transitively.
 */
@Rule("DIR-8")
public final class FamilyRule {
  private FamilyRule() {}

  /** Relays and issuers with effective families. */
  record Effective(List<ListedRelay> relays, List<ListedIssuer> issuers) {}

  /** Without issuers. */
  public static List<ListedRelay> effective(List<ListedRelay> relays, boolean byNetwork) {
    return effective(relays, List.of(), byNetwork).relays();
  }

  /**
   * @param byNetwork false for a test estate, whose relays all stand on one machine
   * @return the same relays and issuers in the same order, with effective families
   */
  @Rule("TOK-20")
  static Effective effective(
      List<ListedRelay> relays, List<ListedIssuer> issuers, boolean byNetwork) {
    int[] root = new int[relays.size() + issuers.size()];
    Map<Object, Integer> firstWith = new HashMap<>();
    List<String> labels = new ArrayList<>();
    for (ListedRelay relay : relays) {
      List<Bytes> addresses = new ArrayList<>(relay.descriptor().relayedAddresses());
      relay.descriptor().listeners().stream().map(Listener::address).forEach(addresses::add);
      add(root, firstWith, labels, relay.family(), byNetwork ? addresses : List.of());
    }
    for (ListedIssuer issuer : issuers) {
      List<Bytes> addresses = byNetwork ? List.of(issuer.address()) : List.of();
      add(root, firstWith, labels, issuer.family(), addresses);
    }
    List<ListedRelay> effectiveRelays = new ArrayList<>();
    for (int i = 0; i < relays.size(); i++) {
      ListedRelay relay = relays.get(i);
      effectiveRelays.add(
          new ListedRelay(relay.relayId(), labels.get(find(root, i)), relay.descriptor()));
    }
    List<ListedIssuer> effectiveIssuers = new ArrayList<>();
    for (int i = 0; i < issuers.size(); i++) {
      ListedIssuer issuer = issuers.get(i);
      String family = labels.get(find(root, relays.size() + i));
      effectiveIssuers.add(
          new ListedIssuer(family, issuer.address(), issuer.port(), issuer.pin(), issuer.keys()));
    }
    return new Effective(List.copyOf(effectiveRelays), List.copyOf(effectiveIssuers));
  }

  private static void add(
      int[] root,
      Map<Object, Integer> firstWith,
      List<String> labels,
      String family,
      List<Bytes> addresses) {
    int index = labels.size();
    root[index] = index;
    labels.add(family);
    join(root, firstWith, index, family);
    addresses.forEach(address -> join(root, firstWith, index, network(address)));
  }

  private static void join(int[] root, Map<Object, Integer> firstWith, int relay, Object trait) {
    Integer other = firstWith.putIfAbsent(trait, relay);
    if (other != null) {
      int a = find(root, relay);
      int b = find(root, other);
      root[Math.max(a, b)] = Math.min(a, b);
    }
  }

  private static int find(int[] root, int relay) {
    int at = relay;
    while (root[at] != at) {
      at = root[at];
    }
    return at;
  }

  /** The /16 of an IPv4 (or IPv4-mapped) address, the /32 of an IPv6 address. */
  private static Bytes network(Bytes address) {
    Bytes plain = RelayAddresses.unmapped(address);
    return Bytes.copyOf(plain.toByteArray(), 0, plain.length() == 4 ? 2 : 4);
  }
}
