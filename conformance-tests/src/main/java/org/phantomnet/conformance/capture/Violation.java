package org.phantomnet.conformance.capture;

/** A packet outside the policy, and why. */
public record Violation(Packet packet, String why) {
  private static final int SHOWN = 48;

  /** The packet in one line: time, addresses, protocol, why, and how it begins. */
  public String shown() {
    return packet.at()
        + " "
        + packet.direction()
        + " "
        + packet.from()
        + " > "
        + packet.to()
        + " "
        + packet.kind()
        + ", "
        + packet.payload().length()
        + " octets: "
        + why
        + " ["
        + (packet.payload().isEmpty() ? packet.frame().octets() : packet.payload()).hex(SHOWN)
        + "]";
  }
}
