package org.phantomnet.relay.authority;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.rule.Rule;

/** What a signer is about to change, in lines to read before signing. Stateless. */
public final class Difference {
  private static final int LARGEST = 5;

  private Difference() {}

  /**
   * One line for each relay that is new, gone or changed, between lines on the list as a whole.
   *
   * @param previous the last list; absent for an estate's first
   */
  @Rule("DIR-18")
  public static List<String> lines(Optional<RelayList> previous, RelayList next) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "version "
            + previous.map(list -> Long.toString(list.version())).orElse("none")
            + " -> "
            + next.version()
            + ", from "
            + next.notBefore()
            + " to "
            + next.notAfter());
    if (next.testEstate()) {
      lines.add("! a test estate: clients must be told to take it");
    }
    if (next.singleFamilyAllowed()) {
      lines.add("! calls may run over relays of one operator");
    }
    Map<String, RelayList.Entry> before = byId(previous.map(RelayList::entries).orElse(List.of()));
    Map<String, RelayList.Entry> after = byId(next.entries());
    int unchanged = 0;
    for (Map.Entry<String, RelayList.Entry> entry : after.entrySet()) {
      RelayList.Entry now = entry.getValue();
      RelayList.Entry then = before.get(entry.getKey());
      if (then == null) {
        lines.add("+ " + entry.getKey() + " family " + now.family() + " " + described(now));
      } else if (!then.family().equals(now.family())) {
        lines.add("~ " + entry.getKey() + " family " + then.family() + " -> " + now.family());
      } else if (!described(then).equals(described(now))) {
        lines.add("~ " + entry.getKey() + " " + described(then) + " -> " + described(now));
      } else {
        unchanged++;
      }
    }
    before.forEach(
        (id, then) -> {
          if (!after.containsKey(id)) {
            lines.add("- " + id + " family " + then.family() + " " + described(then));
          }
        });
    lines.add("= " + unchanged + " relays as before, " + after.size() + " in all");
    lines.addAll(largest(next));
    lines.addAll(IssuerDifference.lines(previous.map(RelayList::issuers).orElse(List.of()), next));
    return lines;
  }

  /** Who could see much: families by their part of the capacity that clients choose by. */
  private static List<String> largest(RelayList list) {
    Map<String, Integer> weights = new TreeMap<>();
    for (RelayList.Entry entry : list.entries()) {
      weights.merge(entry.family(), capacity(entry), Integer::sum);
    }
    int all = Math.max(1, weights.values().stream().mapToInt(Integer::intValue).sum());
    return weights.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(LARGEST)
        .map(one -> "  family " + one.getKey() + ": " + 100 * one.getValue() / all + " % of weight")
        .toList();
  }

  private static Map<String, RelayList.Entry> byId(List<RelayList.Entry> entries) {
    Map<String, RelayList.Entry> byId = new LinkedHashMap<>();
    for (RelayList.Entry entry : entries) {
      byId.put(Candidates.id(entry.descriptor()).orElse("(no descriptor)"), entry);
    }
    return byId;
  }

  private static int capacity(RelayList.Entry entry) {
    try {
      return entry.descriptor().open().capacity();
    } catch (ProtocolException e) {
      return 0;
    }
  }

  private static String described(RelayList.Entry entry) {
    try {
      RelayDescriptor opened = entry.descriptor().open();
      String addresses =
          Stream.concat(
                  opened.listeners().stream().map(RelayDescriptor.Listener::address),
                  opened.relayedAddresses().stream())
              .distinct()
              .map(Difference::text)
              .collect(Collectors.joining(","));
      return addresses + " capacity " + opened.capacity() + " region " + opened.region();
    } catch (ProtocolException e) {
      return "NOT SIGNED BY ITS OWN KEY";
    }
  }

  private static String text(Bytes address) {
    try {
      return InetAddress.getByAddress(address.toByteArray()).getHostAddress();
    } catch (UnknownHostException e) {
      return "?";
    }
  }
}
