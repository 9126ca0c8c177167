package org.phantomnet.engine.privacy;

import java.util.Map;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What the policy did during one call, by class and count, with no address in it (DESIGN 6).
 * Immutable. Shown after the call and kept as long as the chat's auto-delete says.
 *
 * @param offered own candidates the engine gathered, by class
 * @param sent own candidates that left this device, by class
 * @param admitted remote candidates admitted, by class
 * @param refused remote candidates and tunnel packets refused, by class
 * @param path ICE type names of the pairs that its connections took, as "relay/relay", each once in
 *     the order of first use with a space between; "none" without one
 * @param isolated the engine had no network of its own
 * @param packetsOutsidePolicy packets that left outside the mode's policy; anything but 0 is a
 *     defect
 * @param constantRate how the promise of a constant rate stood at the end, over all connections
 *     that sound left on
 */
public record PrivacyReceipt(
    CallMode mode,
    Map<String, Integer> offered,
    Map<String, Integer> sent,
    Map<String, Integer> admitted,
    Map<String, Integer> refused,
    String path,
    boolean isolated,
    String mediaKeys,
    long packetsOutsidePolicy,
    ConstantRate constantRate) {
  public PrivacyReceipt {
    offered = Map.copyOf(offered);
    sent = Map.copyOf(sent);
    admitted = Map.copyOf(admitted);
    refused = Map.copyOf(refused);
  }

  public static PrivacyReceipt empty(CallMode mode) {
    return new PrivacyReceipt(
        mode,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        "none",
        false,
        "DTLS_ONLY",
        0,
        ConstantRate.before(mode));
  }
}
