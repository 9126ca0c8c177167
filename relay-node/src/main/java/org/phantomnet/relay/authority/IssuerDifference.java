package org.phantomnet.relay.authority;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;

/** What a signer is about to change of the issuers of tokens, in lines to read. Stateless. */
final class IssuerDifference {
  private IssuerDifference() {}

  /** One line for each issuer, and one more for each that the list outlives. */
  @Rule("TOK-26")
  static List<String> lines(List<ListedIssuer> previous, RelayList next) {
    List<String> lines = new ArrayList<>();
    Map<String, ListedIssuer> before = new LinkedHashMap<>();
    previous.forEach(issuer -> before.put(issuer.keys().issuerName(), issuer));
    for (ListedIssuer issuer : next.issuers()) {
      String name = "issuer " + issuer.keys().issuerName();
      Instant end = issuer.keys().end();
      ListedIssuer then = before.remove(issuer.keys().issuerName());
      if (then == null) {
        lines.add("+ " + name + described(issuer) + ", keys until " + end);
      } else if (!described(then).equals(described(issuer))) {
        lines.add("~ " + name + described(then) + " ->" + described(issuer));
      } else if (then.keys().equals(issuer.keys())) {
        lines.add("= " + name + " as before, keys until " + end);
      } else if (sharesKey(then.keys(), issuer.keys())) {
        lines.add("~ " + name + " has a new key, keys until " + end);
      } else {
        lines.add("! " + name + " has none of its keys of the last list: ask its operator why");
      }
      if (end.isBefore(next.notAfter())) {
        lines.add(
            "! "
                + name
                + " has no keys from "
                + end
                + " on: propose and sign the next list by then");
      }
    }
    before.forEach((name, issuer) -> lines.add("- issuer " + name + described(issuer)));
    if (next.issuers().isEmpty()) {
      lines.add("! no issuer of tokens: clients use grants, which a relay could link to people");
    }
    return lines;
  }

  private static boolean sharesKey(IssuerKeys one, IssuerKeys other) {
    return one.keys().stream().anyMatch(other.keys()::contains);
  }

  private static String described(ListedIssuer issuer) {
    String host;
    try {
      host = InetAddress.getByAddress(issuer.address().toByteArray()).getHostAddress();
    } catch (UnknownHostException e) {
      host = "?";
    }
    return " family "
        + issuer.family()
        + " at "
        + host
        + " port "
        + issuer.port()
        + " pin "
        + Candidates.hex(issuer.pin()).substring(0, 16);
  }
}
