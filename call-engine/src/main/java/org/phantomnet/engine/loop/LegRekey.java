package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.RekeyReply;
import org.phantomnet.protocol.handshake.RekeyShares;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * What one leg remembers of the change of its keys: the machine, the open request with its secret
 * shares, and the last answer. Effect thread only; closed with the leg's keys.
 */
final class LegRekey implements AutoCloseable {
  private record Asked(RekeyShares shares, CallMessage.Rekey request) {}

  private record Answered(Bytes requestCore, CallMessage.Rekey reply) {}

  private Rekeying state;
  private Optional<Asked> asked = Optional.empty();
  private Optional<Answered> answered = Optional.empty();

  LegRekey(Rekeying begun) {
    state = begun;
  }

  Rekeying state() {
    return state;
  }

  void become(Rekeying next) {
    state = next;
  }

  /** True if the request has the core of the one answered last. */
  boolean isRepeated(Bytes requestCore) {
    return answered.isPresent() && answered.get().requestCore().equals(requestCore);
  }

  /** A request for the epoch after the newest, with fresh shares. */
  CallMessage.Rekey ask(CallId call, RandomSource random) {
    RekeyShares shares = RekeyShares.generate(random);
    CallMessage.Rekey request =
        new CallMessage.Rekey(
            call, state.newest() + 1, false, shares.x25519Share(), shares.mlKemKey());
    forgetAsked();
    asked = Optional.of(new Asked(shares, request));
    return request;
  }

  Optional<CallMessage.Rekey> openRequest() {
    return asked.map(Asked::request);
  }

  Optional<CallMessage.Rekey> lastReply() {
    return answered.map(Answered::reply);
  }

  /**
   * Opens the epoch that the request asks for.
   *
   * @throws ProtocolException if its shares cannot be used; nothing has changed then
   */
  CallMessage.Rekey reply(
      CallKeys keys, CallMessage.Rekey request, Bytes requestCore, RandomSource random)
      throws ProtocolException {
    try (RekeyReply shares = RekeyReply.respond(request.x25519Share(), request.mlKem(), random)) {
      CallMessage.Rekey reply =
          new CallMessage.Rekey(
              request.callId(),
              request.epoch(),
              true,
              shares.x25519Share(),
              shares.mlKemCiphertext());
      keys.rekeyAsReplier(shares, requestCore, SignalCodec.encodeCore(reply));
      answered = Optional.of(new Answered(requestCore, reply));
      return reply;
    }
  }

  /**
   * Opens the epoch that was asked for.
   *
   * @throws ProtocolException if the reply's shares cannot be used; nothing has changed then
   */
  void open(CallKeys keys, CallMessage.Rekey reply, Bytes replyCore) throws ProtocolException {
    Asked open = asked.orElseThrow();
    keys.rekeyAsRequester(
        open.shares(),
        reply.x25519Share(),
        reply.mlKem(),
        SignalCodec.encodeCore(open.request()),
        replyCore);
    forgetAsked();
  }

  private void forgetAsked() {
    asked.ifPresent(open -> open.shares().close());
    asked = Optional.empty();
  }

  @Override
  public void close() {
    forgetAsked();
    answered = Optional.empty();
  }
}
