package org.phantomnet.conformance.scenario;

import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels.Sent;

/**
 * A contact whose own client lies: it knows its call's early key, and seals whatever it likes with
 * it.
 */
final class HostileCaller {
  private final DeviceAddress self;
  private final DeviceAddress victim;
  private final CallMessage.Offer offer;
  private final EarlyKeys early;

  /**
   * @param sent an offer that this caller's honest client made, delivered or not
   */
  HostileCaller(Sent sent) {
    self = sent.from();
    victim = sent.to();
    try {
      SealedCall sealed = SignalCodec.decode(sent.content());
      offer = (CallMessage.Offer) SignalCodec.decodeCore(sealed.type(), sealed.core());
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
    CallBinding binding =
        new CallBinding(
            offer.callId(),
            new Party(self, TestKeys.of(self.user())),
            new Party(victim, TestKeys.of(victim.user())));
    early = EarlyKeys.derive(binding, offer.callerSecret());
  }

  CallMessage.Offer offer() {
    return offer;
  }

  /** The same offer to or from other devices. */
  CallMessage.Offer naming(DeviceAddress caller, DeviceAddress callee) {
    return Changed.with(Changed.with(offer, "caller", caller), "callee", callee);
  }

  /** A message with a MAC that the victim's device finds right. */
  Sent seal(CallMessage message, long counter, Instant now) {
    Bytes core = SignalCodec.encodeCore(message);
    Bytes mac = early.mac(Role.CALLER, message.type(), counter, core);
    SealedCall sealed = new SealedCall(message.type(), 0, counter, core, Bytes.EMPTY, mac);
    return new Sent(self, victim, SignalCodec.encode(sealed), now);
  }

  /** An offer of that call and secret, between the ends of another, with a MAC that fits. */
  static Sent sealed(Sent between, Bytes call, Bytes secret, Bytes core) {
    CallBinding binding =
        new CallBinding(
            new CallId(call),
            new Party(between.from(), TestKeys.of(between.from().user())),
            new Party(between.to(), TestKeys.of(between.to().user())));
    Bytes mac = EarlyKeys.derive(binding, secret).mac(Role.CALLER, MessageType.OFFER, 1, core);
    SealedCall sealed = new SealedCall(MessageType.OFFER, 0, 1, core, Bytes.EMPTY, mac);
    return new Sent(between.from(), between.to(), SignalCodec.encode(sealed), between.at());
  }
}
