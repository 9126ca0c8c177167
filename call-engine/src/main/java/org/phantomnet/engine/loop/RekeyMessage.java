package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.engine.state.Rekeying.Wish;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * A request or reply that changes keys, as it came under a policy key: a REKEY, or a mode switch
 * that carries one. Immutable.
 *
 * @param under the epoch of the key that it came under
 * @param core as it came
 * @param mlKem key of a request, ciphertext of a reply
 * @param from the mode that a switch leaves, in its request
 * @param to the mode of a switch
 */
record RekeyMessage(
    CallMessage message,
    Wish wish,
    boolean isReply,
    int epoch,
    int under,
    Bytes core,
    Bytes x25519Share,
    Bytes mlKem,
    Optional<CallMode> from,
    Optional<CallMode> to) {

  /** Empty for what opens no epoch: other messages, and a switch that is refused. */
  static Optional<RekeyMessage> of(SealedCall sealed, CallMessage message) {
    if (message instanceof CallMessage.Rekey keys) {
      return Optional.of(
          new RekeyMessage(
              keys,
              Wish.KEYS,
              keys.reply(),
              keys.epoch(),
              sealed.epoch(),
              sealed.core(),
              keys.x25519Share(),
              keys.mlKem(),
              Optional.empty(),
              Optional.empty()));
    } else if (message instanceof CallMessage.ModeSwitchRequest mode) {
      return Optional.of(
          new RekeyMessage(
              mode,
              Wish.MODE,
              false,
              mode.epoch(),
              sealed.epoch(),
              sealed.core(),
              mode.x25519Share(),
              mode.mlKemKey(),
              Optional.of(mode.from()),
              Optional.of(mode.to())));
    } else if (message instanceof CallMessage.ModeSwitchAck mode && mode.approved()) {
      return Optional.of(
          new RekeyMessage(
              mode,
              Wish.MODE,
              true,
              mode.epoch(),
              sealed.epoch(),
              sealed.core(),
              mode.x25519Share(),
              mode.mlKemCiphertext(),
              Optional.empty(),
              Optional.of(mode.to())));
    }
    return Optional.empty();
  }

  /** What a refusal names this request by. */
  Bytes name() {
    return CoreName.of(core);
  }

  /** What says no to this request for a mode. */
  CallMessage refusal() {
    return CallMessage.ModeSwitchAck.refusal(message.callId(), epoch, to.orElseThrow(), name());
  }

  /** What answers this request. */
  CallMessage reply(Bytes ownShare, Bytes ciphertext) {
    return to.isPresent()
        ? new CallMessage.ModeSwitchAck(
            message.callId(), epoch, to.get(), true, ownShare, ciphertext, Bytes.EMPTY)
        : new CallMessage.Rekey(message.callId(), epoch, true, ownShare, ciphertext);
  }
}
