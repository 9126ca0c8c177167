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
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.ModeSwitchReason;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * What one leg remembers of the change of its keys: the machine, the open request with its secret
 * shares, and the last answer. Effect thread only; closed with the leg's keys.
 */
final class LegRekey implements AutoCloseable {
  private record Asked(RekeyShares shares, CallMessage request) {}

  private record Answered(Bytes requestCore, CallMessage reply) {}

  private Rekeying state;
  private Optional<Asked> asked = Optional.empty();
  private Optional<Answered> answered = Optional.empty();
  private CallMode wanted = CallMode.PRIVATE;
  private boolean takenBack;

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

  /** The mode that the person here wants, from now on. */
  void wants(CallMode mode) {
    wanted = mode;
  }

  /** True if that is the mode that the person here asked for, and it is not agreed on. */
  boolean isWanted(CallMode mode) {
    return state.wantsMode() && wanted == mode && !takenBack;
  }

  /** What was asked for is not wanted any more; the answer to it counts all the same. */
  void takeBack() {
    takenBack = true;
  }

  boolean isTakenBack() {
    return takenBack;
  }

  /**
   * What was taken back is not open any more: it was answered, or another request stands above it.
   *
   * @return true if that was so since the last time
   */
  boolean endTakingBack() {
    boolean ended = takenBack && state.asked() != Rekeying.Wish.MODE;
    takenBack &= !ended;
    return ended;
  }

  /** This side's own no to its open request (CALL-91). */
  Optional<CallMessage> withdrawal() {
    return openRequest()
        .filter(CallMessage.ModeSwitchRequest.class::isInstance)
        .map(CallMessage.ModeSwitchRequest.class::cast)
        .map(
            open ->
                CallMessage.ModeSwitchAck.refusal(
                    open.callId(), open.epoch(), open.to(), CoreName.of(open)));
  }

  /** True if the request of that name is the one that was answered last: that stands. */
  boolean hasAnswered(Bytes name) {
    return answered.filter(last -> CoreName.of(last.requestCore()).equals(name)).isPresent();
  }

  /**
   * A request for the epoch after the newest, with fresh shares.
   *
   * @param from the call's mode now
   */
  CallMessage ask(CallId call, CallMode from, RandomSource random) {
    RekeyShares shares = RekeyShares.generate(random);
    int epoch = state.newest() + 1;
    CallMessage request =
        state.asked() == Rekeying.Wish.MODE
            ? new CallMessage.ModeSwitchRequest(
                call,
                epoch,
                from,
                wanted,
                wanted.isStricterThan(from)
                    ? ModeSwitchReason.MORE_PRIVACY
                    : ModeSwitchReason.BETTER_QUALITY,
                shares.x25519Share(),
                shares.mlKemKey())
            : new CallMessage.Rekey(call, epoch, false, shares.x25519Share(), shares.mlKemKey());
    forgetAsked();
    asked = Optional.of(new Asked(shares, request));
    return request;
  }

  Optional<CallMessage> openRequest() {
    return asked.map(Asked::request);
  }

  /** True if the reply is one to the open request, the mode it names included. */
  boolean isAnsweredBy(RekeyMessage reply) {
    return asked.isPresent()
        && (asked.get().request() instanceof CallMessage.ModeSwitchRequest request
            ? reply.to().equals(Optional.of(request.to()))
            : reply.to().isEmpty());
  }

  /** True if it is the open request that is refused, and none before it. */
  boolean isRefusedBy(CallMessage.ModeSwitchAck refusal) {
    return openRequest()
        .filter(request -> CoreName.of(request).equals(refusal.refuses()))
        .isPresent();
  }

  Optional<CallMessage> lastReply() {
    return answered.map(Answered::reply);
  }

  /**
   * Opens the epoch that the request asks for; a request of this side is void then.
   *
   * @throws ProtocolException if its shares cannot be used; nothing has changed then
   */
  CallMessage reply(CallKeys keys, RekeyMessage request, RandomSource random)
      throws ProtocolException {
    try (RekeyReply shares = RekeyReply.respond(request.x25519Share(), request.mlKem(), random)) {
      CallMessage reply = request.reply(shares.x25519Share(), shares.mlKemCiphertext());
      keys.rekeyAsReplier(shares, request.core(), SignalCodec.encodeCore(reply));
      answered = Optional.of(new Answered(request.core(), reply));
      forgetAsked();
      return reply;
    }
  }

  /**
   * Opens the epoch that was asked for.
   *
   * @throws ProtocolException if the reply's shares cannot be used; nothing has changed then
   */
  void open(CallKeys keys, RekeyMessage reply) throws ProtocolException {
    Asked open = asked.orElseThrow();
    keys.rekeyAsRequester(
        open.shares(),
        reply.x25519Share(),
        reply.mlKem(),
        SignalCodec.encodeCore(open.request()),
        reply.core());
    forgetAsked();
  }

  /** The open request was refused. */
  void forgetAsked() {
    asked.ifPresent(open -> open.shares().close());
    asked = Optional.empty();
  }

  @Override
  public void close() {
    forgetAsked();
    answered = Optional.empty();
  }
}
