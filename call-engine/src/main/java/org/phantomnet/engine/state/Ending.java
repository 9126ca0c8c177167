package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MoveRefusal;

/** How every call ends: one place, one order (CALL-10). */
final class Ending {
  private Ending() {}

  /** Ends the call after the goodbyes; keys go last because the goodbyes are sealed with them. */
  @Rule("CALL-10")
  static Transition end(
      CallFacts facts,
      EndReason reason,
      Optional<CallMode> required,
      Duration talked,
      Instant now,
      List<CallEffect> goodbyes) {
    CallRef call = facts.call();
    List<CallEffect> effects = new ArrayList<>(goodbyes);
    effects.add(new LocalEffect.CancelTimers(call));
    effects.add(new PathEffect.CloseSession(call));
    effects.add(new PathEffect.DestroyKeys(call));
    effects.add(new LocalEffect.RecordHistory(call, reason, talked));
    effects.add(new LocalEffect.StartTimer(call, TimerKind.FORGET, Limits.FORGET));
    return Transition.to(new Ended(facts, reason, required, talked, now), effects);
  }

  static Transition beforeTalking(
      CallFacts facts, EndReason reason, Instant now, List<CallEffect> goodbyes) {
    return end(facts, reason, Optional.empty(), Duration.ZERO, now, goodbyes);
  }

  static Transition silently(CallFacts facts, EndReason reason, Instant now) {
    return beforeTalking(facts, reason, now, List.of());
  }

  static CallEffect hangup(CallRef call, int device, HangupReason reason) {
    return new SendEffect.SendHangup(call, device, reason);
  }

  /**
   * What a peer's hangup means to the person here. {@code plain} is what an ordinary one means in
   * that state.
   */
  static EndReason of(HangupReason reason, EndReason plain) {
    return switch (reason) {
      case NORMAL, CANCELLED, TIMEOUT -> plain;
      case ACCEPTED_ELSEWHERE -> EndReason.ACCEPTED_ELSEWHERE;
      case DECLINED_ELSEWHERE -> EndReason.DECLINED_ELSEWHERE;
      case GLARE -> EndReason.GLARE_LOST;
      case RESTARTED -> EndReason.PEER_RESTARTED;
      case RELAY_LOST -> EndReason.PEER_RELAY_LOST;
      case ENGINE_LOST -> EndReason.PEER_ENGINE_DIED;
      case CONNECTION_FAILED -> EndReason.CONNECT_TIMEOUT;
      case SECURITY -> EndReason.SECURITY_FAILURE;
      case IDENTITY_CHANGED -> EndReason.IDENTITY_CHANGED;
      case NO_SECOND_OPERATOR -> EndReason.NO_SECOND_OPERATOR;
      case MOVED -> EndReason.MOVED;
    };
  }

  /**
   * Why the own engine's failure ends the call. {@code connection} is what a lost connection means
   * in that state.
   */
  static EndReason of(FailureReason failure, EndReason connection) {
    return switch (failure) {
      case ENGINE_DIED -> EndReason.ENGINE_DIED;
      case ENGINE_REFUSED -> EndReason.ENGINE_REFUSED;
      case ICE_FAILED, DTLS_FAILED -> connection;
      case FINGERPRINT_MISMATCH -> EndReason.SECURITY_FAILURE;
    };
  }

  static EndReason of(CheckEvent.Failure failure) {
    return switch (failure) {
      case NOT_SENT -> EndReason.MESSAGE_NOT_SENT;
      case INTERNAL -> EndReason.INTERNAL_ERROR;
    };
  }

  /** What the end of a continuation says to the device that asked for it. */
  static MoveRefusal ofContinuation(EndReason reason) {
    if (reason == EndReason.DECLINED_REMOTELY) {
      return MoveRefusal.DECLINED;
    } else if (reason == EndReason.BUSY) {
      return MoveRefusal.BUSY;
    }
    return reason == EndReason.NO_ANSWER ? MoveRefusal.NO_ANSWER : MoveRefusal.FAILED;
  }

  /** What the peer is told of an end that this side decided. */
  static HangupReason toPeer(EndReason reason) {
    return switch (reason) {
      case CANCELLED -> HangupReason.CANCELLED;
      case NO_ANSWER, MISSED -> HangupReason.TIMEOUT;
      case CONNECT_TIMEOUT, RECONNECT_TIMEOUT -> HangupReason.CONNECTION_FAILED;
      case RELAY_UNREACHABLE, RELAY_LOST, NO_RELAY, NO_GRANT -> HangupReason.RELAY_LOST;
      case NO_SECOND_OPERATOR -> HangupReason.NO_SECOND_OPERATOR;
      case ENGINE_DIED, ENGINE_REFUSED, INTERNAL_ERROR -> HangupReason.ENGINE_LOST;
      case SECURITY_FAILURE -> HangupReason.SECURITY;
      case IDENTITY_CHANGED -> HangupReason.IDENTITY_CHANGED;
      case GLARE_LOST -> HangupReason.GLARE;
      case MOVED -> HangupReason.MOVED;
      case ACCEPTED_ELSEWHERE -> HangupReason.ACCEPTED_ELSEWHERE;
      case DECLINED_ELSEWHERE, DECLINED_REMOTELY, BUSY -> HangupReason.DECLINED_ELSEWHERE;
      case HUNG_UP_LOCALLY,
          HUNG_UP_REMOTELY,
          DECLINED_LOCALLY,
          MODE_TOO_WEAK,
          UNSUPPORTED,
          PQ_REQUIRED,
          NOT_A_CONTACT,
          BLOCKED,
          PEER_RELAY_LOST,
          PEER_ENGINE_DIED,
          PEER_RESTARTED,
          MESSAGE_NOT_SENT ->
          HangupReason.NORMAL;
    };
  }
}
