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

  /**
   * @param byNetwork false for a test estate, whose relays all stand on one machine
   * @return the same relays in the same order, with effective families
   */
  public static List<ListedRelay> effective(List<ListedRelay> relays, boolean byNetwork) {
    int[] root = new int[relays.size()];
    Map<Object, Integer> firstWith = new HashMap<>();
    for (int i = 0; i < root.length; i++) {
      root[i] = i;
      ListedRelay relay = relays.get(i);
      join(root, firstWith, i, relay.family());
      if (byNetwork) {
        for (Listener listener : relay.descriptor().listeners()) {
          join(root, firstWith, i, network(listener.address()));
        }
        for (Bytes address : relay.descriptor().relayedAddresses()) {
          join(root, firstWith, i, network(address));
        }
      }
    }
    List<ListedRelay> effective = new ArrayList<>();
    for (int i = 0; i < root.length; i++) {
      ListedRelay relay = relays.get(i);
      String family = relays.get(find(root, i)).family();
      effective.add(new ListedRelay(relay.relayId(), family, relay.descriptor()));
    }
    return effective;
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
