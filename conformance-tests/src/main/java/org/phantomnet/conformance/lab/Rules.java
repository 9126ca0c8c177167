package org.phantomnet.conformance.lab;

/**
 * What a gateway does with packets, for nft. Linux keeps the port where it can and gives one source
 * one mapping, so masquerading is endpoint-independent unless told to draw a port; and lets in
 * answers only, so wider filtering is a map of what was seen to leave.
 */
final class Rules {
  private static final String REPLACE = "table inet home\ndelete table inet home\n";

  private Rules() {}

  /**
   * The whole rule set, in place of the one before; empty if the gateway only routes.
   *
   * @param ports where outside ports are taken from, as ":10000-19999"; empty keeps the inside one
   */
  static String of(Nat nat, String ports) {
    String to = ports.isEmpty() ? "" : " to " + ports;
    return switch (nat) {
      case OPEN -> "";
      case FULL_CONE ->
          table(
              "map seen { type inet_service : ipv4_addr . inet_service; size 4096; flags dynamic; }",
              "udp dport map @seen",
              "update @seen { ct reply proto-dst : ct original ip saddr . ct original proto-src }",
              "masquerade" + to);
      case ADDRESS_RESTRICTED ->
          table(
              "map seen { type inet_service . ipv4_addr : ipv4_addr . inet_service; size 4096; flags"
                  + " dynamic; }",
              "udp dport . ip saddr map @seen",
              "update @seen { ct reply proto-dst . ct original ip daddr :"
                  + " ct original ip saddr . ct original proto-src }",
              "masquerade" + to);
      case PORT_RESTRICTED -> table("", "", "", "masquerade" + to);
      case SYMMETRIC -> table("", "", "", "masquerade" + to + " fully-random");
    };
  }

  private static String table(String map, String arriving, String learning, String leaving) {
    String arrives =
        arriving.isEmpty()
            ? ""
            : "chain arriving { type nat hook prerouting priority dstnat;\n"
                + ("iifname wan meta nfproto ipv4 meta l4proto udp dnat ip to " + arriving + "\n}");
    // After the mapping is made (srcnat), so that the outside port is known.
    String learns =
        learning.isEmpty()
            ? ""
            : "chain learning { type filter hook postrouting priority srcnat + 50;\n"
                + "oifname wan meta nfproto ipv4 meta l4proto udp ct direction original "
                + (learning + "\n}");
    return String.join(
        "\n",
        REPLACE + "table inet home {",
        map,
        arrives,
        "chain leaving { type nat hook postrouting priority srcnat;",
        "oifname wan meta nfproto ipv4 meta l4proto { tcp, udp } " + leaving,
        "oifname wan meta nfproto ipv4 masquerade",
        "}",
        learns,
        "chain through { type filter hook forward priority filter; policy drop;",
        "ct state established,related accept",
        "iifname lan accept",
        "ct status dnat accept",
        "}",
        // Dropped before it is remembered: else a packet from outside, come too early, would take
        // the mapping that the packet from inside is about to get.
        "chain here { type filter hook input priority filter;",
        "iifname wan ct state new,invalid meta l4proto { tcp, udp } drop",
        "}",
        "}\n");
  }
}
