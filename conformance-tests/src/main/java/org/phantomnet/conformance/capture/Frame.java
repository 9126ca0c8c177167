package org.phantomnet.conformance.capture;

import java.time.Instant;

/**
 * One Ethernet frame of a capture.
 *
 * @param at when the kernel saw it
 * @param octets what was kept of it, without its checksum
 * @param originalLength in octets, as on the wire
 */
public record Frame(Instant at, Octets octets, long originalLength) {
  /** Whether the capture kept all of it. */
  public boolean whole() {
    return octets.length() == originalLength;
  }
}
