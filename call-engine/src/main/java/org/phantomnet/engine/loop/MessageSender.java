package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.SecureChannel.SendOutcome;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.SendEffect;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CalleeShares;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.MoveRefusal;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * Encodes, seals and sends; what it does not take from the call, the keys or the path is the same
 * for all clients. Effect thread only.
 */
@Rule("WIRE-1")
final class MessageSender {
  /** After a restart nothing but a hangup is worth sending late. */
  private static final Duration STALE = Duration.ofSeconds(60);

  private static final int MAX_RESTARTED = 32;

  private final Set<CallId> restarted = new LinkedHashSet<>();
  private final EnginePorts ports;
  private final Keyring keyring;
  private final Paths paths;
  private final InBand inBand;
  private final Reports reports;
  private final Abilities abilities;

  MessageSender(EnginePorts ports, Keyring keyring, Paths paths, InBand inBand, Reports reports) {
    this.ports = ports;
    this.keyring = keyring;
    this.paths = paths;
    this.inBand = inBand;
    this.reports = reports;
    this.abilities = new Abilities(ports.media());
  }

  void run(SendEffect effect, Optional<CallFacts> facts) {
    LegId leg = new LegId(effect.call(), effect.device());
    CallId id = effect.call().id();
    if (effect instanceof SendEffect.SendOffer) {
      sendOffer(leg, facts.orElseThrow());
    } else if (effect instanceof SendEffect.SendRing) {
      send(leg, new CallMessage.Ring(id), false);
      trace(TraceCode.RING_SENT);
    } else if (effect instanceof SendEffect.SendAnswer) {
      sendAnswer(leg, facts.orElseThrow());
    } else if (effect instanceof SendEffect.SendConfirm) {
      Bytes confirm = keyring.get(leg).policy().orElseThrow().confirm(Role.CALLER);
      send(leg, new CallMessage.Confirm(id, confirm), true);
    } else if (effect instanceof SendEffect.SendAccept) {
      sendAccept(leg);
      trace(TraceCode.ACCEPTED);
    } else if (effect instanceof SendEffect.SendCandidates) {
      paths.newest(leg).ifPresent(path -> sendCandidates(leg, path.candidates().takeUnsent()));
    } else if (effect instanceof SendEffect.SendUpdate) {
      sendUpdate(leg, false);
    } else if (effect instanceof SendEffect.SendUpdateReply) {
      sendUpdate(leg, true);
    } else if (effect instanceof SendEffect.SendDecline decline) {
      sendDecline(leg, new CallMessage.Decline(id, decline.reason(), decline.required()), facts);
    } else if (effect instanceof SendEffect.SendSelected) {
      send(leg, new CallMessage.Selected(id), false);
    } else if (effect instanceof SendEffect.SendHangup hangup) {
      send(leg, new CallMessage.Hangup(id, hangup.reason()), false);
      trace(TraceCode.HANGUP_SENT);
    } else if (effect instanceof SendEffect.SendRestarted restarted) {
      sendRestarted(restarted);
    } else if (effect instanceof SendEffect.SendNonceChallenge) {
      Bytes nonce = ports.random().bytes(CallMessage.NONCE_LENGTH);
      keyring.get(leg).expect(nonce);
      send(leg, new CallMessage.NonceChallenge(id, nonce), false);
    } else if (effect instanceof SendEffect.SendNonceResponse response) {
      send(leg, new CallMessage.NonceResponse(id, response.nonce()), false);
    } else if (effect instanceof SendEffect.RefuseModeSwitch refused) {
      answer(
          leg,
          CallMessage.ModeSwitchAck.refusal(id, refused.epoch(), refused.to(), refused.name()));
    } else if (effect instanceof SendEffect.RefuseMedia refused) {
      answerMedia(leg, refused.sequence(), false);
    } else {
      throw new IllegalStateException("unknown effect");
    }
  }

  @Rule("CALL-39")
  private void sendCandidates(LegId leg, List<Candidate> found) {
    for (int from = 0; from < found.size(); from += CallMessage.Candidates.MAX_CANDIDATES) {
      int to = Math.min(found.size(), from + CallMessage.Candidates.MAX_CANDIDATES);
      int sequence = keyring.get(leg).nextCandidates();
      send(
          leg,
          new CallMessage.Candidates(leg.call().id(), sequence, found.subList(from, to)),
          false);
    }
  }

  /** Two ways, one message: the first copy that comes counts (SHIELD-10). */
  private void sendAccept(LegId leg) {
    LegKeys keys = keyring.get(leg);
    Bytes core = SignalCodec.encodeCore(new CallMessage.Accept(leg.call().id()));
    SealedCall sealed = keys.seal(MessageType.ACCEPT, core, Bytes.EMPTY);
    paths.find(leg).ifPresent(path -> inBand.say(path, sealed)); // the faster way first
    send(leg, keys, sealed, true);
  }

  private void sendUpdate(LegId leg, boolean reply) {
    Optional<Path> next = paths.next(leg).filter(path -> path.gathered() && path.offers() != reply);
    if (next.isEmpty()) {
      reports.post(new PathEvent.NextFailed(leg.call(), leg.device()));
      return;
    }
    Path path = next.get();
    CallMessage.Update update =
        new CallMessage.Update(
            leg.call().id(),
            0,
            reply,
            true,
            path.local().parameters(),
            path.candidates().own(),
            path.identity().certificate(),
            path.identity().prove(keyring.get(leg).binding(), leg.call().own()),
            path.candidates().request());
    if (!reply) {
      path.candidates().requested(CoreName.of(update));
    }
    send(leg, update, false);
  }

  /** Says no to a request of the other side to move. */
  void refuse(LegId leg, CallMessage.Move move, MoveRefusal refusal) {
    answer(leg, new CallMessage.Move(move.callId(), move.to(), Optional.of(refusal)));
  }

  /** Says what this side, or its person, decided on a change of media. */
  void answerMedia(LegId leg, int sequence, boolean approved) {
    answer(leg, new CallMessage.MediaAck(leg.call().id(), sequence, approved));
  }

  private void answer(LegId leg, CallMessage answer) {
    if (keyring.get(leg).takeRefusal()) {
      send(leg, answer, false);
    }
  }

  private void sendOffer(LegId leg, CallFacts facts) {
    LegKeys keys = keyring.get(leg);
    Path path = paths.get(leg);
    CallMessage.Offer offer =
        new CallMessage.Offer(
            leg.call().id(),
            keys.binding().caller().device(),
            keys.binding().callee().device(),
            facts.mode(),
            facts.media(),
            path.local().parameters(),
            path.candidates().own(),
            keys.callerShares().secret(),
            keys.callerShares().x25519Share(),
            keys.callerShares().mlKemKey(),
            abilities.named(),
            ports.clock().millis(),
            path.identity().certificate(),
            path.identity().prove(keys.binding(), Role.CALLER),
            facts.continues());
    Bytes core = SignalCodec.encodeCore(offer);
    keys.offered(offer, core);
    send(leg, keys, keys.seal(MessageType.OFFER, core, Bytes.EMPTY), true);
    trace(TraceCode.OFFER_SENT);
  }

  /** Makes the call's keys too: they hang on the answer core's every byte. */
  private void sendAnswer(LegId leg, CallFacts facts) {
    LegKeys keys = keyring.get(leg);
    Path path = paths.get(leg);
    CallMessage.Offer offer = keys.offer().orElseThrow();
    try (CalleeShares shares = CalleeShares.respond(offer, ports.random())) {
      CallMessage.Answer answer =
          new CallMessage.Answer(
              leg.call().id(),
              keys.binding().caller().device(),
              keys.binding().callee().device(),
              facts.mode(),
              facts.media(),
              path.local().parameters(),
              path.candidates().own(),
              shares.secret(),
              shares.x25519Share(),
              shares.mlKemCiphertext(),
              abilities.named(),
              path.identity().certificate(),
              path.identity().prove(keys.binding(), Role.CALLEE));
      Bytes core = SignalCodec.encodeCore(answer);
      CallKeys policy = CallKeys.forCallee(keys.binding(), shares, offer, keys.offerCore(), core);
      keys.answering(answer, policy);
      send(leg, keys, keys.seal(MessageType.ANSWER, core, policy.confirm(Role.CALLEE)), true);
      trace(TraceCode.ANSWER_SENT);
    } catch (ProtocolException unusable) {
      trace(TraceCode.MESSAGE_REFUSED);
      reports.post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
    }
  }

  /** An offer that could not be read left no keys (CALL-34). */
  private void sendDecline(LegId leg, CallMessage.Decline decline, Optional<CallFacts> facts) {
    if (decline.reason() != DeclineReason.UNSUPPORTED || keyring.find(leg).isPresent()) {
      send(leg, decline, false);
    } else {
      peer(facts.orElseThrow().contact(), leg.device()).ifPresent(to -> sendBare(to, decline));
    }
  }

  /** Once for each call, however often its peer asks (CALL-19). */
  private void sendRestarted(SendEffect.SendRestarted effect) {
    Optional<DeviceAddress> peer = peer(effect.contact(), effect.device());
    if (peer.isEmpty()
        || restarted.contains(effect.call().id())
        || !ports.records().takeAutomaticReply(effect.contact(), ports.clock().instant())) {
      return;
    }
    if (restarted.size() == MAX_RESTARTED) {
      restarted.remove(restarted.iterator().next());
    }
    restarted.add(effect.call().id());
    sendBare(peer.get(), new CallMessage.Hangup(effect.call().id(), HangupReason.RESTARTED));
    trace(TraceCode.HANGUP_SENT);
  }

  private Optional<DeviceAddress> peer(UserAddress contact, int device) {
    return ports.channel().peers(contact).stream()
        .map(SecureChannel.Peer::device)
        .filter(known -> known.device() == device)
        .findFirst();
  }

  /**
   * There are no keys to seal with; the chat's session alone authenticates such a message (CALL-17,
   * CALL-34).
   */
  private void sendBare(DeviceAddress to, CallMessage message) {
    Bytes core = SignalCodec.encodeCore(message);
    SealedCall sealed = new SealedCall(message.type(), 0, 1, core, Bytes.EMPTY, SealedCall.NO_MAC);
    ports.channel().send(to, SignalCodec.encode(sealed), STALE, outcome -> {});
  }

  /**
   * @param essential whether the call ends if it cannot be sent
   */
  void send(LegId leg, CallMessage message, boolean essential) {
    LegKeys keys = keyring.get(leg);
    send(
        leg,
        keys,
        keys.seal(message.type(), SignalCodec.encodeCore(message), Bytes.EMPTY),
        essential);
  }

  private void send(LegId leg, LegKeys keys, SealedCall sealed, boolean essential) {
    DeviceAddress to = keys.peer().device();
    Duration stale = sealed.type() == MessageType.HANGUP ? Duration.ZERO : STALE;
    ports
        .channel()
        .send(to, SignalCodec.encode(sealed), stale, outcome -> sent(leg, outcome, essential));
  }

  private void sent(LegId leg, SendOutcome outcome, boolean essential) {
    switch (outcome) {
      case QUEUED -> {}
      case IDENTITY_CHANGED -> reports.post(new CheckEvent.IdentityChanged(leg.call()));
      case NO_SESSION, TOO_LARGE, STORE_FAILED -> {
        trace(TraceCode.EFFECT_FAILED);
        if (essential) {
          reports.post(
              new CheckEvent.EffectFailed(leg.call(), leg.device(), CheckEvent.Failure.NOT_SENT));
        }
      }
    }
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }
}
