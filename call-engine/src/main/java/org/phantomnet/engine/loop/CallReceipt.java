package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.protocol.signal.CallMode;

/**
 * One call's receipt in the making: the policy's counts over all its legs, and what their tunnels
 * refused.
 */
final class CallReceipt {
  private final ReceiptBuilder builder;
  private MediaEngine.Keying keying;
  private final List<GuardedTunnel> tunnels = new ArrayList<>();

  CallReceipt(CallMode mode, MediaEngine.Keying keying) {
    this.builder = new ReceiptBuilder(mode);
    this.keying = keying;
  }

  /**
   * A connection of the call is made in that mode.
   *
   * @param keyed what keys its media
   */
  void goesOnIn(CallMode mode, MediaEngine.Keying keyed) {
    builder.goesOnIn(mode);
    if (keyed == MediaEngine.Keying.DTLS_ONLY) {
      keying = keyed;
    }
  }

  ReceiptBuilder builder() {
    return builder;
  }

  void add(GuardedTunnel tunnel) {
    tunnels.add(tunnel);
  }

  PrivacyReceipt build() {
    tunnels.forEach(tunnel -> tunnel.finalRate().ifPresent(builder::constantRate));
    PrivacyReceipt counted = builder.build();
    Map<String, Integer> refused = new TreeMap<>(counted.refused());
    long outside = counted.packetsOutsidePolicy();
    for (GuardedTunnel tunnel : tunnels) {
      tunnel.refused().forEach((kind, count) -> refused.merge(kind, count, Integer::sum));
      outside += tunnel.packetsOutsidePolicy();
    }
    return new PrivacyReceipt(
        counted.mode(),
        counted.offered(),
        counted.sent(),
        counted.admitted(),
        refused,
        counted.path(),
        counted.isolated(),
        keying.name(),
        outside,
        counted.constantRate());
  }
}
